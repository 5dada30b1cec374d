"""The journal of refusals: withdrawals, erasures and deletions, kept apart from every backup.

A restore applies it before anything is served, so that what was refused or erased stays so (storage design, section 15).
Each line is sealed; it is durable before the act is answered.
"""

import asyncio
import base64
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from avow.vault.store import StoreFull


class Line(msgspec.Struct, frozen=True):
    """One refusal: sequence from 1, moment (ms), home (hex), act, purpose or category if it names one, size of the log."""

    sequence: int
    at: int
    home: str
    act: str
    subject: str
    size: int


class Journal:
    """Append-only, sealed, in a folder of its own."""

    def __init__(self, folder: Path, key: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / "journal.log"
        self._aead = AESGCM(key)
        self._sequence = sum(1 for _ in self.lines())
        self._writing = asyncio.Lock()
        self._waiting: list[bytes] = []

    async def write(self, at: int, home: bytes, act: str, subject: str = "", size: int = 0) -> None:
        """Add a line and make it durable. Lines that wait at the same time share one write. Raises StoreFull."""
        self._sequence += 1
        self._waiting.append(self._seal(Line(self._sequence, at, home.hex(), act, subject, size)))
        mine = self._waiting
        async with self._writing:
            # INVARIANT: a batch is taken whole by whoever comes first; the others find it done, or see its failure
            if mine is self._waiting:
                self._waiting = []
                try:
                    await asyncio.to_thread(self._append, b"".join(mine))
                except StoreFull:
                    mine.clear()
                    raise
            elif not mine:
                raise StoreFull

    def lines(self) -> Iterator[Line]:
        """Every whole line, oldest first; a line torn by a crash was never acknowledged and is passed over."""
        if not self._path.exists():
            return
        for number, text in enumerate(self._path.read_bytes().splitlines(), start=1):
            line = self._open(text, number)
            if line is not None:
                yield line

    def _seal(self, line: Line) -> bytes:
        nonce = secrets.token_bytes(12)
        return base64.b64encode(nonce + self._aead.encrypt(nonce, msgspec.json.encode(line), b"journal")) + b"\n"

    def _open(self, text: bytes, _number: int) -> Line | None:
        try:
            raw = base64.b64decode(text, validate=True)
            return msgspec.json.decode(self._aead.decrypt(raw[:12], raw[12:], b"journal"), type=Line)
        except Exception:  # noqa: BLE001  # torn or foreign bytes, whatever their kind, are no line of ours
            return None

    def _append(self, text: bytes) -> None:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                # a torn last line must not swallow this one
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":
                    os.write(descriptor, b"\n")
                os.write(descriptor, text)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StoreFull from error
