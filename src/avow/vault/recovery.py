"""What a start finishes before anything is served: half-done erasures, keys and homes that were never acknowledged."""

from avow.vault.gate import Gate
from avow.vault.leaving import forget_keys, remove_rows
from avow.vault.store import Transaction


async def recover(gate: Gate) -> int:
    """Finish erasures, drop orphans; how many homes were put in order. Raises Unavailable."""
    store = gate.vault.store
    await gate.sequencer.catch_up()
    count = await gate.remove_erased()
    # INVARIANT: a key is written before its home, so a home without a key was never acknowledged
    for home in await store.unit(_ids, "home.keyless"):
        await store.unit(remove_rows, home)
        count += 1
    for home in await store.unit(_ids, "key.orphans"):
        await store.unit(forget_keys, home)
        count += 1
    if count:
        await store.forget()
    return count


async def _ids(tx: Transaction, name: str) -> list[bytes]:
    return [row[0] for row in await tx.rows(name)]
