"""A person's own reach: everything held and why, the trail, a copy, correcting (C45, C46)."""

from typing import Any
from uuid import UUID

import msgspec

from avow.consent.service import Consents, Preference
from avow.disclosures.service import Disclosures
from avow.policy.request import CHILD, State
from avow.rights import words
from avow.vault.gate import Actor, Disclosed, Gate, Held, Personal, Sink, Trail, reveal
from avow.vault.requests import Requests


class Line(msgspec.Struct, frozen=True):
    """One thing that is held, ready to be shown. `confirmed` and `given` are days in words."""

    item: UUID
    category: str
    label: str
    value: Personal[str]
    point: str
    given: str
    confirmed: str
    kept: str
    purposes: tuple[str, ...]
    doubtful: bool
    editable: bool
    secret: bool


class Overview(msgspec.Struct, frozen=True):
    """What `/me` says first, and its tables."""

    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    recipients: tuple[Disclosed, ...]
    promotional: int
    asked: tuple[Preference, ...]
    open_corrections: tuple[tuple[str, str], ...]
    account: bool


class TrailLine(msgspec.Struct, frozen=True):
    """One entry in plain words. `at` is ms; `purpose` and `recipient` serve the filters."""

    entry: UUID
    at: int
    act: str
    said: str
    clauses: tuple[str, ...]
    outcome: str
    purpose: str
    recipient: str


class Rights:
    """See the module. Every method raises HomeGone when nothing is held, Unavailable when the store is away."""

    def __init__(self, gate: Gate, consents: Consents, disclosures: Disclosures, requests: Requests) -> None:
        self._gate = gate
        self._consents = consents
        self._disclosures = disclosures
        self._requests = requests

    async def overview(self, actor: Actor, home: UUID) -> Overview:
        """Everything that is held, and what it amounts to; the look is recorded. Raises Refused."""
        statement = self._gate.program.statement
        order = list(statement.categories)
        held = sorted(
            await self._gate.see(actor, home),
            key=lambda one: order.index(one.category) if one.category in order else len(order),
        )
        lines = tuple(self._line(one) for one in held)
        preferences = await self._consents.preferences(home)
        chosen = [statement.purposes[one.purpose].nature for one in preferences if one.answer == "yes"]
        return Overview(
            lines=lines,
            reasons=tuple(dict.fromkeys(name for line in lines for name in line.purposes)),
            recipients=await self._gate.disclosures(home),
            promotional=chosen.count("promotional"),
            asked=tuple(one for one in preferences if one.added and one.answer == "unasked"),
            open_corrections=await self._disclosures.open_corrections(home),
            account=any(line.category == "account.password" for line in lines),
        )

    async def item(self, actor: Actor, home: UUID, item: UUID) -> Line | None:
        """One thing that is held, for its page of correction."""
        return next((self._line(one) for one in await self._gate.see(actor, home) if one.item_id == item), None)

    def _line(self, held: Held) -> Line:
        program = self._gate.program
        revision, point = program.point_of(held.terms)
        statement = program.statements[revision]
        category = statement.categories[held.category]
        stated = next(one for one in statement.points[point].asked if one.category == held.category)
        purposes = program.statement.purposes
        return Line(
            item=held.item_id,
            category=held.category,
            label=category.label,
            value=held.value,
            point=point,
            given=words.day_words(held.collected_day),
            confirmed=words.day_words(held.confirmed_day) if held.confirmed_day else "never",
            kept=words.kept_words(stated.period, held.due_day),
            purposes=tuple(purposes[name].label for name in held.purposes if name in purposes),
            doubtful=held.doubtful,
            editable=category.kept_as == "value"
            and stated.demand != "recorded"
            and not held.category.startswith("staff."),
            secret=category.kept_as != "value",
        )

    async def trail(self, home: UUID, limit: int = 200, before: UUID | None = None) -> tuple[TrailLine, ...]:
        """What happened, newest first, in plain words."""
        return tuple(self._told(one) for one in await self._gate.trail(home, limit, before))

    def _told(self, one: Trail) -> TrailLine:
        entry, program = one.entry, self._gate.program
        statement = program.statements.get(entry.revision, program.statement)
        return TrailLine(
            one.entry_id,
            one.at,
            entry.act,
            words.line(entry, statement),
            entry.clauses,
            entry.outcome,
            entry.purpose,
            entry.recipient,
        )

    async def copy(self, actor: Actor, home: UUID) -> dict[str, Any]:
        """Everything as one JSON document, opened for the person's own copy; recorded as an export. Raises Refused."""
        held = await self._gate.see(actor, home, "export")
        lines = {one.item_id: self._line(one) for one in held}
        statement = self._gate.program.statement
        return {
            "made": words.moment_words(self._gate.clock.now_ms()),
            "statement": {"id": statement.id, "revision": statement.revision, "company": statement.parties[statement.controller].name},
            "held": [self._copied(one, lines[one.item_id]) for one in held],
            "choices": [
                {"purpose": one.purpose, "label": one.label, "answer": one.answer, "since": one.since}
                for one in await self._consents.preferences(home)
            ],
            "received": [
                {"recipient": one.recipient, "category": one.category, "purpose": one.purpose, "first": one.first_at, "last": one.last_at}
                for one in await self._gate.disclosures(home)
            ],
            "requests": [
                {"right": one.kind, "channel": one.channel, "state": one.state, "received": one.received, "due": words.day_words(one.due_day)}
                for one in await self._requests.of_home(home)
            ],
            "trail": [
                {"at": one.at, "said": one.said, "clauses": one.clauses, "outcome": one.outcome}
                for one in await self.trail(home, 10_000)
            ],
        }  # fmt: skip

    def _copied(self, held: Held, line: Line) -> dict[str, Any]:
        opened = reveal(held.value, Sink.EXPORT)
        return {
            "category": held.category,
            "label": line.label,
            "value": "kept as a fingerprint that only a sign-in is compared with" if line.secret else opened,
            "given_at": held.point,
            "given_on": line.given,
            "confirmed_on": line.confirmed,
            "kept": line.kept,
            "for": line.purposes,
        }

    async def state(self, home: UUID) -> str:
        """live, closed (may come back), or child (waits to be erased)."""
        if await self._gate.state(home) == State.LIVE:
            return "live"
        return "child" if await self._gate.status(home) & CHILD else "closed"
