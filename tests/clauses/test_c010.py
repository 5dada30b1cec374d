"""C10: told why, per item.

The purpose of collecting is given at the same time, beside each field, and stored with the value. Optional items are
marked and may be left blank. A field that is not asked for is refused, and the whole submission with it.
"""

from __future__ import annotations

import pytest

from tests.kit.crawl import crawl, documents
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.page import Form
from tests.kit.person import EMAIL, address, blank_registration, register
from tests.kit.traces import canary, nothing_left
from tests.kit.visitor import Visitor


def collecting_forms(visitor: Visitor) -> dict[str, Form]:
    """The public forms that collect, by where they go."""
    found = {form.path: form for page in documents(crawl(visitor)).values() for form in page.forms if form.visible}
    found["/register"] = blank_registration(visitor)
    return found


def filled(form: Form, word: str) -> dict[str, str]:
    """Every field of a form filled in with something that holds the word."""
    made = {}
    for one in form.visible:
        if one.kind in ("checkbox", "radio"):
            continue
        mail = one.kind == "email" or one.name.endswith("email") or one.name == "child.contact"
        made[one.name] = f"{word}@people.example" if mail else "36" if one.kind == "number" else word
    return made


def test_every_field_refers_to_visible_words_of_its_purpose(rehearsal: Instance) -> None:
    """Every visible input of every form names, by `aria-describedby`, a text that is seen and says why."""
    labels = {name: fields["label"].lower() for name, fields in Folder().purposes().items()}
    points = Folder().points()
    with rehearsal.visitor() as visitor:
        forms = collecting_forms(visitor)
    person = register(rehearsal)
    forms |= {f.path: f for page in documents(crawl(person.visitor, "/me")).values() for f in page.forms}
    assert {"/register", "/ask", "/children", "/signin", "/link", "/me/profile"} <= set(forms)
    known = {category: point for point in points.values() for category in point["asks"]}
    seen = 0
    for path, form in forms.items():
        for one in form.visible:
            words = one.described.lower()
            assert words, f"{path}: `{one.name}` says no purpose"
            assert one.label, f"{path}: `{one.name}` has no label"
            if one.name in known and not path.startswith("/me/correct"):
                assert any(label in words for label in labels.values()), f"{path}: {one.name}: {words}"
                seen += 1
    assert seen > 10


def test_each_field_names_exactly_its_own_purposes(rehearsal: Instance) -> None:
    """Beside a field stand all purposes that it would serve at this point, and none that it would not."""
    folder = Folder()
    purposes, points = folder.purposes(), folder.points()
    with rehearsal.visitor() as visitor:
        form = blank_registration(visitor)
    for one in form.visible:
        if one.name not in points["site.account"]["asks"]:
            continue
        told = one.described.lower()
        for name in points["site.account"]["for"]:
            if purposes[name]["basis"] == "service":
                assert (purposes[name]["label"].lower() in told) == (one.name in purposes[name]["uses"]), (
                    one.name,
                    name,
                )


def test_the_stored_row_lists_its_purposes(rehearsal: Instance) -> None:
    """After submitting, each stored row lists the purpose ids that its field was collected for."""
    folder = Folder()
    purposes, points = folder.purposes(), folder.points()
    person = register(rehearsal)
    for category in ("contact.email", "person.name", "account.age_met"):
        rows = rehearsal.dump(category)
        value = person.canaries.get(category)
        mine = [row for row in rows if row["value"] == value] if value else rows
        assert mine, rows
        told = {name for name in points["site.account"]["for"] if category in purposes[name]["uses"]}
        for row in mine:
            assert row["point"] == "site.account"
            assert row["category"] == category
            assert set(row["purposes"]) == told


def test_optional_items_are_marked_and_may_stay_blank(rehearsal: Instance) -> None:
    """What is not needed is marked as optional, in words, and the form is complete without it."""
    asks = Folder().points()["site.account"]["asks"]
    with rehearsal.visitor() as visitor:
        form = blank_registration(visitor)
    for one in form.visible:
        if one.name in asks:
            around = one.node.within("div", "fieldset", "p", "form")
            assert around is not None
            words = (one.label + " " + around.text).lower()
            assert one.required == (asks[one.name] == "required"), one.name
            if asks[one.name] == "optional":
                assert "optional" in words or "if you like" in words, words
    register(rehearsal, leave=["person.name"])


@pytest.mark.parametrize("path", ["/register", "/ask", "/children"])
def test_a_field_that_is_not_asked_for_refuses_the_whole(path: str, rehearsal: Instance) -> None:
    """One undeclared field and the submission is refused with 422 and this clause; nothing of it is anywhere."""
    with rehearsal.visitor() as visitor:
        form = collecting_forms(visitor)[path]
        word, extra, who = canary(), canary("xtra"), address()
        values = filled(form, word) | ({EMAIL: who} if EMAIL in form.names else {})
        for name in ("person.shoe_size", "contact.phone", "choice.account.marketing"):
            page = visitor.submit(form, values | {name: extra})
            assert page.status == 422, page
            assert "C10" in page.text
        api = visitor.client.post(
            path,
            data={**form.untouched(), **values, "person.shoe_size": extra},
            headers={"accept": "application/json", "origin": visitor.url, "sec-fetch-site": "same-origin"},
        )
        assert api.status_code == 422
        assert api.json()["clause"] == "C10"
    nothing_left(rehearsal, word, extra, who)
    assert rehearsal.sink.letters(who) == []


def test_the_api_refuses_what_its_point_does_not_ask(rehearsal: Instance) -> None:
    """A category that the point does not ask for is refused there too, and nothing of the submission is stored."""
    person = register(rehearsal)
    word = canary()
    with rehearsal.visitor() as visitor:
        visitor.client.cookies = person.visitor.client.cookies
        forms = [form for page in documents(crawl(visitor, "/me")).values() for form in page.forms]
    notice = next(form for form in forms if form.path == "/me/profile").untouched()["notice"]
    body = {"person": person.email, "point": "site.profile", "notice": notice, "choices": {}}
    answer = rehearsal.attempt("collect", {**body, "values": {"person.title": word, "case.text": word}})
    assert answer.status_code in (403, 422), answer.text
    assert answer.json()["clause"] == "C10"
    nothing_left(rehearsal, word)
    answer = rehearsal.attempt("collect", {**body, "values": {"person.title": word}})
    assert answer.status_code == 200, answer.text
