"""The Merkle tree over entries: RFC 9162 hashing and proofs, C2SP tlog-tiles geometry."""

import hashlib
from collections.abc import Callable
from typing import Final

WIDE: Final = 256
HashAt = Callable[[int, int], bytes]
"""The hash of the whole subtree of 2^level leaves at an index: (level, index)."""


class ProofError(Exception):
    """the proof does not lead to the root"""


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY: Final = hashlib.sha256(b"").digest()


class Frontier:
    """The right edge of a growing tree: enough to append and to know the root."""

    def __init__(self, size: int = 0, peaks: tuple[bytes, ...] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)

    def append(self, digest: bytes) -> None:
        """Add one leaf hash."""
        self._peaks.append(digest)
        self.size += 1
        low = self.size
        while low % 2 == 0:
            right = self._peaks.pop()
            self._peaks[-1] = node_hash(self._peaks[-1], right)
            low //= 2

    def root(self) -> bytes:
        """The root over everything appended."""
        if not self._peaks:
            return EMPTY
        digest = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            digest = node_hash(peak, digest)
        return digest

    def serialise(self) -> bytes:
        """Eight bytes of size, then the peaks from left to right."""
        return self.size.to_bytes(8, "big") + b"".join(self._peaks)

    @classmethod
    def parse(cls, raw: bytes) -> "Frontier":
        """The frontier that `serialise` wrote. Raises ValueError."""
        size, rest = int.from_bytes(raw[:8], "big"), raw[8:]
        if len(raw) < 8 or len(rest) != 32 * size.bit_count():
            raise ValueError("these bytes are no frontier")
        return cls(size, tuple(rest[at : at + 32] for at in range(0, len(rest), 32)))


def subtree(hash_at: HashAt, start: int, end: int) -> bytes:
    """The hash over leaves `start` to `end`, where `start` is a multiple of the largest power of two that fits."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return hash_at(level, start >> level)
    split = 1 << (count - 1).bit_length() - 1
    return node_hash(subtree(hash_at, start, start + split), subtree(hash_at, start + split, end))


def inclusion_proof(hash_at: HashAt, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves. Raises ProofError outside the tree."""
    if not 0 <= index < size:
        raise ProofError
    proof, start, end = list[bytes](), 0, size
    while end - start > 1:
        split = start + (1 << (end - start - 1).bit_length() - 1)
        if index < split:
            proof.append(subtree(hash_at, split, end))
            end = split
        else:
            proof.append(subtree(hash_at, start, split))
            start = split
    return proof[::-1]


def verify_inclusion(digest: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at `index` of a tree (RFC 9162, 2.1.3.2). Raises ProofError."""
    if not 0 <= index < size:
        raise ProofError
    at, last = index, size - 1
    for sibling in proof:
        if last == 0:
            raise ProofError
        if at & 1 or at == last:
            digest = node_hash(sibling, digest)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        at, last = at >> 1, last >> 1
    if last or digest != root:
        raise ProofError


def consistency_proof(hash_at: HashAt, first: int, second: int) -> list[bytes]:
    """The hashes that show that the tree of `first` leaves is the beginning of that of `second`. Raises ProofError."""
    if not 0 < first <= second:
        raise ProofError
    proof, start, end, whole = list[bytes](), 0, second, True
    while first != end - start or not whole:
        if first == end - start:
            proof.append(subtree(hash_at, start, end))
            break
        split = 1 << (end - start - 1).bit_length() - 1
        if first <= split:
            proof.append(subtree(hash_at, start + split, end))
            end = start + split
        else:
            proof.append(subtree(hash_at, start, start + split))
            start, first, whole = start + split, first - split, False
    return proof[::-1]


def verify_consistency(  # noqa: C901  # the algorithm of the RFC, step by step
    first: int, second: int, proof: list[bytes], old: bytes, new: bytes
) -> None:
    """Check that one tree is the beginning of another (RFC 9162, 2.1.4.2). Raises ProofError."""
    if not 0 < first <= second:
        raise ProofError
    if first == second:
        if proof or old != new:
            raise ProofError
        return
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, old)
    if not path:
        raise ProofError
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError
        if at & 1 or at == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        at, last = at >> 1, last >> 1
    if last or was != old or now != new:
        raise ProofError


def tile_path(level: int, n: int, width: int = WIDE) -> str:
    """Where a hash tile stands, such as `tile/0/x001/234` or `tile/1/000.p/7` (C2SP tlog-tiles)."""
    name = f"{n % 1000:03d}"
    n //= 1000
    while n:
        name = f"x{n % 1000:03d}/{name}"
        n //= 1000
    return f"tile/{level}/{name}" + ("" if width == WIDE else f".p/{width}")


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """(level, number, width) of a tile's path. Raises ValueError."""
    parts = path.removeprefix("tile/").split("/")
    width = WIDE
    if len(parts) > 2 and parts[-2].endswith(".p"):
        width = int(parts.pop())
        parts[-1] = parts[-1].removesuffix(".p")
    level, n = int(parts[0]), 0
    for part in parts[1:]:
        n = n * 1000 + int(part.removeprefix("x"))
    if (
        not 0 < width <= WIDE
        or not 0 <= level < 8
        or tile_path(level, n, width) != "tile/" + path.removeprefix("tile/")
    ):
        raise ValueError(f"`{path}` is no path of a tile")
    return level, n, width
