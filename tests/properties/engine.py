"""The engine, asked as the semantics are: by names, with the person's acts replayed revision by revision."""

from collections.abc import Sequence
from functools import lru_cache

from avow.policy.compiler import compile_program
from avow.policy.evaluator import decide, decide_named
from avow.policy.program import Program
from avow.policy.request import CHILD, HELD, RESTRICTED, Collect, Facts, Own, State
from avow.statement.model import Statement
from spec.semantics import SELF, Item, Person, Submission
from tests.worlds.shop import Counted

TODAY = 20_000
_STATES = {"live": State.LIVE, "suspended": State.SUSPENDED, "leaving": State.LEAVING, "erased": State.ERASED}


class _ById:
    """Histories are compared by identity: they hold mappings."""

    def __init__(self, history: Sequence[Statement]) -> None:
        self.history = tuple(history)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.history)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and list(map(id, self.history)) == list(map(id, other.history))


@lru_cache(maxsize=64)
def _programs(wrapped: _ById) -> tuple[Program, ...]:
    history = wrapped.history
    numbers = Counted(*history)
    return tuple(compile_program(history[:end], numbers) for end in range(1, len(history) + 1))


def program(history: Sequence[Statement]) -> Program:
    """The program of a history."""
    return _programs(_ById(history))[-1]


def facts(history: Sequence[Statement], person: Person, *, over: bool = False) -> Facts:
    """The facts of a person: every act carried out under the revision of its time."""
    choices = 0
    by_revision = {made.revision: made for made in _programs(_ById(history))}
    for act in person.acts:
        made = by_revision[act.revision]
        choices = made.consented(choices, act.purpose) if act.yes else made.withdrawn(choices, act.purpose)
    for true, bit in ((person.child, CHILD), (person.held, HELD), (person.restricted, RESTRICTED)):
        choices |= bit if true else 0
    return Facts(_STATES[person.state], choices, TODAY, TODAY if over else 0)


def use(
    history: Sequence[Statement],
    person: Person,
    item: Item,
    purpose: str,
    recipient: str = SELF,
    shown: frozenset[str] = frozenset(),
) -> tuple[bool, str]:
    """What the engine says of a use: the answer and its rule."""
    made = program(history)
    known = facts(history, person, over=item.over)
    granted = frozenset(made.recipients[name] for name in shown if name in made.recipients)
    known = Facts(known.state, known.choices, known.today, known.due_day, granted)
    terms = made.numbers.of("terms", f"{item.revision}/{item.point}")
    decision = decide_named(made, known, terms, item.category, purpose, recipient)
    return decision.allowed, decision.rule


def collect(history: Sequence[Statement], person: Person, brought: Submission) -> tuple[bool, str]:
    """What the engine says of a submission."""
    made = program(history)
    told = 0
    if brought.told and f"{brought.told}/{brought.point}" in made.numbers._numbers["terms"]:  # type: ignore[attr-defined]
        told = made.numbers.of("terms", f"{brought.told}/{brought.point}")
    request = Collect(brought.point, told, brought.given, brought.ticked, brought.age)
    decision = decide(made, facts(history, person), request)
    return decision.allowed, decision.rule


def own(history: Sequence[Statement], person: Person, act: str) -> tuple[bool, str]:
    """What the engine says of a person's own reach."""
    decision = decide(program(history), facts(history, person), Own(act))
    return decision.allowed, decision.rule
