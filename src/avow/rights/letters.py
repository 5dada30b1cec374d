"""What a case writes: acknowledgement, answer, alarm. Addresses are opened when a mail goes, never here."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from avow.jobs.letter import Letter
from avow.jobs.outbox import Outbox
from avow.rights.words import day_words
from avow.vault.requests import QueuedRequest, Request

_WHY_CASE: Final = "You get this because you wrote to us. It answers that and nothing else; you are on no list."
_WHY_DESK: Final = "You get this because you look after the privacy mailbox."
_WHAT: Final = {
    "ask": "your question",
    "correct": "your correction",
    "erase": "your wish to be erased",
    "child": "your report",
}


QUESTION: Final = "site.question"
CHILD_REPORT: Final = "site.child_report"
_PURPOSES: Final = {QUESTION: "desk.answer", CHILD_REPORT: "child.protect"}


def purpose_of(request: Request) -> str:
    """The purpose that a case serves: that of the point where it came in."""
    return _PURPOSES[request.details["point"]]


class Correspondence:
    """The mails of the privacy desk."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def received(self, home: UUID, request: Request) -> None:
        """Acknowledge: what comes next and until when."""
        says = (
            f"We have received {_WHAT.get(request.kind, 'your request')}.",
            f"A person reads it and answers you by {day_words(request.due_day)}.",
            "You need to do nothing.",
        )
        letter = Letter(
            subject=_re(request) or f"We have received {_WHAT.get(request.kind, 'your request')}",
            says=says,
            why=_WHY_CASE,
            link=("/link", "see what we hold about you, and change or erase it"),
            reply_to=str(request.details.get("message_id", "")),
            thread=_thread(request),
            automatic="auto-replied",
        )
        await self._outbox.to_home(home, purpose_of(request), letter)

    async def answered(self, request: Request, text: str) -> None:
        """The answer, in the thread of the question."""
        letter = Letter(
            subject=_re(request) or "Re: your message to us",
            says=(),
            quote=text,
            why=_WHY_CASE,
            reply_to=str(request.details.get("message_id", "")),
            thread=_thread(request),
            automatic="",
        )
        await self._outbox.to_home(request.home, purpose_of(request), letter)

    async def suspended(self, address: str, day: int) -> None:
        """Tell a reported address what happened, so that a wrong report can be answered."""
        says = (
            "Somebody told us that this account belongs to a child under 13.",
            f"We have closed it at once, and will erase it by {day_words(day)}.",
            "If the report is wrong, answer this mail, and a person will look at it.",
        )
        letter = Letter("Your account is closed", says, "You get this because it is about your account.")
        await self._outbox.to_address(address, letter)

    async def moved(self, address: str) -> None:
        """Tell an old address that it was replaced."""
        says = (
            "We have replaced this address with another one, as we were asked to.",
            "If it was not you who asked, answer this mail at once.",
        )
        letter = Letter("Your address was changed", says, "You get this because the address was part of your account.")
        await self._outbox.to_address(address, letter)

    async def overdue(self, late: Sequence[QueuedRequest]) -> None:
        """The alarm: which cases, never who."""
        count = f"{len(late)} case" + ("s" if len(late) != 1 else "")
        says = (
            f"{count} should have been answered by now.",
            *(
                f"{one.kind} by {one.channel}, due {day_words(one.due_day)}: case {str(one.id)[:8]}"
                for one in late[:50]
            ),
        )
        letter = Letter(f"Overdue: {count}", says, _WHY_DESK, link=("/desk", "open the desk"))
        await self._outbox.to_desk(letter)


def _re(request: Request) -> str:
    subject = str(request.details.get("subject", ""))
    return subject if not subject or subject.lower().startswith("re:") else f"Re: {subject}"


def _thread(request: Request) -> tuple[str, ...]:
    return tuple(request.details.get("thread", ()))
