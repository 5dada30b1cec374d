"""One process owns a data folder: a lock file, held while it lives (storage design, section 16)."""

import fcntl
import os
from pathlib import Path
from typing import Self


class FolderTaken(Exception):
    """another process owns this data folder: stop it, or use `avow` commands, which speak to it"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Ownership:
    """Holds the lock of a data folder from creation until `release`."""

    def __init__(self, data: Path) -> None:
        """Take the folder. Raises FolderTaken."""
        run = data / "run"
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
        data.chmod(0o700)
        self._descriptor = os.open(run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise FolderTaken from error

    def release(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
