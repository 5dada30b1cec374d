"""`avow explain`: why a use is allowed or refused."""

from pathlib import Path
from typing import Any

from avow.cli.flags import Flag
from avow.cli.stop import FINE, PROBLEMS, USAGE, Stop


def explain(
    category: str,
    purpose: str,
    /,
    *,
    recipient: str = "controller",
    point: str | None = None,
    yes: list[str] | None = None,
    no: list[str] | None = None,
    person: str | None = None,
    statement: Path | None = None,
    data: Path | None = None,
    json: Flag = False,
) -> int:
    """Say why a use is allowed or refused, in the statement's words.

    Without a person it reasons about anybody who gave the category at a point and chose as you say; nothing needs to
    run. With a person it asks the running installation about them; that look is recorded. Exit code 1 when refused.

    Example: avow explain contact.email account.reminder --yes account.reminder

    Parameters
    ----------
    category
        What would be used, such as contact.email.
    purpose
        What for, such as account.reminder.
    recipient
        Who would get it; the company itself unless you say so.
    point
        Where it was collected; the first point that asks for it unless you say so.
    yes
        A purpose that the person agreed to; may be given more than once.
    no
        A purpose that the person refused; may be given more than once.
    person
        An e-mail address, or the id of a home.
    statement
        The folder of the statement (AVOW_STATEMENT).
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    from avow.cli import console

    wanted = {"category": category, "purpose": purpose, "recipient": recipient}
    if person is not None:
        told = _of_person(person, wanted, data)
    else:
        told = _of_anybody(wanted, point, (tuple(yes or ()), tuple(no or ())), statement)
    if json:
        console.as_json(told)
    else:
        for line in told["lines"]:
            console.line(line)
    return FINE if told["outcome"] == "allow" else PROBLEMS


def _of_person(person: str, wanted: dict[str, str], data: Path | None) -> dict[str, Any]:
    from avow.cli.control import reach

    with reach(data) as control:
        told: dict[str, Any] = control.ask("/control/explain", {"person": person, **wanted})
    return told


def _of_anybody(
    wanted: dict[str, str], point: str | None, chosen: tuple[tuple[str, ...], tuple[str, ...]], statement: Path | None
) -> dict[str, Any]:
    from datetime import UTC, date, datetime

    from avow.cli.bootstrap import bootstrap, configured
    from avow.policy.evaluator import decide
    from avow.policy.explain import explain as reasons
    from avow.policy.program import UnknownName
    from avow.policy.request import Facts, State
    from avow.vault.control import StartRefused

    today = (datetime.now(UTC).date() - date(1970, 1, 1)).days
    try:
        program = bootstrap().read_publication(configured(statement=statement)).program(today)
        choices = 0
        for purpose in chosen[0]:
            choices = program.consented(choices, purpose)
        for purpose in chosen[1]:
            choices = program.withdrawn(choices, purpose)
        where = point or _asking(program.statement, wanted["category"])
        use = program.use(program.terms(where), wanted["category"], wanted["purpose"], wanted["recipient"])
    except StartRefused as error:
        raise Stop(str(error), PROBLEMS) from error
    except UnknownName as error:
        raise Stop(str(error), USAGE) from error
    facts = Facts(State.LIVE, choices, today)
    decision = decide(program, facts, use)
    return {
        "outcome": decision.outcome, "rule": decision.rule, "clauses": list(decision.clauses), "point": where,
        "lines": list(reasons(program, facts, use)),
    }  # fmt: skip


def _asking(statement: Any, category: str) -> str:
    """The first point that asks for a category. Raises Stop."""
    for point in statement.points.values():
        if any(asked.category == category for asked in point.asked):
            return str(point.id)
    raise Stop(
        f"`{category}` is asked for nowhere, so nothing of it is ever held: name a category that some point asks for",
        USAGE,
    )
