"""The yearly reminder to check one's details: only for who asked, at most once in 365 days (C44).

A reminder is a task in the person's home: erasing them silences it, and the gate decides again when it goes.
"""

from typing import Any, Final
from uuid import UUID

from avow.jobs.outbox import Outbox
from avow.services.site.letters import reminder
from avow.vault.gate import Gate, HomeGone
from avow.vault.tasks import Tasks

PURPOSE: Final = "account.reminder"
TASK: Final = "site.remind"
_YEAR_MS: Final = 365 * 86_400_000


class Reminders:
    """See the module."""

    def __init__(self, gate: Gate, tasks: Tasks, outbox: Outbox) -> None:
        self._gate = gate
        self._tasks = tasks
        self._outbox = outbox
        tasks.handle(TASK, self._remind)

    async def plan(self) -> int:
        """Give a reminder to everybody who agreed and has none; how many."""
        count = 0
        while homes := await self._gate.who_agreed(PURPOSE, without=TASK):
            for home in homes:
                count += await self._plan(home)
        return count

    async def _plan(self, home: UUID) -> bool:
        try:
            agreed = next((one.at for one in await self._gate.choices(home) if one.purpose == PURPOSE), None)
            await self._tasks.add(home, TASK, (agreed or self._gate.clock.now_ms()) + _YEAR_MS, {})
        except HomeGone:
            return False
        return True

    async def _remind(self, home: UUID, _payload: dict[str, Any]) -> None:
        chosen = {one.purpose: one.answer for one in await self._gate.choices(home)}
        if chosen.get(PURPOSE) == "yes":
            await self._tasks.add(home, TASK, self._gate.clock.now_ms() + _YEAR_MS, {})
            await self._outbox.to_home(home, PURPOSE, reminder())
