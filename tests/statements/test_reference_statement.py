"""The reference statement: whole, in plain English, and in force for what it says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from avow.statement.check import read_statement
from avow.statement.folder import load_draft, published
from avow.statement.model import Items, Paragraph, Segment, Statement

FOLDER = Path(__file__).parents[2] / "statements" / "webex-2009"
KEPT = (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 23, 24, 25, 44, 45, 46, 48, 69, 70, 77, 78, 82, 83, 93, 94, 101)
IN_FORCE = frozenset(f"C{number:02d}" for number in KEPT)


@pytest.fixture(scope="module")
def statement() -> Statement:
    read, problems = read_statement(load_draft(FOLDER).texts)
    assert problems == ()
    assert read is not None
    return read


def words_of(segments: tuple[Segment, ...]) -> str:
    """The text of a run of segments, with single spaces."""
    return " ".join("".join(inline.text for segment in segments for inline in segment.inlines).split())


def paragraphs(statement: Statement) -> Iterator[str]:
    """Every paragraph and list item, as people read it."""
    for section in statement.sections:
        for prose in section.prose:
            if isinstance(prose, Paragraph):
                yield words_of(prose.segments)
            elif isinstance(prose, Items):
                yield from map(words_of, prose.items)


def sentences(statement: Statement) -> list[list[str]]:
    """Every sentence of more than three words, as its words."""
    found = [part.split() for text in paragraphs(statement) for part in re.split(r"(?<=[.!?:])\s+", text)]
    return [words for words in found if len(words) > 3]


def syllables(word: str) -> int:
    """Groups of vowels, without a silent last e: good enough for an average over thousands of words."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.lower().endswith("e") and not word.lower().endswith("le")))


def test_it_states_all_clauses_of_the_register(statement: Statement):
    """Clauses C01 to C146 are all there, each stated once."""
    assert set(statement.clauses) == {f"C{number:02d}" for number in range(1, 147)}


def test_it_says_which_clauses_are_in_force(statement: Statement):
    """A clause is either one of those in force or a draft; none is passed off as talk."""
    assert {one.id for one in statement.clauses.values() if one.flag == "promise"} == IN_FORCE
    assert {one.flag for one in statement.clauses.values() if one.id not in IN_FORCE} == {"draft"}


def test_every_clause_in_force_is_kept_and_no_draft_is(statement: Statement):
    """What is in force has a keeper, what is a draft has none."""
    assert {one.clause for one in statement.kept} == IN_FORCE


def test_the_supplements_hold_their_clauses_and_no_other(statement: Statement):
    """The base states C01 to C104; what a supplement states is no part of another."""
    ranges = {None: (1, 104), "meetings": (105, 117), "connect": (118, 128), "mail": (129, 146)}
    for clause in statement.clauses.values():
        first, last = ranges[clause.supplement]
        assert first <= int(clause.id[1:]) <= last, clause.id


def test_no_sentence_is_longer_than_forty_words(statement: Statement):
    """A sentence has at most forty words, and twenty-two on average at most."""
    lengths = [len(words) for words in sentences(statement)]
    assert max(lengths) <= 40
    assert sum(lengths) / len(lengths) <= 22


def test_it_reads_at_grade_eight_or_below(statement: Statement):
    """The formula of Flesch and Kincaid gives eight or less."""
    read = sentences(statement)
    words = [word for sentence in read for word in sentence if re.search("[A-Za-z]", word)]
    grade = 0.39 * len(words) / len(read) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade <= 8


def test_the_summary_takes_a_minute(statement: Statement):
    """The summary has at most 120 words, and repeats only what is in force."""
    section = next(one for one in statement.sections if one.id == "summary")
    segments = tuple(segment for prose in section.prose if isinstance(prose, Paragraph) for segment in prose.segments)
    assert 0 < len(words_of(segments).split()) <= 120
    assert {name for segment in segments for name in segment.also} <= IN_FORCE


def test_head_and_foot_state_the_date(statement: Statement):
    """The words of C01 stand in the first section and in the last of the base."""
    base = [one for one in statement.sections if one.supplement is None]
    stating = [
        section.id
        for section in base
        for prose in section.prose
        if isinstance(prose, Paragraph)
        for segment in prose.segments
        if "C01" in (*segment.clauses, *segment.also)
    ]
    assert stating == [base[0].id, base[-1].id]


def test_its_people_and_places_are_invented(statement: Statement):
    """Addresses end in a name that is kept for examples, numbers come from the range kept for stories."""
    for contact in statement.contacts.values():
        assert contact.email is None or contact.email.endswith(".example")
        assert contact.phone is None or contact.phone.startswith("+44 1632 960")


def test_its_first_revision_is_published_and_whole():
    """The published revisions are as they were published."""
    assert [one.number for one in published(FOLDER)][:1] == [1]
