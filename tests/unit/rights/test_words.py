"""The record in plain words: a sentence for every act, about you, without a value."""

import pytest

from avow.ledger.entry import Entry
from avow.rights import words
from avow.statement.model import Period
from tests.worlds.shop import statement


def entry(act: str, **given: object) -> Entry:
    """An entry of the shop."""
    fields: dict[str, object] = {
        "v": 1, "id": "0" * 32, "time": 0, "act": act, "rule": "own_data", "clauses": ("C46",), "revision": 1, "actor": "subject", "channel": "web",
        "ref": "r", "categories": (), "purpose": "none", "recipient": "controller", "outcome": "allow", "n": 1, **given,
    }  # fmt: skip
    return Entry(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (entry("use", actor="service", categories=("contact.email",), purpose="account.run"), "we used your contact email for account.run"),
        (entry("collect", categories=("person.name", "contact.email")), "you gave us: contact email and person name"),
        (entry("consent", purpose="newsletter.send"), "you said yes to: newsletter.send"),
        (entry("withdraw", purpose="newsletter.send"), "you said no to: newsletter.send"),
        (entry("deliver", actor="system", categories=("contact.email",), purpose="newsletter.send", recipient="printer"), "printer got your contact email for newsletter.send"),
        (entry("use", actor="service", outcome="refuse", purpose="unstated"), "refused: we may not use what you gave for a purpose that our statement does not name"),
        (entry("share", actor="service", outcome="refuse", categories=("contact.email",), purpose="newsletter.send", recipient="unstated"), "refused: we may not hand your contact email to somebody whom our statement does not name for newsletter.send"),
        (entry("sign-in", outcome="refuse"), "refused: somebody tried another password"),
        (entry("expire", actor="system", categories=("visit.note",)), "we deleted your visit note: the time was over"),
        (entry("find", actor="staff", purpose="account.run"), "our staff looked up this address for account.run"),
        (entry("see"), "you looked at everything that is held"),
    ],
)  # fmt: skip
def test_an_entry_is_a_sentence(one: Entry, said: str) -> None:
    """Who did what, for which reason, in the statement's own labels."""
    assert words.line(one, statement()) == said


def test_days_and_moments_are_said_as_people_say_them() -> None:
    """With the year, and UTC."""
    assert words.day_words(20_781) == "24 November 2026"
    assert words.moment_words(1_795_528_800_000).startswith("24 November 2026, ")


def test_until_when_is_a_day_or_what_it_waits_for() -> None:
    """A known last day is said as a day."""
    period = Period("span", 14, "days", "closed")
    assert words.kept_words(period, None) == "until 14 days after you close your account"
    assert words.kept_words(period, 20_781) == "until 24 November 2026"
    assert words.kept_words(Period("none"), None) == "not at all"
