"""Endpoints without a stated purpose do not start; forms are checked field by field; origins are told apart."""

import pytest
from starlette.requests import Request

from avow.services.service import CORE, Service, differences
from avow.web.endpoint import Endpoint, unfit
from avow.web.forms import problem_of, years
from avow.web.security.origin import same_origin, source_of
from tests.worlds.shop import statement


async def nothing(_ask: object) -> object:
    """A handler."""
    raise NotImplementedError


def endpoint(**given: object) -> Endpoint:
    fields = {
        "method": "GET",
        "path": "/x",
        "service": "site",
        "purpose": "account.run",
        "permission": "public",
        "summary": "x",
        "handler": nothing,
        **given,
    }
    return Endpoint(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"purpose": "resale"}, "resale"),
        ({"service": "meetings"}, "meetings"),
        ({"point": "site.gossip"}, "site.gossip"),
    ],
)
def test_what_the_statement_does_not_name_is_found(given: dict[str, str], word: str) -> None:
    """A purpose, a service or a point that nobody stated is named, and the start is refused."""
    assert any(word in told for told in unfit([endpoint(**given)], statement()))


def test_a_stated_endpoint_is_fine_once() -> None:
    """Stated wholly it is fine; declared twice it is not."""
    assert unfit([endpoint()], statement()) == []
    assert unfit([endpoint(), endpoint()], statement()) == ["`GET /x` is declared twice"]


def test_services_and_statement_must_match_both_ways() -> None:
    """A point too many on either side, or a service, is named."""
    site = Service("site", frozenset({"site.account", "site.visit"}), frozenset())
    assert differences(statement(), (site,)) == ()
    assert any(
        "site.visit" in told
        for told in differences(statement(), (Service("site", frozenset({"site.account"}), frozenset()),))
    )
    assert any(
        "site.gossip" in told
        for told in differences(statement(), (Service("site", site.points | {"site.gossip"}, frozenset()),))
    )
    assert any("switched off" in told for told in differences(statement(), ()))
    assert any(
        "`meetings`" in told for told in differences(statement(), (site, Service("meetings", frozenset(), frozenset())))
    )
    assert CORE.id == "avow"


@pytest.mark.parametrize(
    ("typed", "age"),
    [
        ("36", 36),
        ("0", 0),
        ("129", 129),
        ("130", None),
        ("-1", None),
        ("1e2", None),
        ("٣", None),
        ("", None),
        ("12.5", None),
        (" 36", None),
    ],
)
def test_an_age_is_whole_years_in_plain_digits(typed: str, age: int | None) -> None:
    """Nothing else is an age."""
    assert years(typed) == age


def test_values_have_a_longest_length_and_no_hidden_signs() -> None:
    """What is too long or holds control signs is refused; line ends stand where lines do."""
    assert problem_of("person.name", "x" * 201)
    assert problem_of("person.name", "a\x07b")
    assert problem_of("person.name", "a\nb")
    assert problem_of("case.text", "a\nb") is None
    assert problem_of("person.name", "Zoë O'Neil") is None


def request(headers: dict[str, str], client: str = "192.0.2.1") -> Request:
    raw = [(name.encode(), value.encode()) for name, value in {"host": "www.example.com", **headers}.items()]
    return Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "https",
            "path": "/",
            "query_string": b"",
            "headers": raw,
            "client": (client, 1),
            "server": ("www.example.com", 443),
        }
    )


@pytest.mark.parametrize(
    ("headers", "has_session", "ours"),
    [
        ({"origin": "https://www.example.com", "sec-fetch-site": "same-origin"}, True, True),
        ({"origin": "https://www.example.com"}, True, True),
        ({"origin": "http://www.example.com"}, True, False),
        ({"origin": "https://www.example.com.evil.example"}, True, False),
        ({"origin": "null"}, True, False),
        ({"sec-fetch-site": "cross-site"}, False, False),
        ({"sec-fetch-site": "same-site", "origin": "https://other.example.com"}, True, False),
        ({}, True, False),
        ({}, False, True),
    ],
)
def test_a_form_of_another_site_is_told_apart(headers: dict[str, str], has_session: bool, ours: bool) -> None:
    """Scheme, host and port must be ours; without any sign only who carries no session goes on."""
    assert same_origin(request(headers), has_session=has_session) == ours


@pytest.mark.parametrize(
    ("forwarded", "client", "source"),
    [
        ("203.0.113.9", "192.0.2.1", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "192.0.2.1", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "198.51.100.1"),
        ("evil", "192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1", "192.0.2.1"),
    ],
)
def test_a_proxy_is_believed_only_when_it_is_ours(forwarded: str, client: str, source: str) -> None:
    """The last forwarded address counts, and only from a trusted peer."""
    assert source_of(request({"x-forwarded-for": forwarded}, client), ("192.0.2.0/24",)) == source
