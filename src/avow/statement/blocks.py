"""Blocks: YAML read as a tree of text with exact places, never constructed.

So `no`, `on`, `010` and `1:30` mean what they say. Duplicate keys, anchors, aliases and tags are errors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from avow.statement.diagnostics import Collector
from avow.statement.model import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and values in the order of the source."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    span: Span

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Listing | Table

_DEEPEST = 12
_CURLY = "“”„‟‘’"
_HEAD = re.compile(r"^[ \t]*([a-z_-]+)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_KEY = re.compile(r"(?:^[ \t]*|[{,][ \t]*)([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)[ \t]*:", re.MULTILINE)
_NO_SPACE = re.compile(r"[a-z][a-z0-9_.]*:[^\s/]")


def guess_head(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Kind and ids of a block that cannot be read, so that nothing that depends on it is reported.

    Of a map of ids every key is taken for an id: too many hide a problem for one more run, too few invent one.
    """
    head = _HEAD.search(text)
    if head is None:
        return None
    name = _NAME.match(head[2].lstrip("&*!\"'“"))
    if name and not head[2].lstrip().startswith("{"):
        return head[1], (name[0],)
    return head[1], tuple(dict.fromkeys(key for key in _KEY.findall(text, head.start(2)) if key != "keeps"))


class _Stop(Exception):  # ends the reading of one block
    pass


def read_block(text: str, file: str, first: int, problems: Collector) -> Table | None:
    """The table of a block whose text begins on line `first`; None when it cannot be read."""
    before = len(problems)
    try:
        events = iter(list(yaml.parse(text, Loader=yaml.CSafeLoader)))
        return _Reader(events, text.split("\n"), file, first, problems).document()
    except (yaml.YAMLError, UnicodeError) as error:
        if len(problems) == before:
            _unreadable(text, file, first, error, problems)
        return None
    except _Stop:
        return None


class _Reader:
    def __init__(self, events: Iterator[Any], lines: list[str], file: str, first: int, problems: Collector) -> None:
        self._events = events
        self._lines = lines
        self._file = file
        self._first = first
        self._problems = problems

    def document(self) -> Table | None:
        next(self._events)
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            return Table((), Span(self._file, self._first, 1, 1))
        node = self._node(next(self._events))
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._problems.add(
                "A201",
                self._span(after),
                "this block holds several documents",
                "take out the line `---`",
            )
            raise _Stop
        if not isinstance(node, Table):
            self._problems.add(
                "A201",
                node.span,
                "this block does not begin with a kind",
                "begin with a line such as `purpose: newsletter.send`",
            )
            return None
        return node

    # libyaml's events always carry marks; their stubs allow for parsers that give none
    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        last = end.column if end.line == start.line else len(self._written(start.line).rstrip())
        return Span(self._file, self._first + start.line, start.column + 1, max(1, last - start.column))

    def _written(self, line: int) -> str:
        return self._lines[line] if line < len(self._lines) else ""

    def _node(self, event: Any, depth: int = 0) -> Node:
        span = self._span(event)
        if depth > _DEEPEST:
            self._problems.add("A201", span, "this is nested too deeply", "write it as a list of names")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self._refuse(span, f"*{event.anchor}")
        if getattr(event, "anchor", None):
            self._refuse(span, f"&{event.anchor}")
        if getattr(event, "tag", None):
            self._refuse(span, self._written(event.start_mark.line)[event.start_mark.column :].split(" ")[0])
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(str(event.value), span)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._items(depth + 1)), span)
        if isinstance(event, yaml.MappingStartEvent):
            return Table(tuple(self._entries(depth + 1)), span)
        raise _Stop

    def _scalar(self, text: str, span: Span) -> Scalar:
        if len(text) > 1 and text[0] in _CURLY and text[-1] in _CURLY:
            # a word processor turned the quotes of YAML into signs of the text
            self._problems.add("A205", span, f"`{text}` stands in curly quotes", 'type straight ones, `"`, or none')
            text = text[1:-1]
        return Scalar(text, span)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(next(self._events), depth)
            if isinstance(key, Scalar) and _NO_SPACE.match(key.text):
                self.no_space(key)
            if not isinstance(key, Scalar):
                self._problems.add("A201", key.span, "a key must be one word", "write the name of a field or an id")
                continue
            if key.text in seen:
                self._problems.add("A202", key.span, f"`{key.text}` is given twice", "keep one")
                continue
            seen.add(key.text)
            yield key, value

    def no_space(self, key: Scalar) -> None:
        """Report a key that runs into its value, such as `keeps:C40`."""
        name = key.text.split(":")[0]
        self._problems.add("A201", key.span, "this line cannot be read", f"add a space after `{name}:`")
        raise _Stop

    def _refuse(self, span: Span, sign: str) -> None:
        self._problems.add("A204", span, f"anchors, aliases and tags are not allowed: `{sign}`", "write the value out")
        raise _Stop


def _unreadable(text: str, file: str, first: int, error: Exception, problems: Collector) -> None:
    """Blame the line that the author should look at: libyaml blames the one after a missing space."""
    lines = text.splitlines()
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = min(mark.line if mark else 0, max(0, len(lines) - 1))
    advice = "put the text in quotes"
    for number in range(at, max(-1, at - 3), -1):
        line = lines[number]
        if "\t" in line[: len(line) - len(line.lstrip())]:
            at, advice = number, "use spaces, not tabs"
            break
        missing = re.match(r"^\s*([a-z_]+):\S", line)
        if missing:
            at, advice = number, f"add a space after `{missing[1]}:`"
            break
        if line.count(": ") > 1 and "{" not in line and '"' not in line:
            at, advice = number, "put the text in quotes: it contains `: `"
            break
    line = lines[at] if lines else ""
    column = len(line) - len(line.lstrip()) + 1
    problems.add("A201", Span(file, first + at, column, max(1, len(line.strip()))), "this line cannot be read", advice)
