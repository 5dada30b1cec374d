"""C83: pages behind a login need cookies.

Areas behind a sign-in do not work when cookies are off: one strictly necessary cookie, set only at sign-in and removed
at sign-out; without it a clear explanation, no loop, and no credential in an address.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.crawl import crawl
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, PASSWORD, Person, register


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
def person(secured: Instance) -> Person:
    """Somebody with an account."""
    return register(secured)


def test_signing_in_with_cookies_off_is_explained(secured: Instance, person: Person) -> None:
    """With cookies off the sign-in ends at a readable page, with fewer than three redirects and no token in any URL."""
    with secured.visitor(cookies=False) as visitor:
        form = visitor.get("/signin").form("/signin", having=EMAIL)
        page = visitor.submit(form, {EMAIL: person.email, PASSWORD: person.password})
        assert page.status in (200, 403)
        history = page.response.history
        assert len(history) < 3
        assert "cookie" in page.text.lower()
        tokens = [line.partition("=")[2].partition(";")[0] for line in visitor.set_cookies]
        addresses = [str(one.url) for one in (*history, page.response)]
        addresses += [one.headers.get("location", "") for one in history] + [link for link, _ in page.links]
        for address in addresses:
            assert not [token for token in tokens if token and token in address]
            assert person.email not in address
            assert person.password not in address
        for path in ("/me", "/me/uses", "/desk"):
            page = visitor.get(path)
            assert page.status in (200, 401, 403)
            assert len(page.response.history) < 3
            assert len(page.text) > 50


def test_the_cookie_is_set_at_sign_in_alone(secured: Instance, person: Person) -> None:
    """Nothing but signing in sets it: not reading, not a wrong password."""
    with secured.visitor() as visitor:
        crawl(visitor)
        form = visitor.get("/signin").form("/signin", having=EMAIL)
        assert visitor.submit(form, {EMAIL: person.email, PASSWORD: "not-the-password-1"}).status in (401, 403, 422)
        assert visitor.set_cookies == []
        person.sign_in(visitor)
        assert [line.partition("=")[0] for line in visitor.set_cookies] == ["__Host-session"]
        assert len(visitor.set_cookies) == 1


def test_a_token_that_was_there_before_is_not_taken_over(secured: Instance, person: Person) -> None:
    """A session cookie that somebody planted before the sign-in is worth nothing after it."""
    with secured.visitor(headers={"cookie": "__Host-session=" + "A" * 43}) as visitor:
        person.sign_in(visitor)
        token = visitor.jar["__Host-session"]
        assert token != "A" * 43
    with secured.visitor(headers={"cookie": "__Host-session=" + "A" * 43}) as visitor:
        assert visitor.get("/me", follow=False).status in (302, 303, 401, 403)


def test_signing_out_clears_everything(secured: Instance, person: Person) -> None:
    """At sign-out the cookie is cleared, `Clear-Site-Data` is sent, and the token opens nothing any more."""
    window = person.window()
    stolen = window.clone()
    page = window.get("/me")
    form = next(form for form in page.forms if form.path == "/signout")
    done = window.submit(form, follow=False)
    assert '"cookies"' in done.response.headers["clear-site-data"]
    cleared = [line for line in done.response.headers.get_list("set-cookie") if line.startswith("__Host-session=")]
    assert cleared
    assert "max-age=0" in cleared[0].lower() or "01 jan 1970" in cleared[0].lower()
    for one in (window, stolen):
        assert one.get("/me", follow=False).status in (302, 303, 401)
        one.close()
    with secured.visitor() as visitor:
        assert visitor.get("/signout", follow=False).status in (404, 405), "a GET that changes something"
