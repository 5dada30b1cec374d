"""What a decision means, in the fewest plain lines: no tables, no numbers, no bits. Slow on purpose.

Everything is replayed from the published revisions and the person's acts. This file never imports the engine; a
differential test compares the two on generated statements, histories and requests.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from avow.statement.model import Point, Statement

SELF = "controller"


@dataclass(frozen=True)
class Said:
    """One act of choosing: yes or no to a purpose, while a revision was in force."""

    purpose: str
    yes: bool
    revision: int


@dataclass(frozen=True)
class Person:
    """What is true of a person now. `state`: live, suspended, leaving, erased."""

    acts: tuple[Said, ...] = ()
    state: str = "live"
    child: bool = False
    held: bool = False
    restricted: bool = False


@dataclass(frozen=True)
class Item:
    """Something held: where and under which revision it was given. `over` tells whether its time is over."""

    revision: int
    point: str
    category: str
    over: bool = False


def use(  # noqa: PLR0911  # one answer for each rule, in order
    history: Sequence[Statement],
    person: Person,
    item: Item,
    purpose: str,
    recipient: str = SELF,
    shown: frozenset[str] = frozenset(),
) -> tuple[bool, str]:
    """May this item serve this purpose and go to this recipient? The answer and the rule that gave it.

    `shown` are the recipients for which a live, verified grant or case is there.
    """
    now = history[-1]
    given = next((one for one in history if one.revision == item.revision), None)
    if not named(history, purpose, recipient):
        return False, "default_deny"
    known = given is not None and item.point in given.points and asks(given.points[item.point], item.category)
    if person.state == "erased":
        return False, "not_erased"
    if not known or not opens(now, item.point, item.category, purpose, recipient):
        return False, _closed(history, item, purpose, recipient, known=known)
    told = item.revision >= open_since(history, item, purpose, recipient)
    lawful = now.purposes[purpose].basis == "legal" and told
    if (person.state != "live" or person.child or person.restricted) and not lawful:
        return False, "not_a_child" if person.child else "withdrawal_is_final"
    if item.over:
        return False, "not_past_retention"
    if recipient != SELF and now.recipients[recipient].needs != "nothing" and recipient not in shown:
        return False, "authority_is_shown"
    return _chosen(history, person, item, purpose, recipient, told=told)


def _chosen(
    history: Sequence[Statement], person: Person, item: Item, purpose: str, recipient: str, *, told: bool
) -> tuple[bool, str]:
    """What the person's acts say of a use that the statement opens."""
    bases = {
        one.purposes[purpose].basis for one in history if one.revision >= item.revision and purpose in one.purposes
    }
    needs_yes = not told or "opt-in" in bases
    heeds_no = needs_yes or bool(bases & {"opt-in", "opt-out"})
    acts = [act for act in person.acts if act.purpose == purpose]
    refused = bool(acts) and not acts[-1].yes
    if heeds_no and refused:
        return False, "withdrawal_is_final"
    if needs_yes and not agreed(acts, open_since(history, item, purpose, recipient)):
        return False, "silence_is_no" if told else "purpose_is_bound_at_collection"
    return True, "purpose_is_bound_at_collection"


def named(history: Sequence[Statement], purpose: str, recipient: str) -> bool:
    """Whether some revision knows both names: a stranger's word opens nothing, whatever else is true."""
    return any(purpose in one.purposes for one in history) and (
        recipient == SELF or any(recipient in one.recipients for one in history)
    )


def offered(history: Sequence[Statement], purpose: str) -> bool:
    """Whether there is, or ever was, something to choose: only then may a person say yes or no to a purpose."""
    for end, now in enumerate(history, 1):
        stated = now.purposes.get(purpose)
        if stated is not None and (stated.basis in {"opt-in", "opt-out"} or _waits(history[:end], purpose)):
            return True
    return False


