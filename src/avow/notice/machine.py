"""The machine form of the statement: what `/privacy.json` says."""

from typing import Any

from avow.notice.status import keepers, status_of
from avow.statement.model import Period, Point, Statement
from avow.statement.periods import period_words


def document(statement: Statement) -> dict[str, Any]:
    """One revision as a JSON document. Members are those of the clause register, and the model's tables by id."""
    return {
        "id": statement.id,
        "title": statement.title,
        "revision": statement.revision,
        "dates": {"head": _stated(statement, 0), "foot": _stated(statement, -1)},
        "in_force": statement.in_force.isoformat(),
        "language": statement.language,
        "parties": [
            {"id": one.id, "name": one.name, "role": one.role, "policy": one.policy} for one in statement.parties.values()
        ],
        "contacts": {
            one.id: {"email": one.email, "post": one.post, "phone": one.phone} for one in statement.contacts.values()
        },
        "services": [{"id": one.id, "label": one.label} for one in statement.services.values()],
        "clauses": [_clause(statement, name) for name in statement.clauses],
        "categories": [
            {"id": one.id, "label": one.label, "kept_as": one.kept_as, "collected": one.asked == "somewhere"}
            for one in statement.categories.values()
        ],
        "purposes": [
            {"id": one.id, "label": one.label, "basis": one.basis, "nature": one.nature, "uses": list(one.uses)}
            for one in statement.purposes.values()
        ],
        "recipients": [
            {"id": one.id, "label": one.label, "kind": one.kind, "party": one.party, "gets": {name: list(gets) for name, gets in one.gets.items()}}
            for one in statement.recipients.values()
        ],
        "points": [_point(one) for one in statement.points.values()],
        "rights": [
            {"id": one.id, "via": list(one.via), "within": _period(one.within), "closes": list(one.closes)}
            for one in statement.rights.values()
        ],
    }  # fmt: skip


def _stated(statement: Statement, place: int) -> str | None:
    """The date that stands first (0) or last (-1) in the prose."""
    dates = [
        inline.reference
        for section in statement.sections
        if section.supplement is None
        for part in section.prose
        for segment in getattr(part, "segments", ())
        for inline in segment.inlines
        if inline.reference == "date"
    ]
    # INVARIANT: the checker lets no date be written by hand, so every `{{date}}` is the statement's own (A504)
    return statement.dated.isoformat() if dates[place:][:1] else None


def _clause(statement: Statement, name: str) -> dict[str, Any]:
    clause = statement.clauses[name]
    return {
        "id": name,
        "title": title(clause.words),
        "status": status_of(statement, clause),
        "kept_by": [
            {"kind": one.kind, "id": one.keeper, "field": one.field, "strength": one.strength}
            for one in keepers(statement, name)
        ],
        "section": clause.section,
        "supplement": clause.supplement,
        "words": clause.words,
    }


def title(words: str) -> str:
    """The first sentence of a clause, at most 90 signs of it."""
    first = words.split(". ", maxsplit=1)[0].strip()
    return first if len(first) <= 90 else first[:89].rsplit(" ", 1)[0] + "…"


def _point(point: Point) -> dict[str, Any]:
    return {
        "id": point.id,
        "service": point.service,
        "kind": point.kind,
        "asks": {
            one.category: {"demand": one.demand, "retention": _period(one.period), "kept": period_words(one.period)}
            for one in point.asked
        },
        "for": list(point.purposes),
    }


def _period(period: Period) -> str:
    if period.kind == "none":
        return "none"
    if period.kind == "until":
        return f"until {period.event}"
    after = "" if period.event == "collected" else f" after {period.event}"
    return f"{period.amount} {period.unit}{after}"
