"""Staff of the company: added at the command line, with a first password that is shown once."""

import secrets
from typing import Final

from avow.identity.addresses import problem
from avow.identity.passwords import Passwords
from avow.vault.gate import SYSTEM, Gate

POINT: Final = "site.staff"
ROLES: Final = ("desk", "administrator", "auditor")


class NoStaff(Exception):
    """this person cannot be added"""


class Staff:
    """Adds people of the company."""

    def __init__(self, gate: Gate, passwords: Passwords) -> None:
        self._gate = gate
        self._passwords = passwords

    async def add(self, email: str, role: str) -> str:
        """Let one person sign in; their first password. Raises NoStaff."""
        wrong = problem(email)
        if wrong:
            raise NoStaff(f"this is no address: {wrong}")
        if role not in ROLES:
            raise NoStaff(f"there is no such role: choose {', '.join(ROLES)}")
        home = await self._gate.new_home("staff", ("staff", email))
        if home is None:
            raise NoStaff("somebody signs in with this address already: use another")
        password = secrets.token_urlsafe(15)
        given = {"staff.email": email, "staff.password": await self._passwords.hash(password), "staff.role": role}
        await self._gate.collect(SYSTEM, home, POINT, given, self._gate.notice(POINT))
        return password
