"""Signing in and out, by password or by a mailed link (C83)."""

from typing import Final

from starlette.responses import Response

from avow.identity.accounts import WrongCredentials
from avow.identity.addresses import problem
from avow.web.ask import Ask
from avow.web.endpoint import Routes

routes: Final = Routes("site")
_EMAIL: Final = "contact.email"
_PASSWORD: Final = "account.password"  # noqa: S105  # the id of a category
_SIGN_IN: Final = frozenset({_EMAIL, _PASSWORD})


def _uses(ask: Ask, category: str) -> str:
    return f"{ask.site.statement.purposes['account.run'].label} · {ask.site.statement.categories[category].label}, compared with what you gave"


@routes.add("GET", "/signin", "account.run", "public", "the sign-in: its form")
async def page(ask: Ask) -> Response:
    """The form."""
    return ask.page("signin.html", problem="", value="")


@routes.add("POST", "/signin", "account.run", "public", "a sign-in with address and password", fields=_SIGN_IN)
async def sign_in(ask: Ask) -> Response:
    """Open a session; the cookie is set here and nowhere else."""
    address, password = ask.form.get(_EMAIL, ""), ask.form.get(_PASSWORD, "")
    if problem(address) or not password:
        return ask.page("signin.html", 422, problem="write your address and your password", value=address)
    try:
        _, token = await ask.site.accounts.sign_in(address, password, ask.source)
    except WrongCredentials:
        return ask.page("signin.html", 422, problem="this address and password do not fit together", value=address)
    response = ask.to("/signin/done")
    ask.site.cookies.sign_in(response, token, 30)
    return response


@routes.add("GET", "/signin/done", "account.run", "public", "whether the browser kept the session cookie")
async def kept(ask: Ask) -> Response:
    """On to the person's pages, or say what a browser without cookies cannot do."""
    if ask.session is None:
        return ask.page("no_cookie.html", 403)
    return ask.to("/desk" if ask.session.kind == "staff" else "/me")


@routes.add("POST", "/signout", "account.run", "public", "a session ends")
async def sign_out(ask: Ask) -> Response:
    """End the session and take the cookie away."""
    if ask.session is not None and ask.token:
        await ask.site.accounts.sign_out(ask.session, ask.token)
    response = ask.to("/")
    ask.site.cookies.sign_out(response)
    return response


@routes.add("GET", "/link", "account.run", "public", "a signed link to one's own data: its form")
async def link_page(ask: Ask) -> Response:
    """The form."""
    return ask.page("link.html", problem="", value="")


@routes.add("POST", "/link", "account.run", "public", "a signed link is asked for", fields=frozenset({_EMAIL}))
async def link(ask: Ask) -> Response:
    """Mail a link, if anything is held; the page never tells."""
    address = ask.form.get(_EMAIL, "")
    wrong = problem(address)
    if wrong:
        return ask.page("link.html", 422, problem=wrong, value=address)
    await ask.site.accounts.send_link(address, ask.source)
    return ask.page(
        "said.html", title="Look at your mail",
        says=("If we hold anything under that address, a link is on its way to it.", "The link works for one hour, once."),
    )  # fmt: skip


@routes.add("GET", "/enter/{token}", "account.run", "public", "a signed link: asks")
async def enter_page(ask: Ask) -> Response:
    """Ask; looking changes nothing."""
    if not await ask.site.accounts.link_waits(ask.params["token"]):
        return _used_up(ask)
    return ask.page(
        "confirm.html",
        action=f"/enter/{ask.params['token']}",
        title="Come in",
        does="show me what you hold",
        about="You stay signed in for an hour at most.",
    )


@routes.add("POST", "/enter/{token}", "account.run", "public", "coming in by a signed link")
async def enter(ask: Ask) -> Response:
    """Open a session that proves control of the address."""
    token = await ask.site.accounts.enter(ask.params["token"])
    if token is None:
        return _used_up(ask)
    response = ask.to("/signin/done")
    ask.site.cookies.sign_in(response, token, 1)
    return response


def _used_up(ask: Ask) -> Response:
    return ask.fault(410, "This link is used up", "It works once, and for one hour.", step=("/link", "get a new one"))
