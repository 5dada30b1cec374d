"""A person's choices: what is asked, what was answered, and the question that a later revision brings (C25, C69, C70)."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from avow.statement.model import Statement
from avow.vault.gate import Actor, ChoiceAct, Gate


class Preference(msgspec.Struct, frozen=True):
    """One purpose that a person may choose. `answer`: yes, no, unasked. `since` is ms; `point` offers it."""

    purpose: str
    label: str
    answer: str
    since: int | None
    recipients: tuple[str, ...]
    point: str
    added: bool
    """Whether a later revision added it for what is held already."""


class UnknownChoice(Exception):
    """this is no choice that is offered here"""


class Consents:
    """See the module."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def preferences(self, home: UUID) -> tuple[Preference, ...]:
        """Every choice of a person, those that a new revision brought first. Raises HomeGone, Unavailable."""
        statement = self._gate.program.statement
        added = await self._gate.questions(home)
        known = {one.purpose: one for one in await self._gate.choices(home)}
        found = []
        for name in (*added, *(name for name in known if name not in added)):
            point = _offering(statement, name)
            if point is None:
                continue
            told = known.get(name)
            found.append(
                Preference(
                    purpose=name,
                    label=statement.purposes[name].label,
                    answer=told.answer if told else "unasked",
                    since=told.at if told else None,
                    recipients=tuple(one.label for one in statement.recipients.values() if name in one.gets),
                    point=point,
                    added=name in added,
                )
            )
        return tuple(found)

    def notices(self, preferences: tuple[Preference, ...]) -> dict[str, str]:
        """A notice token for each point whose choices are shown."""
        return {one.point: self._gate.notice(one.point) for one in preferences}

    async def set(
        self, actor: Actor, home: UUID, answers: Mapping[str, bool], notices: Mapping[str, str]
    ) -> dict[str, UUID]:
        """Carry out the answers (purpose to yes); the entry of each that changed.

        Raises UnknownChoice, Refused, HomeGone, Unavailable.
        """
        told = {}
        for purpose, yes in answers.items():
            point = await self._offered(home, purpose)
            if yes:
                told[purpose] = self._gate.told(notices.get(point, ""), point)
        return await self._gate.choose(actor, home, answers, told)

    async def withdraw(self, actor: Actor, home: UUID, purpose: str) -> UUID | None:
        """Take back or refuse one purpose; the id of the entry, or None when that was the answer already. Raises UnknownChoice, HomeGone, Unavailable."""
        await self._offered(home, purpose)
        return (await self._gate.choose(actor, home, {purpose: False})).get(purpose)

    async def _offered(self, home: UUID, purpose: str) -> str:
        """The point that offers a choice to this person. Raises UnknownChoice for what nobody, or not they, may choose."""
        statement = self._gate.program.statement
        point, stated = _offering(statement, purpose), statement.purposes.get(purpose)
        if point is None or stated is None:
            raise UnknownChoice(UnknownChoice.__doc__)
        if stated.basis not in {"opt-in", "opt-out"} and purpose not in {
            one.purpose for one in await self.preferences(home)
        }:
            raise UnknownChoice(UnknownChoice.__doc__)
        return point

    async def history(self, home: UUID) -> tuple[ChoiceAct, ...]:
        """Every act of choosing, the latest first. Raises HomeGone, Unavailable."""
        return (await self._gate.history(home))[::-1]


def _offering(statement: Statement, purpose: str) -> str | None:
    """The first point whose notice names a purpose."""
    return next((point.id for point in statement.points.values() if purpose in point.purposes), None)
