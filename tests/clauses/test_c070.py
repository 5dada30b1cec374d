"""C70: consent needs an action by the person.

Preferences are expressed by something the person does: no box is ticked beforehand, one purpose a control, yes and no
alike, withdrawing as easy as giving, and no consent by scrolling, closing, using or silence.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.kit.browser import window
from tests.kit.crawl import crawl, documents
from tests.kit.fixtures import Report
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.page import Form
from tests.kit.person import EMAIL, age_question, blank_registration, register

OPT_IN = {name for name, fields in Folder().purposes().items() if fields["basis"] == "opt-in"}


def choices(form: Form) -> list[Any]:
    """Consent controls of a form."""
    return [one for one in form.fields if one.name.startswith("choice.")]


def test_no_consent_control_comes_ticked(rehearsal: Instance) -> None:
    """In no form, public or one's own, does a consent control carry `checked` before the person answered."""
    with rehearsal.visitor() as visitor:
        forms = [form for page in documents(crawl(visitor)).values() for form in page.forms]
        forms += age_question(visitor, 36).forms
    person = register(rehearsal)
    forms += [form for page in documents(crawl(person.visitor, "/me")).values() for form in page.forms]
    controls = [one for form in forms for one in choices(form)]
    assert {one.name.removeprefix("choice.") for one in controls} >= OPT_IN
    for one in controls:
        assert not one.checked, one.name
        assert "selected" not in str(one.node.attrs), one.name


def test_one_purpose_a_control_and_apart_from_everything_else(rehearsal: Instance) -> None:
    """Each opt-in purpose has a box of its own that says its purpose; none is required; no box covers the terms."""
    purposes = Folder().purposes()
    with rehearsal.visitor() as visitor:
        form = blank_registration(visitor)
    boxes = {one.name.removeprefix("choice."): one for one in choices(form)}
    assert set(boxes) == OPT_IN
    assert len(choices(form)) == len(boxes)
    for name, one in boxes.items():
        assert one.kind == "checkbox"
        assert not one.required
        assert purposes[name]["label"].lower() in (one.label + one.described).lower()
        for other in OPT_IN - {name}:
            assert purposes[other]["label"].lower() not in one.label.lower()
    ticks = [one for one in form.visible if one.kind == "checkbox" and one.name not in {f"choice.{n}" for n in OPT_IN}]
    assert ticks == [], "no tick for agreeing to a text"


def test_untouched_is_no(rehearsal: Instance) -> None:
    """A form sent without touching its boxes is recorded as no: nothing is consented, nothing is allowed."""
    person = register(rehearsal)
    for purpose in OPT_IN:
        assert person.preference(purpose) in ("no", "unasked")
        assert rehearsal.use(person.email, EMAIL, purpose).status_code == 403
    assert not [row for row in rehearsal.of(person.email) if row["act"] == "consent"]
    home = next(row["home"] for row in rehearsal.dump(EMAIL) if row["value"] == person.email)
    assert not [row for row in rehearsal.dump("choice_act") if row["home"] == home and row["yes"]]


def test_using_the_account_is_no_consent(rehearsal: Instance) -> None:
    """Reading, scrolling, correcting and signing in again change no preference."""
    person = register(rehearsal)
    for path in ("/me", "/me/preferences", "/me/consents", "/me/uses", "/privacy"):
        person.visitor.get(path)
    person.correct("person.name", "Canary Correction")
    person.window().close()
    assert {person.preference(purpose) for purpose in OPT_IN} <= {"no", "unasked"}


def test_a_tick_that_no_form_offers_is_refused(rehearsal: Instance) -> None:
    """Ticking a purpose that needs no consent, or one that does not exist, refuses the whole submission."""
    with rehearsal.visitor() as visitor:
        for purpose in ("storage", "account.run", "research.everything"):
            form = blank_registration(visitor)
            values = {
                EMAIL: "somebody@people.example",
                "account.password": "Long-enough-1234",
                f"choice.{purpose}": "yes",
            }
            page = visitor.submit(form, values)
            assert page.status == 422, (purpose, page)
            assert "C10" in page.text or "C70" in page.text


def test_yes_and_no_are_equals(rehearsal: Instance, chromium: Browser) -> None:
    """At `/me/preferences` yes and no are the same kind of control, as large as each other, one click each."""
    person = register(rehearsal)
    page = person.visitor.get("/me/preferences")
    for purpose in OPT_IN:
        form = page.form("/me/preferences", having=f"choice.{purpose}")
        controls = [one for one in form.fields if one.name == f"choice.{purpose}"]
        assert sorted(one.value for one in controls) == ["no", "yes"], purpose
        assert len({one.kind for one in controls}) == 1
        assert len({one.node.get("class") for one in controls}) == 1
    with window(chromium, rehearsal) as tab:
        for name, value in person.visitor.jar.items():
            tab.context.add_cookies([{"name": name, "value": value, "url": rehearsal.url}])
        tab.open("/me/preferences")
        for purpose in OPT_IN:
            both = tab.page.locator(f"[name='choice.{purpose}']")
            sizes = [both.nth(number).evaluate(
                "e => { const b = (e.labels && e.labels[0] || e).getBoundingClientRect(); return [b.height, b.width] }"
            ) for number in range(2)]  # fmt: skip
            assert abs(sizes[0][0] - sizes[1][0]) < 2, (purpose, sizes)
            assert max(sizes[0][1], sizes[1][1]) < 2 * min(sizes[0][1], sizes[1][1]), (purpose, sizes)


def test_the_text_and_the_version_are_stored(rehearsal: Instance) -> None:
    """With each consent stand the words that were shown, their version, the time and the channel."""
    person = register(rehearsal, choices=["research.survey"])
    home = next(row["home"] for row in rehearsal.dump(EMAIL) if row["value"] == person.email)
    acts = [row for row in rehearsal.dump("choice_act") if row["home"] == home]
    assert [(row["purpose"], row["yes"], row["revision"], row["channel"]) for row in acts] == [
        ("research.survey", True, rehearsal.machine()["revision"], "web")
    ]
    label = Folder().purposes()["research.survey"]["label"]
    assert label in str(acts[0]["evidence"]), "the words that were shown"
    page = person.visitor.get("/me/consents")
    assert label in page.text
    assert "revision 1" in page.text.lower() or "version 1" in page.text.lower()
    receipts = [link for link, _ in page.links if "/me/receipts/" in link]
    assert receipts
    receipt = person.visitor.get(receipts[0])
    assert receipt.status == 200


def test_withdrawing_is_one_step(rehearsal: Instance, not_applicable: Report) -> None:
    """One act at `/me/consents` withdraws, without a question, a reason or another page."""
    person = register(rehearsal, choices=["research.survey", "account.reminder"])
    page = person.visitor.get("/me/consents")
    form = page.form("/me/consents/research.survey/withdraw")
    assert [one.name for one in form.visible if one.required] == []
    done = person.visitor.submit(form)
    assert done.status == 200
    assert rehearsal.use(person.email, EMAIL, "research.survey").status_code == 403
    assert rehearsal.use(person.email, EMAIL, "account.reminder").status_code == 200
    assert person.preference("research.survey") == "no"
    assert not [f for f in done.forms if f.path == "/me/consents/research.survey/withdraw"]
    with rehearsal.visitor() as visitor:
        for page in documents(crawl(visitor)).values():
            assert not [n for n in page.root if n.get("role") in ("dialog", "alertdialog")], page
    not_applicable("a banner whose refusal is as many clicks as its acceptance: no page has one", "C76")
