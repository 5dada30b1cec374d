"""C46: anyone may direct an edit or correction, at any time.

A person, registered or not, can tell the Company to correct their data: it is corrected everywhere, copies held by
recipients included, and what could not be changed is recorded with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.kit.crawl import crawl, documents
from tests.kit.fixtures import Make, Report
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, Person, address, by_link, register
from tests.kit.recipient import Recipients
from tests.kit.traces import canary, in_folder


@pytest.fixture
def product(fresh_instance: Make, own_recipients: Recipients) -> Instance:
    """An installation whose recipients are recorded."""
    return fresh_instance(recipients=own_recipients)


@pytest.fixture
def asker(rehearsal: Instance) -> Iterator[Person]:
    """Somebody without an account who has asked a question, and who proves that the address is theirs."""
    person = Person(rehearsal, rehearsal.visitor(), address(), "", {"person.name": canary(), "case.text": canary()})
    pages = documents(crawl(person.visitor)).values()
    form = next(form for page in pages for form in page.forms if form.path == "/ask")
    assert person.visitor.submit(form, {EMAIL: person.email, **person.canaries}).status == 200
    by_link(rehearsal, person.email, person.visitor)
    yield person
    person.visitor.close()


def test_somebody_without_an_account_corrects_a_name(
    asker: Person, rehearsal: Instance, not_applicable: Report
) -> None:
    """After proof of control of the address they see what is held and correct it, and the desk sees the new name."""
    page = asker.visitor.get("/me")
    assert asker.canaries["person.name"] in page.text
    new = canary()
    assert asker.correct("person.name", new).status == 200
    text = asker.visitor.get("/me").text
    assert new in text
    assert asker.canaries["person.name"] not in text
    stored = [row["value"] for row in rehearsal.dump("person.name")]
    assert new in stored
    assert asker.canaries["person.name"] not in stored
    export = asker.visitor.submit(asker.visitor.get("/me/export").form("/me/export"))
    assert export.status == 200
    for step in ("usage report", "attendance list"):
        not_applicable(f"the {step} shows the new name of an attendee", "C109")


def test_nobody_gets_in_without_proof(rehearsal: Instance, asker: Person) -> None:
    """Without the mailed link nothing is seen or changed; the link asks first and works once."""
    with rehearsal.visitor() as stranger:
        assert stranger.get("/me", follow=False).status in (302, 303, 307, 401, 403)
        letter = next(one for one in rehearsal.sink.letters(asker.email) if "/enter/" in one.text)
        link = letter.link("/enter/")
        assert stranger.get(link).status in (404, 410)
        assert stranger.post(link).status in (404, 410)
        assert stranger.get("/enter/" + "A" * 43).status in (404, 410)
    with rehearsal.visitor() as stranger:
        unknown, before = address(), rehearsal.sink.names()
        known = stranger.submit(stranger.get("/link").form("/link", having=EMAIL), {EMAIL: asker.email})
        nobody = stranger.submit(stranger.get("/link").form("/link", having=EMAIL), {EMAIL: unknown})
        assert known.text.replace(asker.email, "") == nobody.text.replace(unknown, "")
        rehearsal.sink.wait(asker.email, since=before)
        assert not any("/enter/" in one.text for one in rehearsal.sink.letters(unknown))


def test_recipients_get_a_correction_call(product: Instance, own_recipients: Recipients) -> None:
    """Every recipient that was given the item gets the new value, and nobody else does."""
    person = register(product, choices=["research.survey"])
    for purpose, recipient in (("storage", "parent"), ("research.survey", "survey_partner")):
        assert product.share(person.email, "person.name", purpose, recipient).status_code == 200
        own_recipients.wait(recipient, lambda call: person.canaries["person.name"] in call.text)
    new = "Canary " + canary()
    assert person.correct("person.name", new).status == 200
    for recipient in ("parent", "survey_partner"):
        call = own_recipients.wait(recipient, lambda call: new in call.text)
        assert call.json["act"] == "correct"
    assert own_recipients.to("interview_partner") == []
    rows = [row for row in product.of(person.email) if row["act"] == "correct"]
    assert rows
    assert rows[0]["categories"] == ["person.name"]
    open_items(person, 0)


def open_items(person: Person, count: int) -> None:
    """Wait until `/me` shows so many corrections that recipients have not taken."""
    end = time.monotonic() + 10
    while True:
        page = person.visitor.get("/me")
        if ("not yet told" in page.text.lower()) == bool(count) or time.monotonic() > end:
            break
        time.sleep(0.1)
    assert ("not yet told" in page.text.lower()) == bool(count), page


def test_a_recipient_that_cannot_be_reached_stays_on_the_list(product: Instance, own_recipients: Recipients) -> None:
    """What could not be corrected is shown with its reason, and is tried again until it is."""
    person = register(product)
    assert product.share(person.email, "person.name", "storage", "parent").status_code == 200
    own_recipients.wait("parent")
    own_recipients.broken = True
    new = "Canary " + canary()
    person.correct("person.name", new)
    open_items(person, 1)
    own_recipients.broken = False
    product.clock("+25h")
    own_recipients.wait("parent", lambda call: new in call.text)
    person.visitor.close()
    person.visitor = product.visitor()
    person.sign_in()
    open_items(person, 0)


def test_a_letter_directs_a_correction_too(rehearsal: Instance, asker: Person) -> None:
    """The statement names every way in which a correction may be directed, and within how long it is done."""
    right = next(one for one in rehearsal.machine()["rights"] if one["id"] == "correct")
    assert set(right["via"]) == {"web", "mail", "phone", "post"}
    assert right["within"]
    assert asker.visitor.get("/me").status == 200


def test_a_corrected_value_is_gone(rehearsal: Instance) -> None:
    """The value that was corrected is not kept beside the new one."""
    person = register(rehearsal)
    person.correct("person.name", "Canary " + canary())
    assert in_folder(rehearsal.data, person.canaries["person.name"]) == []
    assert rehearsal.avow("sweep", person.canaries["person.name"]).returncode == 0
