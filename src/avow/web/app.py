"""The application: endpoints become routes; every request passes the same checks in the same order."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from avow.identity.throttle import Throttled
from avow.vault.gate import HomeGone, Refused, Unavailable
from avow.vault.spool import SpoolFull
from avow.web import problems
from avow.web.ask import Ask
from avow.web.endpoint import Endpoint
from avow.web.security import headers
from avow.web.security.origin import same_origin
from avow.web.site import Site

_log = logging.getLogger("avow.web")
_KINDS = {"person": {"person", "link"}, "staff": {"staff"}}

_KEPT_NOWHERE = {"person", "staff", "service"}
"""Whose answers no cache may keep."""

_CLOSED_TOO = {"/me", "/me/reactivate", "/me/erase", "/me/export", "/me/uses", "/me/receipts/{entry}"}
"""What a person reaches whose account is closed and waits to be erased."""


def build(site: Site, endpoints: Sequence[Endpoint]) -> ASGIApp:
    """The ASGI application of a website."""
    by_path: dict[str, list[Endpoint]] = {}
    for one in endpoints:
        by_path.setdefault(one.path, []).append(one)
    routes = [
        Route(path, _serving(site, one), methods=[one.method]) for path, found in by_path.items() for one in found
    ]
    nothing = Endpoint("GET", "/{rest:path}", "avow", "publication", "public", "nothing is here", _nothing)
    made = Starlette(
        routes=routes,
        exception_handlers={404: _serving(site, nothing), 405: _not_so(site, nothing)},
    )
    return _Guard(made, tls=site.config.tls)


async def _nothing(ask: Ask) -> Response:
    return ask.fault(404, "There is nothing here", "The address may be mistyped, or the page may be gone.")


def _not_so(site: Site, endpoint: Endpoint) -> Callable[..., Awaitable[Response]]:
    async def handle(request: Request, error: Any = None) -> Response:
        ask = Ask(site, endpoint, request)
        answer = ask.fault(405, "This address works in another way", "Go back, and use the form on the page.")
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    return handle


def _serving(site: Site, endpoint: Endpoint) -> Callable[..., Awaitable[Response]]:
    async def handle(request: Request, _error: object = None) -> Response:  # noqa: PLR0911  # one answer for each kind of end
        ask = Ask(site, endpoint, request)
        try:
            return await _answer(ask)
        except problems.Stop as stop:
            return stop.response
        except problems.Unfit:
            return _unfit(ask)
        except Refused as refused:
            return _refused(ask, refused)
        except Throttled as throttled:
            answer = ask.fault(429, "Too many tries", f"Wait {_wait(throttled.seconds)}, then try again.")
            answer.headers["retry-after"] = str(throttled.seconds)
            return answer
        except HomeGone:
            return ask.fault(404, "Nothing is held here", "It may have been erased.")
        except Unavailable as error:
            return _away(ask, error)
        except Exception as error:  # noqa: BLE001  # the last resort: a page for people, a name without its text for the log
            _log.error("%s failed: %s", endpoint.name, _where(error))  # a traceback may carry personal values
            return ask.fault(500, "Something broke on our side", "Nothing of what you sent was used. Try again later.")

    return handle


def _where(error: BaseException) -> str:
    """The class of an exception and where it was raised; never its text."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{last.tb_frame.f_code.co_filename.rpartition('/')[2]}:{last.tb_lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"


async def _answer(ask: Ask) -> Response:
    """The order of checks: origin, form, who, what the form may send, then the handler."""
    endpoint, request = ask.endpoint, ask.request
    from_browser = request.method == "POST" and endpoint.permission != "service"
    if from_browser and not same_origin(request, has_session=ask.token is not None):
        return ask.fault(403, "This came from another site", "Open the page on this site, and use its form.")
    if request.method == endpoint.method == "POST":
        await ask.read()
        _check_names(ask)
    await _identify(ask)
    answer = await endpoint.handler(ask)
    if endpoint.permission in _KEPT_NOWHERE:
        answer.headers["cache-control"] = "no-store"
    return answer


