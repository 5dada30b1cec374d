"""A compiled history of statements: an immutable table over small durable numbers."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import msgspec

from avow.policy.decision import Decision
from avow.policy.request import Use
from avow.statement.model import Statement

SELF = "controller"


class Numbers(Protocol):
    """Durable numbers by kind and id; both raise LookupError."""

    def of(self, kind: str, name: str) -> int:
        """The number of an id."""
        ...

    def id(self, kind: str, number: int) -> str:
        """The id of a number."""
        ...


class UnknownName(LookupError):
    """a name that the statement does not know"""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        close = difflib.get_close_matches(name, list(known), 1)
        self.suggestion = close[0] if close else None
        advice = f": did you mean `{self.suggestion}`" if close else ""
        super().__init__(f"`{name}` is no {kind} of this statement{advice}")


class Limit(msgspec.Struct, frozen=True):
    """One limit on how long an item is kept: `days` after an event, `until` an event, or `none` at rest."""

    kind: Literal["none", "days", "until"]
    days: int
    event: str


class Cell(msgspec.Struct, frozen=True, gc=False):
    """One open cell: masks over the choices, and the prepared decisions of every outcome."""

    need: int
    stop: int
    grant: int
    legal: bool
    allow: Decision
    lacking: Decision
    stopped: Decision
    ungranted: Decision


def key(terms: int, category: int, purpose: int, recipient: int) -> int:
    """The key of a cell."""
    return terms << 24 | category << 16 | purpose << 8 | recipient


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that `decide` reads. Made by `compile_program`; `statement` is the revision in force."""

    statement: Statement
    statements: Mapping[int, Statement]
    numbers: Numbers
    cells: Mapping[int, Cell]
    categories: Mapping[str, int]
    purposes: Mapping[str, int]
    recipients: Mapping[str, int]
    points: Mapping[int, tuple[int, str]]
    terms_in_force: Mapping[str, int]
    limits_of: Mapping[tuple[int, int], tuple[Limit, ...]]
    slots_yes: Mapping[str, Mapping[int, int]]
    slots_no: Mapping[str, int]
    widened: Mapping[tuple[int, int], tuple[tuple[str, int], ...]]
    rules: Mapping[str, Decision]
    wide: bool
    refusals: dict[tuple[str, str, str], Decision] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        """The number of the revision in force."""
        return self.statement.revision

    # names and numbers

    def category(self, name: str) -> int:
        """The number of a category. Raises UnknownName."""
        return _known("category", self.categories, name)

    def purpose(self, name: str) -> int:
        """The number of a purpose. Raises UnknownName."""
        return _known("purpose", self.purposes, name)

    def recipient(self, name: str) -> int:
        """The number of a recipient; `controller` is the company itself. Raises UnknownName."""
        return _known("recipient", self.recipients, name)

    def terms(self, point: str) -> int:
        """The terms of a point in the revision in force. Raises UnknownName."""
        return _known("collection point", self.terms_in_force, point)

    def point_of(self, terms: int) -> tuple[int, str]:
        """Revision and point of a terms number. Raises LookupError."""
        return self.points[terms]

    def all_terms(self) -> tuple[int, ...]:
        """Every terms number that was ever given."""
        return tuple(self.points)

    def use(self, terms: int, category: str, purpose: str, recipient: str = SELF) -> Use:
        """A use by names. Raises UnknownName."""
        try:
            return Use(terms, self.categories[category], self.purposes[purpose], self.recipients[recipient])
        except KeyError:
            return Use(terms, self.category(category), self.purpose(purpose), self.recipient(recipient))

    # choices

    def consented(self, choices: int, purpose: str) -> int:
        """The choices after agreeing to a purpose under the revision in force."""
        for since, slot in self.slots_yes.get(purpose, {}).items():
            if since <= self.revision:
                choices |= slot
        return choices & ~self.slots_no.get(purpose, 0)

    def withdrawn(self, choices: int, purpose: str) -> int:
        """The choices after refusing or taking back a purpose."""
        for slot in self.slots_yes.get(purpose, {}).values():
            choices &= ~slot
        return choices | self.slots_no.get(purpose, 0)

    def chosen(self, choices: int, purpose: str) -> Literal["yes", "no", "unasked"]:
        """What was last said of a purpose."""
        if choices & self.slots_no.get(purpose, 0):
            return "no"
        if any(choices & slot for slot in self.slots_yes.get(purpose, {}).values()):
            return "yes"
        return "unasked"

    def questions(self, choices: int, held: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        """Purposes that a later revision opened for what is held (terms, category), neither agreed nor refused."""
        found: dict[str, None] = {}
        for place in held:
            for purpose, need in self.widened.get(place, ()):
                if choices & need != need and not choices & self.slots_no.get(purpose, 0):
                    found[purpose] = None
        return tuple(found)

    # cells

    def mask(self, terms: int, category: int, purpose: int, recipient: int = 0) -> tuple[int, int] | None:
        """(need, stop) of a cell, or None when it is closed."""
        cell = self.cells.get(key(terms, category, purpose, recipient))
        return None if cell is None else (cell.need, cell.stop)

    def reason(self, use: Use) -> Decision:
        """Why an open cell is open. Raises KeyError for a closed one."""
        return self.cells[key(use.terms, use.category, use.purpose, use.recipient)].allow

    def audience(self, category: str, purpose: str, recipient: str = SELF) -> tuple[tuple[int, int, int], ...]:
        """(terms, need, stop) of every open cell of a purpose; empty when nothing opens it or a name is unknown."""
        try:
            numbers = self.category(category), self.purpose(purpose), self.recipient(recipient)
        except UnknownName:
            return ()
        masks = ((terms, self.mask(terms, *numbers)) for terms in self.points)
        return tuple((terms, *mask) for terms, mask in masks if mask is not None)

    def purposes_of(self, terms: int, category: int) -> tuple[str, ...]:
        """Purposes that an item may serve for the company itself, whatever has been chosen."""
        return tuple(name for name, number in self.purposes.items() if key(terms, category, number, 0) in self.cells)

    def serving(self, terms: int, category: int, choices: int) -> tuple[str, ...]:
        """Purposes that an item serves for the company itself, given what its person has chosen."""
        masks = ((name, self.mask(terms, category, number)) for name, number in self.purposes.items())
        return tuple(name for name, mask in masks if mask is not None and choices & (mask[0] | mask[1]) == mask[0])

    def limits(self, terms: int, category: int) -> tuple[Limit, ...]:
        """Every limit on an item, of all revisions from its terms' to the one in force; the earliest ends it."""
        return self.limits_of.get((terms, category), ())


def _known(kind: str, names: Mapping[str, int], name: str) -> int:
    number = names.get(name)
    if number is None:
        raise UnknownName(kind, name, names)
    return number
