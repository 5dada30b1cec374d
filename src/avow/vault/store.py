"""What the vault asks of a database: named statements inside units of work.

A unit is an async function that awaits nothing but its transaction, touches one home and may run twice
(storage design, section 11). Ids travel as 16 bytes, times as integer milliseconds.

INVARIANT: one unit writes one file. The data store and the key store do not commit together.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Row = tuple[Any, ...]
Work = Callable[..., Awaitable[T]]


class Unavailable(Exception):
    """the store cannot be used now: uses stop, refusals are kept and carried out first on recovery"""

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or self.__doc__)


class StoreLocked(Unavailable):
    """the database is locked by another program: close it, then try again"""


class StoreFull(Unavailable):
    """the disk or the database is full: make room, then try again"""


class StoreDamaged(Unavailable):
    """the database file is damaged: restore it from a backup"""


class Conflict(Exception):
    """somebody changed the home in the same moment: the unit runs again"""


class Transaction(Protocol):
    """Named statements inside one unit of work."""

    async def rows(self, name: str, *values: object) -> list[Row]:
        """All rows of the statement `name`."""
        ...

    async def row(self, name: str, *values: object) -> Row | None:
        """The first row of the statement `name`, or None."""
        ...

    async def do(self, name: str, *values: object) -> int:
        """Run the statement `name`; the number of rows it changed."""
        ...

    async def many(self, name: str, values: Iterable[Sequence[object]]) -> None:
        """Run the statement `name` once for each row of values."""
        ...


class Store(Protocol):
    """A database that runs units of work."""

    async def unit(self, work: Work[T], *args: object) -> T:
        """Run a unit that may write. What it raises undoes it and reaches the caller. Raises Unavailable."""
        ...

    async def reading(self, work: Work[T], *args: object) -> T:
        """Run a unit whose only write is the entry that it makes last. Raises Unavailable."""
        ...

    async def forget(self) -> None:
        """Leave no trace of deleted keys in the key store's files."""
        ...

    async def columns(self) -> list[tuple[str, str]]:
        """Every (table, column) that the database has."""
        ...

    async def healthy(self) -> None:
        """Check the files whole. Raises Unavailable."""
        ...

    def close(self) -> None:
        """Finish what is under way and let go of the files."""
        ...
