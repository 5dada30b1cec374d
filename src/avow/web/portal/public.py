"""Pages for everybody: the front page, a question, a report about a child, leaving for another site, cookies."""

from typing import Final

from starlette.responses import Response

from avow.notice.forms import form_view
from avow.rights.words import day_words
from avow.statement.periods import period_words
from avow.web import problems
from avow.web.ask import Ask
from avow.web.endpoint import Routes
from avow.web.forms import shown, wrong_with

routes: Final = Routes("site")

PARTY_SITES: Final = {"parent": "https://northlight.example/"}
"""Sites of parties that the statement names; a link to one leads over the leaving notice (C06)."""


@routes.add("GET", "/", "publication", "public", "the front page")
async def front(ask: Ask) -> Response:
    """What this is, and the ways in."""
    return ask.page("front.html")


def _point_page(
    ask: Ask, point: str, template: str, problems_found: dict[str, str] | None = None, status: int = 200, **more: object
) -> Response:
    view = form_view(ask.site.statement, point)
    form = shown(view, ask.form, problems_found)
    return ask.page(template, status, form=form, notice=ask.site.gate.notice(point), **{"banner": None, **more})


async def _submit(ask: Ask, point: str, template: str) -> tuple[dict[str, str], int] | Response:
    """The values and the terms of a submission, or the page again with what is wrong."""
    view = form_view(ask.site.statement, point)
    told = ask.site.gate.told(ask.form.get("notice", ""), point)
    wrong = wrong_with(view, ask.form)
    if not told:
        return _stale(ask, point, template)
    if wrong:
        return _point_page(ask, point, template, wrong, 422)
    return ask.given(*(one.name for one in view.fields)), told


def _stale(ask: Ask, point: str, template: str) -> Response:
    """The notice was not shown, or long ago: nothing is taken; what was typed stands there again (C09)."""
    clause = problems.clause_of(ask.site.statement, "told_before_collected")
    words = "This page was out of date, so nothing was taken. Please look at it once more, and send it again."
    if ask.wants_json:
        return problems.problem(422, "the notice was not shown before", words, clause=clause)
    return _point_page(ask, point, template, None, 422, banner=(words, ask.cited(clause)))


@routes.add("GET", "/ask", "desk.answer", "public", "a question to the privacy desk: its form")
async def ask_form(ask: Ask) -> Response:
    """The form for a question."""
    return _point_page(ask, "site.question", "ask.html")


@routes.add("POST", "/ask", "desk.answer", "public", "a question to the privacy desk", point="site.question")
async def ask_question(ask: Ask) -> Response:
    """Take a question in: a case, acknowledged by mail (C101)."""
    got = await _submit(ask, "site.question", "ask.html")
    if isinstance(got, Response):
        return got
    ask.site.throttle.spend("ask", got[0]["contact.email"], ask.source)
    case = await ask.site.cases.ask("web", got[0], got[1])
    return ask.page(
        "said.html",
        title="We have your question",
        says=(
            "A person reads it and answers by mail.",
            f"You get the answer by {day_words(case.due_day)}, and a note at once that it came.",
        ),
    )


@routes.add("GET", "/children", "child.protect", "public", "a report about a child: its form")
async def child_form(ask: Ask) -> Response:
    """The form for parents and anybody else."""
    return _point_page(ask, "site.child_report", "children.html")


@routes.add("POST", "/children", "child.protect", "public", "a report about a child", point="site.child_report")
async def child_report(ask: Ask) -> Response:
    """Take a report in; the answer never tells whether there is such an account (C94)."""
    got = await _submit(ask, "site.child_report", "children.html")
    if isinstance(got, Response):
        return got
    ask.site.throttle.spend("child", got[0]["child.contact"], ask.source)
    await ask.site.cases.report_child("web", got[0], got[1])
    return ask.page(
        "said.html",
        title="We have your report",
        says=(
            "If there is an account with that address, it is closed as of now.",
            "A person looks at it. Within 7 days everything that it held is erased.",
            "If you left your address, we write to you.",
        ),
    )


@routes.add(
    "GET",
    "/leaving",
    "publication",
    "public",
    "the notice before a link to another party's site",
    fields=frozenset({"to"}),
)
async def leaving(ask: Ask) -> Response:
    """Say that another policy holds over there (C06)."""
    party = ask.site.statement.parties.get(ask.request.query_params.get("to", ""))
    if party is None or party.policy != "own" or party.id not in PARTY_SITES:
        return ask.fault(404, "There is nothing here", "We link to no such site.")
    return ask.page("leaving.html", party=party, address=PARTY_SITES[party.id])


LOSSES: Final = (
    {"id": "signin", "what": "signing in", "where": "/signin"},
    {"id": "link", "what": "coming in by a mailed link", "where": "/link"},
    {"id": "staff", "what": "signing in as staff", "where": "/staff/signin"},
    {
        "id": "underage",
        "what": "remembering, until the browser is closed, that the age question was answered",
        "where": "/register",
    },
)
"""What is lost without cookies; each says so on the spot (C82)."""


def _cookies(ask: Ask) -> list[dict[str, str]]:
    statement = ask.site.statement
    found = []
    for one in ask.site.cookies.catalogue():
        point = statement.points[one["point"]]
        period = point.asked[0].period
        kept = "until you close the browser" if period.kind == "none" else period_words(period)
        labels = [statement.purposes[name].label for name in point.purposes]
        found.append({**one, "for": " and ".join(labels), "kept": kept, "set": "only when it is needed"})
    return found


@routes.add("GET", "/cookies", "publication", "public", "the page on cookies")
async def cookies(ask: Ask) -> Response:
    """Every cookie, what it is for and what is lost without it."""
    return ask.page("cookies.html", cookies=_cookies(ask), losses=LOSSES)


@routes.add("GET", "/cookies.json", "publication", "public", "the catalogue of cookies")
async def cookies_json(ask: Ask) -> Response:
    """The same for programs."""
    return problems.json({"cookies": _cookies(ask), "losses": [dict(one) for one in LOSSES]})
