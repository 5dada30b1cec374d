"""Epoch keys as files beside the key store: the embedded default.

Destroying overwrites and removes the file at once. What a file system, a disk or a copy of the folder keeps
is outside our reach; the erasure receipt says so.
"""

import os
import secrets
import time
from pathlib import Path

from avow.vault.keys import KeyLost


class FileKeyService:
    """Implements `vault.keys.KeyService` in `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def epochs(self) -> tuple[int, ...]:
        """The living epochs, oldest first."""
        return tuple(sorted(int(path.stem.removeprefix("epoch-")) for path in self._folder.glob("epoch-*.key")))

    def create(self) -> int:
        """A new epoch key, durable before its number is returned."""
        epoch = max(self.epochs(), default=0) + 1
        descriptor = os.open(self._path(epoch), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(32))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return epoch

    def open(self, epoch: int) -> bytes:
        """The 32 bytes of an epoch key. Raises KeyLost."""
        try:
            key = self._path(epoch).read_bytes()
        except OSError as error:
            raise KeyLost from error
        if len(key) != 32:
            raise KeyLost
        return key

    def made(self, epoch: int) -> int:
        """The moment (ms) at which an epoch key was made. Raises KeyLost."""
        try:
            return self._path(epoch).stat().st_mtime_ns // 1_000_000
        except OSError as error:
            raise KeyLost from error

    def destroy(self, epoch: int) -> int:
        """End an epoch key; the moment (ms) from which no copy of ours can be opened: now."""
        path = self._path(epoch)
        with path.open("r+b") as file:
            file.write(bytes(32))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        return time.time_ns() // 1_000_000

    def _path(self, epoch: int) -> Path:
        return self._folder / f"epoch-{epoch}.key"
