"""Retention: what is past its last day goes, with its proof in the ledger (storage design, section 10).

The gate refuses a past-due item whether or not the sweep has come; a revision that shortens is applied to what is held.
"""

from uuid import UUID

from avow.policy.request import State
from avow.vault import due
from avow.vault.acts import SYSTEM, ruled
from avow.vault.gate import Gate
from avow.vault.home import HomeGone, load
from avow.vault.recording import Act, record
from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault


async def sweep(gate: Gate) -> int:
    """Remove every item whose last day has come; how many. Nothing while the clock is in doubt."""
    vault, removed = gate.vault, 0
    if vault.clock.suspended:
        return 0
    while rows := await vault.store.unit(_past_due, vault.clock.today()):
        for home in sorted({row[0] for row in rows}):
            items = [(row[1], row[2]) for row in rows if row[0] == home]
            try:
                empty = await vault.store.unit(_remove, vault, home, items)
            except HomeGone:
                continue
            removed += len(items)
            await vault.journal.write(vault.clock.now_ms(), home, "retention", "", gate.sequencer.size)
            if empty:
                await gate.erase(SYSTEM, UUID(bytes=home))
        if len(rows) < 500:
            break
    return removed


async def _past_due(tx: Transaction, today: int) -> list[Row]:
    return await tx.rows("item.past_due", today)


async def _remove(tx: Transaction, vault: Vault, home_id: bytes, items: list[tuple[bytes, int]]) -> bool:
    """Remove items of one home with one entry; whether a visitor's home is left empty."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    names = tuple(sorted({vault.program.numbers.id("category", category) for _, category in items}))
    for item, _ in items:
        await tx.do("item.remove", home_id, item)
    decision = ruled(vault.program, "not_past_retention", "its time is over")
    await record(
        tx, vault, home_id, home.secret, Act("expire", SYSTEM.role, SYSTEM.channel, names, n=len(items)), decision
    )
    left = await tx.row("item.count", home_id)
    # a deactivated person's home ends by its own task, at the same day
    return home.kind == "visitor" and home.state == State.LIVE and not (left and left[0])


async def shorten(gate: Gate) -> int:
    """Give earlier last days to what is held where the revision in force states shorter periods; how many items."""
    program, changed = gate.program, 0
    for terms in program.all_terms():
        for category in program.categories.values():
            limits = program.limits(terms, category)
            if any(limit.kind == "days" and limit.event == "collected" for limit in limits):
                changed += await _shorten(gate, terms, category)
    return changed


async def _shorten(gate: Gate, terms: int, category: int) -> int:
    limits, after, changed = gate.program.limits(terms, category), b"", 0
    while rows := await gate.vault.store.unit(_undated, terms, category, after):
        for home, item, at, last in rows:
            first = due.first_day(limits, at // 86_400_000)
            if first is not None and (last is None or first < last):
                await gate.vault.store.unit(_due, home, item, first)
                changed += 1
        after = rows[-1][0]
        if len(rows) < 500:
            break
    return changed


async def _undated(tx: Transaction, terms: int, category: int, after: bytes) -> list[Row]:
    return await tx.rows("item.undated", terms, category, after)


async def _due(tx: Transaction, home: bytes, item: bytes, last: int) -> None:
    await tx.do("item.due", home, item, last)
