"""Statements, histories, people and requests, generated. Small worlds: few names, many shapes."""

from dataclasses import replace
from datetime import date
from typing import Literal

from hypothesis import strategies as st

from avow.statement.model import (
    Asked,
    Basis,
    Category,
    Party,
    Period,
    Point,
    Purpose,
    Recipient,
    Rule,
    Service,
    Span,
    Statement,
)
from spec.semantics import SELF, Item, Person, Said, Submission, offered

_HERE = Span("generated.md", 1, 1, 1)
CATEGORIES = ("c.one", "c.two", "c.three", "c.age_met")
PURPOSES = ("p.one", "p.two", "p.three", "p.four")
RECIPIENTS = ("r.one", "r.two")
POINTS = ("site.a", "site.b")
RULES = (
    "default_deny", "told_before_collected", "only_what_is_asked", "purpose_is_bound_at_collection", "silence_is_no", "withdrawal_is_final",
    "minimum", "not_past_retention", "not_a_child", "not_erased", "held_is_not_erased", "authority_is_shown", "own_data",
)  # fmt: skip
_BASES: st.SearchStrategy[Basis] = st.sampled_from(("service", "opt-in", "opt-out", "legal"))


def _some(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), unique=True, min_size=least).map(lambda found: tuple(sorted(found)))


@st.composite
def purposes(draw: st.DrawFn) -> dict[str, Purpose]:
    """Some of the purposes, each with a basis and what it uses."""
    found = {}
    for name in draw(_some(PURPOSES, 1)):
        uses = draw(_some(CATEGORIES, 1))
        found[name] = Purpose(name, _HERE, {"": ("C24",)}, name, draw(_BASES), "operational", uses, "all")
    return found


@st.composite
def points(draw: st.DrawFn, stated: tuple[str, ...]) -> dict[str, Point]:
    """Points that ask for some categories, for some of the purposes."""
    found = {}
    for name in draw(_some(POINTS, 1)):
        asked = tuple(
            Asked(
                category,
                "recorded" if category == "c.age_met" else draw(st.sampled_from(("required", "optional", "ended"))),
                Period("span", 30),
                None,
            )
            for category in draw(_some(CATEGORIES, 1))
        )
        found[name] = Point(
            name,
            _HERE,
            {"": ("C12",)},
            "site",
            "collection",
            asked,
            draw(_some(stated)),
            once=False,
            channels=("web",),
            set_when=None,
        )
    return found


@st.composite
def recipients(draw: st.DrawFn, stated: dict[str, Purpose]) -> dict[str, Recipient]:
    """Recipients with cells inside what the purposes use; some need a grant."""
    found = {}
    for name in draw(_some(RECIPIENTS)):
        gets = {purpose: draw(_some(stated[purpose].uses, 1)) for purpose in draw(_some(tuple(stated)))}
        needs: Literal["nothing", "grant"] = draw(st.sampled_from(("nothing", "nothing", "grant")))
        found[name] = Recipient(name, _HERE, {"": ("C60",)}, name, "processor", gets, needs, "stated", None, ())
    return found


@st.composite
def statements(draw: st.DrawFn, revision: int) -> Statement:
    """One revision."""
    stated = draw(purposes())
    day = date(2026, 1, revision)
    return Statement(
        id="world", title="World", controller="us", parties={"us": Party("us", "Us Ltd", "controller", "this")}, contacts={},
        dated=day, in_force=day, revision=revision, language="en", clauses={}, services={"site": Service("site", _HERE, {}, "site", (), ())},
        categories={name: Category(name, _HERE, {"": ("C11",)}, name, "giver", "value", sensitive=False, coarse=None, asked="somewhere") for name in CATEGORIES},
        purposes=stated, recipients=draw(recipients(stated)), points=draw(points(tuple(stated))), retentions={}, rights={},
        rules={name: Rule(name, _HERE, {"": (f"C{n:02}",)}, 13 if name == "not_a_child" else None, ()) for n, name in enumerate(RULES, 1)},
        controls={}, attestations={}, overrides=(), kept=(), sections=(),
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[Statement, ...]:
    """One to four revisions; most keep much of the one before, as real ones do."""
    found = [draw(statements(1))]
    for revision in range(2, draw(st.integers(1, 4)) + 1):
        fresh = draw(statements(revision))
        kept = draw(st.lists(st.sampled_from(("purposes", "points", "recipients")), unique=True))
        if "purposes" in kept or "points" in kept:
            # what refers to purposes is kept together with them
            fresh = replace(
                fresh, purposes=found[-1].purposes, recipients=found[-1].recipients if "recipients" in kept else {}
            )
            if "points" in kept:
                fresh = replace(fresh, points=found[-1].points)
            else:
                fresh = replace(fresh, points=draw(points(tuple(fresh.purposes))))
        found.append(fresh)
    return tuple(found)


@st.composite
def people(draw: st.DrawFn, history: tuple[Statement, ...]) -> Person:
    """Somebody with some acts, in the order of the revisions."""
    acts = []
    for end, statement in enumerate(history, 1):
        choices = [name for name in sorted(statement.purposes) if offered(history[:end], name)]
        if not choices:
            continue
        names = draw(st.lists(st.sampled_from(choices), max_size=3))
        acts += [Said(name, draw(st.booleans()), statement.revision) for name in names]
    state = draw(st.sampled_from(("live", "live", "live", "suspended", "leaving", "erased")))
    rarely = st.sampled_from((False, False, False, True))
    return Person(tuple(acts), state, child=draw(rarely), held=draw(rarely), restricted=draw(rarely))


@st.composite
def items(draw: st.DrawFn, history: tuple[Statement, ...]) -> Item:
    """Something that was given under one of the revisions."""
    statement = draw(st.sampled_from(history))
    point = draw(st.sampled_from(sorted(statement.points)))
    category = draw(st.sampled_from(statement.points[point].asked)).category
    return Item(statement.revision, point, category, over=draw(st.sampled_from((False, False, False, True))))


@st.composite
def submissions(draw: st.DrawFn, history: tuple[Statement, ...]) -> Submission:
    """Something brought to a point, often exactly what it asks for."""
    now = history[-1]
    point = draw(st.sampled_from((*sorted(now.points), "site.nowhere")))
    exact = (
        {one.category for one in now.points[point].asked if one.demand == "required"} if point in now.points else set()
    )
    given = exact | set(draw(_some((*CATEGORIES, "c.stranger")))) if draw(st.booleans()) else exact
    told = draw(st.sampled_from((now.revision, now.revision, 0, 1)))
    return Submission(
        point,
        told,
        frozenset(given),
        frozenset(draw(_some((*PURPOSES, "p.stranger")))) if draw(st.booleans()) else frozenset(),
        draw(st.sampled_from((None, 12, 13, 40))),
    )


def purpose_names(history: tuple[Statement, ...], item: Item) -> st.SearchStrategy[str]:
    """A purpose, three times out of four one that the item's point states now."""
    point = history[-1].points.get(item.point)
    stated = point.purposes if point and point.purposes else PURPOSES
    return st.sampled_from((*stated, *stated, *stated, *PURPOSES, "p.stranger"))


recipient_names = st.sampled_from((SELF, SELF, *RECIPIENTS))
grants = st.sets(st.sampled_from(RECIPIENTS)).map(frozenset)
