"""The privacy desk: a queue about nobody, cases that show what their purpose needs, intake of what came on paper or by voice."""

from typing import Final
from uuid import UUID

from starlette.responses import Response

from avow.identity.addresses import problem as address_problem
from avow.rights.cases import CHANNELS, RIGHTS, NoAddress, NotFound
from avow.rights.letters import CHILD_REPORT, QUESTION
from avow.rights.words import day_words
from avow.vault.requests import Request
from avow.web import problems
from avow.web.ask import Ask
from avow.web.desk.staff import role_only
from avow.web.endpoint import Routes
from avow.web.forms import problem_of

routes: Final = Routes("site")
_ANSWER: Final = "answer.text"
FIND_FOR: Final = ("account.run", "desk.answer")
_HOW, _ON = "notice.how", "notice.on"
_INTAKE: Final = frozenset({"channel", "right", "contact.email", _HOW, _ON, "case.text"})
CHANNEL_WORDS: Final = {"web": "web", "mail": "mail", "phone": "telephone", "letter": "letter"}
RIGHT_WORDS: Final = {"ask": "question", "correct": "correction", "erase": "erasure", "child": "child report"}


@routes.add("GET", "/desk", "desk.answer", "staff", "the queue of cases")
@role_only("desk")
async def queue(ask: Ask) -> Response:
    """Due date, right, channel, state; nothing about anybody."""
    today = ask.site.gate.clock.today()
    rows = [
        {
            "id": str(one.id), "short": str(one.id)[:8], "right": RIGHT_WORDS.get(one.kind, one.kind), "channel": CHANNEL_WORDS.get(one.channel, one.channel),
            "state": one.state, "due": day_words(one.due_day), "late": one.state == "open" and one.due_day < today,
        }
        for one in await ask.site.cases.queue()
    ]  # fmt: skip
    return ask.page("desk.html", rows=rows, late=sum(bool(one["late"]) for one in rows))


async def _case(ask: Ask) -> Request:
    """The case of the path. Raises problems.Stop."""
    try:
        found = await ask.site.cases.get(UUID(ask.params["id"]))
    except ValueError:
        found = None
    if found is None:
        raise problems.Stop(
            ask.fault(
                404, "There is no such case", "It may have been closed long ago.", step=("/desk", "back to the queue")
            )
        )
    return found


async def _page(ask: Ask, request: Request, status: int = 200, wrong: dict[str, str] | None = None) -> Response:
    opened = await ask.site.cases.look(ask.staff, request)
    statement = ask.site.statement
    return ask.page(
        "case.html", status, case=opened, id=str(request.id), right=RIGHT_WORDS.get(request.kind, request.kind),
        channel=CHANNEL_WORDS.get(request.channel, request.channel), due=day_words(request.due_day),
        purpose=statement.purposes[opened.purpose].label, problems=wrong or {}, typed=ask.form.get(_ANSWER, ""),
        correctable=[(name, statement.categories[name].label) for name in ("contact.email", "person.name", "person.title", "contact.postal", "contact.phone") if name in statement.categories],
        child=request.kind == "child" and bool(request.details.get("child")),
        evidence=request.details.get("evidence"),
    )  # fmt: skip


@routes.add("GET", "/desk/cases/{id}", "desk.answer", "staff", "one case, for its purpose")
@role_only("desk")
async def case(ask: Ask) -> Response:
    """The case with its words; this look is recorded."""
    return await _page(ask, await _case(ask))


@routes.add(
    "POST", "/desk/cases/{id}/answer", "desk.answer", "staff", "a case is answered", fields=frozenset({_ANSWER})
)
@role_only("desk")
async def answer(ask: Ask) -> Response:
    """Answer by mail, in the thread of the question."""
    request, text = await _case(ask), ask.form.get(_ANSWER, "")
    if not text or len(text) > 20_000:
        return await _page(ask, request, 422, {_ANSWER: "write the answer, in at most 20,000 signs"})
    try:
        await ask.site.cases.answer(ask.staff, request, text)
    except NoAddress as error:
        return await _page(ask, request, 422, {_ANSWER: str(error)})
    return ask.to(f"/desk/cases/{request.id}")


@routes.add("POST", "/desk/cases/{id}/close", "desk.answer", "staff", "a case is closed")
@role_only("desk")
async def close(ask: Ask) -> Response:
    """Close a case: what was written gets its last day."""
    await ask.site.cases.close(ask.staff, await _case(ask))
    return ask.to("/desk")


@routes.add(
    "POST",
    "/desk/cases/{id}/correct",
    "desk.answer",
    "staff",
    "a correction on somebody's word",
    fields=frozenset({"category", "value"}),
)
@role_only("desk")
async def correct(ask: Ask) -> Response:
    """Correct what is held about who asked."""
    request = await _case(ask)
    category, value = ask.form.get("category", ""), ask.form.get("value", "")
    wrong = problem_of(category, value) if value else "write the right value"
    if not wrong:
        try:
            await ask.site.cases.correct(ask.staff, request, category, value)
        except NotFound as error:
            wrong = str(error)
    if wrong:
        return await _page(ask, request, 422, {"value": wrong})
    return ask.to(f"/desk/cases/{request.id}")


