"""The gate: the only door to personal data. Every call decides, acts and records in one unit of work.

Refusing is an exception, so that nobody forgets to look. Uses stop while refusals wait in the spool:
what a person refused is carried out before anything else is used.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from avow.policy.decision import Decision
from avow.policy.program import Program
from avow.policy.request import State
from avow.vault import choosing, collecting, homes, leaving, looking, owning, told, trail, using
from avow.vault.acts import SYSTEM, Actor, Collected, Erased, Outcome, Refused, Released
from avow.vault.choosing import Choice, ChoiceAct
from avow.vault.clock import Clock
from avow.vault.collecting import Submission
from avow.vault.home import HomeGone
from avow.vault.owning import Held
from avow.vault.personal import Personal, Sink, reveal
from avow.vault.sequencer import Sequencer
from avow.vault.store import Unavailable, Work
from avow.vault.trail import Disclosed, Trail
from avow.vault.using import About
from avow.vault.vault import Vault

__all__ = [
    "SYSTEM", "Actor", "Choice", "ChoiceAct", "Collected", "Disclosed", "Erased", "Gate", "Held", "HomeGone", "Outcome", "Personal",
    "Refused", "Released", "Sink", "Trail", "Unavailable", "reveal",
]  # fmt: skip


class RefusalsWait(Unavailable):
    """refusals kept while the store was away are carried out first: try again in a moment"""


class Gate:
    """All methods raise Unavailable when the store cannot be used, HomeGone when nothing is held."""

    def __init__(self, vault: Vault, sequencer: Sequencer) -> None:
        self.vault = vault
        self.sequencer = sequencer
        self.epoch_days = 14
        """Days until a destroyed key is dead in every old copy: two epochs."""

    @property
    def program(self) -> Program:
        """The compiled statements, the last one in force."""
        return self.vault.program

    @property
    def clock(self) -> Clock:
        """The product's clock."""
        return self.vault.clock

    # telling

    def notice(self, point: str) -> str:
        """A token for a page that shows the notice of `point` now."""
        return told.issue(self.vault.keys.named("token"), self.program.terms(point), self.clock.now_ms())

    def told(self, token: str, point: str) -> int:
        """The terms number of a notice of `point` in the revision in force, shown at most a day ago; else 0."""
        number = told.check(self.vault.keys.named("token"), token, self.clock.now_ms())
        return number if number and number == self.program.terms(point) else 0

    # taking in

    async def admit(
        self,
        actor: Actor,
        point: str,
        given: Mapping[str, str],
        notice: str,
        ticked: Collection[str] = (),
        age: int | None = None,
    ) -> None:
        """Decide on a submission that waits for confirmation; nothing is stored. Raises Refused."""
        submission = Submission(point, given, self.told(notice, point), frozenset(ticked), age)
        (await self._use(collecting.admit, actor, submission)).settled()

    async def collect(
        self,
        actor: Actor,
        home: UUID,
        point: str,
        given: Mapping[str, str],
        notice: str,
        ticked: Collection[str] = (),
        age: int | None = None,
    ) -> Collected:
        """Take values in at a point. Raises Refused."""
        return await self.collect_told(actor, home, point, given, self.told(notice, point), ticked, age)

    async def collect_told(
        self,
        actor: Actor,
        home: UUID,
        point: str,
        given: Mapping[str, str],
        terms: int,
        ticked: Collection[str] = (),
        age: int | None = None,
    ) -> Collected:
        """As `collect`, for a notice whose showing was checked when the values came in. Raises Refused."""
        submission = Submission(point, given, terms, frozenset(ticked), age)
        outcome = (await self._use(collecting.collect, home.bytes, actor, submission)).settled()
        items = {category: UUID(bytes=item) for category, item in outcome.value.items() if item}
        return Collected(outcome.decision, UUID(bytes=outcome.entry_id), items)

    async def note(self, actor: Actor, home: UUID, beside: UUID, category: str, value: str) -> UUID:
        """Add a value under the terms of another item; the id of the new item."""
        outcome = await self._use(collecting.note, home.bytes, actor, beside.bytes, category, value)
        return UUID(bytes=outcome.value)

    # letting out

    async def use(self, actor: Actor, home: UUID, categories: Sequence[str], purpose: str) -> Released:
        """The values of a home for a purpose of the company's own. Raises Refused."""
        if self.vault.spool.waiting:
            raise RefusalsWait
        outcome: Outcome = await self.vault.store.reading(
            using.use, self.vault, home.bytes, actor, tuple(categories), purpose, "controller"
        )
        settled = outcome.settled()
        return Released(settled.value[0], settled.decision, UUID(bytes=settled.entry_id))

    async def use_items(
        self, actor: Actor, home: UUID, items: Sequence[UUID], purpose: str
    ) -> tuple[dict[UUID, Personal[str]], Decision]:
        """The values of single items, such as those of one case; what is gone meanwhile is left out. Raises Refused."""
        wanted = tuple(one.bytes for one in items)
        outcome = (await self._use(using.use_items, home.bytes, actor, wanted, purpose)).settled()
        return {UUID(bytes=item): value for item, value in outcome.value.items()}, outcome.decision

    async def share(
        self, actor: Actor, home: UUID, categories: Sequence[str], purpose: str, recipient: str, act: str = "share"
    ) -> Released:
        """The values that a recipient gets (act: share, or deliver when it is handed over later). Raises Refused."""
        outcome = await self._use(using.share, home.bytes, actor, tuple(categories), purpose, recipient, act)
        settled = outcome.settled()
        values, known_as = settled.value
        return Released(values, settled.decision, UUID(bytes=settled.entry_id), known_as)

    async def about(self, actor: Actor, home: UUID, category: str) -> About:
        """What a decision about one person would look at; recorded as a look, no values. Raises HomeGone."""
        return await self.vault.store.unit(using.about, self.vault, home.bytes, actor, category)

    async def audience(self, actor: Actor, category: str, purpose: str, recipient: str = "controller") -> Outcome:
        """How many people may be reached for a purpose, as the outcome's value. Raises Refused."""
        return (await self._use(using.audience, actor, category, purpose, recipient)).settled()

    # the person's own

    async def see(self, actor: Actor, home: UUID, act: str = "see") -> tuple[Held, ...]:
        """Everything that is held, for its person (act: see or export). Raises Refused."""
        held: tuple[Held, ...] = (await self._unit(owning.see, home.bytes, actor, act)).settled().value
        return held

    async def credentials(self, home: UUID) -> tuple[Held, ...]:
        """What a person signs in with, also while the account is closed.

        INVARIANT: the caller records the act that the check belongs to, such as a sign-in.
        """
        return await self.vault.store.unit(owning.credentials, self.vault, home.bytes)

    async def status(self, home: UUID) -> int:
        """The status bits of a home: CHILD, HELD, DOUBTFUL."""
        return await self.vault.store.unit(looking.status, self.vault, home.bytes)

    async def correct(self, actor: Actor, home: UUID, item: UUID, value: str) -> UUID:
        """A new value under the old terms; recipients are called by task. The id of the entry. Raises Refused."""
        outcome = (await self._unit(owning.correct, home.bytes, actor, item.bytes, value)).settled()
        return UUID(bytes=outcome.entry_id)

    async def version(self, home: UUID, item: UUID) -> int:
        """How often a value was written; 0 when it is gone."""
        return await self.vault.store.unit(looking.version, home.bytes, item.bytes)

    async def confirm_item(self, actor: Actor, home: UUID, item: UUID) -> None:
        """The person has said that a value is still right. Raises Refused, HomeGone."""
        (await self._unit(owning.confirm, home.bytes, actor, item.bytes)).settled()

    async def doubt(self, home: UUID, *, doubtful: bool = True) -> None:
        """Mail to the person's address came back for good, or arrives again."""
        await self.vault.store.unit(owning.doubt, self.vault, home.bytes, doubtful)

    # choosing

    async def choose(
        self, actor: Actor, home: UUID, wanted: Mapping[str, bool], told: Mapping[str, int] | None = None
    ) -> dict[str, UUID]:
        """Answer purposes (purpose to yes); the entry of each answer that changed. Raises Refused for a yes without notice.

        `told` are the terms whose notice was shown before, by purpose: what `self.told` found. Noes are carried out
        whatever becomes of a yes beside them.
        """
        found = await self.vault.store.unit(
            choosing.answer, self.vault, home.bytes, actor, dict(wanted), dict(told or {})
        )
        noes = [purpose for purpose, outcome in found.items() if outcome.decision.allowed and not wanted[purpose]]
        await asyncio.gather(*(self._journal(home, "withdraw", purpose) for purpose in noes))
        return {purpose: UUID(bytes=outcome.settled().entry_id) for purpose, outcome in found.items()}

    async def choices(self, home: UUID) -> tuple[Choice, ...]:
        """The present answer to every purpose that a person may choose."""
        return await self.vault.store.unit(choosing.choices, self.vault, home.bytes)

    async def history(self, home: UUID) -> tuple[ChoiceAct, ...]:
        """Every act of choosing, oldest first."""
        return await self.vault.store.unit(choosing.history, self.vault, home.bytes)

    async def questions(self, home: UUID) -> tuple[str, ...]:
        """Purposes that a later revision added for what is held, not answered yet (C25)."""
        return await self.vault.store.unit(choosing.questions, self.vault, home.bytes)

    async def who_agreed(self, purpose: str, *, without: str) -> tuple[UUID, ...]:
        """At most 500 living homes that agreed to a purpose and have no waiting work of one kind; no values."""
        chosen = self.program.consented(0, purpose) & ((1 << 63) - 1)
        return await self.vault.store.unit(looking.agreed, chosen, without) if chosen else ()

    # leaving

    async def deactivate(self, actor: Actor, home: UUID) -> int:
        """Stop everything at once, end every session; the day (since 1970) on which all is erased. Raises Refused."""
        outcome = (await self._unit(leaving.deactivate, home.bytes, actor)).settled()
        await self.vault.store.unit(leaving.end_sessions, home.bytes)
        await self._journal(home, "deactivate")
        return int(outcome.value)

    async def reactivate(self, actor: Actor, home: UUID) -> None:
        """Come back within the grace period. Raises Refused."""
        (await self._unit(leaving.reactivate, home.bytes, actor)).settled()

    async def suspend_child(self, actor: Actor, home: UUID) -> int:
        """Stop everything because the person is a child; the day (since 1970) by which all is erased (C94)."""
        outcome = (await self._unit(leaving.suspend_child, home.bytes, actor)).settled()
        await self.vault.store.unit(leaving.end_sessions, home.bytes)
        await self._journal(home, "suspend")
        return int(outcome.value)

    async def lift_child(self, actor: Actor, home: UUID) -> None:
        """Open an account again that was wrongly reported as a child's. Raises Refused, HomeGone."""
        (await self._unit(leaving.lift_child, home.bytes, actor)).settled()

    async def erase(self, actor: Actor, home: UUID) -> Erased:
        """Erase a person: use ends with the first commit, readability with the second. Raises Refused."""
        outcome = (await self._unit(leaving.erase, home.bytes, actor)).settled()
        await self.vault.store.unit(leaving.forget_keys, home.bytes)
        await self.vault.store.forget()
        await self._journal(home, "erase")
        receipt = await self.receipt(home, UUID(bytes=outcome.entry_id))
        await self.remove_erased()
        return Erased(receipt, self.clock.now_ms(), self.clock.today() + self.epoch_days)

    async def discard(self, home: UUID) -> None:
        """End a throw-away home: its key, then its rows."""
        await self.vault.store.unit(leaving.forget_keys, home.bytes)
        await self.vault.store.unit(leaving.remove_discarded, home.bytes)

    async def happened(self, home: UUID, event: str) -> None:
        """An event of a service that periods wait for, such as `case.closed`."""
        await self.vault.store.unit(leaving.happened, self.vault, home.bytes, event)

    async def remove_erased(self) -> int:
        """Finish what erasures left: keys that still live, then dead rows. How many homes are wholly gone."""
        removed = 0
        for home in await self.vault.store.unit(looking.erased):
            await self.vault.store.unit(leaving.forget_keys, home)
            removed += await self.vault.store.unit(leaving.remove_rows, home)
        return removed

    # the record

    async def trail(self, home: UUID, limit: int = 200, before: UUID | None = None) -> tuple[Trail, ...]:
        """What happened to a person's data, newest first."""
        first = before.bytes if before else b"\xff" * 16
        return await self.vault.store.unit(trail.page, self.vault, home.bytes, limit, first)

    async def receipt(self, home: UUID, entry_id: UUID) -> dict[str, Any]:
        """The receipt of one entry; waits for the sequencer, at most about a second. Raises HomeGone."""
        await self.sequencer.catch_up()
        return await self.vault.store.unit(trail.receipt, self.sequencer, home.bytes, entry_id.bytes)

    async def record(
        self,
        actor: Actor,
        home: UUID | None,
        act: str,
        rule: str,
        categories: Sequence[str] = (),
        purpose: str = "none",
        *,
        outcome: str = "allow",
    ) -> UUID:
        """Record an act without values, such as a sign-in; in a home of nobody when there is no person."""
        where = home.bytes if home else self.vault.nobody()
        done = await self.vault.store.unit(
            trail.noted, self.vault, where, actor, act, rule, tuple(categories), purpose, outcome
        )
        return UUID(bytes=done)

    async def disclosures(self, home: UUID) -> tuple[Disclosed, ...]:
        """Who has received what about one person."""
        return await self.vault.store.unit(trail.disclosed, self.vault, home.bytes)

    # homes

    async def new_home(
        self, kind: str = "person", identifier: tuple[str, str] | None = None, *, verified: bool = True
    ) -> UUID | None:
        """A new home that claims an identifier (kind `email` or `staff`, value); None when another home holds it."""
        return await homes.make(self.vault, kind, identifier, verified=verified)

    async def find(self, kind: str, value: str, actor: Actor = SYSTEM, purpose: str = "none") -> UUID | None:
        """The home behind an exact look-up; a look by staff or a service is recorded in that home."""
        found = await homes.find(self.vault, kind, value, actor, purpose)
        return found[0] if found else None

    async def proven(self, kind: str, value: str) -> tuple[UUID, bool] | None:
        """The home behind an exact look-up and whether control of it was ever proven."""
        return await homes.find(self.vault, kind, value, SYSTEM, "none")

    async def prove(self, home: UUID, kind: str, value: str) -> bool:
        """Control of an unproven identifier was shown; False when it is another home's."""
        return await homes.verify(self.vault, home, kind, value)

    async def claim(self, home: UUID, kind: str, value: str) -> bool:
        """A further proven identifier; False when another home holds it."""
        return await homes.claim(self.vault, home, kind, value)

    async def release(self, home: UUID, kind: str, value: str) -> None:
        """Give up an identifier."""
        await homes.release(self.vault, home, kind, value)

    async def state(self, home: UUID) -> State:
        """The state of a home. Raises HomeGone."""
        return await self.vault.store.unit(looking.state, home.bytes)

    async def kind(self, home: UUID) -> str:
        """The kind of a home: person, visitor, staff, envelope, system. Raises HomeGone."""
        return await self.vault.store.unit(looking.kind, home.bytes)

    # within

    async def _unit(self, work: Work[Outcome], *args: object) -> Outcome:
        return await self.vault.store.unit(work, self.vault, *args)

    async def _use(self, work: Work[Outcome], *args: object) -> Outcome:
        if self.vault.spool.waiting:
            raise RefusalsWait
        return await self._unit(work, *args)

    async def _journal(self, home: UUID, act: str, subject: str = "") -> None:
        await self.vault.journal.write(self.clock.now_ms(), home.bytes, act, subject, self.sequencer.size)
