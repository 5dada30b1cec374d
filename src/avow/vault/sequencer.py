"""The sequencer: puts entries in order, into bundles and hash tiles under a signed checkpoint (storage design, section 9).

One unit takes up to 1,000 entries. A second sequencer loses the compare-and-set on the size of the log; no lock is needed.
INVARIANT: a tile of level L holds hashes of subtrees of 256^L leaves, 256 to a tile, in order (C2SP tlog-tiles).
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.ledger.checkpoint import Checkpoint, sign, verifier_key, verify_note
from avow.ledger.receipt import build
from avow.ledger.tree import Frontier, inclusion_proof, leaf_hash, node_hash, tile_path
from avow.vault.store import Transaction
from avow.vault.vault import Vault

HASH: Final = 32
WIDE: Final = 256
_PAUSE: Final = 0.25


class LogDamaged(Exception):
    """the log does not agree with itself: restore it from its exported tiles"""


class Sequencer:
    """Places entries; serves checkpoints, tiles and receipts. `origin` names the log."""

    def __init__(self, vault: Vault, origin: str, export: Path) -> None:
        self._vault = vault
        self.origin = origin
        self._key = Ed25519PrivateKey.from_private_bytes(vault.keys.named("log"))
        self._export = export
        self._placing = asyncio.Lock()
        self.size = 0
        self.checkpoint = ""

    @property
    def verifier(self) -> str:
        """The key by which anybody verifies checkpoints of this log."""
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return verifier_key(self.origin, public)

    async def begin(self) -> None:
        """Read the log's state, making an empty log at the first start. Raises LogDamaged, Unavailable."""
        self.size, self.checkpoint = await self._vault.store.unit(self._begin)
        if self.checkpoint and verify_note(self.checkpoint, self.verifier).size != self.size:
            raise LogDamaged

    async def _begin(self, tx: Transaction) -> tuple[int, str]:
        row = await tx.row("log.state")
        if row is None:
            await tx.do("log.begin", Frontier().serialise(), "")
            return 0, ""
        return row[0], row[2]

    async def run(self) -> None:
        """Place entries every quarter of a second until cancelled."""
        while True:
            await asyncio.sleep(_PAUSE)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Place every entry that waits now. Raises Unavailable."""
        async with self._placing:
            while True:
                placed, tiles = await self._vault.store.unit(self._place)
                if not placed:
                    return
                self.size += placed
                await asyncio.to_thread(self._write_out, tiles)
                if placed < 1000:
                    return

    async def _place(self, tx: Transaction) -> tuple[int, dict[tuple[int, int], bytes]]:
        waiting = await tx.rows("entry.waiting")
        state = await tx.row("log.state")
        if not waiting or state is None:
            return 0, {}
        size, frontier = state[0], Frontier.parse(state[1])
        tiles: dict[tuple[int, int], bytes] = {}
        bundles: dict[int, bytes] = {}
        for number, (_, _, leaf) in enumerate(waiting, start=size):
            digest = leaf_hash(leaf)
            frontier.append(digest)
            await _extend(tx, tiles, 0, number, digest)
            bundle = number // WIDE
            if bundle not in bundles:
                row = await tx.row("log.bundle", bundle)
                bundles[bundle] = row[0] if row else b""
            bundles[bundle] += len(leaf).to_bytes(2, "big") + leaf
        note = sign(Checkpoint(self.origin, size + len(waiting), frontier.root()), self._key, self.origin)
        if not await tx.do("log.advance", size, size + len(waiting), frontier.serialise(), note):
            return 0, {}
        await tx.many("log.tile_set", [(level, n, hashes) for (level, n), hashes in tiles.items()])
        await tx.many("log.bundle_set", list(bundles.items()))
        await tx.many("entry.placed", [(home, entry, size + n) for n, (home, entry, _) in enumerate(waiting)])
        self.checkpoint = note
        return len(waiting), tiles

    def _write_out(self, tiles: dict[tuple[int, int], bytes]) -> None:
        """Export tiles, then the checkpoint that needs them: a reader never sees a root without its tiles."""
        for (level, n), hashes in tiles.items():
            width = len(hashes) // HASH
            path = self._export / tile_path(level, n, width)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(hashes)
        self._export.mkdir(parents=True, exist_ok=True)
        fresh = self._export / "checkpoint.new"
        fresh.write_text(self.checkpoint, encoding="utf-8")
        fresh.replace(self._export / "checkpoint")

    async def tile(self, level: int, n: int, width: int) -> bytes | None:
        """The first `width` hashes of one tile, or None when the log has fewer."""

        async def work(tx: Transaction) -> bytes | None:
            row = await tx.row("log.tile", level, n)
            return row[0] if row else None

        hashes = await self._vault.store.unit(work)
        return hashes[: width * HASH] if hashes and len(hashes) >= width * HASH else None

    async def leaves(self) -> list[bytes]:
        """Every leaf of the log, in order."""
        found: list[bytes] = []
        for bundle in range(-(-self.size // WIDE)):
            raw = await self._vault.store.unit(_bundle, bundle)
            at = 0
            while at < len(raw):
                length = int.from_bytes(raw[at : at + 2], "big")
                found.append(raw[at + 2 : at + 2 + length])
                at += 2 + length
        return found

    async def receipt(self, tx: Transaction, position: int, leaf: bytes) -> dict[str, Any]:
        """The receipt of the entry at a position, under the newest checkpoint."""
        state = await tx.row("log.state")
        if state is None:
            raise LogDamaged
        size = int(state[0])
        hash_at = await _hashes(tx, position, size)
        proof = inclusion_proof(hash_at, position, size)
        return build(leaf=leaf, index=position, proof=proof, checkpoint=state[2], verifier=self.verifier)

    async def verify(self) -> int:
        """Check the whole log: leaves against tiles, root and signature, entries against leaves. Its size. Raises LogDamaged."""
        await self.catch_up()
        frontier = Frontier()
        leaves = await self.leaves()
        for leaf in leaves:
            frontier.append(leaf_hash(leaf))
        if len(leaves) != self.size:
            raise LogDamaged
        if self.size:
            note = verify_note(self.checkpoint, self.verifier)
            if note.size != self.size or note.root != frontier.root():
                raise LogDamaged
        for n in range(-(-self.size // WIDE)):
            row = await self._vault.store.unit(_tile, 0, n)
            if row != b"".join(leaf_hash(leaf) for leaf in leaves[n * WIDE : (n + 1) * WIDE]):
                raise LogDamaged
        await self._verify_entries(leaves)
        exported = self._export / "checkpoint"
        if exported.exists() and verify_note(exported.read_text(encoding="utf-8"), self.verifier).size > self.size:
            # somebody took away the newest rows: a tree is never signed smaller
            raise LogDamaged
        return self.size

    async def _verify_entries(self, leaves: list[bytes]) -> None:
        after = b""
        while rows := await self._vault.store.unit(_entries, after):
            for _, _, position, leaf in rows:
                if position is not None and (position >= len(leaves) or leaves[position] != leaf):
                    raise LogDamaged
            after = rows[-1][0]


async def _bundle(tx: Transaction, n: int) -> bytes:
    row = await tx.row("log.bundle", n)
    return row[0] if row else b""


async def _tile(tx: Transaction, level: int, n: int) -> bytes:
    row = await tx.row("log.tile", level, n)
    return row[0] if row else b""


async def _entries(tx: Transaction, after: bytes) -> list[tuple[Any, ...]]:
    return await tx.rows("entry.since", after, 0)


async def _extend(tx: Transaction, tiles: dict[tuple[int, int], bytes], level: int, index: int, digest: bytes) -> None:
    """Add one hash to its tile; a full tile's root goes one level up."""
    place = level, index // WIDE
    if place not in tiles:
        tiles[place] = await _tile(tx, *place) if index % WIDE else b""
    tiles[place] += digest
    if len(tiles[place]) == WIDE * HASH:
        row = [tiles[place][at : at + HASH] for at in range(0, WIDE * HASH, HASH)]
        await _extend(tx, tiles, level + 1, index // WIDE, _fold(row))


def _fold(row: list[bytes]) -> bytes:
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


async def _hashes(tx: Transaction, index: int, size: int) -> Callable[[int, int], bytes]:
    """Hashes of whole subtrees that the proof of `index` needs, read from the tiles on its path and at the right edge."""
    tiles: dict[tuple[int, int], bytes] = {}
    level = 0
    while size >> (8 * level):
        last = ((size >> (8 * level)) - 1) // WIDE
        for n in {(index >> (8 * level)) // WIDE, last, max(0, last - 1)}:
            tiles[level, n] = await _tile(tx, level, n)
        level += 1

    def hash_at(tree_level: int, at: int) -> bytes:
        level, inside = divmod(tree_level, 8)
        first = at << inside
        hashes = tiles[level, first // WIDE]
        start = first % WIDE
        return _fold([hashes[(start + n) * HASH : (start + n + 1) * HASH] for n in range(1 << inside)])

    return hash_at
