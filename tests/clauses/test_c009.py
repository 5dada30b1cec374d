"""C09: told before anything is collected.

The person is always told before personal information is gathered: the notice stands before the first field, nothing
typed is taken before it is sent, no visitor is logged, no cookie is set before a choice. What arrives unasked serves
only its answer, and an automatic reply links the statement.
"""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.kit.browser import Window, window
from tests.kit.crawl import crawl, documents
from tests.kit.fixtures import Report
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, address, blank_registration, register
from tests.kit.post import letter, send
from tests.kit.traces import canary, in_folder, nothing_left, traces

TYPED = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=submit]):visible, textarea:visible"


def typed_and_left(tab: Window, word: str) -> int:
    """Type the word into every field of the page as it is; how many fields took it."""
    fields = tab.page.locator(TYPED)
    for number in range(fields.count()):
        one = fields.nth(number)
        kind = one.get_attribute("type") or "text"
        one.press_sequentially("12" if kind == "number" else f"{word}@people.example" if kind == "email" else word)
    return fields.count()


def test_what_is_typed_and_not_sent_is_nowhere(chromium: Browser, rehearsal: Instance) -> None:
    """A CANARY typed into each form before the tab is closed causes no request and leaves no trace."""
    with rehearsal.visitor() as visitor:
        paths = [path for path, page in documents(crawl(visitor)).items() if page.forms]
    assert {"/register", "/signin"} <= set(paths)
    word, taken = canary(), 0
    with window(chromium, rehearsal) as tab:
        for path in paths:
            tab.open(path)
            before = len(tab.requests)
            taken += typed_and_left(tab, word)
            assert len(tab.requests) == before, f"{path} sends while one types"
    with window(chromium, rehearsal) as tab:
        page = tab.open("/register")
        page.fill("[name='age.years']", "36")
        page.locator("[name='age.years']").press("Enter")
        page.wait_for_selector(f"[name='{EMAIL}']")
        before = len(tab.requests)
        taken += typed_and_left(tab, word)
        assert len(tab.requests) == before
    assert taken > 8
    assert traces(rehearsal, word) == []


def test_the_notice_stands_before_the_field_in_the_network_log(
    chromium: Browser, rehearsal: Instance, not_applicable: Report
) -> None:
    """The page with the notice is loaded before anything is sent; what is sent is one form, by the person's act."""
    with window(chromium, rehearsal) as tab:
        tab.open("/register")
        assert [one.method for one in tab.requests] == ["GET"] * len(tab.requests)
        assert tab.context.cookies() == [], "no cookie before a choice"
    not_applicable("open `/meet/{id}`: what will be logged is said before a socket records the participant", "C105")


def test_ten_pages_leave_no_trace_of_the_visitor(rehearsal: Instance) -> None:
    """After ten pages visited without a name neither the visitor's address nor the browser's name is anywhere."""
    source, agent = "127.66.77.88", canary("Agent")
    with rehearsal.visitor(
        source=source, headers={"user-agent": agent, "referer": f"http://{agent}.example/"}
    ) as visitor:
        pages = documents(crawl(visitor))
        for path in list(pages)[:10]:
            assert visitor.get(path).status == 200
        assert visitor.get("/nowhere-" + agent).status == 404
        assert visitor.get(f"/?q={agent}").status in (200, 404, 422)
        assert len(pages) >= 8
        assert visitor.set_cookies == []
    nothing_left(rehearsal, source, agent)
    printed = rehearsal.output()
    assert source not in printed
    assert agent not in printed


def test_a_form_without_its_notice_collects_nothing(rehearsal: Instance) -> None:
    """A submission with no notice, a forged one, or that of another form is refused with 422; nothing is stored."""
    with rehearsal.visitor() as visitor:
        form = blank_registration(visitor)
        good = form.untouched()["notice"]
        other = next(
            one.untouched()["notice"]
            for page in documents(crawl(visitor)).values()
            for one in page.forms
            if one.path == "/ask"
        )
        for notice in (None, "", "x" * len(good), good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), other):
            who = address()
            values = {EMAIL: who, "account.password": canary("Pw7-"), "notice": notice}
            page = visitor.submit(blank_registration(visitor), values)
            assert page.status == 422, page
            assert "C09" in page.text
            assert in_folder(rehearsal.data, who) == []
            assert rehearsal.sink.letters(who) == []


def test_a_notice_shown_yesterday_week_is_none(rehearsal: Instance) -> None:
    """The API is no way round: collecting without a notice is refused there, with the clause."""
    person = register(rehearsal)
    body = {"person": person.email, "point": "site.profile", "values": {"person.title": canary()}, "choices": {}}
    for notice in ("", "forged"):
        answer = rehearsal.attempt("collect", {**body, "notice": notice})
        assert answer.status_code in (403, 422), answer.text
        assert "C09" in answer.json()["clauses"]


def test_what_arrives_unasked_is_answered_with_the_statement(rehearsal: Instance) -> None:
    """A letter by mail gets an automatic reply that links the statement, and opens nothing but its answer."""
    who = address()
    contact = rehearsal.machine()["contacts"]["privacy"]["email"]
    send(rehearsal.smtp_in, letter(who, contact, "A question", "What do you hold?"), who, contact)
    reply = rehearsal.sink.wait(who)
    assert reply.link("/privacy")
    for purpose in ("account.notices", "account.reminder", "research.survey", "research.interview", "storage"):
        assert rehearsal.use(who, EMAIL, purpose).status_code == 403, purpose


def test_nothing_typed_is_kept_by_a_page(chromium: Browser, rehearsal: Instance) -> None:
    """No page keeps what is typed in the browser's own storage."""
    with window(chromium, rehearsal) as tab:
        for path in ("/register", "/privacy", "/link"):
            page = tab.open(path)
            typed_and_left(tab, canary())
            kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
            assert kept == [0, 0, ""], path
