"""The embedded store passes the conformance suite, and what SQLite alone must show."""

import sqlite3
from pathlib import Path

import pytest

from avow.adapters.sqlite.store import SqliteStore
from avow.vault.clock import random_id
from avow.vault.store import StoreDamaged, StoreLocked, Transaction
from tests.conformance.store_suite import StoreSuite


@pytest.fixture
async def sqlite_store(tmp_path: Path):
    store = SqliteStore(tmp_path / "store" / "avow.db", tmp_path / "keys" / "keys.db")
    yield store
    store.close()


class TestSqlite(StoreSuite):
    """The embedded store."""

    @pytest.fixture
    async def store(self, sqlite_store: SqliteStore):
        return sqlite_store


async def test_a_deleted_key_leaves_no_bytes_in_the_key_files(sqlite_store: SqliteStore, tmp_path: Path):
    """After a key is removed and forgotten, its bytes stand in no file of the key store."""
    home, wrapped = random_id(), b"wrapped-key-" + random_id() + random_id()

    async def add(tx: Transaction) -> None:
        await tx.do("key.add", home, 1, wrapped)

    async def remove(tx: Transaction) -> None:
        await tx.do("key.remove", home)

    await sqlite_store.unit(add)
    assert any(wrapped in path.read_bytes() for path in (tmp_path / "keys").iterdir())
    await sqlite_store.unit(remove)
    await sqlite_store.forget()
    assert not any(wrapped in path.read_bytes() for path in (tmp_path / "keys").iterdir())


async def test_a_locked_database_is_told_as_locked(sqlite_store: SqliteStore, tmp_path: Path):
    """While another program holds the database, a unit fails with a name for it, and works after."""

    async def nothing(tx: Transaction) -> None:
        await tx.do("key.remove", b"x")

    other = sqlite3.connect(tmp_path / "store" / "avow.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked):
        await sqlite_store.unit(nothing)
    other.execute("ROLLBACK")
    other.close()
    await sqlite_store.unit(nothing)


async def test_a_damaged_database_is_told_as_damaged(tmp_path: Path):
    """A file that is no database is named as damaged at the start."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "avow.db").write_bytes(b"this is no database, it only looks at you" * 100)
    with pytest.raises(StoreDamaged):
        SqliteStore(tmp_path / "store" / "avow.db", tmp_path / "keys" / "keys.db")
