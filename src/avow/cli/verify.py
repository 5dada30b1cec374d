"""`avow verify`: check a receipt with nothing but the receipt."""

import sys
from pathlib import Path

from avow.cli.flags import Flag, Text
from avow.cli.stop import FINE, PROBLEMS, USAGE, Stop


def verify(
    receipt: Text,
    /,
    *,
    key: str | None = None,
    json: Flag = False,
) -> int:
    """Check a receipt, without a server.

    Shows every step of the proof: the receipt can be read, its checkpoint is signed by the log, the entry can be read,
    the proof leads from the entry to the signed root. Needs no network and no installation.

    Example: avow verify receipt.json --key "$(cat published-key.txt)"

    Parameters
    ----------
    receipt
        The file of the receipt, or - to read it from the input.
    key
        The log's key as the company publishes it; without it the key in the receipt is used, and you compare it.
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.ledger.receipt import ReceiptError, verify_receipt

    raw = read(receipt)
    try:
        verified = verify_receipt(raw, key)
    except ReceiptError as error:
        if json:
            console.as_json({"holds": False, "problem": str(error)})
            return PROBLEMS
        raise Stop(f"the receipt does not hold: {error}", PROBLEMS) from error
    if json:
        steps = [{"step": what, "holds": True, "detail": detail} for what, detail in verified.steps]
        console.as_json({"holds": True, "steps": steps, "entry": entry_of(raw)})
        return FINE
    for what, detail in verified.steps:
        console.line(f"true   {what}: {detail}")
    words = words_of(raw)
    if words:
        console.line(f"       it says: {words}")
    return FINE


def read(name: str) -> bytes:
    """The bytes of a file, or of the input. Raises Stop."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Stop(f"`{name}` cannot be read: name the file of the receipt", USAGE) from error


def entry_of(raw: bytes) -> object:
    """The entry of a receipt that holds, as it stands in the log."""
    import json

    return json.loads(json.loads(raw)["leaf"])


def words_of(raw: bytes) -> str:
    """The plain words that came with a receipt; no step of the proof covers them."""
    import json

    return str(json.loads(raw).get("words") or "")
