"""Every page in a real browser: at three widths, in light and dark, with a keyboard, printed, without script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.kit.browser import Window, window
from tests.kit.crawl import crawl, documents
from tests.kit.desk import Desk
from tests.kit.instance import Instance
from tests.kit.person import register
from tests.kit.visitor import Visitor

WIDTHS = (360, 768, 1280)


@dataclass
class Pages:
    """Paths that somebody can reach, and the cookies with which they are reached."""

    who: str
    visitor: Visitor
    paths: list[str]


@pytest.fixture(scope="module")
def everybody(rehearsal: Instance) -> Iterator[list[Pages]]:
    """A stranger, a person who has given and chosen everything, a member of staff: with all pages that each can reach."""
    person = register(rehearsal, choices=["research.survey"])
    person.profile()
    rehearsal.share(person.email, "contact.email", "storage", "parent")
    stranger = rehearsal.visitor()
    with rehearsal.visitor() as asker:
        form = asker.get("/ask").form("/ask")
        asker.submit(form, {"contact.email": "pat@people.example", "case.text": "What do you hold?"})
    desk = Desk(rehearsal)
    found = [
        Pages("stranger", stranger, [*documents(crawl(stranger)), "/nowhere", "/me"]),
        Pages(
            "person",
            person.visitor,
            [path for path in documents(crawl(person.visitor, "/me")) if path.startswith("/me")],
        ),
        Pages(
            "staff",
            desk.visitor,
            [
                path
                for path in documents(crawl(desk.visitor, "/desk", "/staff"))
                if path.startswith(("/desk", "/staff"))
            ],
        ),
    ]
    yield found
    for one in found:
        one.visitor.close()


def enter(tab: Window, pages: Pages) -> None:
    """Carry the cookies over into the browser."""
    for name, value in pages.visitor.jar.items():
        tab.context.add_cookies([{"name": name, "value": value, "url": tab.instance.url}])


def few(paths: list[str], most: int = 30) -> list[str]:
    """Each kind of page once: receipts and cases look alike."""
    kinds = {"/".join(part for part in path.partition("?")[0].split("/") if "-" not in part): path for path in paths}
    return list(kinds.values())[:most]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_fault_and_nothing_foreign(
    dark: bool, everybody: list[Pages], chromium: Browser, rehearsal: Instance
) -> None:
    """On every page axe finds nothing serious, nothing is asked of another host, and no script fails."""
    faults, seen = [], 0
    for pages in everybody:
        with window(chromium, rehearsal, dark=dark) as tab:
            enter(tab, pages)
            for path in few(pages.paths):
                tab.open(path)
                faults += [(pages.who, path, fault) for fault in tab.faults()]
                seen += 1
            assert tab.foreign == []
            assert tab.errors == []
    assert faults == []
    assert seen >= 30


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_window(width: int, everybody: list[Pages], chromium: Browser, rehearsal: Instance) -> None:
    """At phone, tablet and desk width nothing sticks out, and every control is at least 44 px tall."""
    wrong = []
    for pages in everybody:
        with window(chromium, rehearsal, size=(width, 900)) as tab:
            enter(tab, pages)
            for path in few(pages.paths):
                page = tab.open(path)
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    wrong.append((pages.who, path, "sticks out"))
                low = page.evaluate(
                    """[...document.querySelectorAll("button, .button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]), select")]
                    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"""
                )
                wrong += [(pages.who, path, one) for one in low]
    assert wrong == []


def test_pages_are_light_on_script(everybody: list[Pages], rehearsal: Instance) -> None:
    """No page carries more than 5 kB of script, and most carry none."""
    weights = {}
    for pages in everybody:
        for path in few(pages.paths):
            page = pages.visitor.get(path)
            sources = [node.get("src") for node in page.root.all("script")]
            weights[path] = sum(len(pages.visitor.get(source).response.content) for source in sources)
    assert max(weights.values()) <= 5000, weights
    assert sum(1 for weight in weights.values() if weight == 0) > len(weights) * 0.8


def test_the_keyboard_reaches_everything_visibly(chromium: Browser, rehearsal: Instance) -> None:
    """With the tab key alone one comes past the skip link to every field and button, and always sees where one is."""
    with window(chromium, rehearsal) as tab:
        page = tab.open("/ask")
        wanted = page.evaluate(
            "document.querySelectorAll('main input:not([type=hidden]), main textarea, main button').length"
        )
        reached, outlined = set(), True
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        for _ in range(40):
            page.keyboard.press("Tab")
            told = page.evaluate(
                "(() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return [e.id || e.textContent.trim(), !!e.closest('main') && e.matches('input, textarea, button'), s.outlineStyle, parseFloat(s.outlineWidth)] })()"
            )
            if told[1]:
                reached.add(told[0])
                outlined &= told[2] != "none" and told[3] >= 2
    assert len(reached) == wanted
    assert outlined


def test_twice_as_large_it_still_reads(chromium: Browser, rehearsal: Instance) -> None:
    """At 200 % of a desk window nothing is cut off to the side."""
    with window(chromium, rehearsal, size=(640, 450)) as tab:
        for path in ("/", "/privacy", "/signin", "/ask", "/cookies", "/receipt"):
            page = tab.open(path)
            assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), path


def test_motion_is_spared_who_asks_for_it(chromium: Browser, rehearsal: Instance) -> None:
    """Nothing moves by itself for who prefers less motion."""
    with window(chromium, rehearsal) as tab:
        tab.page.emulate_media(reduced_motion="reduce")
        page = tab.open("/privacy")
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        assert page.evaluate("document.getAnimations().length") == 0


def test_the_statement_prints_as_a_letter(chromium: Browser, rehearsal: Instance) -> None:
    """On paper the statement has its words and its date, and no navigation."""
    with window(chromium, rehearsal) as tab:
        page = tab.open("/privacy")
        page.emulate_media(media="print")
        assert page.locator("header nav").is_hidden()
        assert page.locator("h1").is_visible()
        assert "last revised" in page.inner_text("main").lower()
