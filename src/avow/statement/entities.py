"""Blocks turned into declared things: kind, id, fields and the clauses they keep. Names are not yet looked up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from avow.statement.blocks import Listing, Node, Scalar, Table, guess_head, read_block
from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.kinds import KINDS, Kind
from avow.statement.model import Span
from avow.statement.prose import RawBlock, RawSection

ID: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


@dataclass(slots=True)
class RawEntity:
    """One declared thing as written. `keeps` maps a field (or `""`) to clause ids with their places."""

    kind: str
    id: Scalar
    fields: dict[str, Node]
    keys: dict[str, Scalar]
    keeps: dict[str, list[Scalar]]
    section: str
    supplement: str | None
    broken: bool = False

    @property
    def span(self) -> Span:
        """Where it is declared."""
        return self.id.span

    def text(self, name: str, default: str = "") -> str:
        """The text of a field."""
        node = self.fields.get(name)
        return node.text if isinstance(node, Scalar) else default

    def names(self, name: str) -> list[Scalar]:
        """The names that a field lists: `[a, b]`, dashes, `a, b` or one name."""
        node = self.fields.get(name)
        return names_of(node) if node is not None else []


def names_of(node: Node) -> list[Scalar]:
    """Every name in a list, with its place."""
    if isinstance(node, Listing):
        return [one for item in node.items for one in names_of(item)]
    if isinstance(node, Table):
        return [key for key, _ in node.entries]
    found, at = [], 0
    for part in node.text.split(","):
        lead = len(part) - len(part.lstrip())
        name = part.strip()
        if name:
            span = (
                Span(node.span.file, node.span.line, node.span.column + at + lead, len(name))
                if "," in node.text
                else node.span
            )
            found.append(Scalar(name, span))
        at += len(part) + 1
    return found


@dataclass(slots=True)
class EntityReader:
    """Reads blocks into entities; a block that cannot be read still declares its kind and id."""

    problems: Collector
    found: list[RawEntity] = field(default_factory=list)

    def read(self, section: RawSection, block: RawBlock) -> list[RawEntity]:
        """The entities of one block, in order."""
        table = read_block(block.text, block.file, block.first, self.problems)
        if table is None:
            return self._guessed(section, block)
        if not table.entries:
            return []
        (head, value), rest = table.entries[0], table.entries[1:]
        kind = KINDS.get(head.text)
        if kind is None:
            advice = did_you_mean(head.text, KINDS, f"write one of {', '.join(f'`{name}`' for name in KINDS)}")
            self.problems.add("A210", head.span, f"`{head.text}` is no kind of block", advice)
            return self._guessed(section, block)
        if isinstance(value, Table) and head.text != "statement":
            entities = list(self._several(head.text, kind, value, rest, section))
        elif isinstance(value, Scalar):
            entities = [self._one(head.text, kind, value, rest, section)]
        else:
            self.problems.add(
                "A201", head.span, f"`{head.text}` needs an id or a map of ids", f"write `{head.text}: some.name`"
            )
            entities = []
        self.found.extend(entities)
        return entities

    def _guessed(self, section: RawSection, block: RawBlock) -> list[RawEntity]:
        guess = guess_head(block.text)
        if guess is None:
            return []
        kind, names = guess
        span = Span(block.file, block.first, 1, 1)
        entities = [
            RawEntity(kind, Scalar(name, span), {}, {}, {}, section.id, section.supplement, broken=True)
            for name in names
        ]
        self.found.extend(entities)
        return entities

    def _one(
        self, name: str, kind: Kind, value: Scalar, rest: tuple[tuple[Scalar, Node], ...], section: RawSection
    ) -> RawEntity:
        entity = RawEntity(name, value, {}, {}, {}, section.id, section.supplement)
        self._fill(entity, kind, rest)
        self._check_id(entity)
        return entity

    def _several(
        self, name: str, kind: Kind, table: Table, rest: tuple[tuple[Scalar, Node], ...], section: RawSection
    ) -> Iterator[RawEntity]:
        shared = [(key, node) for key, node in rest if key.text == "keeps"]
        for key, _ in rest:
            if key.text != "keeps":
                self.problems.add(
                    "A212",
                    key.span,
                    f"`{key.text}` may not stand beside several of `{name}`",
                    "write it inside each, or only `keeps`",
                )
        for key, node in table.entries:
            entity = RawEntity(name, key, {}, {}, {}, section.id, section.supplement)
            if isinstance(node, Table):
                self._fill(entity, kind, node.entries)
            elif kind.principal == "keeps":
                self._keeps(entity, kind, node)
            else:
                entity.fields[kind.principal] = node
                entity.keys[kind.principal] = key
            for _, keeps in shared:
                if not entity.keeps:
                    self._keeps(entity, kind, keeps)
            self._check_id(entity)
            yield entity

    def _fill(self, entity: RawEntity, kind: Kind, entries: tuple[tuple[Scalar, Node], ...]) -> None:
        for key, node in entries:
            if key.text == "keeps":
                self._keeps(entity, kind, node)
            elif key.text == "was" or key.text in kind.fields or key.text == kind.principal:
                entity.fields[key.text] = node
                entity.keys[key.text] = key
            else:
                advice = did_you_mean(
                    key.text,
                    (*kind.fields, "keeps"),
                    f"`{entity.kind}` has {', '.join(f'`{one}`' for one in kind.fields)}",
                )
                if key.text == "keep":
                    advice = "write `retention:` for a period, `keeps:` for a clause"
                self.problems.add("A212", key.span, f"`{key.text}` is no field of `{entity.kind}`", advice)
        self._values(entity, kind)

    def _values(self, entity: RawEntity, kind: Kind) -> None:
        for name, allowed in (kind.values or {}).items():
            node = entity.fields.get(name)
            if isinstance(node, Scalar) and node.text not in allowed:
                advice = did_you_mean(node.text, allowed, f"write one of {', '.join(f'`{one}`' for one in allowed)}")
                self.problems.add("A213", node.span, f"`{node.text}` is no value of `{name}`", advice)

    def _keeps(self, entity: RawEntity, kind: Kind, node: Node) -> None:
        if not isinstance(node, Table):
            entity.keeps[""] = names_of(node)
            return
        for key, value in node.entries:
            if key.text not in (*kind.fields, kind.principal):
                self.problems.add(
                    "A218",
                    key.span,
                    f"`keeps` names `{key.text}`, which is no field here",
                    did_you_mean(key.text, kind.fields, "take it out"),
                )
            entity.keeps[key.text] = names_of(value)

    def _check_id(self, entity: RawEntity) -> None:
        for name in entity.keeps:
            if name and name not in entity.fields:
                key = entity.keeps[name][0] if entity.keeps[name] else entity.id
                self.problems.add(
                    "A218",
                    key.span,
                    f"`keeps` names `{name}`, which is not given here",
                    f"take it out, or give `{name}`",
                )
        if not ID.fullmatch(entity.id.text):
            self.problems.add(
                "A214",
                entity.span,
                f"`{entity.id.text}` is no id",
                "write small letters, digits, `_` and `.`, such as `newsletter.send`",
            )
        kind = KINDS[entity.kind]
        for name in kind.required:
            if name not in entity.fields:
                advice = "add it; every category needs a period" if name == "retention" else f"add `{name}:`"
                self.problems.add("A217", entity.span, f"{entity.kind} `{entity.id.text}` has no `{name}`", advice)
        if kind.keeps and not entity.keeps:
            code, words = ("A402", "keeps no promise") if entity.kind != "rule" else ("A403", "is bound to no clause")
            advice = "add `keeps:` with the clause that tells people of it"
            self.problems.add(code, entity.span, f"{entity.kind} `{entity.id.text}` {words}", advice)
