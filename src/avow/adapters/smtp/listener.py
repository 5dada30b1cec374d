"""The way in: an SMTP listener for the privacy mailbox and for bounces; everything else is refused at RCPT."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

_MOST_BYTES = 1 << 20


class Receiver(Protocol):
    """Takes mail in."""

    def accepts(self, to: str) -> bool:
        """Whether an address is one of ours."""
        ...

    async def receive(self, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        """Take one message in. Raises OSError or Unavailable when it cannot be kept now."""
        ...


class _Door:
    """What aiosmtpd calls."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def handle_RCPT(  # noqa: N802  # aiosmtpd finds its handlers by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse whoever is not ours, before any text comes."""
        if not self._receiver.accepts(address):
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(  # noqa: N802  # as above
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message; a store that is away asks the sender to come again."""
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        try:
            await self._receiver.receive(envelope.mail_from or "", envelope.rcpt_tos, raw)
        except Exception:  # noqa: BLE001  # whatever went wrong, the sender keeps the message and nothing is logged of it
            return "451 4.3.0 not possible now, try again later"
        return "250 2.6.0 taken"


async def listen(taken: socket.socket, receiver: Receiver, host: str) -> asyncio.Server:
    """Serve SMTP on a bound socket."""
    door = _Door(receiver)
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        return SMTP(
            door, hostname=host, ident="ready", data_size_limit=_MOST_BYTES, enable_SMTPUTF8=True, timeout=60, loop=loop
        )

    return await loop.create_server(protocol, sock=taken)
