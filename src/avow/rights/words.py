"""The record in a person's own words: one plain sentence for each entry (register, rule 6). Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from avow.ledger.entry import Entry
from avow.notice.forms import joined
from avow.statement.model import Period, Statement
from avow.statement.periods import period_words

_WHO: Final = {"subject": "you", "visitor": "somebody", "staff": "our staff", "service": "we", "system": "we"}
_DONE: Final = {
    "use": "{who} used {what}{aim}",
    "share": "{who} decided to hand {what} to {recipient}{aim}",
    "deliver": "{recipient} got {what}{aim}",
    "collect": "{giver} gave us: {names}",
    "consent": "you said yes to: {label}",
    "withdraw": "you said no to: {label}",
    "correct": "{who} corrected {what}",
    "confirm": "{what} was confirmed",
    "doubt": "a mail to {what} came back",
    "expire": "we deleted {what}: the time was over",
    "count": "we counted people{aim}",
    "find": "{who} looked up this address{aim}",
    "see": "{who} looked at everything that is held",
    "export": "{who} took a copy of everything that is held",
    "explain": "{who} looked up why a use is allowed or refused",
    "deactivate": "{who} closed the account",
    "reactivate": "{who} opened the account again",
    "erase": "{who} erased everything",
    "suspend": "we stopped everything, because a child was reported",
    "sign-in": "{who} signed in",
    "sign-out": "{who} signed out",
    "enter": "{who} came in by a mailed link",
    "admit": "{giver} sent a form",
    "answer": "{who} answered a case",
    "close": "{who} closed a case",
}
_REFUSED: Final = {
    "use": "refused: {doer} may not use {what}{aim}",
    "share": "refused: {doer} may not hand {what} to {recipient}{aim}",
    "deliver": "refused: {doer} may not hand {what} to {recipient}{aim}",
    "collect": "refused: this was not asked for here, or not told before",
    "admit": "refused: this was not asked for here, or not told before",
    "consent": "refused: a yes needs its notice before",
    "sign-in": "refused: somebody tried another password",
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
    who = _WHO.get(entry.actor, "we")
    known = {
        "who": who,
        "doer": who if who in {"you", "somebody"} else "we",
        "giver": "you" if who in {"you", "somebody"} else who,
        "what": _what(entry, statement),
        "names": _names(entry, statement),
        "label": _label(entry, statement),
        "recipient": _recipient(entry, statement),
        "aim": _aim(entry, statement),
    }
    if entry.outcome == "refuse":
        return _REFUSED.get(entry.act, f"refused: {entry.act}").format_map(known)
    return _DONE.get(entry.act, f"{{who}}: {entry.act}").format_map(known)


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
