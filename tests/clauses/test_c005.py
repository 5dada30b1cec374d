"""C05: one standard for the whole world.

The text applies everywhere: no country, language or address of the visitor lowers any protection.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kit.crawl import crawl, documents
from tests.kit.fixtures import Report
from tests.kit.instance import Instance
from tests.kit.page import Page
from tests.kit.person import age_question
from tests.kit.visitor import Visitor

COUNTRIES = {
    "fr-FR": "192.0.2.11", "de-DE": "192.0.2.49", "en-US": "198.51.100.1", "zh-CN": "198.51.100.86",
    "pt-BR": "198.51.100.55", "hi-IN": "203.0.113.91", "ar-EG": "203.0.113.20", "ru-RU": "203.0.113.7",
    "ja-JP": "2001:db8:81::1", "sw-KE": "2001:db8:254::1",
}  # fmt: skip
CHANGING = ("notice", "age", "csrf")


@pytest.fixture(scope="module")
def behind_a_proxy() -> Iterator[Instance]:
    """An installation that believes the addresses which its own proxy forwards."""
    base = Path(tempfile.mkdtemp(prefix="avow-test-"))
    product = Instance(data=base / "data", env={"AVOW_TRUSTED_PROXY": "127.0.0.1"})
    try:
        yield product.start()
    finally:
        product.discard()
        shutil.rmtree(base, ignore_errors=True)


def protections(page: Page) -> list[Any]:
    """What of a page protects people: fields, what is required, ticked and said beside them, without tokens."""
    return [
        (
            form.path,
            [
                (one.name, one.kind, one.required, one.checked, one.described)
                + (() if one.name in CHANGING else (one.value,))
                for one in form.fields
            ],
        )
        for form in page.forms
    ]


def seen(visitor: Visitor) -> dict[str, Any]:
    """What a visitor of some country meets."""
    told = visitor.get("/privacy.json").response.json()
    pages = {path: visitor.get(path) for path in ("/register", "/cookies", "/privacy", "/signin", "/link", "/")}
    pages["/register/age"] = age_question(visitor, 36)
    forms = {path: protections(page) for path, page in pages.items()}
    links = {path: sorted({link.partition("?")[0] for link, _ in page.links}) for path, page in pages.items()}
    return {"statement": told, "forms": forms, "links": links, "cookies": visitor.get("/cookies.json").response.json()}


def test_ten_countries_meet_the_same_protection(behind_a_proxy: Instance, not_applicable: Report) -> None:
    """Same version, notices, controls and defaults for ten languages and forwarded addresses."""
    with behind_a_proxy.visitor() as visitor:
        base = seen(visitor)
    assert any(form for form in base["forms"]["/register/age"]), "there is a form to compare"
    for language, address in COUNTRIES.items():
        headers = {"accept-language": f"{language},{language[:2]};q=0.8", "x-forwarded-for": address}
        with behind_a_proxy.visitor(headers=headers) as visitor:
            assert seen(visitor) == base, language
    not_applicable("compare the forms of orders, surveys, promotions and careers", "C15")


def test_every_form_in_public_is_compared(behind_a_proxy: Instance) -> None:
    """The pages compared above are all public pages that carry a form which collects."""
    with behind_a_proxy.visitor() as visitor:
        forms = {form.path for page in documents(crawl(visitor)).values() for form in page.forms}
        compared = {form[0] for page in seen(visitor)["forms"].values() for form in page}
    staff = {path for path in forms if path.startswith("/staff")}
    assert forms - compared - staff <= {"/ask", "/children", "/receipt"}
    for path in ("/ask", "/children"):
        assert path in forms, path


def test_an_address_elsewhere_opens_nothing_more(behind_a_proxy: Instance) -> None:
    """What is refused is refused to every country."""
    body = {"person": behind_a_proxy.seed.people[0]["email"], "classes": ["contact.email"], "purpose": "resale"}
    for language, address in COUNTRIES.items():
        answer = behind_a_proxy.attempt("use", body, accept_language=language, x_forwarded_for=address)
        assert answer.status_code == 403
