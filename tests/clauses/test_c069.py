"""C69: consent before any other use or sharing.

Consent is asked before data is used or shared for another reason than the one it was given for. Without a recorded,
specific consent for this person, data, purpose and recipient it is refused; the exceptions are a closed list.
"""

from __future__ import annotations

import pytest

from tests.kit.fixtures import IDS, Make, Report
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, Person, register
from tests.kit.recipient import Recipients

NOBODY = ("self", "public", "controller2", "company", "advertiser", "")


@pytest.fixture(scope="module")
def person(rehearsal: Instance) -> Person:
    """Somebody who was asked everything and ticked nothing."""
    made = register(rehearsal)
    made.profile()
    return made


def test_every_pair_outside_the_list_is_refused(rehearsal: Instance, person: Person, not_applicable: Report) -> None:
    """Each class is tried with each purpose and each recipient; only the cells that need no consent are open."""
    folder = Folder()
    purposes, gets = folder.purposes(), folder.gets()
    points = folder.points()
    given = dict.fromkeys((EMAIL, "person.name", "account.age_met"), "site.account")
    given |= dict.fromkeys(("person.title", "contact.postal", "contact.phone"), "site.profile")
    wrong, tried = [], 0
    for category, point in given.items():
        for purpose, fields in purposes.items():
            for recipient in (*IDS, "controller", *NOBODY[:2]):
                open_cell = category in gets.get((purpose, recipient), ()) and purpose in points[point]["for"]
                expected = open_cell and fields["basis"] == "service"
                answer = rehearsal.share(person.email, category, purpose, recipient)
                tried += 1
                if answer.status_code != (200 if expected else 403):
                    wrong.append((category, purpose, recipient, answer.status_code, answer.text))
    assert wrong == []
    assert tried > 300
    not_applicable("the exceptions C60, C63, C64, C65, C114, C127, C128 and C146", "C60 to C146")


@pytest.mark.parametrize("recipient", NOBODY)
def test_a_recipient_that_nobody_named_gets_nothing(recipient: str, rehearsal: Instance, person: Person) -> None:
    """A recipient that the statement does not name is refused for every purpose, a consented one included."""
    for purpose in ("storage", "research.survey"):
        assert rehearsal.share(person.email, EMAIL, purpose, recipient).status_code in (403, 422), purpose


def test_consent_for_one_recipient_is_none_for_another(rehearsal: Instance) -> None:
    """Consent opens exactly its own recipient, and only the classes of that cell."""
    one = register(rehearsal)
    for category in (EMAIL, "person.name"):
        assert rehearsal.share(one.email, category, "research.interview", "interview_partner").status_code == 403
    one.prefer("research.interview", "yes")
    for category in (EMAIL, "person.name"):
        assert rehearsal.share(one.email, category, "research.interview", "interview_partner").status_code == 200
    assert rehearsal.share(one.email, EMAIL, "research.interview", "survey_partner").status_code == 403
    assert rehearsal.share(one.email, EMAIL, "research.survey", "survey_partner").status_code == 403
    assert rehearsal.share(one.email, EMAIL, "research.interview", "parent").status_code == 403
    answer = rehearsal.share(one.email, "account.age_met", "research.interview", "interview_partner")
    assert answer.status_code == 403
    other = register(rehearsal)
    assert rehearsal.share(other.email, EMAIL, "research.interview", "interview_partner").status_code == 403


def test_withdrawing_stops_it_that_second(fresh_instance: Make, own_recipients: Recipients) -> None:
    """After a withdrawal the next try is refused, and the recipients that had the data get a stop call."""
    product = fresh_instance(recipients=own_recipients)
    person = register(product, choices=["research.interview", "research.survey"])
    for purpose, recipient in (("research.interview", "interview_partner"), ("research.survey", "survey_partner")):
        assert product.share(person.email, EMAIL, purpose, recipient).status_code == 200
        own_recipients.wait(recipient)
    page = person.visitor.get("/me/consents")
    done = person.visitor.submit(page.form("/me/consents/research.interview/withdraw"))
    assert done.status == 200, done
    answer = product.share(person.email, EMAIL, "research.interview", "interview_partner")
    assert answer.status_code == 403
    assert "C69" in answer.json()["clauses"] or "C70" in answer.json()["clauses"]
    call = own_recipients.wait("interview_partner", lambda call: call.json["act"] in ("stop", "withdraw"))
    assert call.json["purpose"] == "research.interview"
    assert product.share(person.email, EMAIL, "research.survey", "survey_partner").status_code == 200
    assert not [call for call in own_recipients.to("survey_partner") if call.json["act"] in ("stop", "withdraw")]


def test_a_share_that_was_queued_before_a_withdrawal_is_not_delivered_after_it(
    fresh_instance: Make, own_recipients: Recipients
) -> None:
    """What still waits for a recipient that was out of reach is decided again when it is handed over."""
    product = fresh_instance(recipients=own_recipients)
    person = register(product, choices=["research.interview"])
    own_recipients.broken = True
    assert product.share(person.email, EMAIL, "research.interview", "interview_partner").status_code == 200
    person.prefer("research.interview", "no")
    own_recipients.broken = False
    product.clock("+25h")
    own_recipients.wait("interview_partner", lambda call: call.json["act"] in ("stop", "withdraw"))
    assert not [call for call in own_recipients.calls if person.email in call.text]


def test_a_consent_is_an_entry_with_its_receipt(rehearsal: Instance) -> None:
    """Giving and withdrawing are entries of the ledger, each naming person, purpose, revision and channel."""
    person = register(rehearsal)
    person.prefer("research.survey", "yes")
    person.prefer("research.survey", "no")
    rows = [
        row for row in rehearsal.of(person.email) if row["purpose"] == "research.survey" and row["actor"] == "subject"
    ]
    acts = [row["act"] for row in sorted(rows, key=lambda row: row["time"])]
    assert acts == ["consent", "withdraw"]
    assert {row["revision"] for row in rows} == {rehearsal.machine()["revision"]}
    assert {row["channel"] for row in rows} == {"web"}
