"""What a run of revisions says of a cell: whether it is open, since when, on what basis."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from avow.statement.model import Point, Statement


class Place(NamedTuple):
    """A cell by names; recipient `controller` is the company itself."""

    point: str
    category: str
    purpose: str
    recipient: str


def _recipients(statement: Statement, category: str, purpose: str) -> Iterator[str]:
    yield "controller"
    for recipient in statement.recipients.values():
        if category in recipient.gets.get(purpose, ()):
            yield recipient.id


def _purposes(statement: Statement, point: Point) -> Iterator[str]:
    # a legal purpose is carried by every point, unlisted
    yield from (name for name in point.purposes if name in statement.purposes)
    yield from (
        purpose.id
        for purpose in statement.purposes.values()
        if purpose.basis == "legal" and purpose.id not in point.purposes
    )


def _open(statement: Statement) -> Iterator[Place]:
    for point in statement.points.values():
        asked = {one.category for one in point.asked}
        for purpose in _purposes(statement, point):
            for category in statement.purposes[purpose].uses:
                if category in asked:
                    for recipient in _recipients(statement, category, purpose):
                        yield Place(point.id, category, purpose, recipient)


class History:
    """A run of revisions, oldest first; the last one is in force."""

    def __init__(self, revisions: Sequence[Statement]) -> None:
        self.revisions = tuple(revisions)
        self._open = [frozenset(_open(statement)) for statement in self.revisions]
        self.since = lru_cache(maxsize=None)(self._since)

    def open_cells(self) -> list[Place]:
        """Cells that are open in the revision in force, in a settled order."""
        return sorted(self._open[-1])

    def _since(self, cell: Place) -> int:
        """The first revision of the unbroken run, up to now, in which an open cell is open."""
        first = self.revisions[-1].revision
        for statement, cells in zip(reversed(self.revisions), reversed(self._open), strict=True):
            if cell not in cells:
                break
            first = statement.revision
        return first

    def revisions_asking(self, cell: Place) -> list[int]:
        """Revisions under whose terms an item of this cell may have been collected."""
        return [
            statement.revision
            for statement in self.revisions
            if cell.point in statement.points
            and any(one.category == cell.category for one in statement.points[cell.point].asked)
        ]

    def bases(self, purpose: str, since: int) -> set[str]:
        """Every basis that a purpose had from a revision to now."""
        return {s.purposes[purpose].basis for s in self.revisions if s.revision >= since and purpose in s.purposes}
