"""The embedded mail sink: one file for each message, exactly as sent, in a folder outside the data."""

import asyncio
import secrets
import time
from email.message import EmailMessage
from pathlib import Path


class Sink:
    """Implements `jobs.outbox.Mailer`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder

    async def send(self, message: EmailMessage, sender: str, to: str) -> None:
        """Keep one message, with its envelope as headers. Raises OSError."""
        raw = f"Return-Path: <{sender}>\r\nX-Rcpt-To: <{to}>\r\n".encode() + message.as_bytes()
        await asyncio.to_thread(self._write, raw)

    def messages(self, most: int = 200) -> list[bytes]:
        """The latest messages, newest first, for the page of test mode."""
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"), reverse=True)[:most]]

    def _write(self, raw: bytes) -> None:
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        part = self.folder / f"{name}.part"
        part.write_bytes(raw)
        part.rename(self.folder / f"{name}.eml")
