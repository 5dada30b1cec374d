"""C77: cookies cannot reach the disk or other sites' cookies.

A cookie reads nothing of the disk and nothing of others: each is host-only, `Secure`, `HttpOnly`, `SameSite` and
prefixed; no script of the product looks beyond its own origin, and foreign scripts are blocked.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser

from tests.kit.browser import window
from tests.kit.crawl import crawl, documents
from tests.kit.desk import Desk
from tests.kit.instance import Instance
from tests.kit.person import age_question, register
from tests.kit.recipient import Recipients
from tests.kit.visitor import Visitor

SPYING = re.compile(
    r"toDataURL|getImageData|measureText|queryLocalFonts|document\.fonts|getBattery|navigator\.plugins|mimeTypes|"
    r"hardwareConcurrency|deviceMemory|AudioContext|webkitRequestFileSystem|showOpenFilePicker|showDirectoryPicker|"
    r"indexedDB|localStorage|sessionStorage|document\.cookie|sendBeacon|postMessage|XMLHttpRequest|WebSocket|"
    r"importScripts|https?://",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def secured() -> Iterator[Instance]:
    """An installation under `--tls`."""
    base = Path(tempfile.mkdtemp(prefix="avow-test-"))
    product = Instance(data=base / "data", flags=("--tls",))
    try:
        yield product.start()
    finally:
        product.discard()


@pytest.fixture(scope="module")
def seen(secured: Instance) -> list[str]:
    """Every `Set-Cookie` of every flow: registering, signing in and out, a link, too young, the desk."""
    assert secured.url.startswith("https://")
    person = register(secured)
    visitors: list[Visitor] = [person.visitor]
    visitors.append(person.window())
    crawl(person.visitor, "/", "/me")
    with secured.visitor() as young:
        age_question(young, 12)
        visitors.append(young)
    with Desk(secured) as desk:
        crawl(desk.visitor, "/desk")
        visitors.append(desk.visitor)
    form = next(form for form in person.visitor.get("/me").forms if form.path == "/signout")
    person.visitor.submit(form)
    for one in visitors:
        one.close()
    return [line for one in visitors for line in one.set_cookies]


def test_every_cookie_is_bound_to_this_host(seen: list[str]) -> None:
    """Every cookie is `__Host-`, `Secure`, `HttpOnly`, `SameSite`, for the whole path and without a domain."""
    assert {line.partition("=")[0] for line in seen} == {"__Host-session", "__Host-underage"}
    for line in seen:
        for name, cookie in SimpleCookie(line).items():
            assert name.startswith("__Host-"), line
            assert cookie["secure"], line
            assert cookie["httponly"], line
            assert cookie["samesite"].lower() in ("lax", "strict"), line
            assert cookie["path"] == "/", line
            assert not cookie["domain"], line


def test_the_catalogue_of_cookies_is_complete(secured: Instance, seen: list[str]) -> None:
    """What is set is what `/cookies.json` lists, and the product's own check agrees."""
    listed = {one["name"] for one in secured.get("/cookies.json").json()["cookies"]}
    assert {line.partition("=")[0].removeprefix("__Host-") for line in seen} == {
        name.removeprefix("__Host-") for name in listed
    }
    assert secured.check("cookies")["problems"] == []
    assert secured.check("headers")["problems"] == []


def test_no_script_looks_beyond_its_own_page(secured: Instance) -> None:
    """A scan of every script that is shipped finds no fingerprinting, no storage and no other origin."""
    with secured.visitor() as visitor:
        pages = documents(crawl(visitor))
        found: dict[str, str] = {}
        for page in pages.values():
            for node in page.root.all("script"):
                source = node.get("src")
                found[source or f"in {page.path}"] = (
                    visitor.get(source).body if source else "".join(str(part) for part in node.parts)
                )
            for node in page.root:
                assert not [name for name in node.attrs if name.startswith("on")], (page.path, node.tag)
    for where, text in found.items():
        assert SPYING.search(text) is None, (where, SPYING.search(text))
        assert not where.startswith("in "), f"inline script {where}"


def test_foreign_scripts_are_blocked(secured: Instance, chromium: Browser) -> None:
    """In a browser neither a script of another host nor an inline one that somebody slips in runs."""
    elsewhere = Recipients()
    try:
        with window(chromium, secured) as tab:
            page = tab.open("/privacy")
            policy = page.request.get(secured.url + "/privacy").headers["content-security-policy"]
            assert "'unsafe-inline'" not in policy
            assert "'unsafe-eval'" not in policy
            assert "frame-ancestors 'none'" in policy
            page.evaluate(
                """address => new Promise(done => {
                    const one = document.createElement('script'); one.src = address + '/spy.js';
                    one.onerror = one.onload = () => done(); document.body.append(one);
                    const two = document.createElement('script'); two.textContent = 'window.spied = 1';
                    document.body.append(two);
                    const three = document.createElement('img'); three.src = address + '/pixel.gif';
                    document.body.append(three);
                    setTimeout(done, 1000);
                })""",
                elsewhere.url.replace("http://", "https://"),
            )
            page.evaluate("address => fetch(address + '/leak').catch(() => 0)", elsewhere.url)
            assert page.evaluate("window.spied") is None
            assert elsewhere.calls == []
            assert page.evaluate("document.cookie") == ""
    finally:
        elsewhere.close()


def test_nothing_in_clear_but_a_redirect(secured: Instance) -> None:
    """Under TLS no listener takes anything in clear, and the browser is told to stay with TLS."""
    host = secured.url.removeprefix("https://")
    try:
        answer = httpx2.post(f"http://{host}/signin", data={"contact.email": "a@people.example"}, trust_env=False)
    except httpx2.HTTPError:
        pass
    else:
        assert answer.status_code in (301, 308, 400, 403, 426), answer.status_code
        assert "set-cookie" not in answer.headers
    with secured.visitor() as visitor:
        answer = visitor.get("/").response
        assert "max-age=" in answer.headers["strict-transport-security"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
