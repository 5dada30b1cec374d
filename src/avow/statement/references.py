"""References: values that prose takes from blocks, so that published words and enforced values cannot differ."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.model import Period, Span, Statement
from avow.statement.periods import length_words, period_words

_OF: Final = re.compile(r"(?P<field>[A-Za-z_ ]+?)\s+of\s+(?P<id>\S+)")
TABLES: Final = (
    "category",
    "purpose",
    "recipient",
    "collection",
    "cookie",
    "right",
    "retention",
    "attestation",
    "party",
)


def joined(words: list[str]) -> str:
    """A list as people read it: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def date_words(statement: Statement) -> str:
    """The statement's date as people read it."""
    return f"{statement.dated.day} {statement.dated:%B %Y}"


@dataclass(frozen=True, slots=True)
class References:
    """Fills references from a statement whose tables are complete and whose prose is not yet."""

    statement: Statement
    problems: Collector
    broken: frozenset[str]
    """Ids of blocks that could not be read: nothing that depends on them is reported."""

    def fill(self, text: str, span: Span) -> str:
        """The words of a reference; the reference itself where it refers to nothing."""
        plain = re.fullmatch(r"plain:\s*(.*)", text, re.DOTALL)
        if plain:
            return plain[1]
        if text in {"date", "revision"}:
            return date_words(self.statement) if text == "date" else str(self.statement.revision)
        match = _OF.fullmatch(text)
        field, name = (match["field"], match["id"]) if match else ("label", text)
        capital = field[0].isupper() if match else name[:1].isupper()
        field, name = field[0].lower() + field[1:], name if match else name[0].lower() + name[1:] if name else name
        if name in self.broken:
            return "…"
        words = self._words(field.strip(), name)
        if words is None:
            self.problems.add("A306", span, f"`{text}` refers to nothing", self._advice(field, name))
            return f"{{{{{text}}}}}"
        return words[:1].upper() + words[1:] if capital else words

    def _advice(self, field: str, name: str) -> str:
        names = [key for table in self._tables().values() for key in table]
        if name in names:
            return f"`{name}` has no `{field}`; write one such as `{{{{label of {name}}}}}`"
        return did_you_mean(name, names, "name something that a block declares")

    def _tables(self) -> dict[str, Mapping[str, object]]:
        s = self.statement
        return {
            "party": s.parties, "contact": s.contacts, "category": s.categories, "purpose": s.purposes, "recipient": s.recipients,
            "point": s.points, "retention": s.retentions, "right": s.rights, "rule": s.rules, "service": s.services, "attestation": s.attestations,
        }  # fmt: skip

    def _words(self, field: str, name: str) -> str | None:
        if field.startswith("kinds"):
            field = "kinds"
        reader = _READERS.get(field)
        return reader(self, name) if reader else None

    def label(self, name: str) -> str | None:
        """The everyday word for anything that has one."""
        for kind in ("category", "purpose", "recipient", "service", "party"):
            found = self._tables()[kind].get(name)
            if found is not None:
                return str(getattr(found, "label", None) or getattr(found, "name", ""))
        return None

    def labels(self, names: tuple[str, ...] | list[str]) -> str:
        """Everyday words, joined."""
        return joined([self.label(name) or name for name in names])

    def asks(self, name: str) -> str | None:
        """What a point asks for; what may be left out is said so."""
        point = self.statement.points.get(name)
        if point is None:
            return None
        asked = [one for one in point.asked if one.demand in {"required", "optional"}]
        every = all(one.demand == "optional" for one in asked)
        words = [
            f"{self.label(one.category)}{' (if you like)' if one.demand == 'optional' and not every else ''}"
            for one in asked
        ]
        return joined(words)

    def retention(self, name: str) -> str | None:
        """How long a point, a cookie or a shared retention keeps, to follow `kept`."""
        shared = self.statement.retentions.get(name)
        if shared is not None:
            return period_words(shared.period)
        point = self.statement.points.get(name)
        if point is None:
            return None
        by_period: dict[Period, list[str]] = {}
        for one in point.asked:
            by_period.setdefault(one.period, []).append(self.label(one.category) or one.category)
        if len(by_period) == 1:
            return period_words(next(iter(by_period)))
        return joined([f"{joined(names)} {period_words(period)}" for period, names in by_period.items()])

    def length(self, name: str) -> str | None:
        """The bare length of a shared retention, or the time within which a right is answered."""
        shared = self.statement.retentions.get(name)
        if shared is not None:
            return length_words(shared.period)
        right = self.statement.rights.get(name)
        return length_words(right.within) if right else None

    def gets(self, name: str) -> str | None:
        """What a recipient gets, over all purposes."""
        recipient = self.statement.recipients.get(name)
        if recipient is None:
            return None
        return self.labels(list(dict.fromkeys(one for names in recipient.gets.values() for one in names)))

    def uses(self, name: str) -> str | None:
        """What a purpose uses."""
        purpose = self.statement.purposes.get(name)
        return self.labels(purpose.uses) if purpose else None

    def purposes(self, name: str) -> str | None:
        """What a point serves."""
        point = self.statement.points.get(name)
        return self.labels(point.purposes) if point else None

    def recipients(self, name: str) -> str | None:
        """Who gets something for a purpose."""
        if name not in self.statement.purposes:
            return None
        return self.labels([one.id for one in self.statement.recipients.values() if name in one.gets]) or "nobody"

    def kinds(self, name: str) -> str | None:
        """Every category below a prefix."""
        found = [one for one in self.statement.categories if one == name or one.startswith(f"{name}.")]
        return self.labels(found) if found else None

    def age(self, name: str) -> str | None:
        """The age that a rule states."""
        rule = self.statement.rules.get(name)
        return str(rule.age) if rule and rule.age is not None else None

    def name(self, name: str) -> str | None:
        """The name of a party."""
        party = self.statement.parties.get(name)
        return party.name if party else None


def _contact(field: str) -> Callable[[References, str], str | None]:
    def read(references: References, name: str) -> str | None:
        found = references.statement.contacts.get(name)
        return getattr(found, field) if found else None

    return read


def _attested(field: str) -> Callable[[References, str], str | None]:
    def read(references: References, name: str) -> str | None:
        found = references.statement.attestations.get(name)
        return str(getattr(found, field)) if found else None

    return read


_READERS: Final[dict[str, Callable[[References, str], str | None]]] = {
    "label": References.label,
    "asks": References.asks,
    "holds": References.asks,
    "retention": References.retention,
    "period": References.length,
    "within": References.length,
    "gets": References.gets,
    "uses": References.uses,
    "for": References.purposes,
    "purposes": References.purposes,
    "recipients": References.recipients,
    "kinds": References.kinds,
    "age": References.age,
    "name": References.name,
    "email": _contact("email"),
    "post": _contact("post"),
    "phone": _contact("phone"),
    "says": _attested("says"),
    "by": _attested("by"),
    "until": _attested("until"),
}
