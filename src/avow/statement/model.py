"""The resolved statement: plain frozen tables that everything later reads.

Nothing after the resolver sees YAML or Markdown. Every entity has `id`, `span` and `keeps`:
a map from field name to the clauses which that field keeps; the key `""` stands for the whole entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Basis = Literal["service", "opt-in", "opt-out", "legal"]
Nature = Literal["operational", "promotional"]
Demand = Literal["required", "optional", "recorded", "ended"]
Strength = Literal["enforced", "controlled", "attested"]
Flag = Literal["promise", "informative", "draft"]
Keeps = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one source line: line and column count from 1, column and length in code points."""

    file: str
    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Party:
    """A legal person that the statement names; `policy` is `this` or `own`."""

    id: str
    name: str
    role: Literal["controller", "parent", "affiliate"]
    policy: Literal["own", "this"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to write to the company; a way that is not offered is None."""

    id: str
    email: str | None
    post: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept.

    `none`: never at rest. `span`: `amount` of `unit` after `event`. `until`: up to `event`.
    """

    kind: Literal["none", "span", "until"]
    amount: int = 0
    unit: Literal["hours", "days", "months", "years"] = "days"
    event: str = "collected"

    @property
    def days(self) -> int:
        """Whole days of the span, rounded up; a month counts 31 and a year 366, never fewer."""
        per = {"days": 1, "months": 31, "years": 366}
        if self.unit == "hours":
            return -(-self.amount // 24)
        return self.amount * per[self.unit]


@dataclass(frozen=True, slots=True)
class Entity:
    """What every declared thing has."""

    id: str
    span: Span
    keeps: Keeps

    def clauses(self, name: str) -> tuple[str, ...]:
        """Clauses that the field `name` keeps, or those of the whole entity."""
        return self.keeps.get(name) or self.keeps.get("", ())


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise. `words` is its text with references filled; `draft` is published as not in force."""

    id: str
    words: str
    spans: tuple[Span, ...]
    section: str
    flag: Flag
    instead_of: str | None
    supplement: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service(Entity):
    """A governed application; `events` are the names that its periods may wait for."""

    label: str
    events: tuple[str, ...]
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category(Entity):
    """A kind of personal data. `asked` is `nowhere` for a kind that is named only to say it is not collected."""

    label: str
    about: str
    kept_as: Literal["value", "digest", "token"]
    sensitive: bool
    coarse: str | None
    asked: Literal["somewhere", "nowhere"]


@dataclass(frozen=True, slots=True)
class Purpose(Entity):
    """Why data is used. `uses` are category ids, prefixes expanded."""

    label: str
    basis: Basis
    nature: Nature
    uses: tuple[str, ...]
    asks_all: Literal["all", "giver"]


@dataclass(frozen=True, slots=True)
class Recipient(Entity):
    """Who may get data. `gets` maps a purpose to the categories of that cell."""

    label: str
    kind: str
    gets: Mapping[str, tuple[str, ...]]
    needs: Literal["nothing", "grant", "case"]
    told: Literal["before", "after", "stated"]
    party: str | None
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One category at one point: how it is demanded and how long it is kept there."""

    category: str
    demand: Demand
    period: Period
    retention: str | None


@dataclass(frozen=True, slots=True)
class Point(Entity):
    """A collection point or a cookie. `purposes` is its `for`, in the author's order."""

    service: str
    kind: Literal["collection", "cookie"]
    asked: tuple[Asked, ...]
    purposes: tuple[str, ...]
    once: bool
    channels: tuple[str, ...]
    set_when: Literal["needed", "on choice"] | None


@dataclass(frozen=True, slots=True)
class Retention(Entity):
    """A shared period with a name; `duty` is the legal duty behind a long one."""

    period: Period
    shortened_after: Period | None
    duty: str | None


@dataclass(frozen=True, slots=True)
class Right(Entity):
    """What a person may demand; `closes` are the purposes that its exercise closes, expanded."""

    via: tuple[str, ...]
    within: Period
    closes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule(Entity):
    """A decision rule bound to clauses; `age` only for `not_a_child`, `countries` only for `transfer`."""

    age: int | None
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control(Entity):
    """Something that a service does and that a stranger can observe; registered in its code under the same id."""

    label: str | None


@dataclass(frozen=True, slots=True)
class Attestation(Entity):
    """A dated promise of a named person for what no code can prove."""

    says: str
    by: str
    dated: date
    until: date


@dataclass(frozen=True, slots=True)
class Override(Entity):
    """A supplement's change of one field of a shared entity, for its own service."""

    service: str
    entity: str
    field: str
    value: str
    replaced: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One tie: `clause` is kept by `field` of the entity `keeper` of kind `kind`."""

    clause: str
    kind: str
    keeper: str
    field: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of prose. `reference` is the source of a filled value (`retention of site.account`)."""

    text: str
    style: Literal["plain", "strong", "emphasis", "code"] = "plain"
    href: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that belong together: to `clauses` (stated here), to `also` (stated again) or to nobody."""

    inlines: tuple[Inline, ...]
    clauses: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; every item is a row of segments."""

    ordered: bool
    items: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table written by hand."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Segment, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table that publication fills from the model: `{{table of KIND}}` alone in a paragraph."""

    kind: str


Prose = Paragraph | Items | Grid | TableOf


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `bound` are (kind, id) of the blocks written there."""

    id: str
    title: str
    level: int
    supplement: str | None
    prose: tuple[Prose, ...]
    bound: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One revision of a statement, resolved. All mappings are by id, in the order of the source."""

    id: str
    title: str
    controller: str
    parties: Mapping[str, Party]
    contacts: Mapping[str, Contact]
    dated: date
    in_force: date
    revision: int
    language: str
    clauses: Mapping[str, Clause]
    services: Mapping[str, Service]
    categories: Mapping[str, Category]
    purposes: Mapping[str, Purpose]
    recipients: Mapping[str, Recipient]
    points: Mapping[str, Point]
    retentions: Mapping[str, Retention]
    rights: Mapping[str, Right]
    rules: Mapping[str, Rule]
    controls: Mapping[str, Control]
    attestations: Mapping[str, Attestation]
    overrides: tuple[Override, ...]
    kept: tuple[Kept, ...]
    sections: tuple[Section, ...]
    supplements: Mapping[str, str] = field(default_factory=dict)
    """Service id to the label of its supplement."""
