"""Units of the record: a person's trail, receipts, entries without values."""

from typing import Any
from uuid import UUID

import msgspec

from avow.ledger.entry import Entry, decode
from avow.vault.acts import Actor, ruled
from avow.vault.home import HomeGone, load
from avow.vault.recording import Act, record
from avow.vault.sequencer import Sequencer
from avow.vault.store import Transaction
from avow.vault.vault import Vault


class Trail(msgspec.Struct, frozen=True):
    """One entry about a person. `at` is ms; `position` is None until the sequencer has placed it."""

    entry_id: UUID
    at: int
    entry: Entry
    position: int | None


class Disclosed(msgspec.Struct, frozen=True):
    """Who has received one category for one purpose. Moments are ms."""

    recipient: str
    category: str
    purpose: str
    first_at: int
    last_at: int


async def page(tx: Transaction, vault: Vault, home_id: bytes, limit: int, before: bytes) -> tuple[Trail, ...]:
    """A page of entries, newest first."""
    rows = await tx.rows("entry.trail", home_id, vault.clock.now_ms(), before, limit)
    return tuple(Trail(UUID(bytes=entry_id), at, decode(leaf), position) for entry_id, at, position, leaf in rows)


async def receipt(tx: Transaction, sequencer: Sequencer, home_id: bytes, entry_id: bytes) -> dict[str, Any]:
    """The receipt of one entry of a home. Raises HomeGone when there is none."""
    row = await tx.row("entry.get", home_id, entry_id)
    if row is None or row[2] is None:
        raise HomeGone
    return await sequencer.receipt(tx, row[2], row[3])


async def noted(
    tx: Transaction,
    vault: Vault,
    home_id: bytes,
    actor: Actor,
    act: str,
    rule: str,
    categories: tuple[str, ...],
    purpose: str,
    outcome: str,
) -> bytes:
    """Record an act without values."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision = ruled(vault.program, rule, act, outcome)
    return await record(
        tx, vault, home_id, home.secret, Act(act, actor.role, actor.channel, categories, purpose), decision
    )


async def disclosed(tx: Transaction, vault: Vault, home_id: bytes) -> tuple[Disclosed, ...]:
    """Who has received what, the latest first."""
    numbers = vault.program.numbers
    return tuple(
        Disclosed(
            numbers.id("recipient", recipient),
            numbers.id("category", category),
            numbers.id("purpose", purpose),
            first,
            last,
        )
        for recipient, category, purpose, first, last in await tx.rows("disclosure.all", home_id)
    )
