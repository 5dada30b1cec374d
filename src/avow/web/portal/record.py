"""The record: what was done, in plain words, with receipts; and a copy of everything."""

import io
import zipfile
from itertools import groupby
from typing import Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from avow.ledger.entry import decode
from avow.rights.service import TrailLine
from avow.rights.words import day_words, line
from avow.vault.gate import HomeGone
from avow.web import pages, problems
from avow.web.ask import Ask
from avow.web.endpoint import Routes

routes: Final = Routes("site")
_PAGE: Final = 100


@routes.add("GET", "/me/uses", "account.run", "person", "what was done with what is held")
async def uses(ask: Ask) -> Response:
    """The trail, newest first, by day; refusals are shown too."""
    query = ask.request.query_params
    before = _uuid(query.get("before", ""))
    lines = await ask.site.rights.trail(ask.me.home, _PAGE, before)
    older = lines[-1].entry if len(lines) == _PAGE else None
    purpose, recipient = query.get("purpose", ""), query.get("recipient", "")
    kept = [one for one in lines if purpose in {"", one.purpose} and recipient in {"", one.recipient}]
    statement = ask.site.statement
    return ask.page(
        "uses.html", days=_by_day(kept), older=older, purpose=purpose, recipient=recipient,
        purposes={name: statement.purposes[name].label for name in sorted({one.purpose for one in lines}) if name in statement.purposes},
        recipients={name: statement.recipients[name].label for name in sorted({one.recipient for one in lines}) if name in statement.recipients},
    )  # fmt: skip


def _by_day(lines: list[TrailLine]) -> list[tuple[str, list[tuple[TrailLine, int]]]]:
    """Lines by day; a row of looks that say the same is told once, with how often."""
    found = []
    for day, told in groupby(lines, lambda one: one.at // 86_400_000):
        rows = [list(same) for _, same in groupby(told, _sameness)]
        found.append((day_words(day), [(same[0], len(same)) for same in rows]))
    return found


def _sameness(one: TrailLine) -> tuple[str, str]:
    return one.said, "" if one.act == "see" else str(one.entry)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@routes.add("GET", "/me/receipts/{entry}", "account.run", "person", "the receipt of one act")
async def receipt(ask: Ask) -> Response:
    """A receipt that anybody can check without us; as a page, or as JSON to keep."""
    entry = _uuid(ask.params["entry"])
    if entry is None:
        raise HomeGone
    found = await ask.site.gate.receipt(ask.me.home, entry)
    told = decode(found["leaf"].encode())
    statement = ask.site.gate.program.statements.get(told.revision, ask.site.statement)
    found["words"] = line(told, statement)
    if ask.wants_json or "download" in ask.request.query_params:
        answer = problems.json(found)
        answer.headers["content-disposition"] = f'attachment; filename="receipt-{str(entry)[:8]}.json"'
        answer.headers["cache-control"] = "no-store"
        return answer
    raw = msgspec.json.format(msgspec.json.encode(found), indent=1).decode()
    return ask.page(
        "receipt.html", receipt=found, told=told, raw=raw, entry=str(entry), verifier=ask.site.gate.sequencer.verifier
    )


@routes.add("GET", "/receipt", "publication", "public", "checking a receipt in the page")
async def check(ask: Ask) -> Response:
    """A field for a receipt; the page checks it, nothing is sent."""
    return ask.page("check_receipt.html", verifier=ask.site.gate.sequencer.verifier, raw="")


@routes.add("GET", "/me/export", "account.run", "person", "a copy of everything: its page")
async def export_page(ask: Ask) -> Response:
    """Say what is in the copy."""
    return ask.page("export.html")


@routes.add("POST", "/me/export", "account.run", "person", "a copy of everything is taken")
async def export(ask: Ask) -> Response:
    """One archive: JSON for programs, a page for reading."""
    copy = await ask.site.rights.copy(ask.actor, ask.me.home)
    readable = pages.environment().get_template("copy.html").render(copy=copy)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("me.json", msgspec.json.format(msgspec.json.encode(copy), indent=1))
        archive.writestr("me.html", readable)
    answer = Response(held.getvalue(), media_type="application/zip")
    answer.headers["content-disposition"] = 'attachment; filename="what-we-hold.zip"'
    answer.headers["cache-control"] = "no-store"
    return answer
