"""Passwords: argon2id in threads, few at a time, so that a rush of sign-ins does not take the machine's memory."""

import asyncio
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2
LEAST: Final = 10
MOST: Final = 256


class Passwords:
    """Hashes and checks passwords; a check takes as long for nobody as for somebody."""

    def __init__(self, *, quick: bool = False) -> None:
        """`quick` is for tests alone: the same algorithm with little memory and time."""
        self._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1) if quick else PasswordHasher()
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """The argon2id string of a password."""
        async with self._free:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def check(self, stored: str | None, password: str) -> bool:
        """Whether a password fits; without a stored one, the same work is done and the answer is no."""
        async with self._free:
            fits = await asyncio.to_thread(self._fits, stored or self._nobody, password)
        return fits and stored is not None

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def weakness(password: str) -> str | None:
    """What is wrong with a new password, in words for its person, or None. Length is what counts (NIST SP 800-63B)."""
    if len(password) < LEAST:
        return f"choose a password of at least {LEAST} signs; three or four words work well"
    if len(password) > MOST:
        return f"choose a password of at most {MOST} signs"
    if len(set(password)) < 4:
        return "choose a password with more different signs"
    return None
