"""Making, finding and claiming homes. Keys first, then the home: the two files do not commit together."""

from uuid import UUID

from avow.vault.acts import Actor, ruled
from avow.vault.clock import random_id
from avow.vault.home import HomeGone, add_home, add_key, load
from avow.vault.recording import Act, record
from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault

_ORPHAN_MS = 600_000


async def make(
    vault: Vault, kind: str, identifier: tuple[str, str] | None = None, *, verified: bool = True
) -> UUID | None:
    """A new home, claiming its identifier (kind, value) first; None when another home holds it. Raises Unavailable."""
    home = random_id()
    epoch, wrapped, secret = vault.keys.new_home(home)
    now = vault.clock.now_ms()

    async def claim(tx: Transaction) -> bool:
        if identifier is not None:
            digest = vault.keys.digest(*identifier)
            seen = now if verified else None
            if await tx.row("identifier.claim", digest, identifier[0], home, now, seen) is None:
                if not await _is_orphan(tx, digest, now):
                    return False
                await tx.row("identifier.claim", digest, identifier[0], home, now, seen)
        await add_key(tx, home, epoch, wrapped)
        return True

    async def write(tx: Transaction) -> None:
        await add_home(tx, home, kind, secret)

    if not await vault.store.unit(claim):
        return None
    await vault.store.unit(write)
    return UUID(bytes=home)


async def _is_orphan(tx: Transaction, digest: bytes, now: int) -> bool:
    """Give up a look-up whose home was never written, ten minutes after its claim."""
    row = await tx.row("identifier.get", digest)
    if row is None:
        return True
    if await tx.row("home.state", row[0]) is not None or row[1] > now - _ORPHAN_MS:
        return False
    await tx.do("identifier.release", digest, row[0])
    return True


async def find(vault: Vault, kind: str, value: str, actor: Actor, purpose: str) -> tuple[UUID, bool] | None:
    """The home behind an exact look-up and whether control of it was proven. A look by staff or a service is recorded."""
    digest = vault.keys.digest(kind, value)

    async def look(tx: Transaction) -> Row | None:
        row = await tx.row("identifier.get", digest)
        if row is None:
            return None
        state = await tx.row("home.state", row[0])
        return row if state is not None and state[1] != "erased" else None

    row = await vault.store.unit(look)
    if row is None:
        return None
    if actor.role in {"staff", "service"}:
        await vault.store.unit(_looked, vault, row[0], actor, purpose)
    return UUID(bytes=row[0]), row[2] is not None


async def _looked(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, purpose: str) -> None:
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    stated = purpose if purpose in vault.program.statement.purposes else "unstated"
    decision = ruled(vault.program, "minimum", "found by an exact look-up for a stated purpose")
    await record(tx, vault, home_id, home.secret, Act("find", actor.role, actor.channel, (), stated), decision)


async def verify(vault: Vault, home: UUID, kind: str, value: str) -> bool:
    """Proof of control of an address that a home gave unproven; False when it is not that home's."""
    digest = vault.keys.digest(kind, value)

    async def work(tx: Transaction) -> bool:
        row = await tx.row("identifier.get", digest)
        if row is None or row[0] != home.bytes:
            return False
        await tx.do("identifier.verify", digest, vault.clock.now_ms())
        return True

    return await vault.store.unit(work)


async def claim(vault: Vault, home: UUID, kind: str, value: str) -> bool:
    """A further look-up for a living home, proven; False when another home holds it."""
    digest, now = vault.keys.digest(kind, value), vault.clock.now_ms()

    async def work(tx: Transaction) -> bool:
        if await tx.row("identifier.claim", digest, kind, home.bytes, now, now) is not None:
            return True
        row = await tx.row("identifier.get", digest)
        return row is not None and row[0] == home.bytes

    return await vault.store.unit(work)


async def release(vault: Vault, home: UUID, kind: str, value: str) -> None:
    """Give up a look-up of a home, such as an old address."""
    digest = vault.keys.digest(kind, value)

    async def work(tx: Transaction) -> None:
        await tx.do("identifier.release", digest, home.bytes)

    await vault.store.unit(work)


async def system_homes(vault: Vault, count: int = 16) -> tuple[bytes, ...]:
    """The homes of acts that are about no person, made at the first start."""

    async def work(tx: Transaction) -> list[Row]:
        return await tx.rows("home.of_kind", "system", b"")

    found = [row[0] for row in await vault.store.unit(work)]
    while len(found) < count:
        made = await make(vault, "system")
        if made is None:
            raise HomeGone
        found.append(made.bytes)
    return tuple(found)
