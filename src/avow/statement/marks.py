"""Marks and references in prose: which words are which clause (statement language, section 2)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from avow.statement.diagnostics import Collector, did_you_mean
from avow.statement.model import Span
from avow.statement.prose import Run

CLAUSE: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,4}[a-z]?")
FLAGS: Final = ("informative", "draft", "instead of")
_SPACE: Final = "[ \u00a0\u202f]"
_MARK: Final = re.compile(
    rf"\{{(?:#(?P<id>[^}}\s]*)(?P<flag>{_SPACE}+[^}}]*)?|also{_SPACE}+(?P<also>[^}}]*)|(?P<talk>informative))\}}"
)
_ALMOST: Final = re.compile(r"\(#(?P<paren>[A-Z]{1,3}\d{1,4})\)|\{(?P<bare>[A-Z]{1,3}\d{1,4})\}")
_REFERENCE: Final = re.compile(r"\{\{\s*(?P<text>[^{}]*?)\s*\}\}")
_LINK: Final = re.compile(r"\]\((?P<href>[^)\s]*)\)")
_CODE: Final = re.compile(r"(`+)(?P<text>.*?)\1", re.DOTALL)
_PUNCTUATION: Final = ".,;:!?)”’\"'…"
_SENTENCE: Final = re.compile(r"[.!?][\"')\]”’]*\s+[\"'(“‘]*[A-ZÀ-Þ]")
_LOOKS_LATIN: Final = str.maketrans("АВСЕНІКМОРТХСаесорху", "ABCEHIKMOPTXCaecopxy")

MarkKind = Literal["clause", "also", "informative"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: kind, clause id (empty for talk), flag of a clause, the clause it stands instead of."""

    kind: MarkKind
    clause: str
    flag: str
    instead_of: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the prose: words in a style, or a reference to be filled."""

    kind: Literal["text", "reference"]
    text: str
    start: int
    end: int
    style: Literal["plain", "strong", "emphasis", "code"] = "plain"
    href: str | None = None


@dataclass(slots=True)
class RawSegment:
    """Words and the marks behind them."""

    run: Run
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bracketed: bool = False

    @property
    def words(self) -> str:
        """The words as written, references in their braces."""
        return "".join(piece.text if piece.kind == "text" else f"{{{{{piece.text}}}}}" for piece in self.pieces)

    @property
    def spoken(self) -> bool:
        """Whether there is anything that a person would read."""
        return any(piece.kind == "reference" or any(sign.isalnum() for sign in piece.text) for piece in self.pieces)

    def span(self) -> Span:
        """The place of the words, without the space before them."""
        first, last = self.pieces[0], self.pieces[-1]
        lead = len(first.text) - len(first.text.lstrip()) if first.kind == "text" else 0
        return self.run.span(first.start + lead, last.end)


class Scanner:
    """Cuts runs into segments."""

    def __init__(self, problems: Collector) -> None:
        self._problems = problems

    def segments(self, run: Run) -> list[RawSegment]:
        """The segments of a run; every mark with the words before it."""
        found = [RawSegment(run)]
        self._scan(run, 0, len(run.text), found, "plain", None)
        kept = [segment for segment in found if segment.pieces]
        for segment in kept:
            self._one_sentence(segment)
        return kept

    def _one_sentence(self, segment: RawSegment) -> None:
        told = [mark for mark in segment.marks if mark.kind != "informative"]
        if told and not segment.bracketed and _SENTENCE.search(segment.words.strip()):
            message = f"clause `{told[0].clause}` covers more than one sentence"
            self._problems.add("A114", segment.span(), message, "give each sentence an id, or put the whole in `[…]`")

    def _scan(self, run: Run, at: int, end: int, found: list[RawSegment], style: str, href: str | None) -> None:
        start = at
        while at < end:
            step = self._special(run, at, end, style)
            if step is None:
                at += 1
                continue
            self._flush(run, start, at, found, style, href)
            step.act(found)
            at = start = step.end
        self._flush(run, start, end, found, style, href)

    def _flush(self, run: Run, start: int, end: int, found: list[RawSegment], style: str, href: str | None) -> None:
        if start >= end:
            return
        text = run.text[start:end]
        segment = found[-1]
        if segment.marks:
            # closing punctuation may stand behind the mark: it belongs to the words before it
            tail = len(text) - len(text.lstrip(_PUNCTUATION))
            if tail:
                segment.pieces.append(Piece("text", text[:tail], start, start + tail, "plain", None))
                text, start = text[tail:], start + tail
            if not text:
                return
            if not text.strip():
                segment.pieces.append(Piece("text", text, start, end))
                return
            segment = RawSegment(run)
            found.append(segment)
        elif segment.bracketed and not segment.marks and text.strip():
            segment = RawSegment(run)
            found.append(segment)
        segment.pieces.append(Piece("text", text.replace("\n", " "), start, end, style, href))  # type: ignore[arg-type]  # one of four words

    def _special(self, run: Run, at: int, end: int, style: str) -> "_Step | None":
        sign = run.text[at]
        if sign == "\\" and at + 1 < end and not run.text[at + 1].isalnum() and not run.text[at + 1].isspace():
            return _Step(at + 2, lambda to: self._flush(run, at + 1, at + 2, to, style, None))
        if sign == "`":
            return self._code(run, at, end)
        if sign == "{":
            return self._brace(run, at, end, style)
        if sign == "(":
            self._almost(run, at, end)
        if sign == "[":
            return self._bracket(run, at, end, style)
        if sign == "*":
            return self._emphasis(run, at, end)
        return None

    def _code(self, run: Run, at: int, end: int) -> "_Step | None":
        match = _CODE.match(run.text, at, end)
        if match is None:
            return None
        mark = _MARK.search(match["text"])
        if mark:
            where = run.span(match.start("text") + mark.start(), match.start("text") + mark.end())
            self._problems.add(
                "A106",
                where,
                f"the mark `{mark[0]}` stands inside code and is not read",
                "take it out of the backticks",
            )
        piece = Piece("text", match["text"], match.start("text"), match.end("text"), "code")
        return _Step(match.end(), lambda to: _append(run, to, piece))

    def _brace(self, run: Run, at: int, end: int, style: str) -> "_Step | None":
        reference = _REFERENCE.match(run.text, at, end)
        if reference:
            piece = Piece("reference", reference["text"], at, reference.end(), style)  # type: ignore[arg-type]  # one of four words
            return _Step(reference.end(), lambda to: _append(run, to, piece))
        match = _MARK.match(run.text, at, end)
        if match is None:
            self._almost(run, at, end)
            return None
        span = run.span(at, match.end())
        if style in {"strong", "emphasis"}:
            self._problems.add(
                "A120", span, f"the mark `{match[0]}` stands inside emphasis", "put it after the closing `**`"
            )
        mark = self._mark(match, span)
        return _Step(match.end(), lambda to: self._attach(mark, span, to))

    def _almost(self, run: Run, at: int, end: int) -> None:
        match = _ALMOST.match(run.text, at, end)
        if match:
            name = match["paren"] or match["bare"]
            where = run.span(at, match.end())
            self._problems.add("A118", where, f"`{match[0]}` looks like a mark but is none", f"write `{{#{name}}}`")

    def _mark(self, match: re.Match[str], span: Span) -> Mark | None:
        if match["talk"]:
            return Mark("informative", "", "", None, span)
        if match["also"] is not None:
            name = match["also"].strip()
            return Mark("also", name, "", None, span) if self._is_clause(name, span) else None
        name, flag = match["id"], (match["flag"] or "").strip()
        if not self._is_clause(name, span):
            return None
        instead = re.fullmatch(rf"instead{_SPACE}+of{_SPACE}+(\S+)", flag)
        if instead:
            return Mark("clause", name, "", instead[1], span)
        if flag and flag not in FLAGS:
            self._problems.add(
                "A116",
                span,
                f"`{flag}` is no flag of a clause",
                did_you_mean(flag, FLAGS, "write `informative` or `draft`"),
            )
            flag = ""
        return Mark("clause", name, flag, None, span)

    def _is_clause(self, name: str, span: Span) -> bool:
        if CLAUSE.fullmatch(name):
            return True
        latin = name.translate(_LOOKS_LATIN)
        if latin != name and CLAUSE.fullmatch(latin):
            self._problems.add("A119", span, f"`{name}` contains a letter that only looks Latin", f"type `{latin}`")
        else:
            self._problems.add(
                "A112", span, f"`{name}` is no clause id", "write capital letters and a number, such as `C40`"
            )
        return False

    def _attach(self, mark: Mark | None, span: Span, found: list[RawSegment]) -> None:
        if mark is None:
            mark = Mark("informative", "", "broken", None, span)
        segment = found[-1]
        if not segment.spoken and not segment.marks and len(found) > 1 and found[-2].marks:
            # marks that stand together share the words
            segment = found[-2]
        if not segment.spoken:
            name = mark.clause or "informative"
            self._problems.add(
                "A113", span, f"clause `{name}` has no words", "put the id behind the words that promise"
            )
            return
        segment.marks.append(mark)

    def _bracket(self, run: Run, at: int, end: int, style: str) -> "_Step | None":
        close = _closing(run.text, at, end)
        if close is None:
            return None
        link = _LINK.match(run.text, close, end)
        if link:
            return _Step(link.end(), lambda to: self._inside(run, at + 1, close, to, style, link["href"]))
        if _MARK.match(run.text, close + 1, end) is None:
            return None

        def extent(to: list[RawSegment]) -> None:
            if (to[-1].pieces and to[-1].spoken) or to[-1].marks:
                to.append(RawSegment(run))
            inner = [RawSegment(run)]
            self._scan(run, at + 1, close, inner, style, None)
            to[-1].bracketed = True
            for part in inner:
                to[-1].pieces.extend(part.pieces)
                to[-1].marks.extend(part.marks)

        return _Step(close + 1, extent)

    def _inside(self, run: Run, start: int, end: int, found: list[RawSegment], style: str, href: str) -> None:
        self._scan(run, start, end, found, style, href)

    def _emphasis(self, run: Run, at: int, end: int) -> "_Step | None":
        sign = "**" if run.text.startswith("**", at) else "*"
        close = run.text.find(sign, at + len(sign), end)
        if close < 0 or close == at + len(sign):
            return None
        inner: Literal["strong", "emphasis"] = "strong" if sign == "**" else "emphasis"
        return _Step(close + len(sign), lambda to: self._scan(run, at + len(sign), close, to, inner, None))


@dataclass(frozen=True, slots=True)
class _Step:
    """Something special up to `end`, and what it does to the segments."""

    end: int
    act: Callable[[list[RawSegment]], object]


def _append(run: Run, found: list[RawSegment], piece: Piece) -> None:
    if found[-1].marks or found[-1].bracketed:
        found.append(RawSegment(run))
    found[-1].pieces.append(piece)


def _closing(text: str, at: int, end: int) -> int | None:
    depth = 0
    for place in range(at, end):
        if text[place] == "\\":
            continue
        depth += (text[place] == "[") - (text[place] == "]")
        if depth == 0:
            return place
    return None


def every(segments: list[RawSegment]) -> Iterator[tuple[RawSegment, Mark]]:
    """Every mark with its segment."""
    for segment in segments:
        for mark in segment.marks:
            yield segment, mark