@routes.add("POST", "/desk/cases/{id}/erase", "child.protect", "staff", "what the case is about is erased")
@role_only("desk")
async def erase(ask: Ask) -> Response:
    """Erase the reported child's account, or who asked for it."""
    request = await _case(ask)
    try:
        await ask.site.cases.erase(ask.staff, request)
    except NotFound as error:
        return await _page(ask, request, 422, {"erase": str(error)})
    return ask.page(
        "said.html",
        title="Erased",
        says=("It is done, and recorded. Recipients are told.",),
        step=("/desk", "back to the queue"),
    )


@routes.add("POST", "/desk/cases/{id}/lift", "child.protect", "staff", "a report was wrong: the account lives again")
@role_only("desk")
async def lift(ask: Ask) -> Response:
    """Open the account again."""
    request = await _case(ask)
    try:
        await ask.site.cases.lift(ask.staff, request)
    except NotFound as error:
        return await _page(ask, request, 422, {"erase": str(error)})
    return ask.to(f"/desk/cases/{request.id}")


@routes.add("GET", "/desk/intake", "desk.answer", "staff", "intake of what came by mail, telephone or letter: its form")
@role_only("desk")
async def intake_page(ask: Ask) -> Response:
    """The form."""
    return _intake(ask)


def _intake(ask: Ask, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    return ask.page(
        "intake.html", status, problems=wrong or {}, typed=ask.form, rights=[(one, RIGHT_WORDS[one]) for one in RIGHTS],
        channels=[(one, CHANNEL_WORDS[one]) for one in CHANNELS], answering=ask.site.statement.purposes["desk.answer"].label,
    )  # fmt: skip


@routes.add(
    "POST", "/desk/intake", "desk.answer", "staff", "intake of what came by mail, telephone or letter", fields=_INTAKE
)
@role_only("desk")
async def intake(ask: Ask) -> Response:
    """Open a case on somebody's behalf; without word of how they were told, nothing is taken (C09)."""
    form, wrong = ask.form, dict[str, str]()
    if form.get("channel") not in CHANNELS:
        wrong["channel"] = "choose how it came"
    if form.get("right") not in RIGHTS:
        wrong["right"] = "choose what it is about"
    if told := address_problem(form.get("contact.email", "")):
        wrong["contact.email"] = told
    for name in (_HOW, _ON):
        if not form.get(name):
            wrong[name] = "say how and when the person was told why we ask"
    if told := problem_of("case.text", form.get("case.text", "")) or (
        None if form.get("case.text") else "write what was said or written"
    ):
        wrong["case.text"] = told
    if wrong:
        return _intake(ask, wrong, 422)
    terms = ask.site.gate.program.terms
    evidence = {"evidence": {"how": form[_HOW][:200], "on": form[_ON][:40]}}
    if form["right"] == "child":
        given = {"child.contact": form["contact.email"], "report.text": form["case.text"]}
        opened = await ask.site.cases.report_child(form["channel"], given, terms(CHILD_REPORT), evidence)
    else:
        given = {"contact.email": form["contact.email"], "case.text": form["case.text"]}
        opened = await ask.site.cases.ask(form["channel"], given, terms(QUESTION), right=form["right"], thread=evidence)
    return ask.to(f"/desk/cases/{opened.id}")


@routes.add("GET", "/desk/find", "desk.answer", "staff", "the exact look-up of one person: its form")
@role_only("desk")
async def find_page(ask: Ask) -> Response:
    """The form: an address and a purpose."""
    return _find(ask)


def _find(ask: Ask, status: int = 200, **more: object) -> Response:
    purposes = [
        (name, ask.site.statement.purposes[name].label) for name in FIND_FOR if name in ask.site.statement.purposes
    ]
    return ask.page("find.html", status, purposes=purposes, **{"problem": "", "found": None, "typed": ask.form, **more})


@routes.add(
    "POST",
    "/desk/find",
    "desk.answer",
    "staff",
    "the exact look-up of one person",
    fields=frozenset({"contact.email", "purpose"}),
)
@role_only("desk")
async def find(ask: Ask) -> Response:
    """Find one person for a purpose; the look is recorded in their trail."""
    address, purpose = ask.form.get("contact.email", ""), ask.form.get("purpose", "")
    if purpose not in FIND_FOR:
        return _find(ask, 422, problem="choose what you need it for: the desk looks people up for these reasons only")
    if told := address_problem(address):
        return _find(ask, 422, problem=told)
    try:
        _, found = await ask.site.cases.find(ask.staff, address, purpose)
    except NotFound as error:
        return _find(ask, 200, problem=str(error))
    labels = ask.site.statement.categories
    return _find(ask, found=[(labels[name].label, value) for name, value in found.items()])
