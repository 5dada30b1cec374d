"""C82: most of the site works without cookies, with named losses.

One may browse without accepting cookies: all public pages, the statement, asking and reporting work, and each function
that does not says so on the spot.
"""

from __future__ import annotations

from typing import Any

from tests.kit.crawl import crawl, documents
from tests.kit.fixtures import Report
from tests.kit.instance import Instance
from tests.kit.page import Page
from tests.kit.person import EMAIL, PASSWORD, address, age_question, register
from tests.kit.traces import canary
from tests.kit.visitor import Visitor


def test_the_public_site_without_cookies_is_the_public_site(instance: Instance) -> None:
    """At least 95 % of the pages return the same full content with cookies disabled."""
    with instance.visitor(cookies=True) as usual, instance.visitor(cookies=False) as bare:
        expected = documents(crawl(usual))
        found = documents(crawl(bare))
    assert len(expected) >= 8
    same = [
        path
        for path, page in expected.items()
        if path in found and found[path].status == page.status == 200 and found[path].text == page.text
    ]
    assert len(same) >= 0.95 * len(expected), sorted(set(expected) - set(same))


def registering(visitor: Visitor) -> Page:
    """Register, up to the mail."""
    form = age_question(visitor, 36).form("/register", having=EMAIL)
    return visitor.submit(form, {EMAIL: address(), PASSWORD: canary("Pw7-")})


def asking(visitor: Visitor) -> Page:
    """Ask a question."""
    forms = [form for page in documents(crawl(visitor)).values() for form in page.forms if form.path == "/ask"]
    return visitor.submit(forms[0], {EMAIL: address(), "case.text": canary()})


def reporting(visitor: Visitor) -> Page:
    """Report a child's account."""
    forms = [form for page in documents(crawl(visitor)).values() for form in page.forms if form.path == "/children"]
    return visitor.submit(forms[0], {"child.contact": address(), "report.text": canary()})


def wanting_a_link(visitor: Visitor) -> Page:
    """Ask for a link to one's own data."""
    return visitor.submit(visitor.get("/link").form("/link", having=EMAIL), {EMAIL: address()})


def test_what_needs_no_cookie_works_without(rehearsal: Instance, not_applicable: Report) -> None:
    """Asking, reporting a child, asking for a link and registering are finished with cookies off."""
    with rehearsal.visitor(cookies=False) as visitor:
        for act in (asking, reporting, wanting_a_link, registering):
            page = act(visitor)
            assert page.status == 200, (act.__name__, page)
            assert "cookie" not in page.root.all("main")[0].text.lower(), act.__name__
    for step, clause in (("unsubscribe", "C50"), ("a survey without account", "C17"), ("a referral", "C39")):
        not_applicable(f"{step} with cookies off", clause)
    not_applicable("a search of the site with cookies off", "C13")


def losses(instance: Instance) -> set[str]:
    """The functions that `/cookies.json` names as lost without cookies."""
    told: dict[str, Any] = instance.get("/cookies.json").json()
    return {one["id"] for one in told["losses"]}


def test_the_named_losses_are_the_functions_that_fail(rehearsal: Instance) -> None:
    """What `/cookies` names as lost is what fails, and it says so on the spot."""
    person = register(rehearsal)
    failed = set()
    with rehearsal.visitor(cookies=False) as visitor:
        page = person.sign_in(visitor)
        if visitor.get("/me", follow=False).status != 200:
            failed.add("signin")
            assert "cookie" in page.text.lower(), page
        before = rehearsal.sink.names()
        visitor.submit(visitor.get("/link").form("/link", having=EMAIL), {EMAIL: person.email})
        link = rehearsal.sink.wait(person.email, since=before).link("/enter/")
        page = visitor.submit(visitor.get(link).form("/enter/"))
        if visitor.get("/me", follow=False).status != 200:
            failed.add("link")
            assert "cookie" in page.text.lower(), page
        worker = rehearsal.seed.worker("desk")
        form = visitor.get("/staff/signin").form("/staff/signin")
        page = visitor.submit(form, {"staff.email": worker["email"], "staff.password": worker["password"]})
        if visitor.get("/desk", follow=False).status != 200:
            failed.add("staff")
            assert "cookie" in page.text.lower(), page
        age_question(visitor, 12)
        if age_question(visitor, 36).status == 200:
            failed.add("underage")
        text = visitor.get("/cookies").text.lower()
        assert "sign" in text
    assert losses(rehearsal) == failed
