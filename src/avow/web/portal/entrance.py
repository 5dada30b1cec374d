"""Registering: the age question, the form, the confirmation by mail (C12, C93)."""

from typing import Final

from starlette.responses import Response

from avow.identity.accounts import POINT
from avow.notice.forms import form_view
from avow.vault.gate import Refused
from avow.web.ask import Ask
from avow.web.endpoint import Routes
from avow.web.forms import shown, wrong_with, years

routes: Final = Routes("site")
_AGE: Final = "age.years"


def _stopped(ask: Ask) -> bool:
    """Whether this browser session has answered that it is too young."""
    return ask.site.cookies.underage in ask.request.cookies


def _limit(ask: Ask) -> int:
    rule = ask.site.statement.rules.get("not_a_child")
    return rule.age if rule and rule.age is not None else 0


def _sorry(ask: Ask, status: int = 200) -> Response:
    return ask.page("too_young.html", status, cited=ask.cited("C93"))


@routes.add("GET", "/register", "account.run", "public", "the age question, before every other field")
async def question(ask: Ask) -> Response:
    """Ask for the age, neutrally."""
    return _sorry(ask) if _stopped(ask) else ask.page("age.html", problem="", value="")


@routes.add(
    "POST", "/register/age", "account.run", "public", "the answer to the age question", fields=frozenset({_AGE})
)
async def answered(ask: Ask) -> Response:
    """Go on to the form, or stop politely and remember the answer in this browser session."""
    if _stopped(ask):
        return _sorry(ask)
    age = years(ask.form.get(_AGE, ""))
    if age is None:
        return ask.page(
            "age.html", 422, problem="write your age in whole years, such as 36", value=ask.form.get(_AGE, "")[:8]
        )
    if age < _limit(ask):
        response = _sorry(ask)
        ask.site.cookies.too_young(response)
        return response
    return _form(ask, ask.site.accounts.age_token(age))


def _form(
    ask: Ask, age: str, wrong: dict[str, str] | None = None, status: int = 200, banner: object = None
) -> Response:
    view = form_view(ask.site.statement, POINT)
    sent = ask.form if status != 200 else {}
    return ask.page(
        "register.html",
        status,
        form=shown(view, sent, wrong),
        notice=ask.site.gate.notice(POINT),
        age=age,
        banner=banner,
    )


@routes.add(
    "POST", "/register", "account.run", "public", "an account is asked for", point=POINT, fields=frozenset({"age"})
)
async def register(ask: Ask) -> Response:
    """Take a registration in; the answer is the same whether or not the address has an account."""
    if _stopped(ask):
        return _sorry(ask, 403)
    token = ask.form.get("age", "")
    age = ask.site.accounts.age(token)
    if age is None:
        return ask.page(
            "age.html", 422, problem="your answer was too long ago, or is missing: please answer once more", value=""
        )
    view = form_view(ask.site.statement, POINT)
    wrong = wrong_with(view, ask.form)
    if wrong and ask.site.gate.told(ask.form.get("notice", ""), POINT):
        return _form(ask, token, wrong, 422)
    given = ask.given(*(one.name for one in view.fields))
    try:
        await ask.site.accounts.begin_registration(given, ask.form.get("notice", ""), ask.ticked, age, ask.source)
    except Refused as refused:
        if refused.decision.rule != "told_before_collected" or ask.wants_json:
            raise
        words = "This page was out of date, so nothing was taken. Please look at it once more, and send it again."
        return _form(ask, token, wrong, 422, (words, ask.cited(refused.clause)))
    return ask.page("sent.html", address=given["contact.email"])


@routes.add("GET", "/confirm/{token}", "account.confirm", "public", "whether an address is confirmed: asks")
async def confirm_page(ask: Ask) -> Response:
    """Ask; looking changes nothing."""
    if not await ask.site.accounts.waiting(ask.params["token"]):
        return _used_up(ask)
    return ask.page(
        "confirm.html",
        action=f"/confirm/{ask.params['token']}",
        title="Is this your address?",
        does="yes, it is mine",
        about="Your account begins when you say yes.",
    )


@routes.add("POST", "/confirm/{token}", "account.confirm", "public", "an address is confirmed")
async def confirm(ask: Ask) -> Response:
    """Make the account."""
    if await ask.site.accounts.confirm(ask.params["token"]) is None:
        return _used_up(ask)
    return ask.page(
        "said.html", title="Your account is ready", says=("The address is confirmed.",), step=("/signin", "sign in")
    )


def _used_up(ask: Ask) -> Response:
    return ask.fault(
        410, "This link is used up", "It works once, and for a limited time.", step=("/register", "begin again")
    )
