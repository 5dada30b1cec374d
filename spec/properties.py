"""The named rules as properties of anything that decides: the engine and the semantics alike must have them.

Each takes a function that answers as `semantics.use` does, and one generated case; it raises AssertionError.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from avow.statement.model import Statement
from spec.semantics import SELF, Item, Person, Said, Submission, named, offered, opens

Answer = Callable[[Sequence[Statement], Person, Item, str, str], tuple[bool, str]]


def default_deny(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """What the revision in force does not open is refused."""
    if not opens(history[-1], item.point, item.category, purpose, recipient):
        assert not answer(history, person, item, purpose, recipient)[0]


def purpose_is_bound_at_collection(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """Without an act of the person, a use that the item's own revision did not open is refused for good."""
    given = next(one for one in history if one.revision == item.revision)
    if not opens(given, item.point, item.category, purpose, recipient):
        assert not answer(history, replace(person, acts=()), item, purpose, recipient)[0]


def silence_is_no(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """An opt-in purpose is refused to whoever has done nothing."""
    stated = history[-1].purposes.get(purpose)
    if stated is not None and stated.basis == "opt-in":
        assert not answer(history, replace(person, acts=()), item, purpose, recipient)[0]


def withdrawal_is_final(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """After a no to a purpose that asks for a choice nothing is allowed, until a newer yes."""
    stated = history[-1].purposes.get(purpose)
    if stated is not None and stated.basis in {"opt-in", "opt-out"}:
        refused = replace(person, acts=(*person.acts, Said(purpose, yes=False, revision=history[-1].revision)))
        assert not answer(history, refused, item, purpose, recipient)[0]


def withdrawing_never_opens(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """A no allows nothing that was refused before it."""
    if not offered(history, purpose):
        return
    refused = replace(person, acts=(*person.acts, Said(purpose, yes=False, revision=history[-1].revision)))
    if answer(history, refused, item, purpose, recipient)[0]:
        assert answer(history, person, item, purpose, recipient)[0]


def minimum(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """A recipient gets nothing that the company itself may not use, and nothing outside its cell."""
    if recipient != SELF and answer(history, person, item, purpose, recipient)[0]:
        assert item.category in history[-1].recipients[recipient].gets[purpose]
        assert opens(history[-1], item.point, item.category, purpose, SELF)


def not_past_retention(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """What is over is used for nothing."""
    assert not answer(history, person, replace(item, over=True), purpose, recipient)[0]


def not_a_child(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """What is held about a child serves a legal duty or nothing."""
    if answer(history, replace(person, child=True), item, purpose, recipient)[0]:
        assert history[-1].purposes[purpose].basis == "legal"


def not_erased(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """After erasure nothing is used, and that is the reason for whatever the statement names."""
    expected = "not_erased" if named(history, purpose, recipient) else "default_deny"
    assert answer(history, replace(person, state="erased"), item, purpose, recipient) == (False, expected)


def authority_is_shown(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """Who needs a grant gets nothing without one (no grant is shown here)."""
    if recipient != SELF and answer(history, person, item, purpose, recipient)[0]:
        assert history[-1].recipients[recipient].needs == "nothing"


def a_revision_narrows_at_once(
    answer: Answer, history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str
) -> None:
    """Taken out of the last revision, a purpose is closed to everybody, whatever they agreed to."""
    now = history[-1]
    without = replace(
        now, revision=now.revision + 1, purposes={name: one for name, one in now.purposes.items() if name != purpose},
        points={name: replace(one, purposes=tuple(p for p in one.purposes if p != purpose)) for name, one in now.points.items()},
        recipients={name: replace(one, gets={p: gets for p, gets in one.gets.items() if p != purpose}) for name, one in now.recipients.items()},
    )  # fmt: skip
    assert not answer((*history, without), person, item, purpose, recipient)[0]


OF_A_USE = (
    default_deny, purpose_is_bound_at_collection, silence_is_no, withdrawal_is_final, withdrawing_never_opens, minimum, not_past_retention,
    not_a_child, not_erased, authority_is_shown, a_revision_narrows_at_once,
)  # fmt: skip


Taken = Callable[[Sequence[Statement], Person, Submission], tuple[bool, str]]
Owned = Callable[[Sequence[Statement], Person, str], tuple[bool, str]]


def told_before_collected(answer: Taken, history: Sequence[Statement], person: Person, brought: Submission) -> None:
    """Nothing is taken in without the notice of the revision in force."""
    for told in (0, *(one.revision for one in history[:-1])):
        assert not answer(history, person, replace(brought, told=told))[0]


def only_what_is_asked(answer: Taken, history: Sequence[Statement], person: Person, brought: Submission) -> None:
    """One category more than the point asks for, and the whole is refused."""
    assert not answer(history, person, replace(brought, given=brought.given | {"c.stranger"}))[0]


def nothing_from_a_child(answer: Taken, history: Sequence[Statement], person: Person, brought: Submission) -> None:
    """Where the age is asked, who is younger than the statement's age gives nothing."""
    point = history[-1].points.get(brought.point)
    if point and any(one.demand == "recorded" and one.category.endswith(".age_met") for one in point.asked):
        for age in (None, 0, 12):
            assert not answer(history, person, replace(brought, age=age))[0]


def a_tick_is_offered(answer: Taken, history: Sequence[Statement], person: Person, brought: Submission) -> None:
    """A box that the form does not offer refuses the whole."""
    assert not answer(history, person, replace(brought, ticked=brought.ticked | {"p.stranger"}))[0]


OF_A_SUBMISSION = (told_before_collected, only_what_is_asked, nothing_from_a_child, a_tick_is_offered)


def own_data(answer: Owned, history: Sequence[Statement], person: Person) -> None:
    """Whoever is not erased reaches their own, closed and restricted accounts included."""
    living = replace(person, state="suspended" if person.state == "erased" else person.state)
    for act in ("see", "export", "correct", "deactivate", "withdraw"):
        assert answer(history, living, act) == (True, "own_data")


def held_is_not_erased(answer: Owned, history: Sequence[Statement], person: Person) -> None:
    """While a hold lasts erasing is refused; without one it is not."""
    living = replace(person, state="live")
    assert answer(history, replace(living, held=True), "erase") == (False, "held_is_not_erased")
    assert answer(history, replace(living, held=False), "erase") == (True, "own_data")


OF_ONES_OWN = (own_data, held_is_not_erased)
