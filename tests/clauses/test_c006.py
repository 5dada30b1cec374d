"""C06: the parent company is another party with another policy.

The Company belongs to a parent, but the parent's own policies are separate from this statement: it is a distinct
recipient, and a link to its sites counts as leaving.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.kit.browser import window
from tests.kit.crawl import crawl, documents
from tests.kit.fixtures import Make
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.person import register
from tests.kit.recipient import Recipients


def test_company_and_parent_are_two_parties(instance: Instance) -> None:
    """`/privacy.json` holds the Company and its parent with different ids, roles and policies."""
    parties = instance.machine()["parties"]
    by_role = {one["role"]: one for one in parties}
    assert {"controller", "parent"} <= set(by_role)
    assert by_role["controller"]["id"] != by_role["parent"]["id"]
    assert by_role["parent"]["policy"] == "own"
    with instance.visitor() as visitor:
        text = visitor.get("/privacy").text
    assert by_role["parent"]["name"] in text
    assert by_role["controller"]["name"] in text


def test_the_parent_gets_nothing_for_purposes_of_its_own(rehearsal: Instance) -> None:
    """Sharing with the parent is refused for its own purposes and for every purpose but storage."""
    person = register(rehearsal, choices=["research.interview", "research.survey", "account.reminder"])
    for purpose in (
        "parent.marketing",
        "northlight.analytics",
        *(name for name in Folder().purposes() if name != "storage"),
    ):
        answer = rehearsal.share(person.email, "contact.email", purpose, "parent")
        assert answer.status_code == 403, (purpose, answer.text)
        assert answer.json()["clause"]


def test_storage_with_the_parent_is_allowed_under_this_statement(
    fresh_instance: Make, own_recipients: Recipients
) -> None:
    """Sharing for storage is allowed, stays under this statement's version, and the parent is told which."""
    product = fresh_instance(recipients=own_recipients)
    person = register(product)
    answer = product.attempt(
        "share",
        {
            "person": person.email,
            "classes": ["contact.email", "person.name"],
            "purpose": "storage",
            "recipient": "parent",
        },
    )
    assert answer.status_code == 200, answer.text
    rows = [row for row in product.of(person.email) if row["act"] == "share"]
    assert [(row["recipient"], row["revision"], row["outcome"]) for row in rows] == [("parent", 1, "allow")]
    call = own_recipients.wait("parent")
    assert person.email in call.text
    assert call.json["revision"] == product.machine()["revision"], "the data travels with its statement"
    assert call.json["purpose"] == "storage"


def test_every_link_to_the_parent_leads_over_the_leaving_notice(rehearsal: Instance) -> None:
    """No page links to another site but through the notice, and the notice says whose policy holds there."""
    with rehearsal.visitor() as visitor:
        pages = documents(crawl(visitor))
        here = urlsplit(visitor.url).netloc
        links = {link for page in pages.values() for link, _ in page.links}
        notice = visitor.get("/leaving?to=parent")
    leaving = {link for link in links if urlsplit(link).path == "/leaving"}
    assert any("to=parent" in link for link in leaving)
    beyond = {
        (path, link)
        for path, page in pages.items()
        for link, _ in page.links
        if urlsplit(link).scheme in ("http", "https") and urlsplit(link).netloc != here
    }
    assert {urlsplit(path).path for path, _ in beyond} <= {"/leaving"}
    parent = next(one for one in rehearsal.machine()["parties"] if one["role"] == "parent")
    assert notice.status == 200
    assert parent["name"] in notice.text
    assert "statement" in notice.text.lower()


def test_nobody_else_can_be_named_in_the_leaving_notice(instance: Instance) -> None:
    """The notice leads to parties of the statement alone, never to an address that somebody put into a link."""
    with instance.visitor() as visitor:
        for target in (
            "https://evil.example/",
            "//evil.example",
            "company/../evil.example",
            "nobody",
            "",
            "javascript:1",
        ):
            page = visitor.get("/leaving", params={"to": target})
            assert page.status == 404, (target, page)
            assert "evil.example" not in page.body


def test_a_click_on_the_parents_link_shows_the_notice(chromium: Browser, instance: Instance) -> None:
    """In a browser a click on the parent-site link shows the leaving notice, and nothing has gone to the parent."""
    with window(chromium, instance) as tab:
        page = tab.open("/privacy")
        page.locator("a[href*='/leaving?to=parent']").first.click()
        page.wait_for_url("**/leaving?to=parent")
        parent = next(one for one in instance.machine()["parties"] if one["role"] == "parent")
        assert parent["name"] in page.inner_text("main")
        assert tab.foreign == []
