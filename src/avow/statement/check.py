"""Reads a whole statement: prose and blocks to one resolved model, with everything that is wrong told at once. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from avow.statement.clauses import Outline, outline
from avow.statement.diagnostics import Collector, Diagnostic
from avow.statement.entities import EntityReader
from avow.statement.model import Statement
from avow.statement.prose import RawSection, blocks_of, normal_text, read_prose
from avow.statement.references import References
from avow.statement.resolver import Resolver
from avow.statement.rules import boundary, clauses, literals, terms


def ordered(names: Mapping[str, str]) -> list[str]:
    """The files of a statement in their order: the base by name, then the supplements."""
    base = sorted(name for name in names if "/" not in name and name != "README.md" and name.endswith(".md"))
    return base + sorted(name for name in names if name.startswith("supplements/") and name.endswith(".md"))


def read_statement(
    sources: Mapping[str, str], registered: Mapping[str, frozenset[str]] | None = None
) -> tuple[Statement | None, tuple[Diagnostic, ...]]:
    """The resolved statement of some files (name to text), and every problem in the order of the text.

    `registered` are the control ids that code registers, by service; without it that check is left out.
    The statement is None only when no `statement` block can be read; with problems it may be incomplete. Never raises.
    """
    problems = Collector()
    names = ordered(sources)
    sections: list[RawSection] = []
    for name in names:
        sections.extend(read_prose(normal_text(sources[name]), name, problems))
    reader = EntityReader(problems)
    bound: dict[int, list[tuple[str, str]]] = {}
    for section, block in blocks_of(sections):
        found = reader.read(section, block)
        bound.setdefault(id(section), []).extend((one.kind, one.id.text) for one in found)
    resolver = Resolver(reader.found, problems)
    bare = resolver.statement()
    if bare is None:
        return None, problems.in_order(names)
    references = References(bare, problems, resolver.broken())
    read: Outline = outline(sections, bound, references, problems)
    statement = replace(bare, title=read.title, clauses=read.clauses, sections=read.sections)
    clauses.check(statement, read, resolver, problems)
    terms.check(statement, resolver, problems)
    boundary.check(statement, resolver, registered, problems)
    literals.check(statement, read, problems)
    return statement, problems.in_order(names)
