"""The decision point over HTTP: collect, use and share, for services and the company's own application (C04, C23, C24, C69)."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from avow.policy.decision import Decision
from avow.vault.acts import ruled
from avow.vault.gate import Actor, Gate, HomeGone, Refused, Sink, reveal
from avow.web import problems
from avow.web.ask import Ask
from avow.web.endpoint import ASKED, Routes
from avow.web.forms import problem_of

routes: Final = Routes("avow")
SERVICE: Final = Actor("service", "api")
_Name = Annotated[str, msgspec.Meta(max_length=120)]
_Value = Annotated[str, msgspec.Meta(max_length=20_000)]


class Collecting(msgspec.Struct, forbid_unknown_fields=True):
    """What is brought to a collection point. `notice` is the token of the notice that was shown."""

    point: _Name
    values: dict[_Name, _Value]
    person: _Name | None = None
    notice: _Name = ""
    choices: dict[_Name, _Name] = {}


class Using(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be used: of one person (an e-mail address or a home's id), or of everybody who may be reached."""

    classes: Annotated[list[_Name], msgspec.Meta(max_length=40)]
    person: _Name | None = None
    audience: _Name | None = None
    purpose: _Name = ""
    recipient: _Name = "controller"


_SCHEMAS, _PARTS = msgspec.json.schema_components((Collecting, Using), ref_template="#/components/schemas/{name}")
SCHEMAS: Final[dict[str, Any]] = _PARTS
ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["outcome", "rule", "clauses", "entry"],
    "properties": {
        "outcome": {"const": "allow"},
        "rule": {"type": "string"},
        "clauses": {"type": "array", "items": {"type": "string"}},
        "entry": {"type": "string", "format": "uuid"},
        "values": {"type": "object", "additionalProperties": {"type": "string"}},
        "count": {"type": "integer", "minimum": 0},
        "delivers": {"type": "boolean"},
    },
}


def _body(ask: Ask, kind: type[Any]) -> Any:
    """The document that was sent. Raises problems.Stop with 422, never repeating what was sent."""
    if ask.request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise problems.Stop(problems.problem(415, "this is no JSON", "send it as application/json"))
    try:
        return msgspec.json.decode(ask.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        clause = problems.clause_of(ask.site.statement, "only_what_is_asked")
        detail = "send the members that /openapi.json describes, and no others"
        raise problems.Stop(problems.problem(422, "this document does not fit", detail, clause=clause)) from error


async def _home(gate: Gate, person: str | None) -> UUID | None:
    """The home of a person named by address or id; the act that follows is recorded, allowed or refused."""
    if not person:
        return None
    try:
        home = UUID(person)
        await gate.state(home)
    except HomeGone:
        return None
    except ValueError:
        return await gate.find("email", person)
    return home


async def _nobody(ask: Ask, act: str, purpose: str) -> Response:
    """Nobody is known there: refused like anything else that is not open, and recorded about nobody."""
    gate = ask.site.gate
    decision = ruled(gate.program, "default_deny", "nothing is held under this name", "refuse")
    stated = purpose if purpose in gate.program.statement.purposes else "unstated"
    entry = await gate.record(SERVICE, None, act, "default_deny", (), stated, outcome="refuse")
    return problems.refusal(Refused(decision, entry), 403)


def _allowed(decision: Decision, entry: UUID, **more: Any) -> Response:
    document = {
        "outcome": "allow",
        "rule": decision.rule,
        "clauses": list(decision.clauses),
        "entry": str(entry),
        **more,
    }
    return problems.json(document)


@routes.add(
    "POST",
    "/api/use",
    ASKED,
    "service",
    "use values for a purpose, or count whom it may reach",
    body={"$ref": "#/components/schemas/Using"},
    answer=ANSWER,
)
async def use(ask: Ask) -> Response:
    """Decide, record, let out; 403 with the clause when the statement does not allow it."""
    wanted: Using = _body(ask, Using)
    gate = ask.site.gate
    if wanted.recipient != "controller":
        return await share_out(ask, wanted)
    if wanted.audience is not None:
        return await _count(ask, wanted)
    home = await _home(gate, wanted.person)
    if home is None:
        return await _nobody(ask, "use", wanted.purpose)
    released = await gate.use(SERVICE, home, wanted.classes, wanted.purpose)
    values = {name: reveal(value, Sink.CONNECTOR) for name, value in released.values.items()}
    return _allowed(released.decision, released.entry_id, values=values)


async def _count(ask: Ask, wanted: Using) -> Response:
    """How many people may be reached; a campaign for several classes reaches the fewest of them."""
    gate, counts = ask.site.gate, []
    if not wanted.classes:
        return await _nobody(ask, "count", wanted.purpose)
    outcome = None
    for name in wanted.classes:
        outcome = await gate.audience(SERVICE, name, wanted.purpose, wanted.recipient)
        counts.append(int(outcome.value))
    if outcome is None:
        raise HomeGone
    return _allowed(outcome.decision, UUID(bytes=outcome.entry_id), count=min(counts))


@routes.add(
    "POST",
    "/api/share",
    ASKED,
    "service",
    "hand values to a recipient for a purpose",
    body={"$ref": "#/components/schemas/Using"},
    answer=ANSWER,
)
async def share(ask: Ask) -> Response:
    """Decide, record, deliver; 403 with the clause when the statement does not allow it."""
    return await share_out(ask, _body(ask, Using))


async def share_out(ask: Ask, wanted: Using) -> Response:
    """Share as `wanted` says."""
    if wanted.audience is not None:
        return await _count(ask, wanted)
    home = await _home(ask.site.gate, wanted.person)
    if home is None:
        return await _nobody(ask, "share", wanted.purpose)
    released, delivers = await ask.site.disclosures.share(
        SERVICE, home, wanted.classes, wanted.purpose, wanted.recipient
    )
    if delivers:
        return _allowed(released.decision, released.entry_id, delivers=True)
    # no address of the recipient is configured: the calling service hands it over
    values = {name: reveal(value, Sink.CONNECTOR) for name, value in released.values.items()}
    return _allowed(released.decision, released.entry_id, values=values, delivers=False)


@routes.add(
    "POST",
    "/api/collect",
    ASKED,
    "service",
    "take values in at a collection point",
    body={"$ref": "#/components/schemas/Collecting"},
    answer=ANSWER,
)
async def collect(ask: Ask) -> Response:
    """Decide, record, take in; 422 with the clause when the submission is unfit, 403 when it is not allowed."""
    wanted: Collecting = _body(ask, Collecting)
    gate = ask.site.gate
    ticked = [name for name, answer in wanted.choices.items() if answer == "yes"]
    wrong = {name: told for name, value in wanted.values.items() if (told := problem_of(name, value))}
    if wrong:
        names = sorted(name for name in wrong if name in gate.program.statement.categories)
        return problems.problem(422, "a value cannot be right", "mend the values that `wrong` names", wrong=names)
    home = await _home(gate, wanted.person)
    try:
        if home is None:
            # somebody unknown: an account is confirmed by its person, so the API makes none
            await gate.admit(SERVICE, wanted.point, wanted.values, wanted.notice, ticked)
            return await _nobody(ask, "collect", "none")
        collected = await gate.collect(SERVICE, home, wanted.point, wanted.values, wanted.notice, ticked)
    except Refused as refused:
        return problems.refusal(refused, problems.status_of(refused, collecting=True))
    return _allowed(collected.decision, collected.entry_id)
