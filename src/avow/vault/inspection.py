"""What the owner of an installation may look at: the catalogue, the ledger, rows as stored (test mode)."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import msgspec

from avow.ledger.entry import Entry, decode
from avow.policy.program import Program
from avow.vault.catalogue import COLUMNS, FILES, Stored
from avow.vault.gate import Gate
from avow.vault.home import HomeGone, load
from avow.vault.keys import item_bound
from avow.vault.store import Row, Transaction

_TABLES: Final = ("home", "item", "choice_act", "task", "request", "disclosure", "entry", "identifier", "session")


def categories(program: Program, own_points: Collection[str] = ()) -> list[dict[str, Any]]:
    """Every category with purposes, retention, recipients, points; `personal` is true for all of them (C11).

    `editable` is what a person changes on own screens: whatever is asked at `own_points`, save what is only recorded.
    """
    statement, found = program.statement, []
    for category in statement.categories.values():
        at = [
            (point, asked)
            for point in statement.points.values()
            for asked in point.asked
            if asked.category == category.id
        ]
        found.append(
            {
                "class": category.id,
                "label": category.label,
                "personal": True,
                "sensitive": category.sensitive,
                "kept_as": category.kept_as,
                "collected": category.asked == "somewhere",
                "purposes": [p.id for p in statement.purposes.values() if category.id in p.uses],
                "retention": {point.id: period_words(asked.period) for point, asked in at} or "never stored",
                "recipients": [
                    r.id for r in statement.recipients.values() if any(category.id in gets for gets in r.gets.values())
                ],
                "where": "item.sealed" if at else "nowhere",
                "points": [point.id for point, _ in at],
                "editable": any(point.id in own_points and asked.demand != "recorded" for point, asked in at),
            }
        )
    return found


def period_words(period: Any) -> str:
    """A period as the statement's author writes it."""
    if period.kind == "none":
        return "none"
    if period.kind == "until":
        return f"until {period.event}"
    after = "" if period.event == "collected" else f" after {period.event}"
    return f"{period.amount} {period.unit}{after}"


def places(volatile: tuple[Stored, ...] = (), cookies: tuple[Stored, ...] = ()) -> list[dict[str, Any]]:
    """Every column, file, cookie and memory with its class, purpose, retention and who can read it."""
    return [
        {
            "class": f"{one.place}.{one.name}",
            "label": one.holds,
            "personal": one.personal,
            "purposes": [one.purpose],
            "retention": one.retention,
            "recipients": ["controller"],
            "where": f"{one.place}.{one.name}",
        }
        for one in (*COLUMNS, *FILES, *cookies, *volatile)
    ]


def row_of(entry: Entry, entry_id: str, position: int | None) -> dict[str, Any]:
    """One ledger entry as a row of NDJSON."""
    row: dict[str, Any] = msgspec.to_builtins(entry)
    row.pop("id", None)
    return {"entry": str(UUID(hex=entry_id)), "position": position, **row}


async def ledger_of(gate: Gate, home: UUID) -> list[dict[str, Any]]:
    """Every entry about one person, oldest first."""
    rows: list[dict[str, Any]] = []
    before: UUID | None = None
    while page := await gate.trail(home, 500, before):
        rows.extend(row_of(one.entry, one.entry_id.hex, one.position) for one in page)
        before = page[-1].entry_id
    return rows[::-1]


async def ledger(gate: Gate) -> list[dict[str, Any]]:
    """The whole log, oldest first, people who left included."""
    await gate.sequencer.catch_up()
    rows = []
    for position, leaf in enumerate(await gate.sequencer.leaves()):
        entry = decode(leaf)
        rows.append(row_of(entry, entry.id, position))
    return rows


async def dump(gate: Gate, what: str) -> list[dict[str, Any]]:
    """The rows of a table, or the items of a category, opened. Raises LookupError for any other name."""
    program, after = gate.program, b""
    rows: list[dict[str, Any]] = []
    if what not in _TABLES and what not in program.statement.categories:
        raise LookupError(what)
    while homes := await gate.vault.store.unit(_homes, after):
        for home in homes:
            rows.extend(await gate.vault.store.unit(_rows, gate, home, what))
        after = homes[-1]
    return rows


