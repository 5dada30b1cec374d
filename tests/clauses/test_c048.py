"""C48: deactivation of an account.

A person can have their account deactivated: at once everything stops; after the announced grace period all is erased,
except items under a named legal duty, which are listed with their end date. "Erase now" skips the grace period.
"""

from __future__ import annotations

import re

import pytest

from tests.kit.fixtures import Make, Report
from tests.kit.instance import Instance
from tests.kit.page import Page
from tests.kit.person import EMAIL, PASSWORD, Person, blank_registration, register
from tests.kit.recipient import Recipients
from tests.kit.traces import canary, nothing_left

GRACE = 14


def deactivate(person: Person) -> Page:
    """Close the account."""
    page = person.visitor.get("/me/deactivate")
    if page.status == 405 or not [form for form in page.forms if form.path == "/me/deactivate"]:
        page = person.visitor.get("/me")
    done = person.visitor.submit(page.form("/me/deactivate"))
    assert done.status == 200, done
    return done


def erase(person: Person) -> Page:
    """Erase everything now."""
    form = person.visitor.get("/me/erase").form("/me/erase")
    done = person.visitor.submit(form, {"confirm": "erase"})
    assert done.status == 200, done
    return done


def full(product: Instance) -> Person:
    """Somebody who has given everything that can be given and agreed to everything."""
    person = register(product, choices=["research.survey", "research.interview", "account.reminder"])
    person.profile()
    return person


def test_everything_stops_at_once(rehearsal: Instance, not_applicable: Report) -> None:
    """Within a minute every session gets 401, all optional uses stop, and the campaign leaves the address out."""
    person = full(rehearsal)
    aim = {"audience": "all", "classes": [EMAIL], "purpose": "research.survey"}
    before = rehearsal.attempt("use", aim).json()["count"]
    sessions = [person.window() for _ in range(3)]
    closing = person.visitor.clone()
    done = deactivate(person)
    assert str(GRACE) in done.text or re.search(r"\b20\d\d\b", done.text), done
    for one in (*sessions, closing):
        assert one.get("/me", follow=False).status == 401
        assert one.get("/me/uses", follow=False).status == 401
        assert one.post("/me/preferences", {"choice.research.survey": "yes"}, follow=False).status == 401
        one.close()
    assert rehearsal.attempt("use", aim).json()["count"] == before - 1
    for purpose in ("research.survey", "account.notices", "account.run", "account.reminder"):
        assert rehearsal.use(person.email, EMAIL, purpose).status_code == 403, purpose
    assert rehearsal.share(person.email, EMAIL, "storage", "parent").status_code == 403
    not_applicable("contacts see nothing of the presence and profile", "C120")
    not_applicable("mail and invitations stop", "C109 and C131")


def test_after_the_grace_period_nothing_is_left(fresh_instance: Make, not_applicable: Report) -> None:
    """When the announced days have passed SWEEP finds none of the account's CANARY values."""
    product = fresh_instance()
    person, other = full(product), full(product)
    deactivate(person)
    product.clock(f"+{GRACE - 1}d")
    assert person.email in [row["value"] for row in product.dump(EMAIL)], "still in the grace period"
    product.clock("+2d")
    nothing_left(product, *person.canaries.values())
    for one in person.canaries:
        assert person.canaries[one] not in [row["value"] for row in product.dump(one)]
    assert other.email in [row["value"] for row in product.dump(EMAIL)], "nobody else is touched"
    with product.visitor() as visitor:
        assert person.sign_in(visitor).status in (401, 403, 422)
    product.avow("ledger", "verify")
    not_applicable("a backup older than its window contains nothing (restore test)", "C71")


def test_the_grace_period_is_announced(instance: Instance) -> None:
    """The statement says how long the account waits before it is erased."""
    with instance.visitor() as visitor:
        assert f"{GRACE} days" in visitor.get("/privacy").text


