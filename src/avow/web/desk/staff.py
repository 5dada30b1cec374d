"""Staff: signing in, roles. No page shows more than its purpose needs."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final

from starlette.responses import Response

from avow.identity.accounts import WrongCredentials
from avow.identity.addresses import problem
from avow.web import problems
from avow.web.ask import Ask
from avow.web.endpoint import Handler, Routes

routes: Final = Routes("site")
_EMAIL: Final = "staff.email"
_PASSWORD: Final = "staff.password"  # noqa: S105  # the id of a category
ROLES: Final = {
    "desk": "answers people, by their cases",
    "administrator": "adds staff at the command line, and sees no one's data",
    "auditor": "checks the log, and sees no one's data",
}


def role_only(*roles: str) -> Callable[[Handler], Callable[[Ask], Awaitable[Response]]]:
    """Let only staff of these roles in; the others get 403 (register, status convention)."""

    def guard(handler: Handler) -> Callable[[Ask], Awaitable[Response]]:
        @wraps(handler)
        async def guarded(ask: Ask) -> Response:
            role = await ask.site.accounts.role(ask.me.home)
            if role not in roles:
                raise problems.Stop(
                    ask.fault(403, "This is not for your role", "Your role does not need it.", step=("/staff", "back"))
                )
            return await handler(ask)

        return guarded

    return guard


@routes.add("GET", "/staff/signin", "staff.work", "public", "the sign-in of staff: its form")
async def page(ask: Ask) -> Response:
    """The form."""
    return ask.page("staff_signin.html", problem="", value="")


@routes.add(
    "POST", "/staff/signin", "staff.work", "public", "a sign-in of staff", fields=frozenset({_EMAIL, _PASSWORD})
)
async def sign_in(ask: Ask) -> Response:
    """Open a session for a working day."""
    address, password = ask.form.get(_EMAIL, ""), ask.form.get(_PASSWORD, "")
    if problem(address) or not password:
        return ask.page("staff_signin.html", 422, problem="write your address and your password", value=address)
    try:
        _, token = await ask.site.accounts.sign_in(address, password, ask.source, "staff")
    except WrongCredentials:
        return ask.page(
            "staff_signin.html", 422, problem="this address and password do not fit together", value=address
        )
    response = ask.to("/signin/done")
    ask.site.cookies.sign_in(response, token, 1)
    return response


@routes.add("GET", "/staff", "staff.work", "staff", "the front page of staff")
async def front(ask: Ask) -> Response:
    """The role and what it opens."""
    role = await ask.site.accounts.role(ask.me.home) or ""
    waiting = len(await ask.site.cases.queue()) if role == "desk" else None
    return ask.page(
        "staff.html", role=role, about=ROLES.get(role, ""), waiting=waiting, size=ask.site.gate.sequencer.size
    )
