"""Compiles a run of revisions into a program. Only open cells exist; every outcome is prepared with its reasons."""

from collections.abc import Callable, Sequence

from avow.policy.decision import Decision
from avow.policy.history import History, Place
from avow.policy.program import SELF, Cell, Limit, Numbers, Program, key
from avow.policy.slots import bit, needed
from avow.statement.model import Period, Statement

RULES = (
    "default_deny", "told_before_collected", "only_what_is_asked", "purpose_is_bound_at_collection", "silence_is_no", "withdrawal_is_final",
    "minimum", "not_past_retention", "not_a_child", "not_erased", "held_is_not_erased", "authority_is_shown", "own_data",
)  # fmt: skip


def compile_program(revisions: Sequence[Statement], numbers: Numbers) -> Program:
    """The program of a run of revisions, oldest first, the last in force. Raises LookupError for a name without number."""
    if not revisions:
        raise ValueError("a program needs at least one revision")
    return _Compiler(revisions, numbers).program()


class _Compiler:
    def __init__(self, revisions: Sequence[Statement], numbers: Numbers) -> None:
        self.revisions = tuple(revisions)
        self.now = self.revisions[-1]
        self.numbers = numbers
        self.history = History(self.revisions)
        self.yes: dict[str, dict[int, int]] = {}
        self.no: dict[str, int] = {}
        self.highest = 0

    def program(self) -> Program:
        self._slots()
        cells: dict[int, Cell] = {}
        widened: dict[tuple[int, int], dict[str, int]] = {}
        for place in self.history.open_cells():
            since = self.history.since(place)
            category = self.numbers.of("category", place.category)
            for revision in self.history.revisions_asking(place):
                terms = self.numbers.of("terms", f"{revision}/{place.point}")
                cell = self._cell(place, revision, since)
                cells[
                    key(terms, category, self.numbers.of("purpose", place.purpose), self._recipient(place.recipient))
                ] = cell
                if revision < since:
                    widened.setdefault((terms, category), {})[place.purpose] = cell.need
        return Program(
            statement=self.now,
            statements={statement.revision: statement for statement in self.revisions},
            numbers=self.numbers,
            cells=cells,
            categories=self._names("category", lambda s: list(s.categories)),
            purposes=self._names("purpose", lambda s: list(s.purposes)),
            recipients={SELF: 0, **self._names("recipient", lambda s: list(s.recipients))},
            points={
                self.numbers.of("terms", f"{s.revision}/{p}"): (s.revision, p) for s in self.revisions for p in s.points
            },
            terms_in_force={p: self.numbers.of("terms", f"{self.now.revision}/{p}") for p in self.now.points},
            limits_of=self._limits(),
            slots_yes=self.yes,
            slots_no=self.no,
            widened={place: tuple(found.items()) for place, found in widened.items()},
            rules={rule: self._refusal(rule, ()) for rule in RULES},
            wide=self.highest >= 55,
        )

    def _names(self, kind: str, of: Callable[[Statement], list[str]]) -> dict[str, int]:
        """Numbers of every name that any revision gave, so that old entries can still be read."""
        return {name: self.numbers.of(kind, name) for statement in self.revisions for name in of(statement)}

    def _recipient(self, name: str) -> int:
        return 0 if name == SELF else self.numbers.of("recipient", name)

    def _slots(self) -> None:
        for slot in needed(self.revisions):
            number = self.numbers.of("choice", slot)
            self.highest = max(self.highest, number)
            kind, purpose, *revision = slot.split(" ")
            if kind == "yes":
                self.yes.setdefault(purpose, {})[int(revision[0])] = bit(number)
            else:
                self.no[purpose] = bit(number)

    def _cell(self, place: Place, revision: int, since: int) -> Cell:
        purpose = self.now.purposes[place.purpose]
        bases = self.history.bases(place.purpose, revision)
        was_told = revision >= since
        need = self.yes[place.purpose][since] if not was_told or "opt-in" in bases else 0
        stop = self.no.get(place.purpose, 0) if need or bases & {"opt-in", "opt-out"} else 0
        recipient = self.now.recipients.get(place.recipient)
        tied = self._tied(place)
        silent = "silence_is_no" if was_told else "purpose_is_bound_at_collection"
        label = purpose.label
        return Cell(
            need=need,
            stop=stop,
            grant=self._recipient(place.recipient) if recipient and recipient.needs != "nothing" else 0,
            legal=purpose.basis == "legal" and was_told,
            allow=Decision(
                "allow",
                "purpose_is_bound_at_collection",
                tied,
                self._obligations(place),
                f"stated for {label} when it was collected",
            ),
            lacking=self._refusal(silent, tied, f"{label} needs an agreement that was not given"),
            stopped=self._refusal("withdrawal_is_final", tied, f"{label} was refused or taken back"),
            ungranted=self._refusal("authority_is_shown", tied, "no verified grant or case is shown"),
        )

    def _tied(self, place: Place) -> tuple[str, ...]:
        """Clauses that open a cell: of the point's purposes, the purpose's uses, the recipient's share."""
        found = [
            *self.now.points[place.point].clauses("for"),
            *self.now.purposes[place.purpose].clauses("uses"),
            *(self.now.recipients[place.recipient].clauses("gets") if place.recipient != SELF else ()),
        ]
        return tuple(dict.fromkeys(found))

    def _obligations(self, place: Place) -> tuple[str, ...]:
        found = []
        recipient = self.now.recipients.get(place.recipient)
        if recipient and recipient.told != "stated":
            found.append("notify")
        if any(
            one.category == place.category and one.period.kind != "until" for one in self.now.points[place.point].asked
        ):
            found.append("expire")
        if recipient:
            found.append("minimise")
        return tuple(found)

    def _refusal(self, rule: str, tied: tuple[str, ...], words: str = "") -> Decision:
        bound = self.now.rules.get(rule)
        clauses = dict.fromkeys((*(bound.clauses("") if bound else ()), *tied))
        return Decision("refuse", rule, tuple(clauses), (), words or f"refused by the rule {rule}")

    def _limits(self) -> dict[tuple[int, int], tuple[Limit, ...]]:
        found: dict[tuple[int, int], tuple[Limit, ...]] = {}
        for place, statement in enumerate(self.revisions):
            for point in statement.points.values():
                terms = self.numbers.of("terms", f"{statement.revision}/{point.id}")
                for asked in point.asked:
                    later = (
                        one.period
                        for newer in self.revisions[place:]
                        if point.id in newer.points
                        for one in newer.points[point.id].asked
                        if one.category == asked.category
                    )
                    limits = dict.fromkeys(_limit(period) for period in later)
                    found[terms, self.numbers.of("category", asked.category)] = tuple(limits)
        return found


def _limit(period: Period) -> Limit:
    if period.kind == "span":
        return Limit("days", period.days, period.event)
    return Limit(period.kind, 0, period.event)
