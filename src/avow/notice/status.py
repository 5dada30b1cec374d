"""How each clause stands: kept, attested, informative, or not in force; and what keeps it."""

from typing import Final, Literal

from avow.statement.model import Clause, Kept, Statement

Status = Literal["kept", "attested", "informative", "not in force"]

_BY: Final = {
    "rule": "a rule that every use is checked against",
    "control": "something our software does",
    "collection": "what is asked at one place, and nothing else",
    "cookie": "what one cookie holds",
    "purpose": "a stated purpose",
    "recipient": "a stated recipient",
    "right": "a right that you can use",
    "retention": "a period after which things are deleted",
    "category": "a kind of data that is named",
    "attestation": "a person who vouches for it",
}


def status_of(statement: Statement, clause: Clause) -> Status:
    """How one clause stands. Attested when a person's word is all that keeps it."""
    if clause.flag == "draft":
        return "not in force"
    if clause.flag == "informative":
        return "informative"
    strengths = {kept.strength for kept in keepers(statement, clause.id)}
    return "attested" if strengths == {"attested"} else "kept"


def keepers(statement: Statement, clause: str) -> tuple[Kept, ...]:
    """Every tie of one clause."""
    return tuple(kept for kept in statement.kept if kept.clause == clause)


def keeper_words(statement: Statement, kept: Kept) -> str:
    """One tie in plain words."""
    tables = {
        "control": statement.controls, "purpose": statement.purposes, "recipient": statement.recipients, "category": statement.categories,
    }  # fmt: skip
    found = tables.get(kept.kind, {}).get(kept.keeper)
    label = getattr(found, "label", None)
    name = label or f"`{kept.keeper}`"
    return f"{name} ({_BY.get(kept.kind, kept.kind)})"
