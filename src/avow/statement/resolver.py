"""From entities as written to the resolved model: names looked up, prefixes expanded, periods read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from avow.statement.blocks import Node, Scalar, Table
from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.entities import RawEntity, names_of
from avow.statement.model import (
    Asked,
    Attestation,
    Category,
    Contact,
    Control,
    Kept,
    Override,
    Party,
    Period,
    Point,
    Purpose,
    Recipient,
    Retention,
    Right,
    Rule,
    Service,
    Span,
    Statement,
)  # fmt: skip
from avow.statement.periods import parse_period

_NEEDS = {"employer": "grant", "purchaser": "grant", "authority": "case"}
_NOWHERE = Period("none")


@dataclass(slots=True)
class Resolver:
    """Builds the tables of a statement. What cannot be resolved is reported once and left out."""

    entities: list[RawEntity]
    problems: Collector
    by_kind: dict[str, dict[str, RawEntity]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: dict[str, RawEntity] = {}
        for entity in self.entities:
            name, kind = entity.id.text, "collection" if entity.kind == "cookie" else entity.kind
            if kind not in {"rule", "right", "supplement", "override"}:
                other = seen.setdefault(name, entity)
                if other is not entity:
                    message = f"`{name}` is already a {other.kind} at {other.span.file}:{other.span.line}"
                    self.problems.add("A302", entity.span, message, "choose another name")
                    continue
            self.by_kind.setdefault(kind, {}).setdefault(name, entity)

    def of(self, kind: str) -> dict[str, RawEntity]:
        """Entities of a kind that could be read, by id."""
        return {name: one for name, one in self.by_kind.get(kind, {}).items() if not one.broken}

    def broken(self) -> frozenset[str]:
        """Ids of blocks that could not be read."""
        return frozenset(one.id.text for one in self.entities if one.broken)

    def statement(self) -> Statement | None:
        """The statement without its prose, or None when no `statement` block can be read."""
        heads = list(self.of("statement").values())
        if not heads:
            self.problems.add(
                "A217",
                Span(self._first_file(), 1, 1, 1),
                "this statement has no `statement` block",
                "begin the first file with one",
            )
            return None
        head = heads[0]
        dated, revision = self._date(head, "dated"), head.text("revision", "1")
        categories = {name: self._category(one) for name, one in self.of("category").items()}
        purposes = {name: self._purpose(one) for name, one in self.of("purpose").items()}
        if not revision.isdigit():
            self.problems.add("A215", head.span, f"`{revision}` is no revision", "write a whole number")
        return Statement(
            id=head.id.text,
            title="",
            controller=head.text("controller"),
            parties=self._parties(head),
            contacts=self._contacts(head),
            dated=dated,
            in_force=self._date(head, "in_force") if "in_force" in head.fields else dated,
            revision=int(revision) if revision.isdigit() else 0,
            language=head.text("language", "en"),
            clauses={},
            services={name: self._service(one) for name, one in self.of("service").items()},
            categories=categories,
            purposes=purposes,
            recipients={name: self._recipient(one) for name, one in self.of("recipient").items()},
            points={name: self._point(one) for name, one in self.of("collection").items()},
            retentions={name: self._retention(one) for name, one in self.of("retention").items()},
            rights={name: self._right(one, purposes) for name, one in self.of("right").items()},
            rules={name: self._rule(one) for name, one in self.of("rule").items()},
            controls={
                name: Control(name, one.span, self._keeps(one), one.text("label") or None)
                for name, one in self.of("control").items()
            },
            attestations={name: self._attestation(one) for name, one in self.of("attestation").items()},
            overrides=tuple(self._overrides()),
            kept=tuple(self._kept()),
            sections=(),
            supplements={name: one.text("label") for name, one in self.of("supplement").items()},
        )

    # names

    def _first_file(self) -> str:
        return self.entities[0].span.file if self.entities else "statement.md"

    def expand(self, kind: str, names: Iterable[Scalar], words: str) -> tuple[str, ...]:
        """Ids for names, prefixes expanded; what is unknown is reported."""
        known = self.by_kind.get(kind, {})
        found: dict[str, None] = {}
        for name in names:
            matches = [one for one in known if one == name.text or one.startswith(f"{name.text}.")]
            if not matches and name.text not in self.broken():
                advice = did_you_mean(name.text, known, f"declare it in a `{kind}` block")
                self.problems.add("A303", name.span, f"`{name.text}` is no {words}", advice)
            found.update(dict.fromkeys(matches))
        return tuple(found)

    def _keeps(self, entity: RawEntity) -> dict[str, tuple[str, ...]]:
        return {name: tuple(one.text for one in clauses) for name, clauses in entity.keeps.items()}

    def _kept(self) -> Iterable[Kept]:
        for entity in self.entities:
            strength = {"control": "controlled", "attestation": "attested"}.get(entity.kind, "enforced")
            for name, clauses in entity.keeps.items():
                for clause in clauses:
                    yield Kept(clause.text, entity.kind, entity.id.text, name, strength)  # type: ignore[arg-type]  # one of three words

    # fields

    def _date(self, entity: RawEntity, name: str) -> date:
        node = entity.fields.get(name)
        if isinstance(node, Scalar):
            try:
                return date.fromisoformat(node.text)
            except ValueError:
                self.problems.add("A215", node.span, f"`{node.text}` is no date", "write one such as `2026-11-24`")
        return date(1970, 1, 1)

    def period(self, node: Node | None) -> Period:
        """The period that a node states; reported when it states none."""
        if isinstance(node, Scalar):
            found = parse_period(node.text)
            if found is not None:
                return found
            shared = self.of("retention").get(node.text)
            if shared is not None and shared.fields.get("period") is not node:
                return self.period(shared.fields.get("period"))
            if node.text not in self.by_kind.get("retention", {}):
                self.problems.add(
                    "A216",
                    node.span,
                    f"`{node.text}` is no period",
                    "write `30 days`, `90 days after order.delivered`, `until left` or `none`",
                )
        return _NOWHERE

    def _parties(self, head: RawEntity) -> dict[str, Party]:
        table = head.fields.get("parties")
        found = {}
        for key, node in table.entries if isinstance(table, Table) else ():
            if isinstance(node, Table):
                text = {name.text: value.text for name, value in node.entries if isinstance(value, Scalar)}
                role, policy = text.get("role", "affiliate"), text.get("policy", "own")
                found[key.text] = Party(key.text, text.get("name", key.text), role, policy)  # type: ignore[arg-type]  # checked by a rule
        return found

    def _contacts(self, head: RawEntity) -> dict[str, Contact]:
        table = head.fields.get("contacts")
        found = {}
        for key, node in table.entries if isinstance(table, Table) else ():
            if isinstance(node, Table):
                text = {name.text: value.text for name, value in node.entries if isinstance(value, Scalar)}
                found[key.text] = Contact(key.text, text.get("email"), text.get("post"), text.get("phone"))
        return found

    def _service(self, one: RawEntity) -> Service:
        events, editions = (tuple(name.text for name in one.names(what)) for what in ("events", "editions"))
        return Service(one.id.text, one.span, self._keeps(one), one.text("label", one.id.text), events, editions)

    def _category(self, one: RawEntity) -> Category:
        # closed lists are checked where the block is read
        given: dict[str, Any] = {"kept_as": one.text("kept_as", "value"), "asked": one.text("asked", "somewhere")}
        label, about, coarse = one.text("label", one.id.text), one.text("about", "giver"), one.text("coarse") or None
        sensitive = one.text("sensitive", "plain") == "sensitive"
        return Category(
            one.id.text, one.span, self._keeps(one), label, about, sensitive=sensitive, coarse=coarse, **given
        )

    def _purpose(self, one: RawEntity) -> Purpose:
        uses = self.expand("category", one.names("uses"), "category")
        # closed lists are checked where the block is read
        given: dict[str, Any] = {
            "basis": one.text("basis", "opt-in"),
            "nature": one.text("nature", "promotional"),
            "asks_all": one.text("asks_all", "all"),
        }
        label = one.text("label", one.id.text)
        return Purpose(one.id.text, one.span, self._keeps(one), label, uses=uses, **given)

    def _recipient(self, one: RawEntity) -> Recipient:
        gets: dict[str, tuple[str, ...]] = {}
        table = one.fields.get("gets")
        for key, node in table.entries if isinstance(table, Table) else ():
            for purpose in self.expand("purpose", [key], "purpose"):
                gets[purpose] = self.expand("category", names_of(node), "category")
        kind = one.text("kind", "processor")
        needs: Any = one.text("needs") or _NEEDS.get(kind, "nothing")
        told: Any = one.text("told") or ("before" if kind in {"employer", "purchaser"} else "stated")
        where = tuple(name.text for name in one.names("where"))
        return Recipient(
            one.id.text,
            one.span,
            self._keeps(one),
            one.text("label", one.id.text),
            kind,
            gets,
            needs,
            told,
            one.text("party") or None,
            where,
        )

    def _point(self, one: RawEntity) -> Point:
        cookie = one.kind == "cookie"
        demands = self._demands(one.fields.get("holds" if cookie else "asks"), cookie=cookie)
        periods = self._periods(one, demands)
        retention = one.fields.get("retention")
        shared = (
            retention.text
            if isinstance(retention, Scalar) and retention.text in self.by_kind.get("retention", {})
            else None
        )
        return Point(
            id=one.id.text, span=one.span, keeps=self._keeps(one), service=one.id.text.split(".")[0],
            kind="cookie" if cookie else "collection",
            asked=tuple(Asked(name, demand, periods.get(name, _NOWHERE), shared) for name, demand in demands.items()),  # type: ignore[arg-type]  # checked below
            purposes=self.expand("purpose", one.names("for"), "purpose"),
            once="once" in one.fields,
            channels=tuple(name.text for name in one.names("channels")) or ("web",),
            set_when=(one.text("set") or "needed") if cookie else None,  # type: ignore[arg-type]  # as above
        )  # fmt: skip

    def _demands(self, node: Node | None, *, cookie: bool) -> dict[str, str]:
        found: dict[str, str] = {}
        if isinstance(node, Table):
            for key, value in node.entries:
                demand = value.text if isinstance(value, Scalar) else ""
                if demand not in {"required", "optional", "recorded", "ended"}:
                    advice = did_you_mean(
                        demand,
                        ("required", "optional", "recorded", "ended"),
                        "write `required`, `optional`, `recorded` or `ended`",
                    )
                    self.problems.add("A213", value.span, f"`{demand}` is no value of `asks`", advice)
                    demand = "optional"
                found.update(dict.fromkeys(self.expand("category", [key], "category"), demand))
        elif node is not None:
            found = dict.fromkeys(
                self.expand("category", names_of(node), "category"), "recorded" if cookie else "required"
            )
        return found

    def _periods(self, one: RawEntity, demands: dict[str, str]) -> dict[str, Period]:
        node = one.fields.get("retention")
        if not isinstance(node, Table):
            period = self.period(node)
            return dict.fromkeys(demands, period)
        stated = {key.text: self.period(value) for key, value in node.entries}
        found = {}
        for name in demands:
            fits = [key for key in stated if name == key or name.startswith(f"{key}.")]
            if fits:
                found[name] = stated[max(fits, key=len)]
            else:
                self.problems.add(
                    "A510", node.span, f"no period for `{name}` in `{one.id.text}`", "add it, or a prefix of it"
                )
        return found

    def _retention(self, one: RawEntity) -> Retention:
        shortened = one.fields.get("shortened_after")
        period = self.period(one.fields.get("period"))
        return Retention(
            one.id.text,
            one.span,
            self._keeps(one),
            period,
            self.period(shortened) if shortened else None,
            one.text("duty") or None,
        )

    def _right(self, one: RawEntity, purposes: dict[str, Purpose]) -> Right:
        closes: dict[str, None] = {}
        for name in one.names("closes"):
            if name.text == "promotional":
                closes.update(dict.fromkeys(p.id for p in purposes.values() if p.nature == "promotional"))
            else:
                closes.update(dict.fromkeys(self.expand("purpose", [name], "purpose")))
        return Right(
            one.id.text,
            one.span,
            self._keeps(one),
            tuple(n.text for n in one.names("via")),
            self.period(one.fields.get("within")),
            tuple(closes),
        )

    def _rule(self, one: RawEntity) -> Rule:
        age = one.text("age")
        if age and not age.isdigit():
            self.problems.add(
                "A213", one.fields["age"].span, f"`{age}` is no value of `age`", "write a whole number of years"
            )
        return Rule(
            one.id.text,
            one.span,
            self._keeps(one),
            int(age) if age.isdigit() else None,
            tuple(n.text for n in one.names("countries")),
        )

    def _attestation(self, one: RawEntity) -> Attestation:
        return Attestation(
            one.id.text,
            one.span,
            self._keeps(one),
            one.text("says"),
            one.text("by"),
            self._date(one, "dated"),
            self._date(one, "until"),
        )

    def _overrides(self) -> Iterable[Override]:
        for one in self.of("override").values():
            for name, node in one.fields.items():
                value = node.text if isinstance(node, Scalar) else ", ".join(n.text for n in names_of(node))
                yield Override(
                    one.id.text, one.span, self._keeps(one), one.supplement or "", one.id.text, name, value, None
                )
