"""Disclosures: what recipients are handed, and the calls that follow it: correct, delete, stop (C46, C48, C69, C94).

A delivery waits as a task without values; it is decided again at the moment it is handed over.
"""

import logging
from collections.abc import Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from avow.vault.gate import SYSTEM, Actor, Gate, Refused, Released, Sink, reveal
from avow.vault.tasks import Tasks

CORRECT: Final = "recipient.correct"
_log = logging.getLogger("avow.disclosures")


class Connector(Protocol):
    """The way to recipients."""

    def reaches(self, recipient: str) -> bool:
        """Whether an address of this recipient is known."""
        ...

    async def call(self, recipient: str, document: dict[str, Any]) -> None:
        """Hand a document over. Raises OSError when it was not taken."""
        ...


class Disclosures:
    """See the module."""

    def __init__(self, gate: Gate, tasks: Tasks, connector: Connector) -> None:
        self._gate = gate
        self._tasks = tasks
        self._connector = connector
        tasks.handle("recipient.deliver", self._deliver)
        tasks.handle(CORRECT, self._correct)
        tasks.handle("recipient.delete", self._delete)
        tasks.handle("recipient.stop", self._stop)

    async def share(
        self, actor: Actor, home: UUID, categories: Sequence[str], purpose: str, recipient: str
    ) -> tuple[Released, bool]:
        """Decide and record; deliver by task. The second value tells whether we deliver, or the caller does. Raises Refused."""
        released = await self._gate.share(actor, home, categories, purpose, recipient)
        delivers = self._connector.reaches(recipient)
        if delivers:
            payload = {"recipient": recipient, "purpose": purpose, "categories": list(categories)}
            await self._tasks.add(home, "recipient.deliver", self._gate.clock.now_ms(), payload)
        return released, delivers

    async def open_corrections(self, home: UUID) -> tuple[tuple[str, str], ...]:
        """(recipient, category) of corrections that a recipient has not taken yet."""
        waiting = await self._tasks.of_home(home)
        return tuple((one.payload["recipient"], one.payload["category"]) for one in waiting if one.kind == CORRECT)

    async def _deliver(self, home: UUID, payload: dict[str, Any]) -> None:
        recipient, purpose = payload["recipient"], payload["purpose"]
        try:
            released = await self._gate.share(SYSTEM, home, payload["categories"], purpose, recipient, "deliver")
        except Refused as refused:
            _log.info("nothing was handed over: %s", refused.decision.rule)
            return
        values = {name: reveal(value, Sink.CONNECTOR) for name, value in released.values.items()}
        await self._connector.call(
            recipient,
            {
                "act": "deliver", "person": released.known_as, "purpose": purpose, "values": values,
                "statement": self._gate.program.statement.id, "revision": self._gate.program.revision,
            },
        )  # fmt: skip

    async def _correct(self, home: UUID, payload: dict[str, Any]) -> None:
        if await self._gate.version(home, UUID(hex=payload["item"])) > payload["version"]:
            # a newer correction has a call of its own
            return
        told = {name: payload[name] for name in ("person", "category", "value")}
        await self._connector.call(payload["recipient"], {"act": "correct", **told})

    async def _delete(self, _home: UUID, payload: dict[str, Any]) -> None:
        await self._connector.call(payload["recipient"], {"act": "delete", "person": payload["person"]})

    async def _stop(self, _home: UUID, payload: dict[str, Any]) -> None:
        told = {name: payload[name] for name in ("person", "purpose")}
        await self._connector.call(payload["recipient"], {"act": "stop", **told})
