"""C45: registered users update online, in every service.

A registered user can see and change, on screens of their own, all that a service holds about them.
"""

from __future__ import annotations

import json

from tests.kit.fixtures import Report
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, PASSWORD, Person, address, phone, register
from tests.kit.traces import canary


def editable(instance: Instance) -> set[str]:
    """Classes that `avow classes` marks editable."""
    return {row["class"] for row in instance.catalogue() if row.get("editable")}


def change_address(person: Person, new: str) -> None:
    """Change the address on the person's own screen and confirm it at both ends."""
    before = person.instance.sink.names()
    page = person.visitor.get("/me/address")
    person.visitor.submit(page.form("/me/address", having=EMAIL), {EMAIL: new})
    for who in (new, person.email):
        link = person.instance.sink.wait(who, since=before).link("/address/")
        person.visitor.submit(person.visitor.get(link).form("/address/"))


def test_every_editable_class_is_changed_on_ones_own_screens(rehearsal: Instance, not_applicable: Report) -> None:
    """Each class marked editable is changed through the user's own screens and read back by API and DUMP."""
    person = register(rehearsal)
    person.profile()
    classes = editable(rehearsal)
    assert {EMAIL, PASSWORD, "person.name", "person.title", "contact.postal", "contact.phone"} <= classes
    for category in sorted(classes - {EMAIL, PASSWORD}):
        new = phone() if category == "contact.phone" else canary()
        old = person.canaries[category]
        page = person.correct(category, new)
        assert page.status == 200, page
        assert rehearsal.use(person.email, category, "account.run").json()["values"] == {category: new}
        stored = [row["value"] for row in rehearsal.dump(category)]
        assert new in stored
        assert old not in stored
        assert new in person.visitor.get("/me").text
    for service, clause in (("meetings", "C105"), ("Connect", "C118"), ("Mail", "C131")):
        not_applicable(f"change each class in {service}", clause)


def test_the_address_is_changed_online(rehearsal: Instance) -> None:
    """So is the address, which both ends confirm."""
    person, new = register(rehearsal), address()
    change_address(person, new)
    assert rehearsal.use(new, EMAIL, "account.run").json()["values"] == {EMAIL: new}
    assert person.email not in [row["value"] for row in rehearsal.dump(EMAIL)]


def test_the_password_is_changed_online(rehearsal: Instance) -> None:
    """So is the password: the new one opens the account, the old one does not, other sessions end."""
    person, new = register(rehearsal), canary("Pw8-")
    other = person.window()
    form = person.visitor.get("/me/password").form("/me/password")
    names = [one.name for one in form.visible]
    assert len(names) >= 2, names
    page = person.visitor.submit(form, dict(zip(names, (person.password, new, new), strict=False)))
    assert page.status == 200, page
    assert other.get("/me", follow=False).status != 200
    with rehearsal.visitor() as visitor:
        assert person.sign_in(visitor).status in (401, 403, 422)
        person.sign_in(visitor, password=new)
        assert visitor.get("/me").status == 200
    other.close()


def test_everything_held_is_seen_online(rehearsal: Instance) -> None:
    """Whatever is stored about a person stands on `/me`, with why it is held and until when."""
    person = register(rehearsal)
    person.profile()
    text = person.visitor.get("/me").text
    home = next(row["home"] for row in rehearsal.dump(EMAIL) if row["value"] == person.email)
    mine = [row for row in rehearsal.dump("item") if row["home"] == home]
    assert len(mine) >= 6
    labels = {one["id"]: one["label"] for one in rehearsal.machine()["categories"]}
    for row in mine:
        assert labels[row["category"]].lower() in text.lower(), row["category"]
        if row["category"] not in (PASSWORD, "account.age_met"):
            assert row["value"] in text, row["category"]
    assert person.password not in text


def test_a_value_that_cannot_be_is_refused_beside_its_field(rehearsal: Instance) -> None:
    """A bad correction shows the page again with the reason beside the field; nothing is changed."""
    person = register(rehearsal)
    form = person.item("person.name")
    page = person.visitor.submit(form, {"person.name": "x" * 5000})
    assert page.status == 422, page
    assert person.canaries["person.name"] in json.dumps(rehearsal.dump("person.name"))
