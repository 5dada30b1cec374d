"""Work that waits: outbox, job queue and calendar in one table (storage design, section 12).

A task is written in the unit that causes it, its payload sealed under the home: erasing a person silences their mail.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import msgspec

from avow.vault.clock import time_id
from avow.vault.home import HomeGone, load
from avow.vault.keys import Secret
from avow.vault.store import Row, Transaction, Unavailable
from avow.vault.vault import Vault

Handler = Callable[[UUID, dict[str, Any]], Awaitable[None]]
_CLAIM_MS: Final = 120_000
_TRIES: Final = 12
_log = logging.getLogger("avow.tasks")


async def put(
    tx: Transaction, vault: Vault, home_id: bytes, secret: Secret, kind: str, due: int, payload: dict[str, Any]
) -> bytes:
    """Write a task into a unit of the same home; its id."""
    task_id = time_id(vault.clock.now_ms())
    sealed = secret.seal(msgspec.json.encode(payload), b"task" + home_id + task_id)
    await tx.do("task.add", home_id, task_id, kind, due, sealed)
    vault.wake()
    return task_id


class Waiting(msgspec.Struct, frozen=True):
    """Work that is not done yet: its kind, how often it was tried, what it is about."""

    kind: str
    tries: int
    payload: dict[str, Any]


class Tasks:
    """Runs what is due. A handler may run twice: it decides again through the gate and is safe to repeat."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._handlers: dict[str, Handler] = {}
        self._running = asyncio.Lock()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of work that somebody handles."""
        return tuple(sorted(self._handlers))

    def handle(self, kind: str, handler: Handler) -> None:
        """Register who does work of one kind."""
        self._handlers[kind] = handler

    async def add(self, home: UUID, kind: str, due: int, payload: dict[str, Any]) -> None:
        """Leave work in a home, due at a moment (ms). Raises HomeGone, Unavailable."""

        async def work(tx: Transaction) -> None:
            found = await load(tx, self._vault.keys, home.bytes, wide=self._vault.wide)
            await put(tx, self._vault, home.bytes, found.secret, kind, due, payload)

        await self._vault.store.unit(work)

    async def of_home(self, home: UUID) -> tuple[Waiting, ...]:
        """The work that waits in one home. Raises HomeGone, Unavailable."""

        async def work(tx: Transaction) -> tuple[Waiting, ...]:
            found = await load(tx, self._vault.keys, home.bytes, wide=self._vault.wide)
            return tuple(
                Waiting(kind, tries, msgspec.json.decode(found.secret.open(sealed, b"task" + home.bytes + task)))
                for task, kind, _, tries, _, sealed in await tx.rows("task.all", home.bytes)
            )

        return await self._vault.store.unit(work)

    async def run_due(self) -> int:
        """Do everything whose time has come; how many were done. Raises Unavailable."""
        done = 0
        async with self._running:
            while rows := await self._vault.store.unit(self._due):
                results = [await self._one(row) for row in rows]
                done += sum(results)
                if not any(results):
                    break
        return done

    async def _due(self, tx: Transaction) -> list[Row]:
        now = self._vault.clock.now_ms()
        return [row for row in await tx.rows("task.due", now, now) if row[2] in self._handlers]

    async def _one(self, row: Row) -> bool:  # noqa: C901  # three small units and the order between them
        """Claim, open, do, forget. False when another worker has it or it failed and waits."""
        home_id, task_id, kind, sealed, attempts = row
        vault, now = self._vault, self._vault.clock.now_ms()

        async def claim(tx: Transaction) -> bytes | None:
            if not await tx.do("task.claim", home_id, task_id, now, now + _CLAIM_MS):
                return None
            try:
                home = await load(tx, vault.keys, home_id, wide=vault.wide)
            except HomeGone:
                await tx.do("task.done", home_id, task_id)
                return None
            return home.secret.open(sealed, b"task" + home_id + task_id)

        async def finish(tx: Transaction) -> None:
            await tx.do("task.done", home_id, task_id)

        async def postpone(tx: Transaction) -> None:
            if attempts + 1 >= _TRIES:
                await tx.do("task.fail", home_id, task_id)
            else:
                await tx.do("task.later", home_id, task_id, now + min(1000 * 4**attempts, 6 * 3_600_000))

        plain = await vault.store.unit(claim)
        if plain is None:
            return False
        try:
            await self._handlers[kind](UUID(bytes=home_id), msgspec.json.decode(plain))
        except HomeGone:
            await vault.store.unit(finish)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # whatever a handler raises, its work waits and is tried again
            # the kind and the class only: an exception's text may carry what must not be logged
            _log.warning("task %s failed: %s", kind, type(error).__name__)
            await vault.store.unit(postpone)
            return False
        await vault.store.unit(finish)
        return True
