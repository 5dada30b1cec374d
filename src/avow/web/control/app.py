"""The control application: JSON over the socket file of the data folder. What is about a person travels in the body."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from avow.identity.staff import NoStaff, Staff
from avow.policy.explain import explain
from avow.policy.program import UnknownName
from avow.policy.request import Facts
from avow.services.site.seed import Seed
from avow.vault import inspection, sweep
from avow.vault.catalogue import LEDGER_FIELDS, MEMORY, Stored
from avow.vault.gate import SYSTEM, HomeGone, Unavailable
from avow.vault.sequencer import LogDamaged
from avow.web import problems
from avow.web.control import checks
from avow.web.site import Site

Answer = Callable[[Site, dict[str, Any]], Awaitable[Any]]


class Wrong(Exception):
    """what was asked cannot be answered"""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def build(site: Site, staff: Staff, seed: Seed) -> Starlette:
    """The ASGI application behind the socket file."""

    async def add_staff(_site: Site, body: dict[str, Any]) -> Any:
        try:
            return {"role": body["role"], "password": await staff.add(str(body["email"]), str(body["role"]))}
        except NoStaff as error:
            raise Wrong(422, str(error)) from error

    async def make_people(_site: Site, _body: dict[str, Any]) -> Any:
        return await seed.make()

    answers: list[tuple[str, str, Answer, bool]] = [
        ("GET", "/control/classes", classes, False),
        ("POST", "/control/ledger", ledger, False),
        ("POST", "/control/ledger/verify", verify, False),
        ("POST", "/control/sweep", search, False),
        ("POST", "/control/explain", reasons, False),
        ("POST", "/control/staff", add_staff, False),
        ("POST", "/control/dump", dump, True),
        ("POST", "/control/clock", clock, True),
        ("POST", "/control/seed", make_people, True),
        ("GET", "/control/check/{part}", check, False),
    ]
    return Starlette(
        routes=[Route(path, _serving(site, made, tests), methods=[how]) for how, path, made, tests in answers]
    )


def _serving(site: Site, answer: Answer, only_in_tests: bool) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        if only_in_tests and not site.config.test_mode:
            return problems.problem(
                403, "not outside test mode", "this works in test mode only: start with AVOW_TEST_MODE=1"
            )
        try:
            raw = await request.body()
            body = msgspec.json.decode(raw) if raw else {}
            return problems.json(await answer(site, {**body, **request.path_params}))
        except Wrong as wrong:
            return problems.problem(wrong.status, "not possible", str(wrong))
        except (Unavailable, HomeGone) as error:
            return problems.problem(503, "not possible now", str(type(error).__doc__))
        except (msgspec.MsgspecError, KeyError, ValueError) as error:
            return problems.problem(
                422, "this cannot be read", f"the command sent something unfit ({type(error).__name__})"
            )

    return handle


async def classes(site: Site, _body: dict[str, Any]) -> Any:
    """The data catalogue (C11)."""
    own = {point for service in site.services for point in service.own_points}
    cookies = tuple(
        Stored(
            "cookie",
            one["name"],
            one["holds"],
            site.statement.points[one["point"]].purposes[0],
            "as the page on cookies says",
        )
        for one in site.cookies.catalogue()
        if one["point"] in site.statement.points
    )
    return {
        "rows": [*inspection.categories(site.gate.program, own), *inspection.places((*MEMORY, *LEDGER_FIELDS), cookies)]
    }


async def _home(site: Site, person: str) -> UUID:
    """The home behind an address, or its id. Raises Wrong."""
    with contextlib.suppress(ValueError):
        return UUID(person)
    for kind in ("email", "staff"):
        found = await site.gate.find(kind, person, SYSTEM, "none")
        if found is not None:
            return found
    raise Wrong(404, "nobody is known under this name: write an e-mail address or the id of a home")


async def ledger(site: Site, body: dict[str, Any]) -> Any:
    """The record: whole, of one person, of one clause, since a moment."""
    rows = (
        await inspection.ledger_of(site.gate, await _home(site, body["person"]))
        if "person" in body
        else await inspection.ledger(site.gate)
    )
    clause, since = body.get("clause"), body.get("since", 0)
    return {"rows": [row for row in rows if (clause is None or clause in row["clauses"]) and row["time"] >= since]}


async def verify(site: Site, _body: dict[str, Any]) -> Any:
    """Check the whole log."""
    told: dict[str, Any] = {"verifier": site.gate.sequencer.verifier}
    try:
        return {**told, "holds": True, "size": await site.gate.sequencer.verify()}
    except LogDamaged:
        return {**told, "holds": False, "problem": str(LogDamaged.__doc__)}


async def search(site: Site, body: dict[str, Any]) -> Any:
    """Look for a value everywhere."""
    wanted = sweep.forms(str(body["value"]))
    found = [*await sweep.in_vault(site.gate.vault, wanted), *sweep.in_folder(site.config.data, wanted)]
    return {"found": [{"where": one.where, "form": one.form, "count": one.count} for one in found]}


async def reasons(site: Site, body: dict[str, Any]) -> Any:
    """Why a use about one person is allowed or refused; the look is recorded."""
    home = await _home(site, body["person"])
    program = site.gate.program
    held = await site.gate.about(SYSTEM, home, str(body["category"]))
    try:
        use = program.use(
            held.terms or program.terms(_asking(site, body["category"])),
            body["category"],
            body["purpose"],
            body.get("recipient", "controller"),
        )
    except UnknownName as error:
        raise Wrong(422, str(error)) from error
    facts = Facts(held.state, held.choices, site.gate.clock.today(), held.due_day)
    lines = explain(program, facts, use)
    return {"outcome": "allow" if lines[0].startswith("allowed") else "refuse", "lines": list(lines)}


def _asking(site: Site, category: str) -> str:
    for point in site.statement.points.values():
        if any(one.category == category for one in point.asked):
            return point.id
    raise Wrong(422, "this category is asked for nowhere: name one that some point asks for")


async def dump(site: Site, body: dict[str, Any]) -> Any:
    """Rows as stored, opened."""
    try:
        return {"rows": await inspection.dump(site.gate, str(body["what"]))}
    except LookupError as error:
        raise Wrong(422, "there is no such table or category: `avow classes` lists both") from error


async def clock(site: Site, body: dict[str, Any]) -> Any:
    """Move the clock and run what is due."""
    move = int(body["move"])
    if move <= 0:
        raise Wrong(422, "the clock goes forward only")
    site.gate.clock.move(move)
    await site.worker.tick()
    await site.worker.tick()
    return {"now": site.gate.clock.now_ms()}


async def check(site: Site, body: dict[str, Any]) -> Any:
    """One part of `avow check --instance`."""
    part: Final = checks.PARTS.get(str(body["part"]))
    if part is None:
        raise Wrong(404, "there is no such part")
    return await part(site)
