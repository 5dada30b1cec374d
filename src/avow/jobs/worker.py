"""The worker: tasks as they fall due, jobs at their intervals, one loop for both."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from avow.vault.clock import Clock
from avow.vault.gate import Unavailable
from avow.vault.tasks import Tasks

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_LOOK_SECONDS: Final = 1.0
_log = logging.getLogger("avow.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again for one service, `every` so many ms."""

    name: str
    service: str
    every: int
    run: Callable[[], Awaitable[object]]


class Worker:
    """Runs jobs and tasks. One instance for one data folder."""

    def __init__(self, clock: Clock, tasks: Tasks) -> None:
        self.jobs: list[Job] = []
        self._clock = clock
        self._tasks = tasks
        self._last: dict[str, int] = {}
        self._awake = asyncio.Event()
        self._turn = asyncio.Lock()

    def wake(self) -> None:
        """There is work that is due now."""
        self._awake.set()

    async def tick(self) -> None:
        """Run every job whose interval is over, then every task that is due. Raises Unavailable."""
        async with self._turn:
            now = self._clock.now_ms()
            for job in self.jobs:
                if job.name not in self._last or now - self._last[job.name] >= job.every:
                    self._last[job.name] = now
                    await job.run()
            await self._tasks.run_due()

    async def run(self) -> None:
        """Tick until cancelled; a store that is away is looked for again."""
        while True:
            self._awake.clear()
            try:
                await self.tick()
            except Unavailable as error:
                _log.warning("jobs wait: %s", type(error).__name__)
            try:
                await asyncio.wait_for(self._awake.wait(), _LOOK_SECONDS)
            except TimeoutError:
                continue
