"""Slowing guesses: per account and per source, in memory, without telling whether an account exists.

Sources and accounts are kept as keyed digests under a key of this process alone, at most 24 hours, never written.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Final

_FREE: Final = 5
_LOCK: Final = 10
_SOURCE_FREE: Final = 100
_MAIL_FREE: Final = 500
_MOST_SECONDS: Final = 3600
_FORGET_MS: Final = 24 * 3_600_000
_MOST_KEPT: Final = 100_000


class Throttled(Exception):
    """too many tries: wait, then try again"""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many tries: wait {seconds} seconds, then try again")
        self.seconds = seconds


class Throttle:
    """Counts failures. `now` gives ms."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
        self._failures: dict[bytes, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._failures)

    def check(self, account: str, source: str) -> None:
        """Raises Throttled while an account or a source has to wait."""
        waits = [
            self._wait(self._place("account", account), _FREE),
            self._wait(self._place("source", source), _SOURCE_FREE),
        ]
        if max(waits) > 0:
            raise Throttled(max(waits))

    def failed(self, account: str, source: str) -> None:
        """Count a failure for both."""
        self._count(self._place("account", account), self._place("source", source))

    def _count(self, *places: bytes) -> None:
        now = self._now()
        if len(self._failures) >= _MOST_KEPT:
            self._forget(now)
        for place in places:
            count, _ = self._failures.get(place, (0, 0))
            self._failures[place] = count + 1, now

    def spend(self, kind: str, account: str, source: str) -> None:
        """Count something that makes us write a mail, such as a registration. Raises Throttled when it is too often."""
        account = f"{kind} {account}"
        place, origin = self._place("account", account), self._place(f"{kind} from", source)
        wait = max(self._wait(place, _FREE), self._wait(origin, _MAIL_FREE))
        if wait > 0:
            raise Throttled(wait)
        self._count(place, origin)

    def succeeded(self, account: str) -> None:
        """An account's person was here: its count begins anew; that of the source does not."""
        self._failures.pop(self._place("account", account), None)

    def _place(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._key, f"{kind}\0{value.casefold()}".encode(), "sha256")

    def _wait(self, place: bytes, free: int) -> int:
        count, last = self._failures.get(place, (0, 0))
        if count < free:
            return 0
        delay = _MOST_SECONDS if count >= free + _LOCK else min(_MOST_SECONDS, 2 ** (count - free + 1))
        return max(0, -(-(last + delay * 1000 - self._now()) // 1000))

    def _forget(self, now: int) -> None:
        self._failures = {place: (count, at) for place, (count, at) in self._failures.items() if at > now - _FORGET_MS}