def test_who_comes_back_in_time_finds_everything(rehearsal: Instance) -> None:
    """Within the grace period the person may take it back; their refusals stay refusals."""
    person = full(rehearsal)
    deactivate(person)
    rehearsal.clock("+3d")
    person.visitor.close()
    person.visitor = rehearsal.visitor()
    person.sign_in()
    pages = [person.visitor.get(path) for path in ("/me", "/me/reactivate", "/me/deactivate")]
    form = next(form for page in pages for form in page.forms if form.path == "/me/reactivate")
    assert person.visitor.submit(form).status == 200
    if person.visitor.get("/me", follow=False).status != 200:
        person.sign_in()
    page = person.visitor.get("/me")
    for category in (EMAIL, "person.name", "contact.postal"):
        assert person.canaries[category] in page.text
    rehearsal.clock("+30d")
    assert person.email in [row["value"] for row in rehearsal.dump(EMAIL)]
    assert rehearsal.use(person.email, EMAIL, "account.notices").status_code == 200


def test_erase_now_skips_the_grace_period(fresh_instance: Make, own_recipients: Recipients) -> None:
    """Erasing leaves nothing, at once: in the store, its logs, queues and keys; recipients are told."""
    product = fresh_instance(recipients=own_recipients)
    person = full(product)
    assert product.share(person.email, EMAIL, "storage", "parent").status_code == 200
    own_recipients.wait("parent")
    home = next(row["home"] for row in product.dump(EMAIL) if row["value"] == person.email)
    sessions = [person.window(), person.visitor.clone()]
    done = erase(person)
    assert "erased" in done.text.lower()
    for one in sessions:
        assert one.get("/me", follow=False).status == 401
        one.close()
    assert product.use(person.email, EMAIL, "account.run").status_code in (403, 404)
    own_recipients.wait("parent", lambda call: call.json["act"] in ("erase", "delete"))
    nothing_left(product, *person.canaries.values())
    assert home not in [row["home"] for row in product.dump("item")]
    again = register_again(product, person)
    assert again.visitor.get("/me/uses").status == 200


def register_again(product: Instance, gone: Person) -> Person:
    """The address is free: the same person may come back as a new one, and finds nothing of the old."""
    again, before = Person(product, product.visitor(), gone.email, canary("Pw9-")), product.sink.names()
    form = blank_registration(again.visitor)
    assert again.visitor.submit(form, {EMAIL: gone.email, PASSWORD: again.password}).status == 200
    link = product.sink.wait(gone.email, since=before).link("/confirm/")
    again.visitor.submit(again.visitor.get(link).form("/confirm/"))
    if again.visitor.get("/me", follow=False).status != 200:
        again.sign_in()
    page = again.visitor.get("/me")
    assert gone.canaries["person.name"] not in page.text
    return again


@pytest.mark.parametrize("confirm", [None, "", "yes", "ERASE "])
def test_erasing_asks_once(confirm: str | None, rehearsal: Instance) -> None:
    """Looking at the page erases nothing, nor does a form without the word."""
    person = register(rehearsal)
    form = person.visitor.get("/me/erase").form("/me/erase")
    page = person.visitor.submit(form, {"confirm": confirm})
    assert page.status == 422, page
    assert person.visitor.get("/me").status == 200


def test_the_finished_receipt_says_what_is_covered(rehearsal: Instance) -> None:
    """The page that ends it shows the receipt: when, the entry, and from when no old copy can be opened."""
    person = register(rehearsal)
    done = erase(person)
    assert re.search(r"\d{1,2} \w+ 20\d\d", done.text), done
    assert person.email not in done.text
    rows = [row for row in rehearsal.ledger("--clause", "C48") if row["act"] == "erase"]
    assert rows
    assert not any(value in str(rows) for value in person.canaries.values())


def test_a_sleeping_product_catches_up(fresh_instance: Make) -> None:
    """A grace period that ended while the product was stopped is over when it starts."""
    product = fresh_instance()
    person = register(product)
    deactivate(person)
    product.stop()
    product.start()
    product.clock(f"+{GRACE + 1}d")
    nothing_left(product, *person.canaries.values())
