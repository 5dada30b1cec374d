"""What every store must do. An adapter passes by running these against its own factory."""

import asyncio

import pytest

from avow.vault.clock import random_id
from avow.vault.store import Conflict, Store, Transaction


class StoreSuite:
    """Subclass and provide a `store` fixture that yields an empty store inside a running loop."""

    @pytest.fixture
    async def store(self) -> Store:
        raise NotImplementedError

    async def test_keeps_what_a_unit_wrote(self, store: Store):
        """What a unit wrote is there for the next one."""
        home = random_id()
        await store.unit(_add_key, home)
        assert await store.unit(_key, home) == (1, b"wrapped")

    async def test_undoes_a_unit_that_raises(self, store: Store):
        """A unit that raises leaves nothing, and its exception reaches the caller."""
        home = random_id()
        with pytest.raises(ValueError, match="on purpose"):
            await store.unit(_add_key_then_raise, home)
        assert await store.unit(_key, home) is None

    async def test_one_failing_unit_does_not_undo_its_neighbours(self, store: Store):
        """Units that share a commit succeed and fail each on its own."""
        homes = [random_id() for _ in range(20)]
        units = [store.unit(_add_key if n % 2 else _add_key_then_raise, home) for n, home in enumerate(homes)]
        results = await asyncio.gather(*units, return_exceptions=True)
        assert [isinstance(one, ValueError) for one in results] == [n % 2 == 0 for n in range(20)]
        kept = [await store.unit(_key, home) is not None for home in homes]
        assert kept == [n % 2 == 1 for n in range(20)]

    async def test_runs_a_unit_again_after_a_conflict(self, store: Store):
        """A unit that meets a conflict is run again, from the beginning."""
        tries: list[int] = []

        async def work(tx: Transaction) -> int:
            tries.append(1)
            await tx.do("key.add", random_id(), 1, b"x")
            if len(tries) < 3:
                raise Conflict
            return len(tries)

        assert await store.unit(work) == 3

    async def test_keeps_two_units_apart(self, store: Store):
        """Of two units that claim the same look-up, one has it and the other learns of it."""
        digest = b"d" * 32
        claims = await asyncio.gather(*(store.unit(_claim, digest, random_id()) for _ in range(8)))
        assert sum(claims) == 1

    async def test_refuses_to_wait_for_anything_else(self, store: Store):
        """A unit that awaits something else than its transaction is a defect and is told so."""

        async def work(_tx: Transaction) -> None:
            await asyncio.sleep(0)

        with pytest.raises(RuntimeError, match="awaited something"):
            await store.unit(work)

    async def test_knows_its_columns(self, store: Store):
        """The store can name every column, for the catalogue."""
        columns = await store.columns()
        assert ("home", "home_id") in columns
        assert ("key", "wrapped") in columns


async def _add_key(tx: Transaction, home: bytes) -> None:
    await tx.do("key.add", home, 1, b"wrapped")


async def _add_key_then_raise(tx: Transaction, home: bytes) -> None:
    await _add_key(tx, home)
    raise ValueError("on purpose")


async def _key(tx: Transaction, home: bytes) -> tuple[int, bytes] | None:
    row = await tx.row("key.get", home)
    return None if row is None else (row[0], row[1])


async def _claim(tx: Transaction, digest: bytes, home: bytes) -> bool:
    return await tx.row("identifier.claim", digest, "email", home, 0, None) is not None
