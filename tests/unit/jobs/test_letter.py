"""Letters become messages with two equal parts, clean headers, a reason and a link to the statement."""

import email
import email.policy

import pytest

from avow.jobs.letter import Frame, Letter, compose, restored, stored
from avow.jobs.outbox import Returns

FRAME = Frame(
    "Example Ltd", "privacy@example.com", "our privacy statement of 24 November 2026", "https://www.example.com"
)
LETTER = Letter(
    "Is this yours?",
    ("Somebody asked.",),
    "You get this because somebody asked.",
    ("/confirm/x", "yes, it is"),
    ("Bye.",),
    quote="<b>bold</b>\nline",
)


def test_both_parts_say_the_same_and_load_nothing() -> None:
    """Plain and HTML carry words, link, reason and the statement; what people wrote is text; nothing is loaded."""
    message = email.message_from_bytes(
        compose(LETTER, FRAME, "pat@people.example", 0).as_bytes(), policy=email.policy.default
    )
    plain = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    for part in (plain, html):
        for words in (
            "Somebody asked.",
            "https://www.example.com/confirm/x",
            "You get this because",
            "https://www.example.com/privacy",
        ):
            assert words in part
    assert "<b>bold</b>" in plain
    assert "<b>" not in html
    assert "<img" not in html
    assert "src=" not in html
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Example Ltd <privacy@example.com>"


def test_a_reply_stands_in_its_thread() -> None:
    """An answer names the message that it answers, and its references."""
    reply = Letter(
        "Re: x",
        (),
        "why",
        reply_to="<1@people.example>",
        thread=("<0@people.example>", "<1@people.example>"),
        automatic="",
    )
    message = compose(reply, FRAME, "pat@people.example", 0)
    assert message["In-Reply-To"] == "<1@people.example>"
    assert message["References"] == "<0@people.example> <1@people.example>"
    assert "Auto-Submitted" not in message


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b.example\nX: y", "not an address", "a@b.example, c@d.example"]
)
def test_no_address_carries_a_header(address: str) -> None:
    """What is not one plain address makes no message."""
    with pytest.raises(ValueError):  # noqa: PT011  # the library's own words
        compose(LETTER, FRAME, address, 0)


def test_no_subject_carries_a_header() -> None:
    """A subject with line ends makes no message either."""
    with pytest.raises(ValueError):  # noqa: PT011  # the library's own words
        compose(Letter("x\r\nBcc: c@d.example", (), "why"), FRAME, "a@b.example", 0)


def test_a_letter_comes_back_from_its_task_as_it_was() -> None:
    """Stored and restored it is the same."""
    assert restored(stored(LETTER)) == LETTER


def test_an_envelope_address_fits_one_address_alone() -> None:
    """Nobody can make a bounce that counts for somebody else."""
    ours, other = Returns(b"k" * 32, "example.com"), Returns(b"x" * 32, "example.com")
    made = ours.envelope("Pat@people.example")
    assert ours.fits(made, "pat@people.example")
    assert ours.fits(made.upper(), "pat@people.example")
    assert not ours.fits(made, "kim@people.example")
    assert not other.fits(made, "pat@people.example")
    assert "pat" not in made
