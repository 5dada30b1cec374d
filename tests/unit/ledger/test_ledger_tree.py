"""The tree: hashing, growing, proofs and where tiles stand (RFC 9162, C2SP tlog-tiles)."""

import pytest

from avow.ledger.tree import (
    EMPTY,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    parse_tile_path,
    subtree,
    tile_path,
    verify_consistency,
    verify_inclusion,
)

# The inputs and the root that logs of Certificate Transparency have been tried with since RFC 6962.
KNOWN = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOT_OF_ONE = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
ROOT_OF_EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def grown(leaves: list[bytes]) -> Frontier:
    """A frontier to which all leaves were appended."""
    made = Frontier()
    for leaf in leaves:
        made.append(leaf_hash(leaf))
    return made


def test_the_empty_tree_is_the_hash_of_nothing():
    """A log without entries has the SHA-256 of no bytes as its root."""
    assert Frontier().root() == EMPTY
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_are_those_that_other_logs_compute():
    """Known leaves give the known roots: our hashing is nobody's dialect."""
    assert grown(KNOWN[:1]).root().hex() == ROOT_OF_ONE
    assert grown(KNOWN).root().hex() == ROOT_OF_EIGHT


def test_a_frontier_is_taken_up_where_it_was_left():
    """What was written of a growing tree is read back, and it grows on to the same root."""
    half = Frontier.parse(grown(KNOWN[:5]).serialise())
    assert half.size == 5
    for leaf in KNOWN[5:]:
        half.append(leaf_hash(leaf))
    assert half.root().hex() == ROOT_OF_EIGHT
    assert half.serialise() == grown(KNOWN).serialise()


@pytest.mark.parametrize(
    "raw",
    [b"", b"1234567", bytes(8) + bytes(32), (3).to_bytes(8, "big") + bytes(32), (1).to_bytes(8, "big") + bytes(31)],
)
def test_bytes_that_are_no_frontier_are_refused(raw: bytes):
    """A size without its peaks, or peaks without their size, is no frontier."""
    with pytest.raises(ValueError, match="no frontier"):
        Frontier.parse(raw)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (6, 5)])
def test_nothing_outside_the_tree_is_proven(index: int, size: int):
    """No proof is made or accepted for a place that the tree does not have."""
    hashes = [leaf_hash(leaf) for leaf in KNOWN]
    with pytest.raises(ProofError):
        inclusion_proof(lambda level, at: subtree(lambda _, n: hashes[n], at << level, (at + 1) << level), index, size)
    with pytest.raises(ProofError):
        verify_inclusion(hashes[0], index, size, [], hashes[0])


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 3), (4, 3), (-1, 3)])
def test_no_tree_is_the_beginning_of_a_smaller_one(first: int, second: int):
    """Consistency is between two trees that exist, the smaller one first."""
    with pytest.raises(ProofError):
        consistency_proof(lambda _, __: bytes(32), first, second)
    with pytest.raises(ProofError):
        verify_consistency(first, second, [], bytes(32), bytes(32))


def test_a_tree_is_consistent_with_itself_alone():
    """Two different roots of one size are a fork, and no proof heals it."""
    root, other = leaf_hash(b"a"), leaf_hash(b"b")
    verify_consistency(1, 1, [], root, root)
    with pytest.raises(ProofError):
        verify_consistency(1, 1, [], root, other)
    with pytest.raises(ProofError):
        verify_consistency(1, 1, [other], root, root)


def test_an_empty_proof_between_two_sizes_is_none():
    """A longer log needs hashes to show that it holds the shorter one."""
    with pytest.raises(ProofError):
        verify_consistency(3, 5, [], leaf_hash(b"a"), leaf_hash(b"b"))


@pytest.mark.parametrize(
    ("level", "n", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 999, 256, "tile/0/999"),
        (0, 1000, 256, "tile/0/x001/000"),
        (0, 1234, 256, "tile/0/x001/234"),
        (1, 1_234_067, 256, "tile/1/x001/x234/067"),
        (1, 0, 7, "tile/1/000.p/7"),
        (0, 1_234_067, 255, "tile/0/x001/x234/067.p/255"),
    ],
)
def test_tiles_stand_where_readers_of_other_logs_look(level: int, n: int, width: int, path: str):
    """The path of a tile is that of C2SP tlog-tiles, partial tiles included, and is read back."""
    assert tile_path(level, n, width) == path
    assert parse_tile_path(path) == (level, n, width)
    assert parse_tile_path(path.removeprefix("tile/")) == (level, n, width)


@pytest.mark.parametrize(
    "path",
    ["", "tile", "tile/0", "tile/0/1", "tile/0/0000", "tile/0/001/234", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257",
     "tile/8/000", "tile/-1/000", "tile/0/../000", "tile/0/x000/001", "tile/0/000/", "tile/00/000", "tile/0/ 00", "tile/a/000", "tile/0/000.p/x"],
)  # fmt: skip
def test_a_path_that_is_none_is_refused(path: str):
    """Only the one spelling of a path is read: nothing reaches for other files, nothing is cached twice."""
    with pytest.raises(ValueError, match=r"."):
        parse_tile_path(path)
