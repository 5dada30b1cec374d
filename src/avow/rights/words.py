"""The record in a person's own words: one plain sentence for each entry (register, rule 6). Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from avow.ledger.entry import Entry
from avow.notice.forms import joined
from avow.statement.model import Period, Statement
from avow.statement.periods import period_words

_WHO: Final = {"subject": "you", "visitor": "somebody", "staff": "our staff", "service": "we", "system": "we"}
_PLAIN: Final = {
    "see": "looked at everything that is held",
    "export": "took a copy of everything that is held",
    "deactivate": "closed the account",
    "reactivate": "opened the account again",
    "erase": "erased everything",
    "suspend": "stopped everything, because a child was reported",
    "sign-in": "signed in",
    "sign-out": "signed out",
    "enter": "came in by a signed link",
    "admit": "sent a form",
    "find": "looked up this address",
    "request": "opened a case",
    "answer": "answered a case",
    "close": "closed a case",
}
_EPOCH: Final = date(1970, 1, 1)


def day_words(day: int) -> str:
    """A day since 1970 as people say it: 24 November 2026."""
    told = _EPOCH + timedelta(days=day)
    return f"{told.day} {told:%B %Y}"


def moment_words(at: int) -> str:
    """A moment (ms) as people say it, UTC: 24 November 2026, 14:02."""
    told = datetime.fromtimestamp(at / 1000, UTC)
    return f"{told.day} {told:%B %Y, %H:%M}"


def kept_words(period: Period, due_day: int | None) -> str:
    """Until when something is kept: its day, or the event that it waits for."""
    if due_day is not None:
        return f"until {day_words(due_day)}"
    return period_words(period)


def line(entry: Entry, statement: Statement) -> str:
    """One entry as a sentence about `you`, for the person whom it is about."""
    who, what = _WHO.get(entry.actor, "we"), _what(entry, statement)
    aim = _aim(entry, statement)
    if entry.outcome == "refuse":
        doer = "you" if who == "you" else "somebody" if who == "somebody" else "we"
        return f"refused: {doer} may not {_tried(entry, statement)}{aim}"
    match entry.act:
        case "use":
            return f"{who} used {what}{aim}"
        case "share":
            return f"{who} decided to hand {what} to {_recipient(entry, statement)}{aim}"
        case "deliver":
            return f"{_recipient(entry, statement)} got {what}{aim}"
        case "collect":
            return f"you gave us: {_names(entry, statement)}" if who in {"you", "somebody"} else f"{who} noted {what}"
        case "consent":
            return f"you said yes to: {_label(entry, statement)}"
        case "withdraw":
            return f"you said no to: {_label(entry, statement)}"
        case "correct":
            return f"{who} corrected {what}"
        case "confirm":
            return f"{who} said that {what} is still right" if who == "you" else f"mail arrives at {what} again"
        case "doubt":
            return f"a mail to {what} came back"
        case "expire":
            return f"we deleted {what}: the time was over"
        case "count":
            return f"we counted people{aim}"
        case _:
            doing = _PLAIN.get(entry.act, entry.act)
            return f"{who} {doing}{aim if entry.act == 'find' else ''}"


def _what(entry: Entry, statement: Statement) -> str:
    names = _names(entry, statement)
    return f"your {names}" if names else "what you gave"


def _names(entry: Entry, statement: Statement) -> str:
    """The categories of an entry, in the order of the statement."""
    return joined([one.label for name, one in statement.categories.items() if name in entry.categories])


def _label(entry: Entry, statement: Statement) -> str:
    purpose = statement.purposes.get(entry.purpose)
    return purpose.label if purpose else "something that our statement does not name"


def _aim(entry: Entry, statement: Statement) -> str:
    purpose = statement.purposes.get(entry.purpose)
    if purpose:
        return f" for {purpose.label}"
    return " for a purpose that our statement does not name" if entry.purpose == "unstated" else ""


def _recipient(entry: Entry, statement: Statement) -> str:
    found = statement.recipients.get(entry.recipient)
    return found.label if found else "somebody whom our statement does not name"


def _tried(entry: Entry, statement: Statement) -> str:
    match entry.act:
        case "use":
            return f"use {_what(entry, statement)}"
        case "share" | "deliver":
            return f"hand {_what(entry, statement)} to {_recipient(entry, statement)}"
        case "collect" | "admit":
            return "give this here"
        case "consent":
            return "agree without having seen the notice"
        case "sign-in":
            return "sign in with another password"
        case act:
            return act