async def _identify(ask: Ask) -> None:
    """Find out who asks. Raises problems.Stop when the endpoint is not for them."""
    wanted = ask.endpoint.permission
    if wanted == "test":
        if not ask.site.config.test_mode:
            raise problems.Stop(ask.fault(404, "There is nothing here", "This page exists in test mode only."))
    elif wanted == "service":
        await _service(ask)
    elif wanted == "public":
        if ask.token is not None:
            with suppress(Unavailable):
                ask.session = await ask.site.sessions.who(ask.token)
    else:
        await _somebody(ask, wanted)


async def _service(ask: Ask) -> None:
    """Whoever brings a service token."""
    kind, _, token = ask.request.headers.get("authorization", "").partition(" ")
    ask.session = await ask.site.sessions.who(token) if kind.lower() == "bearer" else None
    if ask.session is None or ask.session.kind != "service":
        answer = problems.problem(401, "no service token", "send a service token as `authorization: Bearer …`")
        answer.headers["www-authenticate"] = "Bearer"
        raise problems.Stop(answer)


async def _somebody(ask: Ask, wanted: str) -> None:
    """Whoever has a session of the right kind; a closed account reaches what closing leaves open."""
    ask.session = await ask.site.sessions.who(ask.token)
    if ask.session is None or ask.session.kind not in _KINDS[wanted]:
        ask.session = None
        title = "Please sign in" if ask.token is None else "You are signed out"
        words = "This page is about one person, so it needs to know who you are. Signing in needs a cookie."
        step = ("/staff/signin" if wanted == "staff" else "/signin", "sign in")
        raise problems.Stop(ask.fault(401, title, words, step=step))
    if not ask.session.live and ask.endpoint.path not in _CLOSED_TOO:
        raise problems.Stop(ask.to("/me"))


def _check_names(ask: Ask) -> None:
    """Refuse the whole when a name was sent that the form does not ask for (C10). Raises problems.Unfit."""
    endpoint = ask.endpoint
    allowed = set(endpoint.fields)
    if endpoint.point is not None:
        statement = ask.site.statement
        point = statement.points[endpoint.point]
        allowed |= {one.category for one in point.asked if one.demand in {"required", "optional"}} | {"notice"}
        allowed |= {f"choice.{name}" for name in point.purposes if statement.purposes[name].basis == "opt-in"}
    beginnings = tuple(name[:-1] for name in allowed if name.endswith("*"))
    for name in ask.form:
        if name not in allowed and not (beginnings and name.startswith(beginnings)):
            raise problems.Unfit


def _unfit(ask: Ask) -> Response:
    clause = problems.clause_of(ask.site.statement, "only_what_is_asked")
    return ask.fault(
        422,
        "This was not taken",
        "Something was sent that this form does not ask for, so nothing of it was used or kept.",
        clause,
    )


def _refused(ask: Ask, refused: Refused) -> Response:
    status = problems.status_of(refused, collecting=ask.endpoint.point is not None)
    if ask.wants_json or ask.endpoint.permission == "service":
        return problems.refusal(refused, status)
    words = refused.decision.words
    return ask.fault(status, "This is not allowed", f"{words[:1].upper()}{words[1:]}.", refused.clause)


def _away(ask: Ask, error: Unavailable) -> Response:
    """The store is away: refusals are kept and carried out first, everything else stops (register, rule 2)."""
    _log.error("the store is away: %s", type(error).__name__)
    wanted = list(ask.endpoint.refusal(ask)) if ask.endpoint.refusal and ask.token else []
    if not wanted:
        answer = ask.fault(
            503, "Not possible just now", "Our store is away. Nothing was changed. Try again in a few minutes."
        )
        answer.headers["retry-after"] = "60"
        return answer
    try:
        for act, details in wanted:
            ask.site.refusals.keep(act, ask.token or "", **details)
    except SpoolFull:
        return ask.fault(
            503, "Not possible just now", "Our store is away, and no more can be kept. Try again in a few minutes."
        )
    if ask.wants_json:
        return problems.json({"kept": len(wanted)}, 202)
    return ask.fault(
        202,
        "We have kept your wish",
        "Our store is away. What you asked for is kept safely, and is done first when it is back.",
    )


def _wait(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"


class _Guard:
    """Puts the protecting headers on every answer."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._headers = headers.raw(tls=tls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, guarded)
