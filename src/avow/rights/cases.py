"""Cases: questions and requests by web, mail, telephone and letter, with due dates, answers and an alarm (C46, C94, C101).

A case lives in the home of who asked. What was written is an item under the terms of its collection point, so it
serves its answer only, and goes when its time after closing is over.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from avow.policy.request import State
from avow.rights.letters import CHILD_REPORT, QUESTION, Correspondence, purpose_of
from avow.vault.clock import Clock
from avow.vault.gate import SYSTEM, Actor, Collected, Gate, HomeGone, Personal, Sink, reveal
from avow.vault.leaving import child_days
from avow.vault.requests import QueuedRequest, Request, Requests

RIGHTS: Final = ("ask", "correct", "erase", "child")
CHANNELS: Final = ("mail", "phone", "letter")
_WITHIN: Final = {"ask": 30, "correct": 7, "erase": 1}


class Opened(msgspec.Struct, frozen=True):
    """A case as staff sees it: who, what was written, in order. Values are opened by the page."""

    request: Request
    purpose: str
    email: Personal[str] | None
    name: Personal[str] | None
    messages: tuple[tuple[str, Personal[str]], ...]
    """(`asked` or `answered`, words) in order."""


class NoAddress(Exception):
    """there is no address to answer to: write or call, and close the case"""


class NotFound(Exception):
    """nobody is known under this address"""


class Cases:
    """See the module. Every method raises Unavailable when the store is away."""

    def __init__(self, gate: Gate, requests: Requests, letters: Correspondence) -> None:
        self._gate = gate
        self._requests = requests
        self._letters = letters

    @property
    def _clock(self) -> Clock:
        return self._gate.clock

    # taking in

    async def ask(
        self,
        channel: str,
        given: Mapping[str, str],
        terms: int,
        *,
        right: str = "ask",
        thread: Mapping[str, Any] | None = None,
        quiet: bool = False,
    ) -> Request:
        """Open a case about what somebody wrote; acknowledge it by mail unless `quiet`. Raises Refused.

        `terms` is the terms number of the notice that was shown; `thread` keeps message ids, or how a notice was given.
        """
        actor = Actor("visitor", channel)
        home = await self._home(given.get("contact.email"))
        collected = await self._gate.collect_told(actor, home, QUESTION, given, terms)
        days = _within(self._gate, right)
        request = await self._open(home, right, channel, days, QUESTION, collected, dict(thread or {}))
        if given.get("contact.email") and not quiet:
            await self._letters.received(home, request)
        return request

    async def report_child(
        self, channel: str, given: Mapping[str, str], terms: int, thread: Mapping[str, Any] | None = None
    ) -> Request:
        """A child's account was reported: suspend it at once, open a case. Raises Refused.

        The child's address serves the look-up and is stored nowhere; the answer never tells whether it was known.
        """
        actor = Actor("visitor", channel)
        home = await self._home(given.get("contact.email"))
        collected = await self._gate.collect_told(actor, home, CHILD_REPORT, given, terms)
        child = await self._gate.find("email", given["child.contact"], SYSTEM, "child.protect")
        details = dict(thread or {})
        if child is not None and await self._gate.kind(child) != "staff":
            day = await self._gate.suspend_child(actor, child)
            details["child"] = child.hex
            await self._letters.suspended(given["child.contact"], day)
        request = await self._open(
            home, "child", channel, child_days(self._gate.program), CHILD_REPORT, collected, details
        )
        if given.get("contact.email"):
            await self._letters.received(home, request)
        return request

    async def _home(self, address: str | None) -> UUID:
        """The home of who writes: theirs if it lives, else one of a visitor."""
        if address:
            found = await self._gate.find("email", address)
            if found is not None and await self._gate.state(found) == State.LIVE:
                return found
        identifier = ("email", address) if address else None
        made = await self._gate.new_home("visitor", identifier, verified=False) or await self._gate.new_home("visitor")
        if made is None:
            raise HomeGone
        return made

    async def _open(
        self, home: UUID, right: str, channel: str, days: int, point: str, collected: Collected, details: dict[str, Any]
    ) -> Request:
        details["items"] = {category: item.hex for category, item in collected.items.items()}
        details |= {"answers": [], "point": point}
        request_id = await self._requests.open(home, right, channel, self._clock.today() + days, details)
        opened = await self._requests.get(request_id)
        if opened is None:
            raise HomeGone
        return opened

    # at work

    async def queue(self) -> tuple[QueuedRequest, ...]:
        """Everything that is not closed, most urgent first. Nothing of it is about anybody."""
        return await self._requests.queue()

    async def overdue(self) -> tuple[QueuedRequest, ...]:
        """Cases that nobody answered in time."""
        today = self._clock.today()
        return tuple(one for one in await self.queue() if one.state == "open" and one.due_day < today)

    async def get(self, case: UUID) -> Request | None:
        """A case without its words."""
        return await self._requests.get(case)

    async def look(self, actor: Actor, request: Request) -> Opened:
        """A case with its words; the look is recorded with its purpose. Raises Refused."""
        items = {category: UUID(hex=one) for category, one in request.details["items"].items()}
        answers = [UUID(hex=one) for one in request.details["answers"]]
        purpose = purpose_of(request)
        opened: dict[UUID, Personal[str]] = {}
        if items:
            opened, _ = await self._gate.use_items(actor, request.home, [*items.values(), *answers], purpose)
        by_category = {category: opened[item] for category, item in items.items() if item in opened}
        asked = [("asked", by_category[name]) for name in ("case.text", "report.text") if name in by_category]
        answered = [("answered", opened[item]) for item in answers if item in opened]
        return Opened(
            request, purpose, by_category.get("contact.email"), by_category.get("person.name"), (*asked, *answered)
        )

    async def answer(self, actor: Actor, request: Request, text: str) -> None:
        """Answer by mail, in the same thread; the answer is kept under the terms of the question. Raises Refused, NoAddress."""
        items = request.details["items"]
        if "contact.email" not in items:
            raise NoAddress(NoAddress.__doc__)
        beside = items.get("case.text") or items.get("report.text") or items["contact.email"]
        category = "case.text" if "case.text" in items else "report.text"
        note = await self._gate.note(actor, request.home, UUID(hex=beside), category, text)
        await self._gate.record(actor, request.home, "answer", "own_data", (category,), purpose_of(request))
        details = {**request.details, "answers": [*request.details["answers"], note.hex]}
        await self._requests.change(request, "answered", details)
        await self._letters.answered(request, text)

    async def close(self, actor: Actor, request: Request) -> None:
        """Close a case: what was written gets its last day."""
        await self._gate.record(actor, request.home, "close", "own_data", (), purpose_of(request))
        await self._requests.change(request, "closed", request.details)
        still = [one for one in await self._requests.of_home(request.home) if one.state != "closed"]
        if not still:
            await self._gate.happened(request.home, "case.closed")

    async def correct(self, actor: Actor, request: Request, category: str, value: str) -> int:
        """Correct whatever is held of a category about who asked; how many items. Raises Refused, NotFound.

        A new address takes over the look-up, and the old one is told.
        """
        acting = Actor(actor.role, request.channel, actor.home)
        held = [one for one in await self._gate.see(acting, request.home, "correct") if one.category == category]
        if not held:
            raise NotFound("nothing of this kind is held about who asked")
        olds = {reveal(one.value, Sink.CHECK) for one in held}
        if category == "contact.email" and not await self._gate.claim(request.home, "email", value):
            raise NotFound("this address is somebody else's already")
        for one in held:
            await self._gate.correct(acting, request.home, one.item_id, value)
        if category == "contact.email":
            for old in olds - {value}:
                await self._gate.release(request.home, "email", old)
                await self._letters.moved(old)
        return len(held)

    async def erase(self, actor: Actor, request: Request) -> None:
        """Erase who asked, or the child that was reported. Raises Refused, HomeGone."""
        child = request.details.get("child")
        acting = Actor(actor.role, request.channel, actor.home)
        if request.kind == "child":
            if child is None:
                raise NotFound("no account is known under the reported address")
            await self._gate.erase(acting, UUID(hex=child))
            await self._requests.change(request, "answered", {**request.details, "child": None})
            return
        await self._gate.erase(acting, request.home)

    async def lift(self, actor: Actor, request: Request) -> None:
        """The report was wrong: the account lives again. Raises Refused, NotFound."""
        child = request.details.get("child")
        if child is None:
            raise NotFound("no account is known under the reported address")
        await self._gate.lift_child(Actor(actor.role, request.channel, actor.home), UUID(hex=child))
        await self._requests.change(request, "answered", {**request.details, "child": None})

    async def find(self, actor: Actor, address: str, purpose: str) -> tuple[UUID, dict[str, Personal[str]]]:
        """The exact look-up of one person for a purpose; the look is recorded. Raises Refused, NotFound."""
        home = await self._gate.find("email", address, actor, purpose)
        if home is None:
            raise NotFound(NotFound.__doc__)
        stated = self._gate.program.statement.purposes
        uses = [name for name in ("contact.email", "person.name") if purpose in stated and name in stated[purpose].uses]
        found: dict[str, Personal[str]] = {}
        for name in uses or ["contact.email"]:
            found |= (await self._gate.use(actor, home, [name], purpose)).values
        return home, found

    async def alarm(self) -> int:
        """Tell the desk of cases that are past their day; how many. Run once a day."""
        late = await self.overdue()
        if late:
            await self._letters.overdue(late)
        return len(late)


def _within(gate: Gate, right: str) -> int:
    """The days that the statement gives for a right."""
    stated = gate.program.statement.rights.get(right)
    return stated.within.days if stated else _WITHIN.get(right, 30)
