"""What holds of every log: proofs of random trees verify, and no changed byte goes unnoticed."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from avow.ledger.checkpoint import Checkpoint, NoteError, sign, verifier_key, verify_note
from avow.ledger.entry import Entry, decode, encode
from avow.ledger.receipt import ReceiptError, build, verify_receipt
from avow.ledger.tree import (
    EMPTY,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    parse_tile_path,
    tile_path,
    verify_consistency,
    verify_inclusion,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
NAME = "log.harbour.example"
VERIFIER = verifier_key(NAME, KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

names = st.from_regex(r"[A-Za-z0-9._:-]{0,30}", fullmatch=True)
entries = st.builds(
    Entry,
    v=st.just(1),
    id=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    time=st.integers(0, 2**43),
    act=names,
    rule=names,
    clauses=st.lists(names, max_size=3).map(tuple),
    revision=st.integers(0, 2**16),
    actor=names,
    channel=names,
    ref=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    categories=st.lists(names, max_size=4).map(tuple),
    purpose=names,
    recipient=names,
    outcome=st.sampled_from(["allow", "refuse"]),
    n=st.integers(0, 2**31),
)


class Plain:
    """The tree as RFC 9162 section 2.1.1 defines it, by recursion over all leaves: slow, and plainly right."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves

    def root(self, start: int, end: int) -> bytes:
        """The hash over leaves `start` to `end`."""
        if end - start == 0:
            return EMPTY
        if end - start == 1:
            return leaf_hash(self.leaves[start])
        split = 1
        while split * 2 < end - start:
            split *= 2
        return node_hash(self.root(start, start + split), self.root(start + split, end))

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash of a whole subtree."""
        return self.root(index << level, (index + 1) << level)


def flipped(raw: bytes, at: int, bit: int) -> bytes:
    """The bytes with one bit turned."""
    changed = bytearray(raw)
    changed[at % len(changed)] ^= 1 << bit
    return bytes(changed)


@st.composite
def trees(draw: st.DrawFn) -> Plain:
    """A tree of up to 70 leaves, each its own."""
    size = draw(st.integers(1, 70))
    salt = draw(st.binary(max_size=4))
    return Plain([salt + bytes([n]) for n in range(size)])


@given(trees())
def test_the_frontier_knows_every_root(tree: Plain):
    """Appending leaf by leaf gives at every size the root of the definition, through any interruption."""
    grown = Frontier()
    for size, leaf in enumerate(tree.leaves, start=1):
        grown.append(leaf_hash(leaf))
        assert (grown.size, grown.root()) == (size, tree.root(0, size))
        grown = Frontier.parse(grown.serialise())


@given(trees(), st.data())
def test_every_entry_has_a_proof(tree: Plain, data: st.DataObject):
    """For each leaf of each size the proof leads to the root, and is as short as the tree is high."""
    size = data.draw(st.integers(1, len(tree.leaves)))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(tree.hash_at, index, size)
    assert len(proof) <= (size - 1).bit_length()
    verify_inclusion(leaf_hash(tree.leaves[index]), index, size, proof, tree.root(0, size))


@given(trees(), st.data(), st.integers(0, 2**16), st.integers(0, 7))
def test_no_bit_of_an_inclusion_can_be_changed(tree: Plain, data: st.DataObject, at: int, bit: int):
    """A changed bit in leaf, proof or root, another place, a hash more or less: the proof fails."""
    size = len(tree.leaves)
    index = data.draw(st.integers(0, size - 1))
    digest, root = leaf_hash(tree.leaves[index]), tree.root(0, size)
    proof = inclusion_proof(tree.hash_at, index, size)
    wrong: list[tuple[bytes, int, list[bytes], bytes]] = [
        (leaf_hash(flipped(tree.leaves[index], at, bit)), index, proof, root),
        (digest, index, proof, flipped(root, at, bit)),
        (digest, index, [*proof, root], root),
        *((digest, index, [*proof[:n], flipped(proof[n], at, bit), *proof[n + 1 :]], root) for n in range(len(proof))),
        *((digest, index, [*proof[:n], *proof[n + 1 :]], root) for n in range(len(proof))),
        *((digest, other, proof, root) for other in range(size) if other != index),
    ]
    for one_digest, one_index, one_proof, one_root in wrong:
        with pytest.raises(ProofError):
            verify_inclusion(one_digest, one_index, size, one_proof, one_root)


@given(trees(), st.data(), st.integers(0, 2**16), st.integers(0, 7))
def test_a_longer_log_holds_the_shorter_one(tree: Plain, data: st.DataObject, at: int, bit: int):
    """Between any two sizes the consistency proof holds, and no bit of it or of either root can be changed."""
    second = data.draw(st.integers(1, len(tree.leaves)))
    first = data.draw(st.integers(1, second))
    proof = consistency_proof(tree.hash_at, first, second)
    old, new = tree.root(0, first), tree.root(0, second)
    verify_consistency(first, second, proof, old, new)
    wrong = [
        (proof, flipped(old, at, bit), new),
        (proof, old, flipped(new, at, bit)),
        ([*proof, new], old, new),
        *(([*proof[:n], flipped(proof[n], at, bit), *proof[n + 1 :]], old, new) for n in range(len(proof))),
        *(([*proof[:n], *proof[n + 1 :]], old, new) for n in range(len(proof))),
    ]
    for one_proof, one_old, one_new in wrong:
        with pytest.raises(ProofError):
            verify_consistency(first, second, one_proof, one_old, one_new)


@given(trees(), st.data())
def test_a_rewritten_past_is_noticed(tree: Plain, data: st.DataObject):
    """A log in which an old leaf was exchanged is consistent with no earlier root."""
    size = len(tree.leaves)
    first = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, first - 1))
    forged = Plain([*tree.leaves[:changed], b"another", *tree.leaves[changed + 1 :]])
    with pytest.raises(ProofError):
        verify_consistency(
            first, size, consistency_proof(forged.hash_at, first, size), tree.root(0, first), forged.root(0, size)
        )


@given(entries)
def test_an_entry_is_read_as_it_was_written(entry: Entry):
    """Encoding loses nothing, and encoding again gives the same bytes."""
    leaf = encode(entry)
    assert len(leaf) <= 1024
    assert decode(leaf) == entry
    assert encode(decode(leaf)) == leaf
    assert json.loads(leaf)["id"] == entry.id


@given(st.integers(0, 7), st.integers(0, 10**12), st.integers(1, 256))
def test_every_tile_has_one_path(level: int, n: int, width: int):
    """The path of any tile is read back, and is short."""
    path = tile_path(level, n, width)
    assert parse_tile_path(path) == (level, n, width)
    assert all(len(part) <= 6 for part in path.split("/"))


@given(st.text())
def test_no_other_text_is_a_path(text: str):
    """Whatever is read as a path is written back the same; everything else is refused."""
    try:
        level, n, width = parse_tile_path(text)
    except ValueError:
        return
    assert tile_path(level, n, width) == "tile/" + text.removeprefix("tile/")


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32), st.integers(0, 2**16), st.integers(0, 7))
def test_no_bit_of_a_checkpoint_can_be_changed(size: int, root: bytes, at: int, bit: int):
    """A changed bit anywhere in the signed lines or in the signature is noticed."""
    note = sign(Checkpoint(NAME, size, root), KEY, NAME)
    assert verify_note(note, VERIFIER) == Checkpoint(NAME, size, root)
    body, _, line = note.partition("\n\n")
    raw = base64.b64decode(line.split(" ")[2])
    forged = [
        flipped(body.encode(), at, bit) + b"\n\n" + line.encode(),
        f"{body}\n\n\N{EM DASH} {NAME} {base64.b64encode(flipped(raw, at, bit)).decode()}\n".encode(),
    ]
    for one in forged:
        with pytest.raises(NoteError):
            verify_note(one.decode(errors="replace"), VERIFIER)


def receipt_of(entry: Entry, before: int, after: int) -> dict[str, Any]:
    """The receipt of an entry that stands between others."""
    leaves = [*(b"before%d" % n for n in range(before)), encode(entry), *(b"after%d" % n for n in range(after))]
    tree = Plain(leaves)
    note = sign(Checkpoint(NAME, len(leaves), tree.root(0, len(leaves))), KEY, NAME)
    proof = inclusion_proof(tree.hash_at, before, len(leaves))
    return build(
        leaf=leaves[before], index=before, proof=proof, checkpoint=note, verifier=VERIFIER, words="it was used"
    )


@given(entries, st.integers(0, 12), st.integers(0, 12), st.integers(0, 2**16), st.integers(0, 7))
def test_no_bit_of_a_receipt_can_be_changed(entry: Entry, before: int, after: int, at: int, bit: int):
    """A receipt verifies, and stops doing so when leaf, place, proof, checkpoint or key are changed."""
    receipt = receipt_of(entry, before, after)
    assert verify_receipt(json.dumps(receipt).encode(), VERIFIER).entry == entry
    wrong: list[dict[str, Any]] = [
        {"leaf": flipped(receipt["leaf"].encode(), at, bit).decode(errors="replace")},
        {"index": before + 1},
        {"index": -1},
        {
            "checkpoint": flipped(receipt["checkpoint"].encode(), at % receipt["checkpoint"].index("\n\n"), bit).decode(
                errors="replace"
            )
        },
        *(
            {
                "proof": [
                    *receipt["proof"][:n],
                    base64.b64encode(flipped(base64.b64decode(receipt["proof"][n]), at, bit)).decode(),
                    *receipt["proof"][n + 1 :],
                ]
            }
            for n in range(len(receipt["proof"]))
        ),
        {"proof": [*receipt["proof"], base64.b64encode(bytes(32)).decode()]},
    ]
    for change in wrong:
        with pytest.raises(ReceiptError):
            verify_receipt(json.dumps(receipt | change).encode(), VERIFIER)
    foreign = verifier_key(NAME, flipped(bytes(range(32)), at, bit))
    with pytest.raises(ReceiptError):
        verify_receipt(json.dumps(receipt | {"verifier": foreign}).encode())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_other_document_is_a_receipt(document: object):
    """Any JSON that is no receipt is refused in the same way."""
    with pytest.raises(ReceiptError):
        verify_receipt(json.dumps(document).encode())
