"""One of each kind of person and staff, plainly invented, with values that can be recognised (test mode)."""

import secrets
import string
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from avow.identity.accounts import POINT
from avow.identity.passwords import Passwords
from avow.identity.staff import Staff
from avow.vault.gate import Actor, Gate, HomeGone
from avow.vault.sessions import Sessions

_SIGNS: Final = string.ascii_lowercase + string.digits
ROLES: Final = ("adult", "parent", "child", "subscriber")
STAFF: Final = ("desk", "administrator", "auditor")


def _canary(start: str) -> str:
    return start + "".join(secrets.choice(_SIGNS) for _ in range(24 - len(start)))


class Seed:
    """Makes people. Only the control socket of test mode calls it."""

    def __init__(self, gate: Gate, sessions: Sessions, passwords: Passwords, recipients: Mapping[str, str]) -> None:
        self._gate = gate
        self._sessions = sessions
        self._passwords = passwords
        self._staff = Staff(gate, passwords)
        self._recipients = recipients

    async def make(self) -> dict[str, Any]:
        """Everybody, and a service token for the API."""
        service = await self._sessions.open(UUID(bytes=self._gate.vault.nobody()), "service", 3650)
        return {
            "service_token": service,
            "people": [await self._person(role) for role in ROLES],
            "staff": [await self._worker(role) for role in STAFF],
            "recipients": dict(self._recipients),
        }

    async def _person(self, role: str) -> dict[str, Any]:
        email, password = f"{_canary(role)}@people.example", _canary("Pw1-")
        home = await self._gate.new_home("person", ("email", email))
        if home is None:
            raise HomeGone
        given = {
            "contact.email": email,
            "person.name": f"{role.capitalize()} {_canary('nm')}",
            "account.age_met": "yes",
        }
        ticked = ["account.reminder", "research.survey"] if role == "subscriber" else []
        actor = Actor("subject", "web", home)
        stored = {**given, "account.password": await self._passwords.hash(password)}
        # a child who said to be old enough: that is what C94 is about
        await self._gate.collect(actor, home, POINT, stored, self._gate.notice(POINT), ticked, 30)
        more = {"person.title": _canary("ttl"), "contact.postal": _canary("pst")}
        await self._gate.collect(actor, home, "site.profile", more, self._gate.notice("site.profile"))
        canaries = {**given, **more}
        return {"role": role, "email": email, "password": password, "home": str(home), "canaries": canaries}

    async def _worker(self, role: str) -> dict[str, Any]:
        email = f"{_canary(role)}@harbour.example"
        return {"role": role, "email": email, "password": await self._staff.add(email, role)}
