"""Sessions, closing the account, coming back, erasing (C48)."""

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from avow.rights.words import day_words
from avow.web.ask import Ask
from avow.web.endpoint import Kept, Routes

routes: Final = Routes("site")
_CONFIRM: Final = "confirm"


async def closed_page(ask: Ask) -> Response:
    """What somebody sees whose account is closed: until when, and the ways on."""
    state = await ask.site.rights.state(ask.me.home)
    return ask.page("closed.html", child=state == "child", grace=_grace(ask))


def _grace(ask: Ask) -> int:
    """The days between closing an account and erasing it, as the statement gives them."""
    point = ask.site.statement.points["site.account"]
    return max(one.period.days for one in point.asked if one.period.event == "closed")


@routes.add("GET", "/me/sessions", "account.run", "person", "where one is signed in")
async def sessions(ask: Ask) -> Response:
    """Every living session."""
    return ask.page("sessions.html", sessions=await ask.site.sessions.list(ask.me.home), mine=ask.me.id)


@routes.add("POST", "/me/sessions/{id}/end", "account.run", "person", "a session is ended")
async def end_session(ask: Ask) -> Response:
    """End one session of one's own."""
    if not await ask.site.sessions.end(ask.me.home, ask.params["id"]):
        return ask.fault(
            404, "There is no such session", "It may have ended already.", step=("/me/sessions", "see your sessions")
        )
    return ask.to("/me/sessions")


@routes.add("GET", "/me/deactivate", "account.run", "person", "closing the account: its page")
async def leaving_page(ask: Ask) -> Response:
    """The sizes of leaving, side by side."""
    return ask.page("leave.html", grace=_grace(ask))


def _closes(_ask: Ask) -> Iterable[Kept]:
    return [("deactivate", {})]


@routes.add("POST", "/me/deactivate", "account.run", "person", "the account is closed", refusal=_closes)
async def deactivate(ask: Ask) -> Response:
    """Stop everything at once; erase when the announced days are over."""
    last = await ask.site.gate.deactivate(ask.actor, ask.me.home)
    ask.session = None
    response = ask.page(
        "said.html", title="Your account is closed",
        says=(
            "You are signed out everywhere, and nothing of what we hold is used any more.",
            f"On {day_words(last)}, in {_grace(ask)} days, all of it is erased.",
            "To come back before that, sign in. To have it erased now, sign in and say so.",
        ),
    )  # fmt: skip
    ask.site.cookies.sign_out(response)
    return response


@routes.add("POST", "/me/reactivate", "account.run", "person", "the account is opened again")
async def reactivate(ask: Ask) -> Response:
    """Come back within the grace period."""
    await ask.site.gate.reactivate(ask.actor, ask.me.home)
    return ask.to("/me")


@routes.add("GET", "/me/erase", "account.run", "person", "erasing everything: asks once")
async def erase_page(ask: Ask) -> Response:
    """Say what goes and what remains."""
    return ask.page("erase.html", problem="")


def _erases(ask: Ask) -> Iterable[Kept]:
    return [("erase", {})] if ask.form.get(_CONFIRM) == "erase" else []


@routes.add(
    "POST", "/me/erase", "account.run", "person", "everything is erased", fields=frozenset({_CONFIRM}), refusal=_erases
)
async def erase(ask: Ask) -> Response:
    """Erase, at once; show the finished receipt."""
    if ask.request.method == "POST" and ask.form.get(_CONFIRM) != "erase":
        return ask.page("erase.html", 422, problem="nothing was erased: use the button, which sends the word erase")
    done = await ask.site.gate.erase(ask.actor, ask.me.home)
    ask.session = None
    response = ask.page("erased.html", receipt=done.receipt, at=done.completed_at, covered=done.covered_by)
    ask.site.cookies.sign_out(response)
    return response
