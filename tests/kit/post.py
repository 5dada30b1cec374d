"""SINK and the way in: reading what the product sent, sending what it receives."""

from __future__ import annotations

import email
import email.policy
import re
import smtplib
import time
from collections.abc import Callable, Collection
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

LINK = re.compile(r"https?://[^\s<>\"')]+")


class Letter:
    """One message as sent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = path.read_bytes()
        self.message: EmailMessage = email.message_from_bytes(self.raw, policy=email.policy.default)  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<letter to {self['to']}: {self['subject']}: {self.text[:300]!r}>"

    def __getitem__(self, header: str) -> str:
        return str(self.message.get(header, ""))

    @property
    def text(self) -> str:
        """Its plain words."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        """Its HTML, if it has any."""
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    @property
    def links(self) -> list[str]:
        """Addresses in its plain words."""
        return [one.rstrip(".,;") for one in LINK.findall(self.text)]

    def link(self, to: str) -> str:
        """The address in it whose path begins with `to`, as path and query."""
        fits = [one for one in self.links if ("/" + one.split("//", 1)[1].partition("/")[2]).startswith(to)]
        assert fits, f"no link to `{to}` in {self!r}"
        return "/" + fits[0].split("//", 1)[1].partition("/")[2]

    def names(self, address: str) -> bool:
        """Whether it is written to the address."""
        sent_to = " ".join((self["to"], self["delivered-to"], self["x-rcpt-to"], self["x-envelope-to"]))
        return address.lower() in sent_to.lower()


class Sink:
    """The folder in which the product's own sink keeps one file per message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> set[str]:
        """Names of the messages there now."""
        return {str(path) for path in self.folder.rglob("*.eml")} if self.folder.is_dir() else set()

    def letters(self, to: str = "", since: Collection[str] = ()) -> list[Letter]:
        """Messages written to an address, oldest first."""
        paths = sorted(
            (Path(name) for name in self.names() - set(since)), key=lambda path: (path.stat().st_mtime_ns, path.name)
        )
        found = [Letter(path) for path in paths]
        return [one for one in found if not to or one.names(to)]

    def wait(
        self,
        to: str,
        *,
        since: Collection[str] = (),
        where: Callable[[Letter], bool] = lambda _: True,
        within: float = 15,
    ) -> Letter:
        """The first message to the address that fits, once it is there."""
        end = time.monotonic() + within
        while True:
            fits = [one for one in self.letters(to, since) if where(one)]
            if fits:
                return fits[0]
            assert time.monotonic() < end, f"no such message to {to}; sent: {self.letters('', since)[-5:]}"
            time.sleep(0.05)


def letter(sender: str, to: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """A message as a person's mail program makes it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def bounce(sent: Letter, address: str, to: str, host: str = "mx.people.example") -> EmailMessage:
    """A hard bounce of a message (RFC 3464) for an address that does not exist any more."""
    report = "\r\n".join(
        (
            f"Reporting-MTA: dns; {host}",
            "",
            f"Final-Recipient: rfc822; {address}",
            "Action: failed",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 no such user here",
            "",
        )
    )
    headers = sent.raw.split(b"\r\n\r\n")[0].split(b"\n\n")[0].decode("utf-8", "replace")
    return email.message_from_string(
        "\r\n".join(
            (
                f"From: MAILER-DAEMON@{host}",
                f"To: {to}",
                "Subject: Undelivered Mail Returned to Sender",
                f"Message-ID: {make_msgid(domain=host)}",
                "Auto-Submitted: auto-replied",
                "MIME-Version: 1.0",
                'Content-Type: multipart/report; report-type=delivery-status; boundary="=_edge"',
                "",
                "--=_edge",
                "Content-Type: text/plain; charset=utf-8",
                "",
                f"<{address}>: 550 5.1.1 no such user here",
                "--=_edge",
                "Content-Type: message/delivery-status",
                "",
                report,
                "--=_edge",
                "Content-Type: text/rfc822-headers",
                "",
                headers,
                "--=_edge--",
                "",
            )
        ),
        policy=email.policy.SMTP,
    )


def send(port: tuple[str, int], message: EmailMessage, sender: str, *to: str) -> dict[str, tuple[int, bytes]]:
    """Hand a message to the product's own listener; the recipients it refused. An empty sender is a bounce's."""
    with smtplib.SMTP(*port, timeout=20) as server:
        return server.send_message(message, sender, list(to))
