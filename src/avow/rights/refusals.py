"""Refusals while the store is away: kept sealed, acknowledged as kept, carried out first on recovery.

Register, rule 2: fail closed for uses, fail safe for refusals. The spool cannot look a session up, so it keeps the
session's token; whether that was a living session is decided when the store is back.
"""

import logging
from typing import Any, Final
from uuid import UUID

from avow.vault.gate import Actor, Gate, HomeGone, Refused
from avow.vault.sessions import Sessions

ACTS: Final = ("withdraw", "deactivate", "erase", "correct")
_log = logging.getLogger("avow.refusals")


class Refusals:
    """Keeps refusals in the spool and carries them out."""

    def __init__(self, gate: Gate, sessions: Sessions) -> None:
        self._gate = gate
        self._sessions = sessions

    @property
    def waiting(self) -> bool:
        """Whether any refusal waits for the store."""
        return self._gate.vault.spool.waiting

    def keep(self, act: str, token: str, channel: str = "web", **details: str) -> None:
        """Keep one refusal of the person behind a session token. Raises SpoolFull, ValueError for another act."""
        if act not in ACTS:
            raise ValueError(f"`{act}` is no refusal")
        at = self._gate.clock.now_ms()
        self._gate.vault.spool.put({"act": act, "token": token, "channel": channel, "at": at, **details})

    async def carry_out(self) -> int:
        """Do everything that was kept, oldest first, then forget it; how many. Raises Unavailable."""
        if not self.waiting:
            return 0
        done = 0
        for record in self._gate.vault.spool.records():
            session = await self._sessions.who(record["token"])
            if session is None:
                # a token of nobody: there is nothing that it could refuse
                continue
            try:
                await self._one(session.home, record)
                done += 1
            except (HomeGone, Refused) as error:
                _log.info("a kept refusal came to nothing: %s", type(error).__name__)
        self._gate.vault.spool.clear()
        return done

    async def _one(self, home: UUID, record: dict[str, Any]) -> None:
        actor = Actor("subject", record["channel"], home)
        match record["act"]:
            case "withdraw":
                await self._gate.choose(actor, home, {record["purpose"]: False})
            case "deactivate":
                await self._gate.deactivate(actor, home)
            case "erase":
                await self._gate.erase(actor, home)
            case "correct":
                await self._gate.correct(actor, home, UUID(record["item"]), record["value"])
