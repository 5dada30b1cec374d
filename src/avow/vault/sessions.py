"""Sessions: a random token in the browser, its digest in the key store (C78, C83)."""

from typing import Final
from uuid import UUID

import msgspec

from avow.vault.pending import digest_of, new_token
from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault

_HOUR: Final = 3_600_000
_IDLE: Final = {"person": 7 * 24 * _HOUR, "link": _HOUR, "staff": 12 * _HOUR, "service": 3650 * 24 * _HOUR}
_TOUCH: Final = 5 * 60_000


class Session(msgspec.Struct, frozen=True):
    """A living session. `id` names it in lists and is no credential; times are ms; `live` is false for a closed account."""

    id: str
    home: UUID
    kind: str
    created: int
    idle_until: int
    absolute_until: int
    live: bool = True


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def open(self, home: UUID, kind: str, days: int = 30) -> str:
        """A new session of a kind (person, link, staff, service); its token. Raises Unavailable."""
        token, now = new_token(), self._vault.clock.now_ms()
        end = now + days * 24 * _HOUR

        async def work(tx: Transaction) -> None:
            await tx.do("session.add", digest_of(token), home.bytes, kind, now, min(end, now + _IDLE[kind]), end)

        await self._vault.store.unit(work)
        return token

    async def who(self, token: str | None) -> Session | None:
        """The living session behind a token. Raises Unavailable."""
        if not token or len(token) > 64:
            return None
        digest, now = digest_of(token), self._vault.clock.now_ms()

        async def work(tx: Transaction) -> Session | None:
            row = await tx.row("session.get", digest)
            if row is None or row[3] <= now or row[4] <= now:
                return None
            home = await tx.row("home.state", row[0])
            if home is None or home[1] == "erased":
                return None
            idle = min(row[4], now + _IDLE[row[1]])
            if idle - row[3] > _TOUCH:
                await tx.do("session.touch", digest, idle)
            return _session(digest, *row, live=home[1] == "live")

        # a look: the touch of a session that idles needs no savepoint of its own
        return await self._vault.store.reading(work)

    async def list(self, home: UUID) -> tuple[Session, ...]:
        """The living sessions of one home, newest first."""
        now = self._vault.clock.now_ms()

        async def work(tx: Transaction) -> list[Row]:
            return await tx.rows("session.list", home.bytes)

        rows = await self._vault.store.unit(work)
        found = (_session(digest, home.bytes, *rest) for digest, *rest in rows)
        return tuple(one for one in found if one.idle_until > now and one.absolute_until > now)

    async def end(self, home: UUID, session_id: str) -> bool:
        """End one session of a home by its id; False when it is not one of theirs."""

        async def work(tx: Transaction) -> bool:
            for row in await tx.rows("session.list", home.bytes):
                if _id(row[0]) == session_id:
                    await tx.do("session.remove", row[0])
                    return True
            return False

        return await self._vault.store.unit(work)

    async def end_token(self, token: str) -> None:
        """End the session behind a token."""

        async def work(tx: Transaction) -> None:
            await tx.do("session.remove", digest_of(token))

        await self._vault.store.unit(work)

    async def end_all(self, home: UUID) -> None:
        """End every session of a home."""

        async def work(tx: Transaction) -> None:
            await tx.do("session.remove_all", home.bytes)

        await self._vault.store.unit(work)

    async def drop_expired(self) -> int:
        """Forget the sessions whose time is over; how many."""

        async def work(tx: Transaction) -> int:
            return await tx.do("session.expired", self._vault.clock.now_ms())

        return await self._vault.store.unit(work)


def _id(digest: bytes) -> str:
    return digest[:8].hex()


def _session(
    digest: bytes, home: bytes, kind: str, created: int, idle: int, absolute: int, *, live: bool = True
) -> Session:
    return Session(_id(digest), UUID(bytes=home), kind, created, idle, absolute, live)
