"""The outline of a statement: sections of prose with references filled, and the clauses that their words are."""

from dataclasses import dataclass, field

from avow.statement.diagnostics import Collector
from avow.statement.marks import Mark, RawSegment, Scanner
from avow.statement.model import Clause, Grid, Inline, Items, Paragraph, Prose, Section, Segment, Span, TableOf
from avow.statement.prose import RawBlock, RawList, RawParagraph, RawSection, RawTable
from avow.statement.references import TABLES, References


@dataclass(slots=True)
class Outline:
    """What the prose says. `segments` are all of them as written, for the checks; `also` where clauses are stated again."""

    title: str = ""
    clauses: dict[str, Clause] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    segments: list[tuple[RawSection, RawSegment]] = field(default_factory=list)
    also: list[Mark] = field(default_factory=list)
    stated: dict[str, Span] = field(default_factory=dict)


def outline(
    sections: list[RawSection], bound: dict[int, list[tuple[str, str]]], references: References, problems: Collector
) -> Outline:
    """Read the prose of all sections."""
    return _Outliner(references, problems, bound).read(sections)


class _Outliner:
    def __init__(self, references: References, problems: Collector, bound: dict[int, list[tuple[str, str]]]) -> None:
        self._references = references
        self._problems = problems
        self._bound = bound
        self._scanner = Scanner(problems)
        self._out = Outline()
        self._ids: dict[str, RawSection] = {}

    def read(self, sections: list[RawSection]) -> Outline:
        done = []
        for section in sections:
            if section.level == 1 and not self._out.title:
                self._out.title = section.title
            other = self._ids.setdefault(section.id, section)
            if other is not section and section.id:
                self._problems.add(
                    "A110", section.span, f"section `{section.id}` is used twice", "give each heading its own id"
                )
            prose = tuple(one for part in section.parts if (one := self._part(section, part)) is not None)
            names = tuple(self._bound.get(id(section), ()))
            done.append(Section(section.id, section.title, section.level, section.supplement, prose, names))
        self._out.sections = tuple(done)
        return self._out

    def _part(self, section: RawSection, part: RawParagraph | RawList | RawTable | RawBlock) -> Prose | None:
        if isinstance(part, RawParagraph):
            segments = self._scanner.segments(part.run)
            table = self._table_of(segments)
            if table is not None:
                return table
            return Paragraph(tuple(self._segment(section, one, free=part.leads) for one in segments))
        if isinstance(part, RawList):
            rows = (self._scanner.segments(run) for run in part.items)
            return Items(part.ordered, tuple(tuple(self._segment(section, one) for one in row) for row in rows))
        if isinstance(part, RawTable):
            return Grid(part.head, tuple(tuple(self._row(section, run) for run in row) for row in part.rows))
        return None

    def _row(self, section: RawSection, run: object) -> tuple[Segment, ...]:
        return tuple(self._segment(section, one) for one in self._scanner.segments(run))  # type: ignore[arg-type]  # a run

    def _table_of(self, segments: list[RawSegment]) -> TableOf | None:
        pieces = [piece for segment in segments for piece in segment.pieces if piece.text.strip()]
        if len(pieces) != 1 or pieces[0].kind != "reference" or not pieces[0].text.startswith("table of "):
            return None
        kind = pieces[0].text.removeprefix("table of ").strip()
        if kind not in TABLES:
            span = segments[0].span()
            self._problems.add(
                "A306",
                span,
                f"`{pieces[0].text}` refers to nothing",
                f"write one of {', '.join(f'`{one}`' for one in TABLES)}",
            )
        return TableOf(kind)

    def _segment(self, section: RawSection, raw: RawSegment, *, free: bool = False) -> Segment:
        self._out.segments.append((section, raw))
        inlines = tuple(self._inline(raw, index) for index in range(len(raw.pieces)))
        if not raw.marks and not free and raw.spoken and not section.informative:
            self._problems.add(
                "A115", raw.span(), "these words carry no clause id", "give them one, or mark them `{informative}`"
            )
        clauses, also = [], []
        for mark in raw.marks:
            if mark.kind == "also":
                also.append(mark.clause)
                self._out.also.append(mark)
            elif mark.kind == "clause":
                clauses.append(mark.clause)
                self._clause(section, raw, mark, "".join(inline.text for inline in inlines).strip())
        return Segment(inlines, tuple(clauses), tuple(also))

    def _inline(self, raw: RawSegment, index: int) -> Inline:
        piece = raw.pieces[index]
        if piece.kind == "text":
            return Inline(piece.text, piece.style, piece.href)
        span = raw.run.span(piece.start, piece.end)
        text = self._references.fill(piece.text, span)
        return Inline(text, piece.style, piece.href, None if piece.text.startswith("plain:") else piece.text)

    def _clause(self, section: RawSection, raw: RawSegment, mark: Mark, words: str) -> None:
        first = self._out.stated.setdefault(mark.clause, mark.span)
        if first is not mark.span:
            message = f"clause `{mark.clause}` is already at {first.file}:{first.line}"
            self._problems.add("A301", mark.span, message, f"write `{{also {mark.clause}}}` if both state it")
            return
        references = tuple(piece.text for piece in raw.pieces if piece.kind == "reference")
        flag = mark.flag if mark.flag in {"informative", "draft"} else "promise"
        self._out.clauses[mark.clause] = Clause(
            mark.clause, words, (raw.span(),), section.id, flag, mark.instead_of, section.supplement, references  # type: ignore[arg-type]  # one of three words
        )  # fmt: skip
