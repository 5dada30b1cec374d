"""The publication of the reference statement: statuses, machine form, forms, tables."""

from pathlib import Path

import pytest

from avow.notice.forms import form_view, joined
from avow.notice.machine import document, title
from avow.notice.status import keeper_words, keepers, status_of
from avow.notice.tables import filled
from avow.statement.check import read_statement
from avow.statement.folder import load_draft
from avow.statement.model import Statement

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def statement() -> Statement:
    """The reference statement."""
    found, problems = read_statement(load_draft(ROOT / "statements" / "webex-2009").texts)
    assert found is not None, problems
    return found


def test_every_clause_has_one_of_four_statuses(statement: Statement) -> None:
    """Drafts are not in force and nothing keeps them; whatever is kept names what keeps it."""
    counts: dict[str, int] = {}
    for clause in statement.clauses.values():
        status = status_of(statement, clause)
        counts[status] = counts.get(status, 0) + 1
        ties = keepers(statement, clause.id)
        assert bool(ties) == (status in {"kept", "attested"}), clause.id
        assert all(keeper_words(statement, tie) for tie in ties)
    assert counts == {"kept": 26, "not in force": 120}


def test_the_machine_form_has_what_the_register_asks_for(statement: Statement) -> None:
    """Revision, two dates that agree, parties, services and every clause with id, title, status and keepers."""
    told = document(statement)
    assert told["dates"] == {"head": "2026-11-24", "foot": "2026-11-24"}
    assert [one["role"] for one in told["parties"]] == ["controller", "parent"]
    assert len(told["clauses"]) == 146
    for one in told["clauses"]:
        assert set(one) >= {"id", "title", "status", "kept_by"}
        assert one["title"]
        assert len(one["title"]) <= 90


def test_a_title_is_the_first_sentence_cut_at_a_word() -> None:
    """A long sentence is cut between words."""
    assert title("We keep it. And more.") == "We keep it"
    long = title("word " * 40)
    assert len(long) <= 90
    assert long.endswith("word…")


def test_a_form_names_for_each_field_its_purposes_and_its_time(statement: Statement) -> None:
    """The account's form: what is required, what for, how long; optional choices as boxes of their own."""
    view = form_view(statement, "site.account")
    assert [(one.name, one.required) for one in view.fields] == [
        ("contact.email", True),
        ("account.password", True),
        ("person.name", False),
    ]
    email = view.fields[0]
    assert "confirming that this address is yours" in email.why
    assert "14 days after you close your account" in email.why
    assert email.shared == "our parent company"
    assert [one.purpose for one in view.choices] == ["account.reminder", "research.interview", "research.survey"]
    assert "the firm that runs our surveys" in view.choices[2].why
    assert view.names == {
        "contact.email",
        "account.password",
        "person.name",
        "choice.account.reminder",
        "choice.research.interview",
        "choice.research.survey",
    }


def test_what_is_never_at_rest_says_so(statement: Statement) -> None:
    """The address of a reported child is used for one look-up."""
    field = next(one for one in form_view(statement, "site.child_report").fields if one.name == "child.contact")
    assert "not kept" in field.why


@pytest.mark.parametrize(("kind", "rows"), [("category", 21), ("purpose", 10), ("recipient", 3)])
def test_the_tables_hold_everything_that_is_declared(kind: str, rows: int, statement: Statement) -> None:
    """Each table has one row for each thing, every cell filled."""
    found = filled(statement, kind)
    assert len(found.rows) == rows
    assert all(cell for row in found.rows for cell in row)
    assert {len(row) for row in found.rows} == {len(found.head)}


def test_names_are_joined_as_people_say_them() -> None:
    """a, b and c."""
    assert [joined([]), joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
