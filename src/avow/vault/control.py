"""The installation's own row, and the durable numbers copied beside the data (storage design, section 3)."""

from collections.abc import Iterable

from avow.vault.catalogue import unclassified
from avow.vault.store import Store, Transaction
from avow.vault.vault import Vault

SCHEMA = 1


class StartRefused(Exception):
    """the installation does not start"""


async def check_columns(store: Store) -> None:
    """Every stored column has a class. Raises StartRefused."""
    strangers = unclassified(await store.columns())
    if strangers:
        names = ", ".join(f"`{name}`" for name in strangers)
        raise StartRefused(
            f"{names} has no class in the data catalogue (C11): remove the column, or add it to the catalogue"
        )


async def begin(vault: Vault) -> None:
    """Read or make the installation's row, set the clock. Raises StartRefused for a newer schema."""

    async def work(tx: Transaction) -> tuple[int, int, int]:
        row = await tx.row("control.get")
        if row is None:
            await tx.do("control.begin", vault.clock.now_ms(), SCHEMA)
            return 0, 0, SCHEMA
        return row[1], row[2], row[3]

    offset, tick, number = await vault.store.unit(work)
    if number != SCHEMA:
        raise StartRefused(f"the data has schema {number}, this program knows {SCHEMA}: use the program that wrote it")
    last = await vault.store.unit(_last_entry)
    vault.clock.begin(offset, tick, last)


async def _last_entry(tx: Transaction) -> int:
    row = await tx.row("entry.last")
    return int(row[0] or 0) if row else 0


async def tick(vault: Vault) -> None:
    """Note that the clock was seen at this moment, and the revision in force."""

    async def work(tx: Transaction) -> None:
        await tx.do("control.tick", vault.clock.now_ms(), vault.clock.offset)
        await tx.do("control.revision", vault.program.revision)

    await vault.store.unit(work)


async def copy_numbers(store: Store, lines: Iterable[tuple[str, int, str]]) -> None:
    """Copy durable numbers (kind, number, id) beside the data. Raises StartRefused when one means something else there."""
    wanted = {(kind, number): name for kind, number, name in lines}

    async def work(tx: Transaction) -> str | None:
        held = {(kind, number): name for kind, number, name in await tx.rows("lexicon.all")}
        for place, name in held.items():
            if wanted.get(place, name) != name:
                return f"{place[0]} {place[1]} was `{name}` when data was collected and is `{wanted[place]}` in numbers.lock: put the lock back"
        await tx.many(
            "lexicon.add",
            [(kind, number, name) for (kind, number), name in wanted.items() if (kind, number) not in held],
        )
        return None

    problem = await store.unit(work)
    if problem:
        raise StartRefused(problem)
