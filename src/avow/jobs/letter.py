"""A letter: what a mail says, before it has an address. Pure; both forms are made from one text."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any, Final

import msgspec

_ROW: Final = "margin:0 0 16px"
_BODY: Final = "font:17px/1.55 Charter,Georgia,serif;color:#1c2126;background:#fbfaf7;margin:0;padding:24px"
_QUIET: Final = "color:#55606b;font-size:15px"


class Letter(msgspec.Struct, frozen=True):
    """What is said. `link` is a path of ours and the words of the act; `why` says why this came and how to stop it.

    `quote` is text of a person, such as an answer; `reply_to` is the message id of what is answered, `thread` its references.
    """

    subject: str
    says: tuple[str, ...]
    why: str
    link: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    quote: str = ""
    reply_to: str = ""
    thread: tuple[str, ...] = ()
    automatic: str = "auto-generated"


@dataclass(slots=True)
class Frame:
    """What every mail has around it. `base_url` is known when the website listens."""

    company: str
    address: str
    statement: str
    base_url: str = ""

    @property
    def domain(self) -> str:
        """The domain that mails come from."""
        return self.address.rpartition("@")[2]


def stored(letter: Letter) -> dict[str, Any]:
    """The letter as a task keeps it."""
    found: dict[str, Any] = msgspec.to_builtins(letter)
    return found


def restored(payload: Mapping[str, Any]) -> Letter:
    """The letter of a task."""
    return msgspec.convert(dict(payload), Letter)


def compose(letter: Letter, frame: Frame, to: str, now_ms: int) -> EmailMessage:
    """The message to one address: headers, a plain part, an HTML part that loads nothing. Raises ValueError for an address that is none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(frame.company, addr_spec=frame.address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1000, UTC))
    message["Message-ID"] = make_msgid(domain=frame.domain)
    if letter.reply_to:
        message["In-Reply-To"] = letter.reply_to
        message["References"] = " ".join(letter.thread or (letter.reply_to,))
    if letter.automatic:
        message["Auto-Submitted"] = letter.automatic
    message.set_content(_plain(letter, frame))
    message.add_alternative(_html(letter, frame), subtype="html")
    return message


def _plain(letter: Letter, frame: Frame) -> str:
    parts = [*letter.says]
    if letter.quote:
        parts.append(letter.quote)
    if letter.link:
        parts.append(f"{letter.link[1]}:\n{frame.base_url}{letter.link[0]}")
    parts += [*letter.after, "-- ", f"{letter.why}\n{frame.company} · {frame.statement}: {frame.base_url}/privacy"]
    return "\n\n".join(parts).replace("-- \n\n", "-- \n") + "\n"


def _html(letter: Letter, frame: Frame) -> str:
    rows = [f'<p style="{_ROW}">{html.escape(text)}</p>' for text in letter.says]
    if letter.quote:
        lines = "<br>".join(html.escape(line) for line in letter.quote.splitlines())
        rows.append(f'<p style="{_ROW};padding-left:16px;border-left:2px solid #dcd8cf">{lines}</p>')
    if letter.link:
        address = html.escape(frame.base_url + letter.link[0])
        rows.append(
            f'<p style="{_ROW}"><a style="color:#0b5d5e" href="{address}">{html.escape(letter.link[1])}</a></p>'
        )
    rows += [f'<p style="{_ROW}">{html.escape(text)}</p>' for text in letter.after]
    foot = f'{html.escape(letter.why)}<br>{html.escape(frame.company)} · <a style="color:#0b5d5e" href="{html.escape(frame.base_url)}/privacy">{html.escape(frame.statement)}</a>'
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(letter.subject)}</title>'
        f'<body style="{_BODY}"><div style="max-width:36em;margin:0 auto">{"".join(rows)}<p style="{_QUIET}">{foot}</p></div></body></html>\n'
    )
