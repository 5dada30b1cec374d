"""The report: every clause, its words, what keeps it, what shows that, and how it ended. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from avow.statement.model import Clause, Kept, Statement

KEPT: Final = "kept"
FAILED: Final = "not kept"
UNTESTED: Final = "not tested"
ATTESTED: Final = "attested"
DRAFT: Final = "not in force"
_BAD: Final = frozenset({FAILED, UNTESTED})


def report(statement: Statement, results: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, Any]:
    """The report of a run. `results` are the plugin's lines, `about` says when and against what they were made."""
    by_clause: dict[str, list[Mapping[str, Any]]] = {}
    for one in results:
        by_clause.setdefault(one.get("clause", ""), []).append(one)
    promises = [clause for clause in statement.clauses.values() if clause.flag != "informative"]
    clauses = [_clause(statement, clause, by_clause.get(clause.id, [])) for clause in promises]
    counts = {
        word: sum(1 for one in clauses if one["result"] == word) for word in (KEPT, ATTESTED, FAILED, UNTESTED, DRAFT)
    }
    whole = sum(1 for one in clauses if one["result"] == KEPT and one["whole"])
    return {
        "title": statement.title, "statement": statement.id, "revision": statement.revision,
        "dated": statement.dated.isoformat(), **about,
        "holds": not any(one["result"] in _BAD for one in clauses),
        "summary": {**counts, "whole": whole}, "clauses": clauses,
    }  # fmt: skip


def _clause(statement: Statement, clause: Clause, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    keepers = [one for one in statement.kept if one.clause == clause.id]
    evidence = _evidence(results)
    title = next((one["title"].partition(": ")[2] for one in results if one.get("title")), "").rstrip(".")
    return {
        "id": clause.id, "title": title, "words": clause.words, "section": clause.section,
        "kept_by": [_keeper(statement, one) for one in keepers], "result": _result(clause, keepers, evidence),
        "whole": not any(one["not_applicable"] for one in evidence), "evidence": evidence,
    }  # fmt: skip


def _result(clause: Clause, keepers: Sequence[Kept], evidence: Sequence[Mapping[str, Any]]) -> str:
    if clause.flag == "draft":
        return DRAFT
    if any(one["result"] == "failed" for one in evidence):
        return FAILED
    if any(one["result"] == "passed" for one in evidence):
        return KEPT
    if keepers and all(one.strength == "attested" for one in keepers):
        return ATTESTED
    return UNTESTED


def _keeper(statement: Statement, kept: Kept) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": kept.kind, "id": kept.keeper, "field": kept.field, "strength": kept.strength}
    attested = statement.attestations.get(kept.keeper) if kept.strength == "attested" else None
    if attested is not None:
        told |= {"by": attested.by, "dated": attested.dated.isoformat(), "until": attested.until.isoformat()}
    return told


def _evidence(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each test function; the runs of one that was tried with several values count together."""
    rows: dict[str, dict[str, Any]] = {}
    for one in results:
        name = one["test"].partition("[")[0].rpartition("/")[2]
        row = rows.setdefault(
            name,
            {
                "test": name,
                "says": one["says"],
                "result": "passed",
                "runs": 0,
                "seconds": 0.0,
                "not_applicable": [],
                "why": "",
            },
        )
        row["runs"] += 1
        row["seconds"] = round(row["seconds"] + one["seconds"], 3)
        row["not_applicable"] += [step for step in one["not_applicable"] if step not in row["not_applicable"]]
        if one["result"] == "failed" or (one["result"] == "skipped" and row["result"] == "passed"):
            row["result"], row["why"] = one["result"], one["why"]
    return list(rows.values())
