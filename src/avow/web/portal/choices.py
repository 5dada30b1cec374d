"""A person's choices: yes and no alike, each with its receipt, taken back in one step (C25, C69, C70)."""

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from avow.consent.service import UnknownChoice
from avow.vault.gate import Refused
from avow.web import problems
from avow.web.ask import Ask
from avow.web.endpoint import Kept, Routes

routes: Final = Routes("site")


@routes.add("GET", "/me/preferences", "account.run", "person", "every choice, yes and no alike")
async def page(ask: Ask) -> Response:
    """The choices with their present answers; what was never answered stands empty."""
    return await _page(ask)


async def _page(ask: Ask, status: int = 200, banner: object = None) -> Response:
    found = await ask.site.consents.preferences(ask.me.home)
    return ask.page(
        "preferences.html", status, preferences=found, notices=ask.site.consents.notices(found), banner=banner
    )


def _noes(ask: Ask) -> Iterable[Kept]:
    return [
        ("withdraw", {"purpose": name.removeprefix("choice.")})
        for name, value in ask.form.items()
        if name.startswith("choice.") and value == "no"
    ]


@routes.add(
    "POST", "/me/preferences", "account.run", "person", "choices are made",
    fields=frozenset({"choice.*", "notice.*"}), refusal=_noes,
)  # fmt: skip
async def choose(ask: Ask) -> Response:
    """Carry out what was answered; an answer that was given already is not given again."""
    told = {name.removeprefix("choice."): value for name, value in ask.form.items() if name.startswith("choice.")}
    if any(value not in {"yes", "no"} for value in told.values()):
        raise problems.Unfit
    notices = {name.removeprefix("notice."): value for name, value in ask.form.items() if name.startswith("notice.")}
    wanted = {name: value == "yes" for name, value in told.items()}
    try:
        entries = await ask.site.consents.set(ask.actor, ask.me.home, wanted, notices)
    except UnknownChoice as error:
        raise problems.Unfit from error
    except Refused as refused:
        if refused.decision.rule != "told_before_collected" or ask.wants_json:
            raise
        words = "This page was out of date, so a yes was not taken. Please look at it once more."
        return await _page(ask, 422, (words, ask.cited(refused.clause)))
    return ask.done("/me/preferences", entries={name: str(entry) for name, entry in entries.items()})


@routes.add("GET", "/me/consents", "account.run", "person", "every act of choosing, with its receipt")
async def consents(ask: Ask) -> Response:
    """What was agreed to and taken back, when, under which revision, in which words."""
    history = await ask.site.consents.history(ask.me.home)
    agreed = [one.purpose for one in await ask.site.consents.preferences(ask.me.home) if one.answer == "yes"]
    labels = {name: one.label for name, one in ask.site.statement.purposes.items()}
    return ask.page("consents.html", history=history, agreed=agreed, labels=labels)


def _one_no(ask: Ask) -> Iterable[Kept]:
    return [("withdraw", {"purpose": ask.params["purpose"]})]


@routes.add(
    "POST", "/me/consents/{purpose}/withdraw", "account.run", "person", "a consent is taken back", refusal=_one_no
)
async def withdraw(ask: Ask) -> Response:
    """Take one consent back; it counts from this moment, and recipients are told."""
    try:
        entry = await ask.site.consents.withdraw(ask.actor, ask.me.home, ask.params["purpose"])
    except UnknownChoice:
        return ask.fault(
            404,
            "There is nothing to take back",
            "You were never asked this.",
            step=("/me/consents", "see your consents"),
        )
    return ask.done("/me/consents", entry=str(entry) if entry else None)
