"""C44: keeping data accurate, with the person's help.

People are asked to keep their details current and can report changes on the account page, by mail, by letter and
through staff; each item shows when it was last confirmed; a bounced address is flagged as doubtful to its owner.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kit.desk import Desk
from tests.kit.fixtures import Make
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, Person, address, register
from tests.kit.post import bounce, letter, send


def on_the_account_page(person: Person, new: str) -> str:
    """The person changes the address online and confirms it at both ends."""
    product, old = person.instance, person.email
    before = product.sink.names()
    page = person.visitor.get("/me/address")
    done = person.visitor.submit(page.form("/me/address", having=EMAIL), {EMAIL: new})
    assert done.status == 200, done
    assert product.use(old, EMAIL, "account.notices").json()["values"] == {EMAIL: old}, "nothing before it is confirmed"
    for who in (new, old):
        link = product.sink.wait(who, since=before, where=lambda one: "/address/" in one.text).link("/address/")
        done = person.visitor.submit(person.visitor.get(link).form("/address/"))
        assert done.status == 200, done
    return "web"


def through_the_desk(person: Person, new: str, channel: str) -> str:
    """The desk takes the request in and corrects the address."""
    with Desk(person.instance) as desk:
        case = desk.intake(
            channel=channel,
            right="correct",
            contact__email=person.email,
            notice__how="read out" if channel == "phone" else "enclosed",
            notice__on="2026-11-24",
            case__text="My address has changed.",
        )
        desk.correct(case, EMAIL, new)
        desk.close(case)
    return channel


def by_letter(person: Person, new: str) -> str:
    """A letter reaches the desk."""
    return through_the_desk(person, new, "letter")


def by_telephone(person: Person, new: str) -> str:
    """Staff enter it during a call."""
    return through_the_desk(person, new, "phone")


def by_mail(person: Person, new: str) -> str:
    """A mail to the privacy address becomes a case, which the desk carries out."""
    product = person.instance
    contact = product.machine()["contacts"]["privacy"]["email"]
    with Desk(product) as desk:
        before = desk.cases()
        send(product.smtp_in, letter(person.email, contact, "My new address", "It has changed."), person.email, contact)
        product.sink.wait(person.email, where=lambda one: "/confirm/" not in one.text)
        desk.correct(desk.new_case(before), EMAIL, new)
    return "mail"


@pytest.mark.parametrize("way", [on_the_account_page, by_letter, by_telephone, by_mail])
def test_an_address_changed_in_each_of_four_ways(way: Callable[[Person, str], str], rehearsal: Instance) -> None:
    """The new value, the day of its confirmation and the channel are recorded, whichever way the change came."""
    person, new = register(rehearsal), address()
    channel = way(person, new)
    told = rehearsal.use(new, EMAIL, "account.notices")
    assert told.status_code == 200, told.text
    assert told.json()["values"] == {EMAIL: new}
    assert rehearsal.use(person.email, EMAIL, "account.notices").status_code in (403, 404), "the old one is released"
    row = next(row for row in rehearsal.dump(EMAIL) if row["value"] == new)
    assert row["confirmed_day"], row
    corrections = [row for row in rehearsal.of(new) if row["act"] == "correct"]
    assert corrections
    assert corrections[-1]["channel"] == channel or corrections[0]["channel"] == channel
    old, person.email = person.email, new
    with rehearsal.visitor() as visitor:
        person.sign_in(visitor)
        page = visitor.get("/me")
        assert new in page.text
        assert old not in page.text


def test_each_item_shows_when_it_was_last_confirmed(rehearsal: Instance) -> None:
    """`/me` shows for each item the day on which it was last confirmed."""
    person = register(rehearsal)
    page = person.visitor.get("/me")
    cells = [node.text for node in page.root.all("tr", "li", "article", "section") if person.email in node.text]
    assert any("confirmed" in text.lower() for text in cells), page


def test_a_hard_bounce_is_shown_to_its_owner(rehearsal: Instance) -> None:
    """After a hard bounce the account shows the doubt to its owner, and confirming the address ends it."""
    person, other = register(rehearsal), register(rehearsal)
    assert "doubt" not in person.visitor.get("/me").text.lower()
    sent = rehearsal.sink.letters(person.email)[0]
    back = (sent["x-mail-from"] or sent["return-path"] or sent["from"]).strip("<>")
    send(rehearsal.smtp_in, bounce(sent, person.email, back), "", back.rpartition("<")[2])
    for _ in range(100):
        page = person.visitor.get("/me")
        if "doubt" in page.text.lower():
            break
    assert "doubt" in page.text.lower(), page
    assert "doubt" not in other.visitor.get("/me").text.lower()


def test_a_forged_bounce_raises_no_doubt(rehearsal: Instance) -> None:
    """A bounce for a message that was never sent to that address changes nothing."""
    person, other = register(rehearsal), register(rehearsal)
    sent = rehearsal.sink.letters(other.email)[0]
    back = (sent["x-mail-from"] or sent["return-path"] or sent["from"]).strip("<>").rpartition("<")[2]
    send(rehearsal.smtp_in, bounce(sent, person.email, back), "", back)
    contact = rehearsal.machine()["contacts"]["privacy"]["email"]
    sent.raw = b"Message-ID: <made-up@people.example>\r\nTo: " + person.email.encode()
    send(rehearsal.smtp_in, bounce(sent, person.email, contact), "", contact)
    rehearsal.clock("+1h")
    assert "doubt" not in person.visitor.get("/me").text.lower()


def test_people_are_reminded_at_most_yearly_and_only_if_they_wish(fresh_instance: Make) -> None:
    """Who asked for it gets one reminder in a year, with a link to their details; who did not gets none."""
    product = fresh_instance()
    willing, silent = register(product, choices=["account.reminder"]), register(product)
    before = product.sink.names()
    for _ in range(13):
        product.clock("+30d")
    reminders = product.sink.letters(willing.email, before)
    assert len(reminders) == 1, reminders
    assert reminders[0].link("/privacy")
    assert product.sink.letters(silent.email, before) == []
    rows = [row for row in product.of(willing.email) if row["purpose"] == "account.reminder" and row["act"] == "use"]
    assert len(rows) == 1
