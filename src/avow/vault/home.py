"""Homes: load one with its secret, check its tag, change its state or choices (storage design, sections 3 and 5)."""

from dataclasses import dataclass
from typing import Final

from avow.policy.request import State
from avow.vault.keys import Keyring, Secret, Tampered
from avow.vault.store import Conflict, Transaction

STATES: Final = {"live": State.LIVE, "suspended": State.SUSPENDED, "leaving": State.LEAVING, "erased": State.ERASED}
NAMES: Final = {state: name for name, state in STATES.items()}
_LOW: Final = (1 << 63) - 1


class HomeGone(Exception):
    """nothing is held here any more"""


@dataclass(frozen=True, slots=True)
class Home:
    """One home, opened for one unit of work. `choices` joins all words: word 0, then 63 bits each."""

    id: bytes
    kind: str
    state: State
    version: int
    choices: int
    until: int | None
    secret: Secret


def row_bound(home: bytes, state: str, version: int, choices: int, until: int | None) -> bytes:
    """What a home's tag authenticates."""
    length = (choices.bit_length() + 8) // 8
    return b"|".join(
        (home, state.encode(), str(version).encode(), choices.to_bytes(length, "big"), str(until).encode())
    )


async def words(tx: Transaction, home: bytes, first: int, *, wide: bool) -> int:
    """All words of choices joined; further words are fetched only when the program has any."""
    joined = first
    if wide:
        for word, bits in await tx.rows("choice_word.all", home):
            joined |= bits << (63 * word)
    return joined


async def load(tx: Transaction, keys: Keyring, home: bytes, *, wide: bool = False) -> Home:
    """The home with its opened secret. Raises HomeGone, Tampered, KeyLost."""
    row = await tx.row("home.get", home)
    if row is None:
        raise HomeGone
    kind, state, version, choices, until, tag, epoch, wrapped = row
    if state == "erased":
        raise HomeGone
    secret = keys.unwrap(home, epoch, wrapped)
    joined = await words(tx, home, choices, wide=wide)
    if secret.tag(row_bound(home, state, version, joined, until)) != tag:
        raise Tampered
    return Home(home, kind, STATES[state], version, joined, until, secret)


async def change(tx: Transaction, home: Home, *, state: State | None = None, choices: int | None = None) -> Home:
    """The home with another state or other choices, its version one up. Raises Conflict."""
    state = home.state if state is None else state
    choices = home.choices if choices is None else choices
    tag = home.secret.tag(row_bound(home.id, NAMES[state], home.version + 1, choices, home.until))
    if not await tx.do("home.set", home.id, NAMES[state], choices & _LOW, home.until, tag, home.version):
        raise Conflict
    word, rest, before = 1, choices >> 63, home.choices >> 63
    while rest or before:
        await tx.do("choice_word.set", home.id, word, rest & _LOW)
        word, rest, before = word + 1, rest >> 63, before >> 63
    return Home(home.id, home.kind, state, home.version + 1, choices, home.until, home.secret)


async def add_key(tx: Transaction, home: bytes, epoch: int, wrapped: bytes) -> None:
    """The key of a home that is about to be written. Key first: a key without a home is harmless."""
    await tx.do("key.add", home, epoch, wrapped)


async def add_home(tx: Transaction, home: bytes, kind: str, secret: Secret) -> None:
    """The row of a new home."""
    await tx.do("home.add", home, kind, home[0], secret.tag(row_bound(home, "live", 0, 0, None)))
