"""The tables that publication fills from the model: categories, purposes, recipients."""

from dataclasses import dataclass

from avow.notice.forms import joined
from avow.statement.model import Statement
from avow.statement.periods import period_words


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its head; the first cell of each row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def filled(statement: Statement, kind: str) -> Filled:
    """The table of a kind: category, purpose or recipient. Raises KeyError for another kind."""
    return {"category": _categories, "purpose": _purposes, "recipient": _recipients}[kind](statement)


def _categories(statement: Statement) -> Filled:
    rows = []
    for category in statement.categories.values():
        asked = [one for point in statement.points.values() for one in point.asked if one.category == category.id]
        purposes = [one.label for one in statement.purposes.values() if category.id in one.uses]
        kept = sorted({period_words(one.period) for one in asked})
        rows.append((category.label, joined(purposes) or "–", "; ".join(kept) if asked else "not asked for today"))
    return Filled(("what", "what for", "kept"), tuple(rows))


def _purposes(statement: Statement) -> Filled:
    when = {
        "service": "needed for what you asked",
        "opt-in": "only if you agree",
        "opt-out": "until you say no",
        "legal": "required by law",
    }
    rows = [
        (one.label, joined([statement.categories[name].label for name in one.uses]), when[one.basis])
        for one in statement.purposes.values()
    ]
    return Filled(("what for", "what", "when"), tuple(rows))


def _recipients(statement: Statement) -> Filled:
    rows = [
        (one.label, joined([statement.categories[name].label for name in gets]), statement.purposes[purpose].label)
        for one in statement.recipients.values()
        for purpose, gets in one.gets.items()
    ]
    return Filled(("who", "gets", "what for"), tuple(rows))