async def _homes(tx: Transaction, after: bytes) -> list[bytes]:
    return [row[0] for row in await tx.rows("home.page", after)]


async def _rows(tx: Transaction, gate: Gate, home_id: bytes, what: str) -> list[dict[str, Any]]:
    try:
        home = await load(tx, gate.vault.keys, home_id, wide=gate.vault.wide)
    except HomeGone:
        return []
    numbers, me = gate.program.numbers, {"home": str(UUID(bytes=home_id))}
    if what == "home":
        return [
            {
                **me,
                "kind": home.kind,
                "state": home.state.name.lower(),
                "version": home.version,
                "choices": home.choices,
            }
        ]
    if what == "item" or what in gate.program.statement.categories:
        items = [_item(gate, home_id, home.secret.open, row) for row in await tx.rows("item.all", home_id)]
        return [{**me, **item} for item in items if what in ("item", item["category"])]
    if what == "entry":
        found = await tx.rows("entry.trail", home_id, gate.clock.now_ms(), b"\xff" * 16, 10_000)
        return [{**me, **row_of(decode(leaf), entry_id.hex(), position)} for entry_id, _, position, leaf in found]
    if what == "choice_act":
        acts = await tx.rows("choice_act.all", home_id)
        return [
            {**me, "purpose": numbers.id("purpose", purpose), "yes": bool(yes), "at": at, "revision": revision, "channel": channel,
             "evidence": msgspec.json.decode(home.secret.open(evidence, b"choice" + home_id + entry_id))}
            for entry_id, purpose, yes, at, revision, channel, evidence in acts
        ]  # fmt: skip
    return [{**me, **row} for row in await _plain(tx, gate, home_id, home.secret.open, what)]


async def _plain(tx: Transaction, gate: Gate, home_id: bytes, opened: Any, what: str) -> list[dict[str, Any]]:
    numbers = gate.program.numbers
    if what == "task":
        return [
            {
                "kind": kind,
                "due": due,
                "attempts": tries,
                "state": state,
                "payload": msgspec.json.decode(opened(sealed, b"task" + home_id + task)),
            }
            for task, kind, due, tries, state, sealed in await tx.rows("task.all", home_id)
        ]
    if what == "request":
        return [
            {"request": str(UUID(bytes=row[0])), "kind": row[1], "channel": row[2], "state": row[3], "received": row[4], "due_day": row[5],
             "details": msgspec.json.decode(opened(row[7], b"request" + home_id + row[0]))}
            for row in await tx.rows("request.of_home", home_id)
        ]  # fmt: skip
    if what == "disclosure":
        return [
            {"recipient": numbers.id("recipient", row[0]), "category": numbers.id("category", row[1]), "purpose": numbers.id("purpose", row[2]),
             "first_at": row[3], "last_at": row[4]}
            for row in await tx.rows("disclosure.all", home_id)
        ]  # fmt: skip
    if what == "session":
        rows: list[Row] = await tx.rows("session.list", home_id)
        return [{"session": row[0][:8].hex(), "kind": row[1], "created": row[2], "idle_until": row[3]} for row in rows]
    return []


def _item(gate: Gate, home_id: bytes, opened: Any, row: Row) -> dict[str, Any]:
    item, owner, category, terms, version, at, confirmed, due_day, sealed = row
    revision, point = gate.program.point_of(terms)
    return {
        "item": str(UUID(bytes=item)),
        "category": gate.program.numbers.id("category", category),
        "point": point,
        "revision": revision,
        "purposes": list(gate.program.purposes_of(terms, category)),
        "version": version,
        "collected_at": at,
        "confirmed_day": confirmed,
        "due_day": due_day,
        "value": opened(sealed, item_bound(home_id, owner, item, category, terms, version)).decode(),
    }
