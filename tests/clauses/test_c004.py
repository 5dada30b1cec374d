"""C04: whatever is given is treated by these rules, without exception.

Default is no: every read, write, send or export of personal data passes one decision point that needs a declared
purpose and recipient. With none, or one the statement does not allow, it is refused and the refusal is recorded.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.instance import Instance
from tests.kit.person import Person, register


@pytest.fixture(scope="module")
def person(rehearsal: Instance) -> Person:
    """Somebody whose data is wanted."""
    return register(rehearsal)


def refusals(instance: Instance, person: Person) -> list[dict[str, Any]]:
    """The refusals that the ledger holds about a person."""
    return [row for row in instance.of(person.email) if row["outcome"] == "refuse"]


@pytest.mark.parametrize("what", ["use", "share"])
def test_no_purpose_and_a_purpose_that_is_not_stated_are_refused(
    what: str, rehearsal: Instance, person: Person
) -> None:
    """Without a purpose and with `purpose=resale` it is 403; the body names the clause; two refusals are recorded."""
    before = len(refusals(rehearsal, person))
    asked: dict[str, Any] = {"person": person.email, "classes": ["contact.email"]}
    if what == "share":
        asked["recipient"] = "parent"
    for body in (asked, {**asked, "purpose": "resale"}):
        answer = rehearsal.attempt(what, body)
        assert answer.status_code == 403, answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
        problem = answer.json()
        assert problem["clause"] == "C04"
        assert "C04" in problem["clauses"]
        assert problem["status"] == 403
        assert problem["title"]
        assert problem["entry"]
        assert person.email not in answer.text
    rows = refusals(rehearsal, person)
    assert len(rows) == before + 2
    assert all("C04" in row["clauses"] for row in rows[-2:])
    assert all("C04" in row["clauses"] for row in rows[:2])


def test_collecting_where_the_statement_opens_no_point_is_refused(rehearsal: Instance, person: Person) -> None:
    """What is brought to a point that the statement does not have is refused."""
    body = {"person": person.email, "point": "site.gossip", "values": {"person.name": "x"}, "notice": "", "choices": {}}
    answer = rehearsal.attempt("collect", body)
    assert answer.status_code == 403, answer.text
    assert answer.json()["clause"] == "C04"


@pytest.mark.parametrize("wrong", ["contact.emial", "payment.credit_card", "", "contact.email' OR 1=1 --", "contact"])
def test_a_class_that_is_not_held_for_the_purpose_is_refused(wrong: str, rehearsal: Instance, person: Person) -> None:
    """A category that the purpose does not use, or that does not exist, opens nothing."""
    answer = rehearsal.use(person.email, wrong, "account.notices")
    assert answer.status_code in (403, 422), answer.text
    assert person.email not in answer.text


def test_without_a_service_token_there_is_no_decision_point(rehearsal: Instance, person: Person) -> None:
    """Nobody but a service asks: without a token, or with a wrong one, the answer is 401."""
    body = {"person": person.email, "classes": ["contact.email"], "purpose": "account.notices"}
    for token in ("-", "x" * 43, rehearsal.seed.token[:-1] + ("A" if rehearsal.seed.token[-1] != "A" else "B")):
        assert rehearsal.attempt("use", body, token=token).status_code == 401


def test_no_access_to_stored_data_outside_the_decision_point(rehearsal: Instance) -> None:
    """`avow check --boundary` lists every access to stored personal data, and none is outside the gate."""
    told = rehearsal.check("boundary")
    assert told["outside"] == []
    assert told["problems"] == []


def test_what_the_statement_allows_is_allowed_and_recorded(rehearsal: Instance, person: Person) -> None:
    """The refusals above are no accident: the stated purpose opens exactly this, with reasons."""
    answer = rehearsal.use(person.email, "contact.email", "account.notices")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["outcome"] == "allow"
    assert told["values"] == {"contact.email": person.email}
    assert told["clauses"]
    assert told["rule"]
    assert any(row["outcome"] == "allow" and row["purpose"] == "account.notices" for row in rehearsal.of(person.email))
