"""Markdown as far as a statement may use it: headings, paragraphs, lists, tables and `avow` fences, with exact places.

What was seen to turn a promise into something else is switched off: setext headings, indented code, raw HTML,
reference links, images.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.model import Span

_OFF = ["lheading", "code", "html_block", "html_inline", "reference", "image", "autolink", "entity"]
_HEADING = re.compile(r"\s*\{#(?P<id>[^}\s]*)(?P<flag>\s+[^}]*)?\}\s*$")
_FENCE = re.compile(r"(?:```+|~~~+)[ \t]*(?P<info>[^`\s]*)[^`]*$")
_CODE_SPAN = re.compile(r"(`+)[^`]+\1")
_CLAUSE = re.compile(r"[A-Z]{1,3}[0-9]{1,4}[a-z]?")
_SECTION = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of inline source: its text, and line and column of every sign of it."""

    text: str
    file: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """The place of a part of the text; of its first line when it is wrapped."""
        line, column = self.places[min(start, len(self.places) - 1)]
        last = start
        while last + 1 < min(end, len(self.places)) and self.places[last + 1][0] == line:
            last += 1
        return Span(self.file, line, column, max(1, self.places[last][1] - column + 1))


@dataclass(frozen=True, slots=True)
class RawParagraph:
    """A paragraph, not yet cut into segments. `leads` when a list follows and the text ends in a colon."""

    run: Run
    leads: bool = False


