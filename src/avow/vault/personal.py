"""`Personal[T]`: a value about a person. It prints, logs, formats and serialises as its category, in guillemets.

Only `reveal` opens it, and only for a sink that the gate knows.
"""

from enum import Enum
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Sink(Enum):
    """Where an opened value may go."""

    PAGE = "a page to the person or to staff with a purpose"
    MAIL = "an outgoing message"
    CONNECTOR = "a recipient"
    EXPORT = "the person's own copy"
    CHECK = "a comparison that keeps nothing, such as a password's"


class Personal(Generic[T]):
    """A value of one category; see the module."""

    __slots__ = ("__value", "category")

    def __init__(self, category: str, value: T) -> None:
        self.category = category
        self.__value = value

    def __str__(self) -> str:
        return f"‹{self.category}›"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        # two personal values are compared where they are opened, nowhere else
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("personal values are not serialised: open them at a sink")

    def _open(self) -> T:
        return self.__value


def reveal(personal: Personal[T], sink: Sink) -> T:
    """The value, for one sink. Raises TypeError for anything that is not a sink."""
    if not isinstance(sink, Sink):
        raise TypeError("a personal value opens only at a sink of the gate")
    return personal._open()  # noqa: SLF001  # the one door
