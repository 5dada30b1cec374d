"""What a decision is asked about: requests and the facts they are decided on. Integers on the hot path."""

from enum import IntEnum
from typing import Final

import msgspec


class State(IntEnum):
    """The state of a home."""

    LIVE = 0
    SUSPENDED = 1
    LEAVING = 2
    ERASED = 3


CHILD: Final = 1 << 55
HELD: Final = 1 << 56
RESTRICTED: Final = 1 << 57


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What is known when a decision is made.

    `choices` joins all words: word 0 (slots 0 to 54, status bits 55 to 62), then 63 bits each. Days count from 1970;
    `due_day` 0 means that none is set. `granted` are the numbers of recipients with a live, verified grant or case.
    """

    state: int
    choices: int
    today: int
    due_day: int = 0
    granted: frozenset[int] = frozenset()


class Use(msgspec.Struct, frozen=True, gc=False):
    """One item for one purpose and one recipient, by durable numbers; recipient 0 is the company itself."""

    terms: int
    category: int
    purpose: int
    recipient: int = 0


class Collect(msgspec.Struct, frozen=True, gc=False):
    """A submission at a point: names only. `told` is the terms number of a verified notice, 0 for none."""

    point: str
    told: int
    given: frozenset[str]
    ticked: frozenset[str] = frozenset()
    age: int | None = None


class Own(msgspec.Struct, frozen=True, gc=False):
    """A person's reach for their own: see, export, correct, withdraw, deactivate, erase."""

    act: str
    category: int = 0
    terms: int = 0


Request = Use | Collect | Own
