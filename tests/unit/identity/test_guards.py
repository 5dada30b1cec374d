"""Small guards of accounts: addresses, passwords, the age token, the throttle."""

import pytest

from avow.identity import age
from avow.identity.addresses import problem
from avow.identity.passwords import Passwords, weakness
from avow.identity.throttle import Throttle, Throttled


@pytest.mark.parametrize(
    "address", ["a@people.example", "first.last+tag@sub.people.example", "o'neil@people.example", "ü@bücher.example"]
)
def test_an_address_as_people_have_it_is_taken(address: str) -> None:
    """Tags, apostrophes and letters of other languages are parts of real addresses."""
    assert problem(address) is None


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b.example", "a@b", "a b@c.example", "a@b..example", "a@-b.example", ".a@b.example", "a..b@c.example", "a@b.example\r\nBcc: x@y.example", "a@b.example\u200b", f"{'a' * 65}@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_said_with_advice(address: str) -> None:
    """Anything that could not be delivered, or could carry a header, is refused in words."""
    told = problem(address)
    assert told
    assert told == told.lower()


async def test_a_password_is_kept_as_a_hash_that_fits_it_alone() -> None:
    """Two hashes of one password differ; each fits it and nothing else; a missing one costs as much and never fits."""
    passwords = Passwords(quick=True)
    first, second = await passwords.hash("long-enough-1"), await passwords.hash("long-enough-1")
    assert first != second
    assert "long-enough" not in first
    assert first.startswith("$argon2id$")
    assert await passwords.check(first, "long-enough-1")
    assert not await passwords.check(first, "long-enough-2")
    assert not await passwords.check(None, "long-enough-1")


@pytest.mark.parametrize("weak", ["", "short", "a" * 9, "a" * 2000])
def test_a_weak_password_is_refused_with_a_reason(weak: str) -> None:
    """Too short and too long are refused; nothing is said about kinds of letters."""
    assert weakness(weak)
    assert weakness("plain words are fine") is None


def test_an_age_token_is_read_by_us_alone_and_not_for_ever() -> None:
    """A changed, foreign or old token is none."""
    token = age.issue(b"k" * 32, 36, 1_000_000)
    assert age.read(b"k" * 32, token, 1_000_000) == 36
    assert age.read(b"x" * 32, token, 1_000_000) is None
    assert age.read(b"k" * 32, token, 1_000_000 + 48 * 3_600_000) is None
    for wrong in ("", "x", token[:-1], token + "A", "36"):
        assert age.read(b"k" * 32, wrong, 1_000_000) is None


def test_guessing_waits_longer_and_longer_for_an_account_and_for_a_source() -> None:
    """A few tries are free; then each waits twice as long; another account from another source does not wait."""
    now = [0]
    throttle = Throttle(lambda: now[0])
    for _ in range(5):
        throttle.check("a@people.example", "192.0.2.1")
        throttle.failed("a@people.example", "192.0.2.1")
    with pytest.raises(Throttled) as first:
        throttle.check("A@people.example", "192.0.2.2")
    throttle.check("b@people.example", "192.0.2.1")
    now[0] += first.value.seconds * 1000
    throttle.check("a@people.example", "192.0.2.1")
    throttle.failed("a@people.example", "192.0.2.1")
    with pytest.raises(Throttled) as second:
        throttle.check("a@people.example", "192.0.2.1")
    assert second.value.seconds > first.value.seconds
    throttle.succeeded("a@people.example")
    throttle.check("a@people.example", "192.0.2.1")


def test_a_source_that_tries_many_accounts_waits_too() -> None:
    """One source cannot go through a list of addresses."""
    throttle = Throttle(lambda: 0)
    for number in range(100):
        throttle.failed(f"{number}@people.example", "192.0.2.1")
    with pytest.raises(Throttled):
        throttle.check("fresh@people.example", "192.0.2.1")
    throttle.check("fresh@people.example", "192.0.2.2")


def test_the_throttle_remembers_no_address() -> None:
    """What it keeps are keyed fingerprints under a key of this process."""
    throttle = Throttle(lambda: 0)
    throttle.failed("somebody@people.example", "192.0.2.1")
    assert "somebody" not in repr(vars(throttle))
    assert "192.0.2.1" not in repr(vars(throttle))