@dataclass(frozen=True, slots=True)
class RawList:
    """A list of items, each a run."""

    ordered: bool
    items: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table: heading cells as text, the other cells as runs."""

    head: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class RawBlock:
    """The text of an `avow` fence, which begins on line `first`."""

    text: str
    file: str
    first: int
    span: Span


@dataclass(slots=True)
class RawSection:
    """A heading and what stands beneath it."""

    id: str
    title: str
    level: int
    span: Span
    supplement: str | None
    informative: bool = False
    parts: list[RawParagraph | RawList | RawTable | RawBlock] = field(default_factory=list)


def normal_text(raw: str) -> str:
    """LF, NFC, no byte-order mark: what is read and hashed."""
    return unicodedata.normalize("NFC", raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def read_prose(text: str, file: str, problems: Collector) -> list[RawSection]:
    """The sections of one file, in order. Never raises."""
    supplement = file.removeprefix("supplements/").removesuffix(".md") if file.startswith("supplements/") else None
    lines = _closed(text.split("\n"), file, problems)
    tokens = MarkdownIt("commonmark").enable("table").disable(_OFF).parse("\n".join(lines))
    return _Reader(tokens, lines, file, supplement, problems).sections()


def _closed(lines: list[str], file: str, problems: Collector) -> list[str]:
    """The lines with a fence put where an author forgot to close one, so that a block swallows no prose and no block.

    Only an empty line is ever replaced: every other keeps its place.
    """
    closed = list(lines)
    opened: int | None = None
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is None:
            continue
        if opened is None:
            opened = number
        elif not match["info"]:
            opened = None
        else:
            _close(closed, opened, number, file, problems)
            opened = number
    if opened is not None:
        _close(closed, opened, len(lines), file, problems)
    return closed


def _close(lines: list[str], opened: int, end: int, file: str, problems: Collector) -> None:
    span = Span(file, opened + 1, 1, max(1, len(lines[opened])))
    problems.add("A104", span, "this block is not closed", "put ``` on a line of its own after it")
    for number in range(opened + 1, end):
        if not lines[number].strip():
            lines[number] = "```"
            return


class _Reader:
    def __init__(
        self, tokens: list[Token], lines: list[str], file: str, supplement: str | None, problems: Collector
    ) -> None:
        self._tokens = tokens
        self._lines = lines
        self._file = file
        self._supplement = supplement
        self._problems = problems
        self._found: list[RawSection] = []

    def sections(self) -> list[RawSection]:
        at = 0
        while at < len(self._tokens):
            at = self._one(at)
        self._raw_html()
        return self._found

    def _here(self) -> RawSection:
        if not self._found:
            self._found.append(RawSection("", "", 1, Span(self._file, 1, 1, 1), self._supplement))
        return self._found[-1]

    def _one(self, at: int) -> int:
        token = self._tokens[at]
        match token.type:
            case "heading_open":
                self._heading(token, self._tokens[at + 1])
                return at + 3
            case "paragraph_open":
                run = self._run(self._tokens[at + 1])
                self._here().parts.append(RawParagraph(run, self._leads(run, at)))
                return at + 3
            case "bullet_list_open" | "ordered_list_open":
                end = self._end(at)
                items = tuple(self._run(one) for one in self._tokens[at:end] if one.type == "inline")
                self._lost(self._tokens[at:end])
                self._here().parts.append(RawList(token.type.startswith("ordered"), items))
                return end
            case "table_open":
                end = self._end(at)
                self._here().parts.append(self._table(self._tokens[at:end]))
                return end
            case "fence":
                self._fence(token)
        return at + 1

    def _leads(self, run: Run, at: int) -> bool:
        """Whether a list follows the paragraph at `at`; one that only wrapping made is reported."""
        after = self._tokens[at + 3] if at + 3 < len(self._tokens) else None
        if after is None or not after.type.endswith("list_open"):
            return False
        if run.text.rstrip().endswith(":"):
            return True
        start, end = (after.map or [0])[0], (self._tokens[at].map or [0, 0])[1]
        if start != end:
            return False
        line = self._lines[start] if start < len(self._lines) else ""
        sign = line.split()[0] if line.split() else "-"
        escaped = sign.replace(".", "\\.") if sign[0].isdigit() else f"\\{sign}"
        span = Span(self._file, start + 1, len(line) - len(line.lstrip()) + 1, len(sign))
        message = f"this line begins with `{sign}` and starts a list"
        self._problems.add("A121", span, message, f"join it to the line before, or write `{escaped}`")
        return True

    def _lost(self, tokens: list[Token]) -> None:
        """Blocks within a list would bind nothing."""
        for token in tokens:
            if token.type == "fence":
                line = (token.map or [0])[0]
                span = Span(self._file, line + 1, 1, max(1, len(self._lines[line])))
                message = "this block stands inside a list and binds nothing"
                self._problems.add("A103", span, message, "begin it at the left margin")

    def _end(self, at: int) -> int:
        """The place behind the token that closes the one at `at`."""
        depth = 0
        for place in range(at, len(self._tokens)):
            depth += self._tokens[place].nesting
            if depth == 0:
                return place + 1
        return len(self._tokens)

    def _heading(self, token: Token, inline: Token) -> None:
        line = (token.map or [0])[0]
        match = _HEADING.search(inline.content)
        title = _HEADING.sub("", inline.content).strip()
        span = Span(self._file, line + 1, 1, max(1, len(self._lines[line])))
        name, flag = (match["id"], (match["flag"] or "").strip()) if match else ("", "")
        if match and not _SECTION.fullmatch(name):
            self._no_section(name, line)
            name = ""
        section = RawSection(
            name or _slug(title), title, int(token.tag[1]), span, self._supplement, informative=flag == "informative"
        )
        self._found.append(section)

    def _no_section(self, name: str, line: int) -> None:
        column = self._lines[line].rfind("{#") + 1
        span = Span(self._file, line + 1, max(1, column), len(self._lines[line].rstrip()) - max(1, column) + 1)
        if _CLAUSE.fullmatch(name):
            message, advice = (
                f"a heading carries the clause id `{name}`",
                "put the id behind the sentence that promises",
            )
        else:
            message, advice = (
                f"`{name}` is no id of a section",
                f"write small letters, such as `{{#{_slug(name) or 'news'}}}`",
            )
        self._problems.add("A111", span, message, advice)

    def _table(self, tokens: list[Token]) -> RawTable:
        head: list[str] = []
        rows: list[list[Run]] = []
        inside = ""
        for token in tokens:
            if token.type in {"thead_open", "tbody_open"}:
                inside = token.type
            elif token.type == "tr_open" and inside == "tbody_open":
                rows.append([])
            elif token.type == "inline" and inside == "thead_open":
                head.append(token.content)
            elif token.type == "inline":
                rows[-1].append(self._run(token))
        return RawTable(tuple(head), tuple(tuple(row) for row in rows))

    def _fence(self, token: Token) -> None:
        first = (token.map or [0])[0]
        opening = self._lines[first]
        span = Span(self._file, first + 1, 1, max(1, len(opening)))
        info = token.info.strip()
        if info != "avow":
            message = f"a block marked `{info}` binds nothing" if info else "a block without a mark binds nothing"
            self._problems.add(
                "A103", span, message, did_you_mean(info, ("avow",), "mark it `avow`, or write it as prose")
            )
            return
        self._here().parts.append(RawBlock(token.content, self._file, first + 2, span))

    def _run(self, token: Token) -> Run:
        """The inline text with the place of every sign: each content line is looked up in its source line."""
        first = (token.map or [0])[0]
        places: list[tuple[int, int]] = []
        for number, line in enumerate(token.content.split("\n")):
            source = self._lines[first + number] if first + number < len(self._lines) else ""
            written = line.replace("|", "\\|") if line not in source else line
            column = max(0, source.find(written.strip()) if written.strip() else 0)
            lead = len(line) - len(line.lstrip())
            at = column - lead
            for sign in line:
                if source[at : at + 2] == "\\|" and sign == "|":
                    at += 1
                places.append((first + number + 1, max(0, at) + 1))
                at += 1
            places.append((first + number + 1, max(0, at) + 1))
        return Run(token.content, self._file, tuple(places))

    def _raw_html(self) -> None:
        fenced = False
        for number, line in enumerate(self._lines, start=1):
            if _FENCE.match(line):
                fenced = not fenced
            shown = _CODE_SPAN.sub(lambda code: "`" * len(code[0]), line)
            match = None if fenced else re.search(r"<(?:!--|/?[a-zA-Z][a-zA-Z0-9]*[\s>/])", shown)
            if match:
                sign = line[match.start() :].split(">")[0][:20] + ">"
                self._problems.add(
                    "A105",
                    Span(self._file, number, match.start() + 1, len(sign)),
                    f"raw HTML is not published: `{sign}`",
                    "write Markdown",
                )


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def blocks_of(sections: list[RawSection]) -> Iterator[tuple[RawSection, RawBlock]]:
    """Every block with its section, in order."""
    for section in sections:
        for part in section.parts:
            if isinstance(part, RawBlock):
                yield section, part
