"""The decision. The rules stand in order; the first that refuses is the reason."""

from avow.policy.decision import Decision
from avow.policy.program import SELF, Program, UnknownName, key
from avow.policy.request import CHILD, HELD, RESTRICTED, Collect, Facts, Own, Request, State, Use
from avow.statement.model import Point

_LIVE, _ERASED = int(State.LIVE), int(State.ERASED)


def decide(program: Program, facts: Facts, request: Request) -> Decision:
    """Allow or refuse, always with the rule and the clauses. Never raises for numbers that mean nothing."""
    if type(request) is Use:
        return _use(program, facts, request)
    if type(request) is Collect:
        return _collect(program, facts, request)
    return _own(program, facts, request)  # type: ignore[arg-type]  # the third kind


def decide_named(
    program: Program, facts: Facts, terms: int, category: str, purpose: str, recipient: str = SELF
) -> Decision:
    """The same for names from outside: a name that the statement does not know is refused by `default_deny`."""
    try:
        return _use(program, facts, program.use(terms, category, purpose, recipient))
    except UnknownName as unknown:
        # a stranger's text is never repeated; the stated name that it resembles may be
        advice = f": did you mean `{unknown.suggestion}`" if unknown.suggestion else ""
        return _refused(program, "default_deny", f"a name that the statement does not know{advice}")


def _use(program: Program, facts: Facts, request: Use) -> Decision:  # noqa: PLR0911  # one return for each rule, in order
    # the key is spelled out here: a call would cost a quarter of the decision
    cell = program.cells.get(request.terms << 24 | request.category << 16 | request.purpose << 8 | request.recipient)
    if facts.state == _ERASED:
        return _refused(program, "not_erased", "this person has been erased")
    if cell is None:
        return _closed(program, request)
    choices = facts.choices
    if (facts.state != _LIVE or choices & (CHILD | RESTRICTED)) and not cell.legal:
        if choices & CHILD:
            return _refused(program, "not_a_child", "this is held about a child and only waits to be erased")
        return _refused(program, "withdrawal_is_final", "the account is closed")
    if facts.due_day and facts.today >= facts.due_day:
        return _refused(program, "not_past_retention", "its time is over")
    if cell.grant and cell.grant not in facts.granted:
        return cell.ungranted
    if choices & (cell.need | cell.stop) == cell.need:
        return cell.allow
    return cell.stopped if choices & cell.stop else cell.lacking


def _closed(program: Program, request: Use) -> Decision:
    """Why a cell is closed: for this recipient, for this item, or for everybody."""
    if request.recipient and key(request.terms, request.category, request.purpose, 0) in program.cells:
        return _refused(program, "minimum", "this recipient does not get this for this purpose")
    stated = {program.purposes[name] for name in program.statement.purposes if name in program.purposes}
    if request.purpose in stated and request.terms in program.points:
        return _refused(program, "purpose_is_bound_at_collection", "it was not collected for this purpose")
    return _refused(program, "default_deny", "no clause of the statement opens this")


def _collect(program: Program, facts: Facts, request: Collect) -> Decision:
    statement = program.statement
    point = statement.points.get(request.point)
    if facts.state == _ERASED:
        return _refused(program, "not_erased", "this person has been erased")
    if point is None:
        return _refused(program, "default_deny", "the statement names no such collection point")
    if facts.choices & CHILD:
        return _refused(program, "not_a_child", "nothing is collected from a child")
    if facts.state != _LIVE:
        return _refused(program, "withdrawal_is_final", "the account is closed")
    if not request.told or request.told != program.terms_in_force[point.id]:
        return _refused(
            program, "told_before_collected", "the notice of this point was not shown before, or is out of date"
        )
    return _asked(program, point, request)


def _asked(program: Program, point: Point, request: Collect) -> Decision:
    accepted = {one.category for one in point.asked if one.demand != "ended"}
    required = {one.category for one in point.asked if one.demand == "required"}
    if not request.given <= accepted:
        return _refused(program, "only_what_is_asked", "something was given that is not asked for here")
    if not required <= request.given:
        return _refused(program, "only_what_is_asked", "something that is needed here was not given")
    purposes = program.statement.purposes
    offered = {name for name in point.purposes if name in purposes and purposes[name].basis == "opt-in"}
    if not request.ticked <= offered:
        return _refused(program, "silence_is_no", "a choice was ticked that is not offered here")
    rule = program.statement.rules.get("not_a_child")
    if rule and rule.age is not None and _asks_age(point):
        if request.age is None:
            return _refused(program, "not_a_child", "the age was not asked first")
        if request.age < rule.age:
            return _refused(program, "not_a_child", "nothing is collected from a child")
    clauses = tuple(dict.fromkeys((*point.clauses("asks"), *point.clauses("for"))))
    return Decision("allow", "told_before_collected", clauses, ("expire",), "asked for at this point, after its notice")


def _asks_age(point: Point) -> bool:
    return any(one.demand == "recorded" and one.category.endswith(".age_met") for one in point.asked)


def _own(program: Program, facts: Facts, request: Own) -> Decision:
    if facts.state == _ERASED:
        return _refused(program, "not_erased", "this person has been erased")
    if request.act == "erase" and facts.choices & HELD:
        return _refused(program, "held_is_not_erased", "a dated legal hold keeps this; it says until when")
    rights = program.statement.rights
    own = program.rules["own_data"].clauses
    right = rights[request.act].clauses("") if request.act in rights else ()
    return Decision("allow", "own_data", tuple(dict.fromkeys((*own, *right))), (), "a person's own data")


def _refused(program: Program, rule: str, words: str) -> Decision:
    """A refusal by rule, made once for each wording."""
    place = (rule, words, "")
    found = program.refusals.get(place)
    if found is None:
        found = program.refusals[place] = Decision("refuse", rule, program.rules[rule].clauses, (), words)
    return found
