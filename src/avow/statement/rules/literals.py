"""Values written by hand: what a block knows, prose takes from the block, so that words and terms cannot differ."""

import re
from typing import Final

from avow.statement.clauses import Outline
from avow.statement.diagnostics import Collector
from avow.statement.marks import RawSegment
from avow.statement.model import Period, Statement
from avow.statement.periods import length_words

_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER: Final = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|sixty|ninety"
_DATE: Final = re.compile(
    rf"\b(\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) \d{{1,2}},? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})\b"
)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+\d[\d ()-]{6,}\d")
_LENGTH: Final = re.compile(rf"\b(?:{_NUMBER})[ \u00a0-](?:hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE)


def check(statement: Statement, read: Outline, problems: Collector) -> None:
    """A504, A505: in the words of drafts, which have no block yet, literals are left alone."""
    for _, segment in read.segments:
        if any(mark.flag == "draft" for mark in segment.marks):
            continue
        _segment(statement, segment, problems)


def _segment(statement: Statement, segment: RawSegment, problems: Collector) -> None:
    clauses = [mark.clause for mark in segment.marks if mark.clause]
    where = f" in clause `{clauses[0]}`" if clauses else ""
    for piece in segment.pieces:
        if piece.kind != "text" or piece.style == "code":
            continue
        for pattern, code, words, advice in (
            (
                _DATE,
                "A504",
                f"`%s` is written by hand{where}",
                "write `{{date}}`, so that head, foot and records agree",
            ),
            (_MAIL, "A505", "`%s` is written out", _mail_advice(statement)),
            (_PHONE, "A505", "`%s` is written out", "write `{{phone of …}}`"),
            (_LENGTH, "A504", "`%s` repeats a term by hand", ""),
        ):
            for match in pattern.finditer(piece.text):
                span = segment.run.span(piece.start + match.start(), piece.start + match.end())
                problems.add(code, span, words % match[0], advice or _length_advice(statement, match[0]))
        for party in statement.parties.values():
            at = piece.text.find(party.name)
            if party.name and at >= 0:
                span = segment.run.span(piece.start + at, piece.start + at + len(party.name))
                problems.add("A505", span, f"`{party.name}` is written out", f"write `{{{{name of {party.id}}}}}`")


def _mail_advice(statement: Statement) -> str:
    name = next((contact.id for contact in statement.contacts.values() if contact.email), "…")
    return f"write `{{{{email of {name}}}}}`"


def _length_advice(statement: Statement, text: str) -> str:
    wanted = text.lower().replace("\u00a0", " ")

    def same(period: Period) -> bool:
        return length_words(period) == wanted

    owners = [f"`{{{{within of {one.id}}}}}`" for one in statement.rights.values() if same(one.within)]
    owners += [f"`{{{{period of {one.id}}}}}`" for one in statement.retentions.values() if same(one.period)]
    owners += [
        f"`{{{{retention of {one.id}}}}}`"
        for one in statement.points.values()
        if any(same(asked.period) for asked in one.asked)
    ]
    return (
        f"write {' or '.join(owners[:3])}"
        if owners
        else f"write the reference of its block, or `{{{{plain: {text}}}}}`"
    )
