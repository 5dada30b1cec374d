"""C78: a cookie holds only what the person supplied.

A cookie is a random token or a choice the person made; never a name, an address, an account number or anything derived,
encoded or encrypted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.kit.desk import Desk
from tests.kit.instance import Instance
from tests.kit.person import Person, age_question, by_link, register
from tests.kit.traces import disguises, exact_disguises


def value(line: str) -> str:
    """The value of a `Set-Cookie` line."""
    return line.partition("=")[2].partition(";")[0].strip('"')


@pytest.fixture(scope="module")
def person(rehearsal: Instance) -> Person:
    """Somebody with everything filled in."""
    made = register(rehearsal)
    made.profile()
    return made


@pytest.fixture(scope="module")
def values(rehearsal: Instance, person: Person) -> list[str]:
    """Values of all cookies of all flows."""
    windows = [person.visitor, person.window(), by_link(rehearsal, person.email)]
    windows[0].get("/me")
    with Desk(rehearsal) as desk:
        windows.append(desk.visitor)
    with rehearsal.visitor() as young:
        age_question(young, 12)
        windows.append(young)
    found = [value(line) for one in windows for line in one.set_cookies]
    found = [one for one in found if one]
    assert len(set(found)) >= 4
    return found


def readings(text: str) -> Iterator[bytes]:
    """Everything that a cookie's value may be decoded to."""
    yield text.encode()
    yield unquote(text).encode()
    for part in {text, unquote(text), *text.split("."), *text.split("|"), *text.split("~")}:
        padded = part + "=" * (-len(part) % 4)
        for decode in (base64.b64decode, base64.urlsafe_b64decode, bytes.fromhex, base64.b32decode, base64.b85decode):
            try:
                raw = decode(part if decode in (bytes.fromhex, base64.b85decode) else padded)  # type: ignore[operator]
            except (binascii.Error, ValueError):
                continue
            yield raw
            for wbits in (15, -15, 31):
                try:
                    yield zlib.decompress(raw, wbits)
                except zlib.error:
                    continue


def test_no_cookie_holds_anything_personal(rehearsal: Instance, person: Person, values: list[str]) -> None:
    """Decoded in every common way no cookie shows a value, an id, a digest or an address of the person."""
    home = next(row["home"] for row in rehearsal.dump("contact.email") if row["value"] == person.email)
    secrets = [*person.canaries.values(), home, home.replace("-", ""), "127.0.0.1", "stranger", "desk"]
    for one in values:
        for raw in readings(one):
            low = raw.lower()
            for secret in secrets:
                if len(secret) < 8:
                    assert secret.encode() != low, (one, secret)
                    continue
                assert not [kind for form, kind in disguises(secret).items() if form in low], (one, secret)
                assert not [kind for form, kind in exact_disguises(secret).items() if form in raw], (one, secret)
            assert bytes.fromhex(home.replace("-", "")) not in raw


def test_no_cookie_is_a_document(values: list[str]) -> None:
    """No cookie decodes to JSON, to a signed token or to readable words."""
    for one in values:
        assert one.count(".") < 2, "a signed token"
        for raw in readings(one):
            if len(raw) < 8:
                continue
            try:
                assert not isinstance(json.loads(raw), dict | list), one
            except (ValueError, UnicodeDecodeError):
                continue


def test_session_tokens_are_random(values: list[str], rehearsal: Instance, person: Person) -> None:
    """The tokens of two sessions of one user share no substring longer than 8 characters, and only a digest is stored."""
    windows = [person.window() for _ in range(4)]
    tokens = [next(token for token in one.jar.values() if token) for one in windows]
    assert len(set(tokens)) == 4
    for number, one in enumerate(tokens):
        assert len(one) >= 32
        for other in tokens[:number]:
            pieces = {one[start : start + 9] for start in range(len(one) - 8)}
            assert not [piece for piece in pieces if piece in other]
    for path in rehearsal.data.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            for token in tokens:
                assert token.encode() not in body, path
                assert hashlib.sha1(token.encode(), usedforsecurity=False).digest() not in body, path
    for one in windows:
        one.close()


def test_the_underage_cookie_holds_the_answer_and_nothing_else(rehearsal: Instance) -> None:
    """Two children get the very same cookie: it tells nobody from anybody."""
    seen = []
    for _ in range(2):
        with rehearsal.visitor() as young:
            age_question(young, 12)
            seen.append([line for line in young.set_cookies if "underage" in line])
    assert len(seen[0]) == 1
    assert seen[0] == seen[1]
    assert len(value(seen[0][0])) <= 3
