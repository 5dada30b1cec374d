"""Why a use is allowed or refused, in lines for people, citing the statement's own words. Pure."""

from avow.policy.evaluator import decide
from avow.policy.program import SELF, Program
from avow.policy.request import Facts, Use


def explain(program: Program, facts: Facts, request: Use) -> tuple[str, ...]:
    """The answer, the rule, what was asked, and every cited clause with its words."""
    decision = decide(program, facts, request)
    lines = [
        f"{'allowed' if decision.allowed else 'refused'}: {decision.words}",
        f"rule: {decision.rule}",
        f"asked: {_asked(program, request)}",
        *(f"{name}: {_words(program, name)}" for name in decision.clauses),
    ]
    if decision.obligations:
        lines.append(f"then: {', '.join(decision.obligations)}")
    return tuple(lines)


def _asked(program: Program, request: Use) -> str:
    """The use in names; a number that means nothing is shown as such."""
    numbers = program.numbers
    try:
        category = numbers.id("category", request.category)
        purpose = numbers.id("purpose", request.purpose)
        recipient = numbers.id("recipient", request.recipient) if request.recipient else SELF
    except LookupError:
        return "something that the statement has no name for"
    place = program.points.get(request.terms)
    given = f", given at {place[1]} under revision {place[0]}" if place else ""
    reach = "" if recipient == SELF else f", to {recipient}"
    return f"{category} for {purpose}{reach}{given}"


def _words(program: Program, clause: str) -> str:
    """The words of a clause in the revision in force, else in the latest that has it."""
    for revision in sorted(program.statements, reverse=True):
        found = program.statements[revision].clauses.get(clause)
        if found:
            return found.words
    return "not in this statement any more"
