"""Refusals and errors: problem documents for programs (RFC 9457), designed pages for people. No value is ever repeated."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from avow.statement.model import Statement
from avow.vault.gate import Refused

UNPROCESSABLE: Final = frozenset({"told_before_collected", "only_what_is_asked", "silence_is_no"})
"""Rules whose refusal of a submission is about the submission itself: 422."""

_encode = msgspec.json.Encoder().encode


class Stop(Exception):
    """an answer that ends the handling of a request"""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class Unfit(Exception):
    """something was sent that the form does not ask for"""


def json(document: Any, status: int = 200, media: str = "application/json") -> Response:
    """A JSON answer."""
    return Response(_encode(document), status, media_type=media)


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """A problem document."""
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return json(document, status, "application/problem+json")


def refusal(refused: Refused, status: int) -> Response:
    """A refusal of the gate as a problem document."""
    decision = refused.decision
    return problem(
        status,
        "the statement does not allow this",
        decision.words,
        clause=refused.clause,
        clauses=list(decision.clauses),
        rule=decision.rule,
        entry=str(refused.entry_id) if refused.entry_id else None,
    )


def status_of(refused: Refused, *, collecting: bool) -> int:
    """422 for a submission that is unfit, else 403."""
    return 422 if collecting and refused.decision.rule in UNPROCESSABLE else 403


def clause_of(statement: Statement, rule: str) -> str:
    """The clause that a rule keeps first."""
    bound = statement.rules.get(rule)
    clauses = bound.clauses("") if bound else ()
    return clauses[0] if clauses else ""