def _waits(history: Sequence[Statement], purpose: str) -> bool:
    """Whether something that may be held needs a yes, because it was given before the use was opened or on a stricter basis."""
    now = history[-1]
    for older in history:
        strict = any(
            one.purposes[purpose].basis == "opt-in"
            for one in history
            if one.revision >= older.revision and purpose in one.purposes
        )
        for point in older.points.values():
            for asked in point.asked:
                for recipient in (SELF, *now.recipients):
                    item = Item(older.revision, point.id, asked.category)
                    if opens(now, point.id, asked.category, purpose, recipient) and (
                        strict or older.revision < open_since(history, item, purpose, recipient)
                    ):
                        return True
    return False


def agreed(acts: Sequence[Said], since: int) -> bool:
    """Whether a yes stands that was given when the use was already open: a later no ends every earlier yes."""
    standing = False
    for act in acts:
        standing = (standing or act.revision >= since) if act.yes else False
    return standing


def asks(point: Point, category: str) -> bool:
    """Whether a point names a category."""
    return any(one.category == category for one in point.asked)


def opens(statement: Statement, point: str, category: str, purpose: str, recipient: str) -> bool:
    """Whether one revision opens a use: its point names it, the purpose uses the category, the recipient gets it."""
    if (
        point not in statement.points
        or purpose not in statement.purposes
        or not asks(statement.points[point], category)
    ):
        return False
    stated = statement.purposes[purpose]
    if stated.basis != "legal" and purpose not in statement.points[point].purposes:
        return False
    if category not in stated.uses:
        return False
    return recipient == SELF or (
        recipient in statement.recipients and category in statement.recipients[recipient].gets.get(purpose, ())
    )


def open_since(history: Sequence[Statement], item: Item, purpose: str, recipient: str) -> int:
    """The first revision of the unbroken run, up to now, that opens a use: narrowed and widened again is widened."""
    since = history[-1].revision
    for statement in reversed(history):
        if not opens(statement, item.point, item.category, purpose, recipient):
            break
        since = statement.revision
    return since


def _closed(history: Sequence[Statement], item: Item, purpose: str, recipient: str, *, known: bool) -> str:
    """Which rule closes a use: the recipient's, the item's, or that nothing opens it."""
    now = history[-1]
    if recipient != SELF and known and opens(now, item.point, item.category, purpose, SELF):
        return "minimum"
    pointed = any(one.revision == item.revision and item.point in one.points for one in history)
    return "purpose_is_bound_at_collection" if purpose in now.purposes and pointed else "default_deny"


@dataclass(frozen=True)
class Submission:
    """What somebody brings to a point: names only. `told` is the revision whose notice was shown, 0 for none."""

    point: str
    told: int
    given: frozenset[str]
    ticked: frozenset[str] = frozenset()
    age: int | None = None


def collect(history: Sequence[Statement], person: Person, brought: Submission) -> tuple[bool, str]:
    """May this be taken in? The answer and the rule that gave it."""
    now = history[-1]
    point = now.points.get(brought.point)
    if person.state == "erased":
        return False, "not_erased"
    if point is None:
        return False, "default_deny"
    if person.child:
        return False, "not_a_child"
    if person.state != "live":
        return False, "withdrawal_is_final"
    if brought.told != now.revision:
        return False, "told_before_collected"
    return _fits(now, point, brought)


def _fits(now: Statement, point: Point, brought: Submission) -> tuple[bool, str]:
    """Whether a submission is exactly what its point asks for."""
    accepted = {one.category for one in point.asked if one.demand != "ended"}
    required = {one.category for one in point.asked if one.demand == "required"}
    if not brought.given <= accepted or not required <= brought.given:
        return False, "only_what_is_asked"
    if any(
        name not in point.purposes or name not in now.purposes or now.purposes[name].basis != "opt-in"
        for name in brought.ticked
    ):
        return False, "silence_is_no"
    rule = now.rules.get("not_a_child")
    asks_age = any(one.demand == "recorded" and one.category.endswith(".age_met") for one in point.asked)
    if rule is not None and rule.age is not None and asks_age and (brought.age is None or brought.age < rule.age):
        return False, "not_a_child"
    return True, "told_before_collected"


def own(person: Person, act: str) -> tuple[bool, str]:
    """A person always reaches their own, save that a dated hold keeps something from being erased."""
    if person.state == "erased":
        return False, "not_erased"
    if act == "erase" and person.held:
        return False, "held_is_not_erased"
    return True, "own_data"
