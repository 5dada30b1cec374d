"""Entries, checkpoints and receipts: what may stand in them, and that anybody can check them."""

import base64
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from avow.ledger.checkpoint import Checkpoint, NoteError, parse_verifier, sign, verifier_key, verify_note
from avow.ledger.entry import Entry, EntryError, decode, encode
from avow.ledger.receipt import ReceiptError, verify_receipt
from avow.ledger.tree import leaf_hash, parse_tile_path, tile_path, verify_consistency

ROOT = Path(__file__).resolve().parents[3]
FILE = Path(__file__).with_name("vectors.json")
VECTORS: dict[str, Any] = json.loads(FILE.read_text())
MEMBERS = [
    "v",
    "id",
    "time",
    "act",
    "rule",
    "clauses",
    "revision",
    "actor",
    "channel",
    "ref",
    "categories",
    "purpose",
    "recipient",
    "outcome",
    "n",
]


def entry(**other: Any) -> Entry:
    """A plain entry with some members changed."""
    told: dict[str, Any] = {
        "v": 1, "id": "0193f0a2", "time": 1_795_491_234_567, "act": "use", "rule": "own_data", "clauses": ("C24",), "revision": 1,
        "actor": "service", "channel": "web", "ref": "9f86d081", "categories": ("contact.email",), "purpose": "account.run",
        "recipient": "controller", "outcome": "allow", "n": 1,
    }  # fmt: skip
    return Entry(**(told | other))


def generator() -> Any:
    """The committed script that writes the vectors."""
    path = ROOT / "scripts" / "ledger-vectors"
    loader = importlib.machinery.SourceFileLoader("ledger_vectors", str(path))
    spec = importlib.util.spec_from_loader("ledger_vectors", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = keep
    return module


# entries


def test_a_leaf_has_its_members_in_one_order_and_no_spaces():
    """The leaf is one line of JSON whose members stand in the published order."""
    leaf = encode(entry())
    assert list(json.loads(leaf)) == MEMBERS
    assert leaf == json.dumps(json.loads(leaf), separators=(",", ":")).encode()


@pytest.mark.parametrize("member", ["act", "rule", "actor", "channel", "purpose", "recipient", "outcome"])
@pytest.mark.parametrize("text", ["somebody@people.example", "two words", "tab\t", "line\n", "é", "a" * 65, '"'])
def test_nothing_but_ids_stands_in_an_entry(member: str, text: str):
    """A member with a letter that no id has is refused, so that no value of a person slips in."""
    with pytest.raises(EntryError) as refused:
        encode(entry(**{member: text}))
    assert text not in str(refused.value)


@pytest.mark.parametrize("member", ["clauses", "categories"])
def test_lists_of_an_entry_hold_ids_alone(member: str):
    """One bad name in a list is refused as in a member of its own."""
    with pytest.raises(EntryError):
        encode(entry(**{member: ("C24", "somebody@people.example")}))


def test_an_entry_is_at_most_1024_bytes():
    """The longest leaf has 1,024 bytes; one more name is refused."""
    fits = next(n for n in range(100, 0, -1) if len(encode_or_nothing(n)) > 0)
    assert 950 < len(encode_or_nothing(fits)) <= 1024
    with pytest.raises(EntryError, match="longer"):
        encode(entry(categories=("contact.email",) * (fits + 1)))


def encode_or_nothing(categories: int) -> bytes:
    """The leaf of an entry with so many categories, or nothing when it is too long."""
    try:
        return encode(entry(categories=("contact.email",) * categories))
    except EntryError:
        return b""


@pytest.mark.parametrize("leaf", [b"", b"{}", b"[]", b"\xff", b'{"v":"1"}', encode(entry())[:-1]])
def test_bytes_that_are_no_entry_are_refused(leaf: bytes):
    """What cannot be read as an entry is no entry."""
    with pytest.raises(EntryError):
        decode(leaf)


# checkpoints


def test_a_verifier_key_is_read_as_it_was_written():
    """Name and key come back from `name+hash+base64`."""
    public = bytes(range(32))
    assert parse_verifier(verifier_key("log.harbour.example", public)) == ("log.harbour.example", public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        "name+00000000+AAAA",
        "name+00000000+" + base64.b64encode(b"\x01" + bytes(32)).decode(),
        "n+x+*",
    ],
)
def test_a_key_whose_fingerprint_is_another_is_none(text: str):
    """A verifier key carries the fingerprint of name and key; a mistyped one is noticed."""
    with pytest.raises(NoteError):
        parse_verifier(text)


