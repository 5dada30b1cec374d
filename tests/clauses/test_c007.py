"""C07: the statement is always one click away and easy to read.

People are encouraged to read this text: it is linked from every page, form and mail, and served without cookies,
sign-in, scripts or requests to others, in plain words and for machines.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.kit.browser import window
from tests.kit.crawl import crawl, documents
from tests.kit.desk import Desk
from tests.kit.instance import Instance
from tests.kit.page import Page
from tests.kit.person import age_question, register
from tests.kit.visitor import Visitor


def leads_to_the_statement(page: Page, visitor: Visitor) -> bool:
    """Whether a link labelled for privacy works and shows the statement."""
    labelled = [link for link, words in page.links if "privacy" in words.lower()]
    paths = {urlsplit(link).path for link in labelled if urlsplit(link).netloc == urlsplit(visitor.url).netloc}
    return "/privacy" in paths


def test_every_public_page_links_it(instance: Instance) -> None:
    """With cookies and script off each reachable page has a working link labelled for privacy."""
    with instance.visitor(cookies=False) as visitor:
        pages = documents(crawl(visitor))
        assert len(pages) >= 8, sorted(pages)
        for path, page in pages.items():
            assert page.status < 400, (path, page)
            assert leads_to_the_statement(page, visitor), path
        assert visitor.get("/privacy").status == 200


def test_pages_that_are_met_on_the_way_link_it_too(rehearsal: Instance) -> None:
    """So do the pages behind forms, the refusals and what is not there."""
    with rehearsal.visitor() as visitor:
        form = age_question(visitor, 36)
        met = [
            form,
            visitor.submit(form.form("/register", having="contact.email"), {"contact.email": "not an address"}),
            visitor.get("/nowhere"),
            visitor.get("/confirm/forged"),
            visitor.get("/me"),
            visitor.post("/ask", {"undeclared": "x"}),
            visitor.post("/ask", {}, headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"}),
            age_question(rehearsal.visitor(), 12),
        ]
        for page in met:
            assert "html" in page.type, page
            assert leads_to_the_statement(page, visitor), page


def test_every_page_behind_the_sign_in_links_it(rehearsal: Instance) -> None:
    """So do the person's own pages and the desk's."""
    person = register(rehearsal)
    for visitor in (person.visitor, Desk(rehearsal).visitor):
        for path, page in documents(crawl(visitor, "/me", "/desk", "/staff")).items():
            assert leads_to_the_statement(page, visitor), path
        visitor.close()


def test_every_mail_links_it(rehearsal: Instance) -> None:
    """Each message that was sent has a link to the statement in its plain words."""
    register(rehearsal)
    letters = rehearsal.sink.letters()
    assert letters
    for one in letters:
        assert any(urlsplit(link).path == "/privacy" for link in one.links), one
        for link in re.findall(r"""(?:src|href)=["']?(https?://[^"'\s>]+)""", one.html):
            assert urlsplit(link).netloc == rehearsal.host, link
        assert not re.search(r"<(img|iframe|script|link)\b", one.html), "a mail loads nothing"


def test_it_is_served_without_anything(instance: Instance) -> None:
    """`/privacy` answers 200 with no cookie, no script that it needs and nothing loaded from elsewhere."""
    with instance.visitor(cookies=False) as visitor:
        page = visitor.get("/privacy", follow=False)
        assert page.status == 200
        assert "set-cookie" not in page.response.headers
        assert {urlsplit(one).netloc for one in page.outside} <= {urlsplit(visitor.url).netloc}
        for clause in instance.machine()["clauses"]:
            assert page.root.by_id(clause["id"]) is not None or clause["status"] == "not in force", clause["id"]
            if clause["status"] == "kept":
                assert page.root.by_id(clause["id"]) is not None
    machine = instance.machine()
    assert {"revision", "dates", "parties", "services", "clauses"} <= set(machine)
    assert {one["status"] for one in machine["clauses"]} <= {"kept", "attested", "informative", "not in force"}


def test_it_is_plain_language(instance: Instance) -> None:
    """The sentences of the statement are short enough to be read: twenty-two words on average, fifty at most."""
    with instance.visitor() as visitor:
        main = visitor.get("/privacy").root.all("main")[0]
    sentences = [
        sentence.split()
        for node in main.all("p", "li")
        for sentence in re.split(r"(?<=[.!?:])\s+", node.text)
        if len(sentence.split()) > 3
    ]
    assert len(sentences) > 40
    assert sum(map(len, sentences)) / len(sentences) <= 22
    assert max(map(len, sentences)) <= 50, max(sentences, key=len)


def test_it_passes_an_accessibility_check(chromium: Browser, instance: Instance) -> None:
    """In a browser without script axe finds nothing serious, and no request leaves for another host."""
    with window(chromium, instance) as tab:
        tab.open("/privacy")
        assert tab.faults() == []
        assert tab.foreign == []
        assert tab.context.cookies() == []
    with window(chromium, instance, script=False) as tab:
        page = tab.open("/privacy")
        assert len(page.inner_text("main")) > 2000
