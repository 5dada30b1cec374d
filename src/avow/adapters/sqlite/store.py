"""SQLite behind one store thread (storage design, section 11).

One thread owns the writing connection. It takes every unit that waits, runs them inside one transaction and answers
all of them after one commit. Statements complete at once, so a unit never suspends: order on one database is total.
"""

import asyncio
import contextlib
import queue
import re
import sqlite3
import threading
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from avow.adapters.sql.loader import schema, statements
from avow.vault.store import Conflict, Row, StoreDamaged, StoreFull, StoreLocked, Unavailable, Work

T = TypeVar("T")
_GROUP = 256
_BUSY_MS = 500


def _told(error: sqlite3.Error) -> Exception:
    """The vault's name for a database error; the cause stays in `__cause__`."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked()
    if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return StoreFull()
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreDamaged()
    return error


class _Transaction:
    """Runs named statements on the store thread's connection."""

    __slots__ = ("_connection", "_texts")

    def __init__(self, connection: sqlite3.Connection, texts: dict[str, str]) -> None:
        self._connection = connection
        self._texts = texts

    async def rows(self, name: str, *values: object) -> list[Row]:
        return self._connection.execute(self._texts[name], values).fetchall()

    async def row(self, name: str, *values: object) -> Row | None:
        return cast("Row | None", self._connection.execute(self._texts[name], values).fetchone())

    async def do(self, name: str, *values: object) -> int:
        return self._connection.execute(self._texts[name], values).rowcount

    async def many(self, name: str, values: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(self._texts[name], values)


class _Waiting:
    """One unit in the queue and the future of its caller."""

    __slots__ = ("args", "failure", "future", "result", "work", "writes")

    def __init__(self, work: Work[Any], args: tuple[object, ...], *, writes: bool, future: asyncio.Future[Any]) -> None:
        self.work = work
        self.args = args
        self.writes = writes
        self.future = future
        self.result: Any = None
        self.failure: BaseException | None = None


def _drive(unit: Coroutine[Any, Any, T]) -> T:
    """Run a unit to its end. Raises RuntimeError if it awaits anything but its transaction."""
    try:
        unit.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    unit.close()
    raise RuntimeError("a unit of work awaited something that is not its transaction")


class SqliteStore:
    """The embedded store: `data` is the data file, `keys` the key file. Implements `vault.store.Store`."""

    def __init__(self, data: Path, keys: Path) -> None:
        """Open or create both files. Raises Unavailable."""
        self._data, self._keys = data, keys
        self._texts = {name: re.sub(r"\$(\d+)", r"?\1", s.text) for name, s in statements().items()}
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        try:
            for path, name in ((data, "data"), (keys, "keys")):
                _create(path, schema(name))
            self._connection = _connect(data, keys)
        except sqlite3.Error as error:
            raise _told(error) from error
        self._transaction = _Transaction(self._connection, self._texts)
        self._thread = threading.Thread(target=self._run, name="avow-store", daemon=True)
        self._thread.start()

    async def unit(self, work: Work[T], *args: object) -> T:
        for _ in range(4):
            try:
                return await self._ask(work, args, writes=True)
            except Conflict:
                continue
        return await self._ask(work, args, writes=True)

    async def reading(self, work: Work[T], *args: object) -> T:
        return await self._ask(work, args, writes=False)

    def _ask(self, work: Work[T], args: tuple[object, ...], *, writes: bool) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        self._loop = loop
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Waiting(work, args, writes=writes, future=future))
        return future

    async def forget(self) -> None:
        await self._ask(self._truncate_keys, (), writes=False)

    async def _truncate_keys(self, _transaction: object) -> None:
        # runs inside the group's transaction, so the checkpoint itself is done after it: see `_carry`
        self._truncate = True

    async def columns(self) -> list[tuple[str, str]]:
        async def read(_transaction: object) -> list[tuple[str, str]]:
            found: list[tuple[str, str]] = []
            for place in ("main", "keys"):
                for (table,) in self._connection.execute(
                    f"SELECT name FROM {place}.sqlite_master WHERE type = 'table'"  # noqa: S608  # one of two words of our own
                ):
                    info = self._connection.execute("SELECT name FROM pragma_table_info(?, ?)", (table, place))
                    found.extend((table, column) for (column,) in info)
            return found

        return await self._ask(read, (), writes=False)

    async def healthy(self) -> None:
        async def check(_transaction: object) -> None:
            for place in ("main", "keys"):
                (answer,) = self._connection.execute(f"PRAGMA {place}.quick_check").fetchone()
                if answer != "ok":
                    raise StoreDamaged

        await self._ask(check, (), writes=False)

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    # the store thread

    _truncate = False

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                break
            group, end = [first], False
            while len(group) < _GROUP:
                try:
                    waiting = self._queue.get_nowait()
                except queue.Empty:
                    break
                if waiting is None:
                    end = True
                    break
                group.append(waiting)
            self._carry(group)
            if end:
                break
        self._close()

    def _carry(self, group: list[_Waiting]) -> None:
        """Run a group in one transaction, commit, answer. A failed commit fails every unit of the group."""
        execute = self._connection.execute
        try:
            execute("BEGIN IMMEDIATE")
            for waiting in group:
                self._one(waiting)
            execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            failure = _told(error)
            failure.__cause__ = error
            for waiting in group:
                waiting.failure = waiting.failure or failure
        if self._truncate:
            self._truncate = False
            try:
                execute("PRAGMA keys.wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                group[-1].failure = group[-1].failure or _told(error)
        self._answer(group)

    def _one(self, waiting: _Waiting) -> None:
        """Run one unit; what it raises undoes it alone, a database error undoes the group."""
        execute = self._connection.execute
        if waiting.writes:
            execute("SAVEPOINT unit")
        try:
            waiting.result = _drive(cast("Coroutine[Any, Any, Any]", waiting.work(self._transaction, *waiting.args)))
        except sqlite3.Error as error:
            told = _told(error)
            if isinstance(told, Unavailable) or not waiting.writes:
                raise
            told.__cause__ = error
            waiting.failure = told
        except BaseException as error:  # noqa: BLE001  # whatever a unit raises belongs to its caller
            waiting.failure = error
        if waiting.writes:
            if waiting.failure is not None:
                execute("ROLLBACK TO unit")
            execute("RELEASE unit")

    def _undo(self) -> None:
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:
                # the file is beyond use; the next BEGIN says so to the next caller
                return

    def _answer(self, group: list[_Waiting]) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(_resolve, group)
        except RuntimeError:
            # the loop closed between the look and the call: nobody waits any more
            return

    def _close(self) -> None:
        # a log file left behind loses nothing: it is read at the next start
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()


def _resolve(group: list[_Waiting]) -> None:
    for waiting in group:
        if waiting.future.cancelled():
            continue
        if waiting.failure is not None:
            waiting.future.set_exception(waiting.failure)
        else:
            waiting.future.set_result(waiting.result)


def _create(path: Path, text: str) -> None:
    """Make an empty store where there is none; private to its owner."""
    if path.exists() and path.stat().st_size:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        path.chmod(0o600)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.executescript(f"BEGIN; {text} COMMIT;")
    finally:
        connection.close()


def _connect(data: Path, keys: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(data, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute("ATTACH DATABASE ? AS keys", (str(keys),))
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "main.journal_mode=WAL",
        "keys.journal_mode=WAL",
        "main.synchronous=FULL",
        "keys.synchronous=FULL",
        "keys.secure_delete=ON",
        "main.cache_size=-20000",
        "wal_autocheckpoint=10000",
        "trusted_schema=OFF",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("SELECT count(*) FROM main.home WHERE home_id = x''").fetchone()
    return connection
