"""Outgoing mail: written as tasks, decided again when it is sent, silenced by erasing whom it is for.

A mail to a person lives in their home without an address: the gate opens the address when the mail goes. A mail to an
address that nobody has proven lives in a throw-away home, whose key ends when the mail is gone.
"""

import hmac
import logging
from email.message import EmailMessage
from typing import Any, Final, Protocol
from uuid import UUID

from avow.jobs.letter import Frame, Letter, compose, restored, stored
from avow.vault.gate import SYSTEM, Gate, HomeGone, Refused, Sink, reveal
from avow.vault.tasks import Tasks

TO_HOME: Final = "mail.home"
TO_ADDRESS: Final = "mail.address"
TO_DESK: Final = "mail.desk"
KINDS: Final = frozenset({TO_HOME, TO_ADDRESS, TO_DESK})
_log = logging.getLogger("avow.mail")


class Undeliverable(Exception):
    """the address does not take mail, for good"""


class Mailer(Protocol):
    """Hands messages on."""

    async def send(self, message: EmailMessage, sender: str, to: str) -> None:
        """Hand one message on. Raises Undeliverable, or OSError to be tried again."""
        ...


class Returns:
    """Envelope addresses that only we can make: a bounce to one proves which address we wrote to, and tells nobody else."""

    def __init__(self, key: bytes, domain: str) -> None:
        self._key = key
        self._domain = domain

    def envelope(self, address: str) -> str:
        """The envelope sender of a mail to an address."""
        seal = hmac.digest(self._key, b"bounce" + address.strip().casefold().encode(), "sha256")[:16]
        return f"bounce+{seal.hex()}@{self._domain}"

    def fits(self, envelope: str, address: str) -> bool:
        """Whether a bounce to this envelope address may be about that address."""
        return hmac.compare_digest(envelope.lower().encode(), self.envelope(address).encode())


class Outbox:
    """See the module."""

    def __init__(self, gate: Gate, tasks: Tasks, mailer: Mailer, frame: Frame) -> None:
        self.frame = frame
        self.returns = Returns(gate.vault.keys.named("token"), frame.domain)
        self._gate = gate
        self._tasks = tasks
        self._mailer = mailer
        tasks.handle(TO_HOME, self._send_home)
        tasks.handle(TO_ADDRESS, self._send_address)
        tasks.handle(TO_DESK, self._send_desk)

    async def to_home(self, home: UUID, purpose: str, letter: Letter) -> None:
        """Write to a person for a purpose; decided when it goes. Raises HomeGone, Unavailable."""
        await self._put(home, TO_HOME, {"purpose": purpose, "letter": stored(letter)})

    async def to_address(self, address: str, letter: Letter) -> None:
        """Write once to an address that nothing is kept of. Raises Unavailable."""
        home = await self._gate.new_home("envelope")
        if home is None:
            raise HomeGone
        await self._put(home, TO_ADDRESS, {"address": address, "letter": stored(letter)})

    async def to_desk(self, letter: Letter) -> None:
        """Write to the company's own privacy mailbox. Raises Unavailable."""
        await self._put(UUID(bytes=self._gate.vault.nobody()), TO_DESK, {"letter": stored(letter)})

    async def _put(self, home: UUID, kind: str, payload: dict[str, Any]) -> None:
        await self._tasks.add(home, kind, self._gate.clock.now_ms(), payload)

    async def _send_home(self, home: UUID, payload: dict[str, Any]) -> None:
        try:
            released = await self._gate.use(SYSTEM, home, ["contact.email"], payload["purpose"])
        except Refused as refused:
            _log.info("a mail was not sent: %s", refused.decision.rule)
            return
        address = reveal(released.values["contact.email"], Sink.MAIL)
        if not await self._send(restored(payload["letter"]), address):
            await self._gate.doubt(home)

    async def _send_address(self, home: UUID, payload: dict[str, Any]) -> None:
        await self._send(restored(payload["letter"]), payload["address"])
        await self._gate.discard(home)

    async def _send_desk(self, _home: UUID, payload: dict[str, Any]) -> None:
        await self._send(restored(payload["letter"]), self.frame.address)

    async def _send(self, letter: Letter, to: str) -> bool:
        """Whether the message went; False when the address is no good."""
        try:
            message = compose(letter, self.frame, to, self._gate.clock.now_ms())
            await self._mailer.send(message, self.returns.envelope(to), to)
        except (Undeliverable, ValueError):
            return False
        return True
