"""When an item's time is over: limits of the statement turned into days. Pure."""

from collections.abc import Iterable

from avow.policy.program import Limit


def at_rest(limits: Iterable[Limit]) -> bool:
    """Whether such an item may be stored at all."""
    return all(limit.kind != "none" for limit in limits)


def first_day(limits: Iterable[Limit], collected_day: int) -> int | None:
    """The last day that is known at collection, or None when it waits for an event."""
    return min(
        (collected_day + limit.days for limit in limits if limit.kind == "days" and limit.event == "collected"),
        default=None,
    )


def day_after(limits: Iterable[Limit], event: str, today: int) -> int | None:
    """The last day that follows from an event happening today, or None when no limit waits for it."""
    days = [
        0 if limit.kind == "until" else limit.days for limit in limits if limit.event == event and limit.kind != "none"
    ]
    return today + min(days) if days else None
