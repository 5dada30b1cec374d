"""Promises and what keeps them: every clause is kept, every tie leads somewhere, words that promise carry an id."""

import re

from avow.statement.clauses import Outline
from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.model import Statement
from avow.statement.resolver import Resolver

_PROMISING = re.compile(r"\b(will|never|only|always|must|not)\b", re.IGNORECASE)


def check(statement: Statement, read: Outline, resolver: Resolver, problems: Collector) -> None:
    """A301–A304, A401, A404, A408, W117."""
    _also(statement, read, problems)
    kept = _ties(statement, resolver, problems)
    for clause in statement.clauses.values():
        if clause.flag == "promise" and clause.id not in kept and not _hidden(resolver):
            advice = "name it in the `keeps:` of what keeps it, attest it, or mark it informative"
            problems.add("A401", clause.spans[0], f"nothing keeps clause `{clause.id}`", advice)
    for section, segment in read.segments:
        talk = [mark for mark in segment.marks if mark.kind == "informative" and not mark.flag]
        match = _PROMISING.search(segment.words)
        if talk and match and not section.informative:
            problems.add(
                "W117", segment.span(), f"informative words read like a promise: `{match[0]}`", "give them a clause id"
            )


def _hidden(resolver: Resolver) -> bool:
    # a block that cannot be read may hold the tie: nothing that could depend on it is reported
    return bool(resolver.broken())


def _also(statement: Statement, read: Outline, problems: Collector) -> None:
    for mark in read.also:
        if mark.clause not in statement.clauses:
            advice = did_you_mean(
                mark.clause, statement.clauses, f"write `{{#{mark.clause}}}` where it is first stated"
            )
            problems.add("A304", mark.span, f"`{mark.clause}` is no clause of this statement", advice)
    for clause in statement.clauses.values():
        if clause.instead_of and clause.instead_of not in statement.clauses:
            advice = did_you_mean(clause.instead_of, statement.clauses, "name a clause of the base")
            problems.add("A304", clause.spans[0], f"`{clause.instead_of}` is no clause of this statement", advice)


def _ties(statement: Statement, resolver: Resolver, problems: Collector) -> set[str]:
    kept: set[str] = set()
    for entity in resolver.entities:
        for names in entity.keeps.values():
            for name in names:
                clause = statement.clauses.get(name.text)
                if clause is None:
                    advice = did_you_mean(name.text, statement.clauses, "mark the words that promise it")
                    problems.add("A304", name.span, f"`{name.text}` is no clause of this statement", advice)
                elif clause.flag == "informative":
                    message = f"clause `{clause.id}` is marked informative, yet `{entity.id.text}` keeps it"
                    problems.add("A404", name.span, message, "drop one of the two")
                elif clause.flag == "draft":
                    message = f"clause `{clause.id}` is a draft, yet `{entity.id.text}` keeps it"
                    problems.add("A408", name.span, message, "take out `draft`, or the tie")
                kept.add(name.text)
    return kept
