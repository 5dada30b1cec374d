"""One entry of the ledger: what was done, under which clauses, with what outcome. Never a value.

The leaf is one line of JSON with a fixed order of members; it is hashed as it stands and nobody re-encodes it.
"""

import re
from typing import Final

import msgspec

_ID: Final = re.compile(r"[A-Za-z0-9._:-]{0,64}")
_MOST: Final = 1024


class EntryError(Exception):
    """an entry holds something that does not belong in the ledger"""


class Entry(msgspec.Struct, frozen=True):
    """The members of a leaf, in their order. `time` is ms since 1970; `ref` is new in every entry; `n` counts events."""

    v: int
    id: str
    time: int
    act: str
    rule: str
    clauses: tuple[str, ...]
    revision: int
    actor: str
    channel: str
    ref: str
    categories: tuple[str, ...]
    purpose: str
    recipient: str
    outcome: str
    n: int


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Entry)
_known: set[str] = set()


def _fit(text: str) -> bool:
    """Whether a name may stand in a leaf. Names of the statement recur, so those seen are remembered."""
    if text in _known:
        return True
    if _ID.fullmatch(text) is None:
        return False
    if len(_known) < 10_000:
        _known.add(text)
    return True


def encode(entry: Entry) -> bytes:
    """The leaf of an entry: its bytes are what is hashed. Raises EntryError."""
    names = (entry.act, entry.rule, entry.actor, entry.channel, entry.purpose, entry.recipient, entry.outcome)
    if not all(map(_fit, names)) or not all(map(_fit, entry.clauses)) or not all(map(_fit, entry.categories)):
        raise EntryError(EntryError.__doc__)
    leaf = _encoder.encode(entry)
    if len(leaf) > _MOST:
        raise EntryError("an entry is longer than 1,024 bytes")
    return leaf


def decode(leaf: bytes) -> Entry:
    """The entry of a leaf. Raises EntryError."""
    try:
        return _decoder.decode(leaf)
    except msgspec.MsgspecError as error:
        raise EntryError("these bytes are no entry") from error
