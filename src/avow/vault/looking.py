"""Units that look at a home without letting a value out."""

from uuid import UUID

from avow.policy.request import State
from avow.vault.home import STATES, HomeGone, load
from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault


async def status(tx: Transaction, vault: Vault, home: bytes) -> int:
    """The status bits of a home."""
    return (await load(tx, vault.keys, home, wide=vault.wide)).choices & (0xFF << 55)


async def version(tx: Transaction, home: bytes, item: bytes) -> int:
    """How often a value was written; 0 when it is gone."""
    row = await tx.row("item.get", home, item)
    return int(row[4]) if row else 0


async def agreed(tx: Transaction, chosen: int, without: str) -> tuple[UUID, ...]:
    """Living homes with these choices and no waiting work of one kind."""
    return tuple(UUID(bytes=row[0]) for row in await tx.rows("home.agreed", chosen, without))


async def erased(tx: Transaction) -> list[bytes]:
    """Homes whose erasure is not swept yet."""
    return [row[0] for row in await tx.rows("home.erased")]


async def state(tx: Transaction, home: bytes) -> State:
    """The state of a home. Raises HomeGone."""
    return STATES[(await _row(tx, home))[1]]


async def kind(tx: Transaction, home: bytes) -> str:
    """The kind of a home. Raises HomeGone."""
    return str((await _row(tx, home))[0])


async def _row(tx: Transaction, home: bytes) -> Row:
    row = await tx.row("home.state", home)
    if row is None or row[1] == "erased":
        raise HomeGone
    return row
