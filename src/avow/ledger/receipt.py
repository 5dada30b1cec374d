"""Receipts: an entry with the proof that it stands in the log. Anybody verifies one, without the company.

Verifying returns nothing that could be overlooked: it raises, or names each step that held.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import msgspec

from avow.ledger.checkpoint import NoteError, verify_note
from avow.ledger.entry import Entry, EntryError, decode
from avow.ledger.tree import ProofError, leaf_hash, verify_inclusion


class ReceiptError(Exception):
    """the receipt does not hold"""


class Receipt(msgspec.Struct, frozen=True):
    """What a person keeps. `leaf` is verbatim; hashes in `proof` are base64; `words` says it plainly."""

    leaf: str
    index: int
    proof: list[str]
    checkpoint: str
    words: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A receipt that holds: its entry, and the steps that showed it (what, detail)."""

    entry: Entry
    steps: tuple[tuple[str, str], ...]


def build(
    *, leaf: bytes, index: int, proof: list[bytes], checkpoint: str, verifier: str, words: str = ""
) -> dict[str, Any]:
    """The JSON object of a receipt."""
    hashes = [base64.b64encode(one).decode() for one in proof]
    found: dict[str, Any] = msgspec.to_builtins(Receipt(leaf.decode(), index, hashes, checkpoint, words, verifier))
    return found


def verify_receipt(raw: bytes, trusted: str | None = None) -> Verified:
    """Check a receipt; `trusted` is the verifier key that the reader has from elsewhere. Raises ReceiptError.

    (0) the receipt can be read. (1) its checkpoint is signed by the log. (2) the entry can be read.
    (3) the proof leads from the entry to the root. Without `trusted`, (1) shows only that the receipt agrees with the
    key that it carries: compare that key with the one the company publishes.
    """
    # step (0): read it
    try:
        receipt = msgspec.json.decode(raw, type=Receipt)
        proof = [base64.b64decode(one, validate=True) for one in receipt.proof]
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise ReceiptError("this is no receipt") from error
    # step (1): the signature
    try:
        checkpoint = verify_note(receipt.checkpoint, trusted or receipt.verifier)
    except NoteError as error:
        raise ReceiptError("the checkpoint is not signed by this log") from error
    # step (2): the entry
    try:
        entry = decode(receipt.leaf.encode())
    except EntryError as error:
        raise ReceiptError("the entry cannot be read") from error
    # step (3): the proof
    try:
        verify_inclusion(leaf_hash(receipt.leaf.encode()), receipt.index, checkpoint.size, proof, checkpoint.root)
    except ProofError as error:
        raise ReceiptError("the entry does not stand in the log: the proof does not lead to the signed root") from error
    key = "the key you gave" if trusted else "the key in the receipt; compare it with the published one"
    return Verified(
        entry,
        (
            ("the receipt can be read", f"entry {receipt.index + 1} of {checkpoint.size}"),
            ("the checkpoint is signed", f"by `{checkpoint.origin}`, with {key}"),
            ("the entry can be read", f"{entry.act}, {entry.outcome}, under {', '.join(entry.clauses) or 'no clause'}"),
            ("the proof leads to the signed root", f"{len(proof)} hashes"),
        ),
    )
