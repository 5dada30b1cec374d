"""C93: no knowing collection from children under 13.

The age question is neutral and comes before any other field; an answer under thirteen ends collection, stores nothing,
and cannot be changed by going back in the same browser session.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.kit.browser import window
from tests.kit.fixtures import Report
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, PASSWORD, address, age_question, blank_registration, register
from tests.kit.traces import canary, in_folder, nothing_left
from tests.kit.visitor import Visitor


def answer(page: Page, years: int) -> None:
    """Answer the age question in a browser."""
    page.fill("[name='age.years']", str(years))
    with page.expect_navigation():
        page.locator("[name='age.years']").press("Enter")


def test_the_question_is_neutral_and_comes_first(rehearsal: Instance, not_applicable: Report) -> None:
    """Before every other field stands one question that hints at no right answer."""
    with rehearsal.visitor() as visitor:
        page = visitor.get("/register")
        form = page.form("/register", having="age.years")
        assert [one.name for one in form.visible] == ["age.years"]
        main = page.root.all("main")[0].text.lower()
        for hint in ("13", "thirteen", "under age", "too young", "parent"):
            assert hint not in main, hint
        assert form.untouched().get("age.years", "") == "", "no answer is suggested"
        assert not form.visible[0].node.get("min").isdigit() or int(form.visible[0].node.get("min")) <= 1
    for place, clause in (("promotions", "C18"), ("forums", "C19"), ("meetings", "C105")):
        not_applicable(f"the age question where {place} start", clause)


def test_twelve_is_a_polite_stop_that_lasts(chromium: Browser, rehearsal: Instance) -> None:
    """In a browser: 12 stops politely; back and 20 is still stopped; a new session is free, for nothing was kept."""
    with window(chromium, rehearsal) as tab:
        page = tab.open("/register")
        answer(page, 12)
        assert page.locator(f"[name='{EMAIL}']").count() == 0
        assert len(page.inner_text("main")) > 40
        page.go_back()
        if page.locator("[name='age.years']").count():
            answer(page, 20)
        assert page.locator(f"[name='{EMAIL}']").count() == 0
        page.goto(rehearsal.url + "/register")
        if page.locator("[name='age.years']").count():
            answer(page, 20)
        assert page.locator(f"[name='{EMAIL}']").count() == 0
        cookies = tab.context.cookies()
        assert [one["name"] for one in cookies] == ["underage"]
        assert cookies[0]["expires"] == -1, "gone with the browser session"
    with window(chromium, rehearsal) as tab:
        page = tab.open("/register")
        answer(page, 20)
        assert page.locator(f"[name='{EMAIL}']").count() == 1


@pytest.mark.parametrize("years", ["12", "0", "1", "12.9", "-5", "", "abc", "1e2", "٣", "130000"])
def test_no_answer_but_an_age_opens_the_form(years: str, rehearsal: Instance) -> None:
    """What is below thirteen, or no age at all, does not lead to the form."""
    with rehearsal.visitor() as visitor:
        page = age_question(visitor, years)
        assert not [form for form in page.forms if EMAIL in form.names], page
        assert page.status in (200, 403, 422)


def test_thirteen_is_old_enough(rehearsal: Instance) -> None:
    """Somebody who is thirteen may register."""
    with rehearsal.visitor() as visitor:
        assert EMAIL in age_question(visitor, 13).form("/register", having=EMAIL).names


def test_an_under_age_session_cannot_post_either(rehearsal: Instance) -> None:
    """Whatever is sent after the answer, with a form opened before or a token of somebody else, stores nothing."""
    who, name = address(), canary()
    with rehearsal.visitor() as visitor, rehearsal.visitor() as elder:
        early = blank_registration(visitor)
        age_question(visitor, 12)
        for form in (early, blank_registration(elder)):
            page = visitor.submit(form, {EMAIL: who, PASSWORD: canary("Pw7-"), "person.name": name})
            assert page.status in (403, 422), page
            assert "C93" in page.text
        assert age_question_blocked(visitor)
    assert rehearsal.sink.letters(who) == []
    nothing_left(rehearsal, who, name)


def age_question_blocked(visitor: Visitor) -> bool:
    """Whether the session is still told that it cannot go on."""
    return not [form for form in visitor.get("/register").forms if EMAIL in form.names]


def test_the_age_cannot_be_left_out_or_forged(rehearsal: Instance) -> None:
    """Without the token of an answer, or with a forged one, the submission is refused and nothing is stored."""
    who = address()
    with rehearsal.visitor() as visitor:
        good = blank_registration(visitor).untouched()["age"]
        for token in (None, "", "36", good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), good + "x"):
            form = blank_registration(visitor)
            page = visitor.submit(form, {EMAIL: who, PASSWORD: canary("Pw7-"), "age": token})
            assert page.status in (403, 422), (token, page)
    assert rehearsal.sink.letters(who) == []
    assert in_folder(rehearsal.data, who) == []


def test_no_date_of_birth_is_stored_for_adults(rehearsal: Instance) -> None:
    """Of an adult only "13 or older: yes" is kept, neither years nor a date."""
    person = register(rehearsal)
    home = next(row["home"] for row in rehearsal.dump(EMAIL) if row["value"] == person.email)
    rows = {row["category"]: row["value"] for row in rehearsal.dump("item") if row["home"] == home}
    assert set(rows) == {EMAIL, PASSWORD, "person.name", "account.age_met"}
    assert rows["account.age_met"] == "yes"
    assert "36" not in (rows["account.age_met"], rows["person.name"])


def test_the_api_does_not_take_children_either(rehearsal: Instance) -> None:
    """Collecting for an account through the API without a recorded age is refused."""
    with rehearsal.visitor() as visitor:
        notice = blank_registration(visitor).untouched()["notice"]
    who = address()
    body = {"person": None, "point": "site.account", "notice": notice, "choices": {}}
    for age in ({}, {"account.age_met": "no"}, {"account.age_met": "12"}):
        answer = rehearsal.attempt("collect", {**body, "values": {EMAIL: who, PASSWORD: canary("Pw7-"), **age}})
        assert answer.status_code in (403, 422), answer.text
    assert rehearsal.sink.letters(who) == []


def test_the_age_is_the_statements(instance: Instance) -> None:
    """The limit that the product keeps is the one that the statement states."""
    with instance.visitor() as visitor:
        assert "13" in visitor.get("/privacy").text
