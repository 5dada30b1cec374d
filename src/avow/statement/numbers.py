"""Durable numbers: `numbers.lock`, append-only, one `kind number id` a line.

Sorting or first-seen numbering was tried and moved the meaning of a choice from one bit to another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from avow.statement.model import Statement

KINDS = ("category", "purpose", "recipient", "terms", "choice")
_FIRST = {"category": 1, "purpose": 1, "recipient": 1, "terms": 1, "choice": 0}
_MOST = {"category": 255, "purpose": 255, "recipient": 255}


class NumbersError(Exception):
    """numbers.lock cannot be used: put the published one back"""


class Unnumbered(LookupError):
    """no number was given to this id: run `avow publish`"""


@dataclass(slots=True)
class Numbers:
    """Numbers by kind and id, both ways. A number once given is never changed or given again."""

    _by_id: dict[str, dict[str, int]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    _by_number: dict[str, dict[int, str]] = field(default_factory=lambda: {kind: {} for kind in KINDS})

    @classmethod
    def parse(cls, text: str) -> "Numbers":
        """The numbers of a lock file. Raises NumbersError."""
        numbers = cls()
        for line in text.splitlines():
            kind, number, name = [*line.split(" ", 2), "", ""][:3]
            if kind not in KINDS or not number.isdigit() or not name:
                raise NumbersError(f"`{line[:60]}` is no line of numbers.lock: put the published one back")
            if int(number) in numbers._by_number[kind] or name in numbers._by_id[kind]:
                raise NumbersError(f"`{line[:60]}` gives a number twice: put the published numbers.lock back")
            numbers._put(kind, int(number), name)
        return numbers

    def of(self, kind: str, name: str) -> int:
        """The number of an id. Raises Unnumbered."""
        try:
            return self._by_id[kind][name]
        except KeyError:
            raise Unnumbered(f"{kind} `{name}` has no number: run `avow publish`") from None

    def id(self, kind: str, number: int) -> str:
        """The id of a number. Raises Unnumbered."""
        if kind == "recipient" and number == 0:
            return "controller"
        try:
            return self._by_number[kind][number]
        except KeyError:
            raise Unnumbered(f"{kind} {number} was given to no id") from None

    def lines(self) -> Iterator[tuple[str, int, str]]:
        """Every (kind, number, id), in the order they were given within a kind."""
        for kind in KINDS:
            for number, name in self._by_number[kind].items():
                yield kind, number, name

    def text(self) -> str:
        """The lock file."""
        return "".join(f"{kind} {number} {name}\n" for kind, number, name in self.lines())

    def extended(self, statement: Statement, choices: Iterable[str]) -> "Numbers":
        """These numbers and new ones for what a revision adds. Raises NumbersError when a kind is full."""
        wider = Numbers.parse(self.text())
        for kind, names in (
            ("category", statement.categories),
            ("purpose", statement.purposes),
            ("recipient", statement.recipients),
            ("terms", [f"{statement.revision}/{point}" for point in statement.points]),
            ("choice", choices),
        ):
            for name in names:
                wider.give(kind, name)
        return wider

    def give(self, kind: str, name: str) -> None:
        """The next free number for a name that has none. Raises NumbersError when the kind is full."""
        if name in self._by_id[kind]:
            return
        number = max(self._by_number[kind], default=_FIRST[kind] - 1) + 1
        if number > _MOST.get(kind, number):
            raise NumbersError(f"a statement has at most {_MOST[kind]} ids of kind `{kind}`: retire some")
        self._put(kind, number, name)

    def _put(self, kind: str, number: int, name: str) -> None:
        self._by_id[kind][name] = number
        self._by_number[kind][number] = name
