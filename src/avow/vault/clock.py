"""The product's clock: milliseconds UTC and days since 1970, never running backwards; the database has no say."""

import secrets
import time

_DAY_MS = 86_400_000
_LEAP_MS = 35 * _DAY_MS


class Clock:
    """`offset` (ms) is moved only by `avow clock` in test mode."""

    def __init__(self) -> None:
        self.offset = 0
        self._last = 0
        self.suspended = False
        """True after a jump of the machine's clock: destructive retention waits until somebody confirms."""

    def begin(self, offset: int, last_tick: int, last_entry: int) -> None:
        """Take up where the installation stopped: a step back, or a leap of over 35 days, suspends retention."""
        self.offset = offset
        machine = time.time_ns() // 1_000_000 + offset
        self.suspended = bool(last_tick) and not last_tick - 60_000 <= machine <= last_tick + _LEAP_MS
        self._last = max(last_tick, last_entry)

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        now = time.time_ns() // 1_000_000 + self.offset
        self._last = max(self._last, now)
        return self._last

    def today(self) -> int:
        """Days since 1970, UTC."""
        return self.now_ms() // _DAY_MS

    def move(self, milliseconds: int) -> None:
        """Move the clock forward."""
        self.offset += milliseconds


def time_id(now_ms: int) -> bytes:
    """A UUIDv7 of 16 bytes: ordered by time, else random (RFC 9562)."""
    tail = bytearray(secrets.token_bytes(10))
    tail[0] = 0x70 | tail[0] & 0x0F
    tail[2] = 0x80 | tail[2] & 0x3F
    return now_ms.to_bytes(6, "big") + bytes(tail)


def random_id() -> bytes:
    """A UUIDv4 of 16 bytes."""
    raw = bytearray(secrets.token_bytes(16))
    raw[6] = 0x40 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)
