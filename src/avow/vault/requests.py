"""A person's requests: right, channel, dates and state in clear, everything else sealed in their home."""

from typing import Any
from uuid import UUID

import msgspec

from avow.vault.clock import random_id
from avow.vault.home import HomeGone, load
from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault


class QueuedRequest(msgspec.Struct, frozen=True):
    """A request as the queue shows it: nothing of it is about anybody. `received` is ms, `due_day` counts from 1970."""

    home: UUID
    id: UUID
    kind: str
    channel: str
    state: str
    received: int
    due_day: int


class Request(msgspec.Struct, frozen=True):
    """One request with its opened details (ids of items, message ids, notice evidence)."""

    home: UUID
    id: UUID
    kind: str
    channel: str
    state: str
    received: int
    due_day: int
    changed: int
    details: dict[str, Any]


class Requests:
    """Keeps requests. Whoever calls records the act at the gate."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def open(self, home: UUID, kind: str, channel: str, due_day: int, details: dict[str, Any]) -> UUID:
        """A new request; its id. Raises HomeGone, Unavailable."""
        request_id, now = random_id(), self._vault.clock.now_ms()

        async def work(tx: Transaction) -> None:
            found = await load(tx, self._vault.keys, home.bytes, wide=self._vault.wide)
            sealed = found.secret.seal(msgspec.json.encode(details), _bound(home.bytes, request_id))
            await tx.do("request.add", home.bytes, request_id, kind, channel, now, due_day, sealed)

        await self._vault.store.unit(work)
        return UUID(bytes=request_id)

    async def queue(self) -> tuple[QueuedRequest, ...]:
        """Everything that is not closed, most urgent first."""

        async def work(tx: Transaction) -> list[Row]:
            return await tx.rows("request.queue")

        rows = await self._vault.store.unit(work)
        return tuple(QueuedRequest(UUID(bytes=home), UUID(bytes=one), *rest) for home, one, *rest in rows)

    async def get(self, request_id: UUID) -> Request | None:
        """One request, wherever it lives."""

        async def work(tx: Transaction) -> Request | None:
            found = await tx.row("request.find", request_id.bytes)
            if found is None:
                return None
            home = await load(tx, self._vault.keys, found[0], wide=self._vault.wide)
            row = await tx.row("request.get", found[0], request_id.bytes)
            if row is None:
                return None
            details = msgspec.json.decode(home.secret.open(row[6], _bound(home.id, request_id.bytes)))
            return _opened(UUID(bytes=home.id), request_id, row[:6], details)

        try:
            return await self._vault.store.unit(work)
        except HomeGone:
            return None

    async def of_home(self, home: UUID) -> tuple[Request, ...]:
        """Every request of one person, oldest first. Raises HomeGone, Unavailable."""

        async def work(tx: Transaction) -> tuple[Request, ...]:
            found = await load(tx, self._vault.keys, home.bytes, wide=self._vault.wide)
            rows = await tx.rows("request.of_home", home.bytes)
            return tuple(
                _opened(
                    home,
                    UUID(bytes=row[0]),
                    row[1:7],
                    msgspec.json.decode(found.secret.open(row[7], _bound(home.bytes, row[0]))),
                )
                for row in rows
            )

        return await self._vault.store.unit(work)

    async def change(self, request: Request, state: str, details: dict[str, Any]) -> None:
        """Another state or other details (state: open, answered, closed). Raises HomeGone, Unavailable."""

        async def work(tx: Transaction) -> None:
            found = await load(tx, self._vault.keys, request.home.bytes, wide=self._vault.wide)
            sealed = found.secret.seal(msgspec.json.encode(details), _bound(request.home.bytes, request.id.bytes))
            now = self._vault.clock.now_ms()
            await tx.do("request.set", request.home.bytes, request.id.bytes, state, now, sealed)

        await self._vault.store.unit(work)

    async def drop_closed(self, days: int) -> int:
        """Forget requests that were closed so many days ago; how many."""

        async def work(tx: Transaction) -> int:
            return await tx.do("request.past", self._vault.clock.now_ms() - days * 86_400_000)

        return await self._vault.store.unit(work)


def _bound(home: bytes, request_id: bytes) -> bytes:
    return b"request" + home + request_id


def _opened(home: UUID, request_id: UUID, row: Row, details: dict[str, Any]) -> Request:
    kind, channel, state, received, due_day, changed = row
    return Request(home, request_id, kind, channel, state, received, due_day, changed, details)
