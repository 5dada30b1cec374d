"""Periods as authors write them: `30 days after order.delivered`, `until left`, `none`."""

import re
from typing import Final, Literal, cast

from avow.statement.model import Period

_SPAN: Final = re.compile(
    r"(?P<amount>\d{1,4})\s+(?P<unit>hour|day|month|year)s?(?:\s+after\s+(?P<event>[a-z][a-z0-9_.]*))?"
)
_UNTIL: Final = re.compile(r"until\s+(?P<event>[a-z][a-z0-9_.]*)")


def parse_period(text: str) -> Period | None:
    """The period that a text states, or None when it states none."""
    words = text.strip()
    if words == "none":
        return Period("none")
    until = _UNTIL.fullmatch(words)
    if until:
        return Period("until", event=until["event"])
    span = _SPAN.fullmatch(words)
    if span is None:
        return None
    unit = cast("Literal['hours', 'days', 'months', 'years']", f"{span['unit']}s")
    return Period("span", int(span["amount"]), unit, span["event"] or "collected")


_EVENTS: Final = {
    "used": "it was last used", "left": "you leave", "withdrawn": "you take your agreement back", "closed": "you close your account",
    "case.closed": "your request is closed",
}  # fmt: skip


def period_words(period: Period) -> str:
    """The period in plain English, to follow `kept`."""
    if period.kind == "none":
        return "not at all"
    event = _EVENTS.get(period.event, f"the event “{period.event.replace('.', ' ')}”")
    if period.kind == "until":
        return f"until {event}"
    unit = period.unit.removesuffix("s") if period.amount == 1 else period.unit
    length = f"{period.amount} {unit}"
    return f"for {length}" if period.event == "collected" else f"until {length} after {event}"


def length_words(period: Period) -> str:
    """The bare length of a span, such as `30 days`."""
    unit = period.unit.removesuffix("s") if period.amount == 1 else period.unit
    return f"{period.amount} {unit}" if period.kind == "span" else period_words(period)
