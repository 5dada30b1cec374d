"""Epochs: living keys are re-wrapped, the old epoch key is destroyed, and every old copy of an erased key dies with it.

Storage design, section 5. Resumable: what is re-wrapped stays so.
"""

from avow.vault.keys import Keyring
from avow.vault.store import Transaction
from avow.vault.vault import Vault

WEEK_MS = 7 * 86_400_000


async def rotate_when_old(vault: Vault) -> int:
    """Rotate when the current epoch is a week old; how many keys were re-wrapped."""
    old = vault.clock.now_ms() - vault.keys.service.made(vault.keys.current) >= WEEK_MS
    return await rotate(vault) if old else 0


async def rotate(vault: Vault) -> int:
    """Make a new epoch, re-wrap every living key under it, destroy the epochs before it; how many keys were re-wrapped."""
    keys = vault.keys
    new = keys.service.create()
    keys.refresh()
    count = await vault.store.unit(_rewrap_named, keys)
    while moved := await vault.store.unit(_rewrap, keys, new):
        count += moved
    for epoch in keys.service.epochs():
        if epoch < new:
            keys.service.destroy(epoch)
    keys.refresh()
    await vault.store.forget()
    return count


async def _rewrap(tx: Transaction, keys: Keyring, new: int) -> int:
    rows = await tx.rows("key.of_epoch", new)
    for home, epoch, wrapped in rows:
        await tx.do("key.rewrap", home, new, keys.rewrap(b"key" + home, epoch, wrapped), epoch)
    return len(rows)


async def _rewrap_named(tx: Transaction, keys: Keyring) -> int:
    rows = await tx.rows("secret.all")
    for name, epoch, wrapped in rows:
        if epoch != keys.current:
            await tx.do("secret.set", name, keys.current, keys.rewrap(b"secret" + name.encode(), epoch, wrapped))
    return len(rows)
