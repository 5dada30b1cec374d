"""A person's own pages: what is held and why, correcting, address, password (C44, C45, C46)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from starlette.responses import Response

from avow.identity.accounts import WrongCredentials
from avow.identity.addresses import problem as address_problem
from avow.identity.passwords import weakness
from avow.notice.forms import form_view
from avow.rights.service import Line
from avow.vault.gate import Sink, reveal
from avow.web.ask import Ask
from avow.web.endpoint import Kept, Routes
from avow.web.forms import LOOKS, Look, problem_of, shown, wrong_with
from avow.web.portal import closing

routes: Final = Routes("site")
PROFILE: Final = "site.profile"
_EMAIL: Final = "contact.email"
_OLD, _NEW, _AGAIN = "password.old", "password.new", "password.again"


@routes.add("GET", "/me", "account.run", "person", "everything that is held, and why")
async def me(ask: Ask) -> Response:
    """Answer first: how much, what for, who got it."""
    home = ask.me.home
    if not ask.me.live:
        return await closing.closed_page(ask)
    overview = await ask.site.rights.overview(ask.actor, home)
    held = {line.category for line in overview.lines}
    view = form_view(ask.site.statement, PROFILE)
    missing = tuple(one for one in view.fields if one.name not in held)
    statement = ask.site.statement
    got = [
        (statement.recipients[one.recipient].label, statement.categories[one.category].label, statement.purposes[one.purpose].label, one.last_at)
        for one in overview.recipients
        if one.recipient in statement.recipients and one.purpose in statement.purposes
    ]  # fmt: skip
    waiting = [
        (statement.recipients[name].label, statement.categories[category].label)
        for name, category in overview.open_corrections
    ]
    return ask.page("me.html", overview=overview, got=got, waiting=waiting, missing=missing)


def _item(ask: Ask) -> UUID | None:
    try:
        return UUID(ask.params["item"])
    except ValueError:
        return None


async def _line(ask: Ask) -> Line | None:
    item = _item(ask)
    found = await ask.site.rights.item(ask.actor, ask.me.home, item) if item else None
    return found if found and found.editable else None


def _not_yours(ask: Ask) -> Response:
    return ask.fault(
        404, "There is nothing here", "It may have been erased.", step=("/me", "see everything that is held")
    )


@routes.add("GET", "/me/correct/{item}", "account.run", "person", "a correction: its form")
async def correct_page(ask: Ask) -> Response:
    """The value as it is, ready to be changed."""
    line = await _line(ask)
    if line is None:
        return _not_yours(ask)
    return ask.page("correct.html", line=line, look=LOOKS.get(line.category, Look()), value=line.value, problem="")


def _refused(ask: Ask) -> Iterable[Kept]:
    values = [value for name, value in ask.form.items() if name in ask.site.statement.categories]
    item = _item(ask)
    return [("correct", {"item": str(item), "value": values[0]})] if item and len(values) == 1 else []


@routes.add(
    "POST", "/me/correct/{item}", "account.run", "person", "a correction",
    fields=frozenset({"person.*", "contact.*", "case.text", "report.text"}), refusal=_refused,
)  # fmt: skip
async def correct(ask: Ask) -> Response:
    """Correct one item; recipients of the old value are called."""
    line = await _line(ask)
    if line is None:
        return _not_yours(ask)
    value = ask.form.get(line.category, "")
    wrong = problem_of(line.category, value) if value else "write the right value; to have it gone, erase it"
    if line.category == _EMAIL:
        return ask.to("/me/address")
    if wrong:
        return ask.page(
            "correct.html", 422, line=line, look=LOOKS.get(line.category, Look()), value=value, problem=wrong
        )
    entry = await ask.site.gate.correct(ask.actor, ask.me.home, line.item, value)
    return ask.done("/me", entry=str(entry))


@routes.add("POST", "/me/confirm/{item}", "account.run", "person", "a value is still right")
async def still_right(ask: Ask) -> Response:
    """Note that the person has looked at a value today."""
    item = _item(ask)
    if item is None:
        return _not_yours(ask)
    await ask.site.gate.confirm_item(ask.actor, ask.me.home, item)
    return ask.to("/me")


@routes.add("GET", "/me/profile", "account.run", "person", "further details: their form", point=PROFILE)
async def profile_page(ask: Ask) -> Response:
    """The form of what one may add."""
    return await _profile(ask)


async def _profile(ask: Ask, wrong: dict[str, str] | None = None, status: int = 200, banner: object = None) -> Response:
    """Only what is not held yet: what is held is corrected where it stands."""
    held = {one.category for one in await ask.site.gate.see(ask.actor, ask.me.home)}
    view = form_view(ask.site.statement, PROFILE)
    missing = replace(view, fields=tuple(one for one in view.fields if one.name not in held))
    form = shown(missing, ask.form, wrong)
    return ask.page("profile.html", status, form=form, notice=ask.site.gate.notice(PROFILE), banner=banner)


@routes.add("POST", "/me/profile", "account.run", "person", "further details are given", point=PROFILE)
async def profile(ask: Ask) -> Response:
    """Take further details in; what is held already is corrected instead."""
    view = form_view(ask.site.statement, PROFILE)
    wrong = wrong_with(view, ask.form)
    notice = ask.form.get("notice", "")
    if wrong:
        return await _profile(ask, wrong, 422)
    if not ask.site.gate.told(notice, PROFILE):
        words = "This page was out of date, so nothing was taken. Please look at it once more, and send it again."
        return await _profile(ask, None, 422, (words, ask.cited("C09")))
    given = ask.given(*(one.name for one in view.fields))
    held = {one.category: one for one in await ask.site.gate.see(ask.actor, ask.me.home)}
    new = {name: value for name, value in given.items() if name not in held}
    for name in given.keys() & held.keys():
        await ask.site.gate.correct(ask.actor, ask.me.home, held[name].item_id, given[name])
    if new:
        await ask.site.gate.collect(ask.actor, ask.me.home, PROFILE, new, notice)
    return ask.to("/me")


@routes.add("GET", "/me/address", "account.run", "person", "another address: its form")
async def address_page(ask: Ask) -> Response:
    """The form."""
    return ask.page("address.html", problem="", value="")


@routes.add("POST", "/me/address", "account.run", "person", "another address is asked for", fields=frozenset({_EMAIL}))
async def address(ask: Ask) -> Response:
    """Ask at both ends."""
    new = ask.form.get(_EMAIL, "")
    wrong = address_problem(new)
    held = [
        reveal(one.value, Sink.CHECK)
        for one in await ask.site.gate.see(ask.actor, ask.me.home)
        if one.category == _EMAIL
    ]
    if not wrong and new in held:
        wrong = "this is your address already"
    if wrong or not held:
        return ask.page("address.html", 422, problem=wrong or "there is no address to move from", value=new)
    await ask.site.accounts.begin_address(ask.me.home, held[0], new)
    return ask.page(
        "said.html", title="Look at both mailboxes",
        says=("We have written to the new address and to the old one.", "The move happens when both have said yes. Both links work for one day."),
        step=("/me", "back to what we hold"),
    )  # fmt: skip


@routes.add("GET", "/address/{token}", "account.confirm", "public", "one end of a change of address: asks")
async def end_page(ask: Ask) -> Response:
    """Ask; looking changes nothing."""
    change = await ask.site.accounts.address_waits(ask.params["token"])
    if change is None:
        return _late(ask)
    new = change["end"] == "new"
    return ask.page(
        "confirm.html", action=f"/address/{ask.params['token']}", title="Move your account to another address?",
        does="yes, it is mine" if new else "yes, move it", about="Both addresses have to agree.",
    )  # fmt: skip


@routes.add("POST", "/address/{token}", "account.confirm", "public", "one end of a change of address agrees")
async def end(ask: Ask) -> Response:
    """Note this end's yes; move when it was the second."""
    told = await ask.site.accounts.confirm_address(ask.params["token"])
    if told is None:
        return _late(ask)
    says = {
        "waiting": ("The other address has to agree too.",),
        "done": ("Your account has its new address. Sign in with it from now on.",),
        "taken": ("The new address belongs to another account, so nothing was changed.",),
    }[told]
    return ask.page("said.html", title="Noted" if told == "waiting" else "Your address", says=says)


def _late(ask: Ask) -> Response:
    return ask.fault(410, "This link is used up", "It works once, and for one day.", step=("/me/address", "ask again"))


@routes.add("GET", "/me/password", "account.run", "person", "another password: its form")
async def password_page(ask: Ask) -> Response:
    """The form."""
    return ask.page("password.html", problems={})


@routes.add("POST", "/me/password", "account.run", "person", "another password", fields=frozenset({_OLD, _NEW, _AGAIN}))
async def password(ask: Ask) -> Response:
    """A new password; every other session ends, and this one goes on under a new token."""
    old, new, again = (ask.form.get(name, "") for name in (_OLD, _NEW, _AGAIN))
    wrong = {}
    if told := weakness(new):
        wrong[_NEW] = told
    elif new != again:
        wrong[_AGAIN] = "the two are not the same"
    if not wrong:
        try:
            await ask.site.accounts.change_password(ask.me.home, old, new)
        except WrongCredentials:
            wrong[_OLD] = "this is not your present password"
    if wrong:
        return ask.page("password.html", 422, problems=wrong)
    response = ask.to("/me")
    ask.site.cookies.sign_in(response, await ask.site.sessions.open(ask.me.home, ask.me.kind), 30)
    return response
