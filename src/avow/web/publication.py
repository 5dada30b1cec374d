"""The statement and everything that anybody may check: its revisions, machine form, the log, this interface."""

from typing import Final

from starlette.responses import PlainTextResponse, Response

from avow.ledger.tree import parse_tile_path
from avow.notice.machine import document
from avow.notice.status import keeper_words, keepers, status_of
from avow.notice.tables import filled
from avow.statement.model import Statement
from avow.web import pages, problems
from avow.web.ask import Ask
from avow.web.endpoint import Routes
from avow.web.openapi import described

routes: Final = Routes("avow")
_MEDIA: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FILES: Final = {
    path.name: (path.read_bytes(), _MEDIA[path.suffix]) for path in pages.STATIC.iterdir() if path.suffix in _MEDIA
}
"""Style and script, read once."""


def _written(ask: Ask, statement: Statement) -> str:
    """The body of a statement as HTML; rendered once for each revision."""
    known = ("statement", statement.revision)
    if known not in ask.site.memo:
        template = pages.environment().get_template("statement_body.html")
        ask.site.memo[known] = template.render(
            statement=statement,
            status_of=lambda name: status_of(statement, statement.clauses[name]),
            keepers=lambda name: [keeper_words(statement, one) for one in keepers(statement, name)],
            filled=lambda kind: filled(statement, kind),
            anchors=set(),
        )
    found: str = ask.site.memo[known]
    return found


@routes.add("GET", "/privacy", "publication", "public", "the statement")
async def privacy(ask: Ask) -> Response:
    """The revision in force, with how each promise is kept."""
    return ask.page("statement.html", shown=ask.site.statement, body=_written(ask, ask.site.statement), old=False)


@routes.add("GET", "/privacy.json", "publication", "public", "the statement for programs")
async def privacy_json(ask: Ask) -> Response:
    """The machine form of the revision in force."""
    return problems.json(document(ask.site.statement))


@routes.add("GET", "/privacy/versions", "publication", "public", "every published revision")
async def versions(ask: Ask) -> Response:
    """The list of revisions, the latest first."""
    found = sorted(ask.site.gate.program.statements.values(), key=lambda one: -one.revision)
    return ask.page("versions.html", revisions=found)


@routes.add("GET", "/privacy/versions/{number}", "publication", "public", "one published revision")
async def version(ask: Ask) -> Response:
    """A revision as it was published."""
    number = ask.params["number"]
    found = ask.site.gate.program.statements.get(int(number)) if number.isdecimal() and len(number) < 6 else None
    if found is None:
        return ask.fault(
            404,
            "There is no such revision",
            "See the list of all revisions.",
            step=("/privacy/versions", "all revisions"),
        )
    old = found.revision != ask.site.statement.revision
    return ask.page("statement.html", shown=found, body=_written(ask, found), old=old)


@routes.add("GET", "/log/checkpoint", "log", "public", "the signed checkpoint of the log (C2SP tlog-checkpoint)")
async def checkpoint(ask: Ask) -> Response:
    """Size and root of the log, signed."""
    await ask.site.gate.sequencer.catch_up()
    return PlainTextResponse(ask.site.gate.sequencer.checkpoint, headers={"cache-control": "no-cache"})


@routes.add("GET", "/log/verifier", "log", "public", "the key that checks the log's signatures")
async def verifier(ask: Ask) -> Response:
    """The verifier key, in the form of C2SP signed notes."""
    return PlainTextResponse(ask.site.gate.sequencer.verifier + "\n")


@routes.add("GET", "/log/tile/{path:path}", "log", "public", "one tile of hashes (C2SP tlog-tiles)")
async def tile(ask: Ask) -> Response:
    """Hashes of entries; they show nothing of the entries."""
    try:
        level, number, width = parse_tile_path(ask.params["path"])
    except ValueError:
        return ask.fault(404, "There is no such tile", "Paths are those of C2SP tlog-tiles.")
    hashes = await ask.site.gate.sequencer.tile(level, number, width)
    if hashes is None:
        return ask.fault(404, "There is no such tile", "The log is not that long.")
    return Response(hashes, media_type="application/octet-stream")


@routes.add("GET", "/health", "health", "public", "whether the installation answers")
async def health(ask: Ask) -> Response:
    """503 while the store is away."""
    await ask.site.sessions.who("health")
    return problems.json({"status": "fine", "revision": ask.site.statement.revision})


@routes.add("GET", "/openapi.json", "publication", "public", "this interface")
async def openapi(ask: Ask) -> Response:
    """Every route with what it takes and gives, generated from the declarations."""
    return problems.json(described(ask.site))


@routes.add("GET", "/static/{name}", "asset", "public", "style and script")
async def static(ask: Ask) -> Response:
    """A file of the pages."""
    name = ask.params["name"]
    if name not in _FILES:
        return ask.fault(404, "There is nothing here", "The address may be mistyped.")
    return Response(_FILES[name][0], media_type=_FILES[name][1], headers={"cache-control": "public, max-age=3600"})


@routes.add("GET", "/test/outbox", "test", "test", "the mails that were sent (test mode)")
async def outbox(ask: Ask) -> Response:
    """The latest messages as sent, newest first."""
    return ask.page("outbox.html", messages=[raw.decode("utf-8", "replace") for raw in ask.site.outbox()])
