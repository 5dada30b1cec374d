"""`avow check`: check a statement, or a running installation."""

from pathlib import Path
from typing import Any, Final

from avow.cli.flags import Flag
from avow.cli.stop import FINE, PROBLEMS, USAGE, Stop

PARTS: Final = (
    "boundary", "catalogue", "cookies", "headers", "ports", "templates", "attestations", "engines", "integrity", "security",
)  # fmt: skip
"""What `--instance` checks, in this order; `/control/check/<part>` answers each."""


def check(
    statement: Path | None = None,
    /,
    *,
    instance: Flag = False,
    boundary: Flag = False,
    catalogue: Flag = False,
    cookies: Flag = False,
    headers: Flag = False,
    ports: Flag = False,
    templates: Flag = False,
    attestations: Flag = False,
    engines: Flag = False,
    integrity: Flag = False,
    security: Flag = False,
    data: Path | None = None,
    json: Flag = False,
) -> int:
    """Check a statement, or a running installation.

    A statement is checked without a server: every problem is told at once, with its place and what to do. An
    installation is asked whether it is as it should be, whole or by part. Exit code 1 when there are problems.

    Example: avow check statements/webex-2009

    Parameters
    ----------
    statement
        The folder of a statement (AVOW_STATEMENT unless parts of an installation are named).
    instance
        Check the installation whole: all parts below.
    boundary
        Every route, listener, queue and job belongs to one service.
    catalogue
        Everything that is stored has a class, a purpose and a period.
    cookies
        Every cookie is stated and carries the attributes it should.
    headers
        Every answer carries the headers that protect people.
    ports
        Every open port is one that the installation lists.
    templates
        No page or mail loads anything from another host.
    attestations
        Every promise that a person attests is dated and has not run out.
    engines
        Every engine runs under its privacy profile.
    integrity
        Databases, keys and ledger agree with themselves.
    security
        Files, keys and sessions are closed to others.
    data
        The data folder of the installation (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    chosen = (boundary, catalogue, cookies, headers, ports, templates, attestations, engines, integrity, security)
    parts = PARTS if instance else tuple(part for part, wanted in zip(PARTS, chosen, strict=True) if wanted)
    if statement is not None and parts:
        raise Stop("name a statement or parts of an installation, not both", USAGE)
    return _instance(data, parts, as_json=json) if parts else _statement(statement, as_json=json)


def _instance(data: Path | None, parts: tuple[str, ...], *, as_json: bool) -> int:
    from avow.cli import console
    from avow.cli.control import reach

    told: dict[str, Any] = {"problems": []}
    with reach(data) as control, console.working("checking the installation"):
        for part in parts:
            answer = control.ask(f"/control/check/{part}")
            told |= {name: value for name, value in answer.items() if name not in {"rows", "problems"}}
            told[part] = answer["rows"]
            told["problems"] += [{"part": part, **problem} for problem in answer["problems"]]
    if as_json:
        console.as_json(told)
        return PROBLEMS if told["problems"] else FINE
    for part in parts:
        wrong = [one for one in told["problems"] if one["part"] == part]
        console.line(
            f"{part}: {console.many(len(wrong), 'problem')}" if wrong else f"{part}: fine, {len(told[part])} looked at"
        )
        for one in wrong:
            console.line(f"  {one['message']}: {one['advice']}")
    return PROBLEMS if told["problems"] else FINE


def _statement(path: Path | None, *, as_json: bool) -> int:
    from avow.cli import console
    from avow.cli.bootstrap import configured
    from avow.cli.statement import read, registered_for
    from avow.statement.check import read_statement
    from avow.statement.diagnostics import render

    draft = read(path or configured().statement)
    statement, problems = read_statement(draft.texts)
    if statement is not None:
        statement, problems = read_statement(draft.texts, registered_for(statement))
    wrong = [one for one in problems if one.severity == "error"]
    if as_json:
        console.as_json(
            {"problems": [_told(one) for one in problems], "revision": statement.revision if statement else None}
        )
        return PROBLEMS if wrong else FINE
    if problems:
        console.line(render(problems, draft.texts, color=console.colour()))
    if statement is None or problems:
        console.line(f"{console.many(len(wrong), 'problem')}, {console.many(len(problems) - len(wrong), 'warning')}")
    else:
        kept = sum(1 for one in statement.clauses.values() if one.flag == "promise")
        console.line(
            f"`{statement.id}` is fine: revision {statement.revision}, {kept} clauses in force, each of them kept"
        )
    return PROBLEMS if wrong else FINE


def _told(one: Any) -> dict[str, Any]:
    """A diagnostic as a program reads it."""
    return {
        "code": one.code, "severity": one.severity, "message": one.message, "advice": one.advice,
        "file": one.span.file, "line": one.span.line, "column": one.span.column, "length": one.span.length,
    }  # fmt: skip
