"""Incoming mail: questions to the privacy mailbox become cases; bounces raise a doubt; all else is refused (C09, C44, C101)."""

import email
import email.policy
import hmac
import logging
import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Final

from avow.identity.addresses import problem
from avow.jobs.outbox import Returns
from avow.rights.cases import Cases
from avow.rights.letters import QUESTION
from avow.vault.gate import Gate, Refused

_ID: Final = re.compile(r"<[^<>\s]{1,200}>")
_MOST: Final = 20_000
_log = logging.getLogger("avow.inbox")


class Inbox:
    """What the mail listener hands in. `accepts` is asked before any text is taken."""

    def __init__(self, gate: Gate, cases: Cases, returns: Returns, mailbox: str) -> None:
        self._gate = gate
        self._cases = cases
        self._returns = returns
        self._mailbox = mailbox.lower()

    def accepts(self, to: str) -> bool:
        """Whether an address is one of ours."""
        address = to.lower()
        local, _, domain = address.partition("@")
        returned = local.partition("+")[0] == "bounce" and domain == self._mailbox.partition("@")[2]
        return hmac.compare_digest(address.encode(), self._mailbox.encode()) or returned

    async def receive(self, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        """Take one message in. Raises Unavailable when it cannot be kept: the sender's server tries again."""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        for to in recipients:
            if to.lower() == self._mailbox:
                await self._question(sender, message)
            else:
                await self._returned(to, message)

    async def _question(self, sender: str, message: EmailMessage) -> None:
        sender = sender.strip("<> ")
        address = parseaddr(str(message.get("From", "")))[1] or sender
        if not sender or problem(address):
            # a bounce, or nobody to answer to
            return
        given = {"contact.email": address, "case.text": _words(message)}
        subject = " ".join(str(message.get("Subject", "")).split())[:200]
        ids = _ID.findall(str(message.get("Message-ID", "")))[:1]
        earlier = _ID.findall(str(message.get("References", "")))[-10:]
        thread = {"subject": subject, "message_id": ids[0] if ids else "", "thread": [*earlier, *ids]}
        try:
            # what arrives unasked serves its answer alone, and the automatic reply links the statement (C09)
            terms = self._gate.program.terms(QUESTION)
            await self._cases.ask("mail", given, terms, thread=thread, quiet=_automatic(message))
        except Refused as refused:
            _log.info("a mail was not taken: %s", refused.decision.rule)

    async def _returned(self, to: str, message: EmailMessage) -> None:
        """A bounce counts only when it came back to the very envelope address that we wrote from (VERP)."""
        for address, status in _failures(message):
            if status.startswith("5") and self._returns.fits(to, address):
                home = await self._gate.find("email", address)
                if home is not None:
                    await self._gate.doubt(home)


def _automatic(message: EmailMessage) -> bool:
    """Whether a machine wrote it (RFC 3834): such mail gets no automatic reply."""
    said = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        said != "no" or precedence in {"bulk", "junk", "list"} or "List-Id" in message or "List-Unsubscribe" in message
    )


def _words(message: EmailMessage) -> str:
    """The text of a message, with its subject first; HTML is read as text."""
    part = message.get_body(("plain", "html"))
    text = ""
    if part is not None:
        try:
            text = str(part.get_content())
        except (LookupError, ValueError, KeyError):
            text = ""
        if part.get_content_type() == "text/html":
            text = _Text.of(text)
    subject = " ".join(str(message.get("Subject", "")).split())
    return "\n\n".join(filter(None, (subject, text.strip())))[:_MOST] or "(no words)"


class _Text(HTMLParser):
    """The words of an HTML mail."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    @classmethod
    def of(cls, text: str) -> str:
        """The words of a document."""
        reader = cls()
        reader.feed(text)
        return " ".join(" ".join(reader.parts).split())

    def handle_data(self, data: str) -> None:
        """Keep a run of text."""
        self.parts.append(data)


def _failures(message: EmailMessage) -> list[tuple[str, str]]:
    """(address, status) of every recipient in a delivery report (RFC 3464)."""
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            address = str(getattr(block, "get", lambda *_: "")("Final-Recipient", "")).rpartition(";")[2].strip()
            status = str(getattr(block, "get", lambda *_: "")("Status", "")).strip()
            if address and status:
                found.append((address, status))
    return found