def test_a_note_of_another_log_is_refused():
    """A checkpoint signed by the same key under another name, or by nobody, is not this log's."""
    module = generator()
    key = module.Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
    body = Checkpoint("other.example", 1, bytes(32))
    with pytest.raises(NoteError):
        verify_note(sign(body, key, "other.example"), VECTORS["verifier"])
    with pytest.raises(NoteError):
        verify_note(body.body() + "\n", VECTORS["verifier"])


def test_a_signed_text_that_is_no_checkpoint_is_refused():
    """A signature makes no checkpoint of a text that lacks its lines."""
    module = generator()
    key = module.Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)

    class Odd(Checkpoint):
        def body(self) -> str:
            return f"{self.origin}\n{self.size}\n"

    with pytest.raises(NoteError, match="no checkpoint"):
        verify_note(sign(Odd(VECTORS["origin"], 1, bytes(32)), key, VECTORS["origin"]), VECTORS["verifier"])


# vectors


def test_the_vectors_are_what_the_script_writes():
    """The published vectors come from the committed script and nothing else."""
    assert generator().vectors() == VECTORS, (
        "run: .venv/bin/python scripts/ledger-vectors > tests/unit/ledger/vectors.json"
    )


def test_every_vector_holds():
    """Leaves, roots, checkpoints, consistency and paths of the vectors are those of the code."""
    for one in VECTORS["leaves"]:
        leaf = one["leaf"].encode()
        assert leaf_hash(leaf).hex() == one["hash"]
        assert encode(decode(leaf)) == leaf
    for size, note in enumerate(VECTORS["checkpoints"], start=1):
        checkpoint = verify_note(note, VECTORS["verifier"])
        assert (checkpoint.origin, checkpoint.size, checkpoint.root.hex()) == (
            VECTORS["origin"],
            size,
            VECTORS["roots"][size],
        )
    for one in VECTORS["consistency"]:
        proof = [base64.b64decode(part) for part in one["proof"]]
        old, new = (bytes.fromhex(VECTORS["roots"][one[which]]) for which in ("first", "second"))
        verify_consistency(one["first"], one["second"], proof, old, new)
    for one in VECTORS["tiles"]:
        assert tile_path(one["level"], one["n"], one["width"]) == one["path"]
        assert parse_tile_path(one["path"]) == (one["level"], one["n"], one["width"])


# receipts


@pytest.mark.parametrize("trusted", [None, VECTORS["verifier"]])
def test_a_receipt_holds_without_the_company(trusted: str | None):
    """A receipt verifies from its own bytes, and says which key it was held against."""
    for index, receipt in enumerate(VECTORS["receipts"]):
        verified = verify_receipt(json.dumps(receipt).encode(), trusted)
        assert verified.entry.time == 1_795_491_234_567 + index
        assert len(verified.steps) == 4
        assert ("compare it" in str(verified.steps)) is (trusted is None)


def test_a_receipt_of_another_log_is_refused():
    """Against a key that the reader trusts, a receipt of another log does not hold."""
    other = verifier_key("log.harbour.example", bytes(range(32)))
    with pytest.raises(ReceiptError, match="not signed by this log"):
        verify_receipt(json.dumps(VECTORS["receipts"][0]).encode(), other)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"leaf":1}'])
def test_what_is_no_receipt_is_called_so(raw: bytes):
    """Anything that cannot be read is refused in words, never with a traceback of another kind."""
    with pytest.raises(ReceiptError, match="no receipt"):
        verify_receipt(raw)
