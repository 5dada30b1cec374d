"""C11: personal information is anything that can identify someone.

Any information usable to identify somebody counts; the listed kinds are examples, not limits. Every stored column, log
field, cookie and message has a class; what has none is personal, and stops the start.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.kit.fixtures import Make
from tests.kit.instance import Instance, StartRefused
from tests.kit.person import register

LISTED = {
    "person.name", "contact.email", "contact.postal", "contact.other_address", "payment.credit_card",
    "payment.debit_card", "person.title", "service.data", "delivery.data", "transaction.data",
}  # fmt: skip


def databases(folder: Path) -> Iterator[Path]:
    """The database files of an installation."""
    for path in sorted(folder.rglob("*.db")):
        if path.read_bytes()[:15] == b"SQLite format 3":
            yield path


def columns(path: Path) -> set[str]:
    """`table.column` of every column of a database, as its own shell lists them."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as shell:
        tables = [name for (name,) in shell.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {f"{table}.{row[1]}" for table in tables for row in shell.execute(f"PRAGMA table_info('{table}')")}


def places(catalogue: list[dict[str, Any]]) -> set[str]:
    """Where each row of the catalogue says that its class is stored."""
    return {
        place for row in catalogue for place in (row["where"] if isinstance(row["where"], list) else [row["where"]])
    }


def test_every_column_of_the_live_database_is_classified(rehearsal: Instance) -> None:
    """`avow classes` names every column that the database's own shell shows, and no other."""
    register(rehearsal)
    found = {name for path in databases(rehearsal.data) for name in columns(path)}
    assert len(found) > 60
    assert len(list(databases(rehearsal.data))) == 2
    tables = {name.partition(".")[0] for name in found}
    listed = {place for place in places(rehearsal.catalogue()) if place.partition(".")[0] in tables}
    assert found - listed == set()
    assert listed - found == set()


def test_every_row_says_purpose_retention_and_recipients(rehearsal: Instance) -> None:
    """Each class appears with its purpose, its retention and its recipients."""
    for row in rehearsal.catalogue():
        assert row["class"], row
        assert row["purposes"] or row["retention"] == "never stored", row
        assert row["retention"], row
        assert isinstance(row["recipients"], list), row
        assert isinstance(row["personal"], bool), row


def test_every_log_field_and_cookie_is_classified(rehearsal: Instance) -> None:
    """Ledger fields as the command shows them and cookies as `/cookies.json` lists them are in the catalogue."""
    register(rehearsal)
    listed = places(rehearsal.catalogue())
    fields = {name for row in rehearsal.ledger() for name in row}
    assert {f"ledger.{name}" for name in fields} <= listed
    cookies = {one["name"] for one in rehearsal.get("/cookies.json").json()["cookies"]}
    assert cookies
    assert {f"cookie.{name}" for name in cookies} <= listed


def test_the_listed_kinds_are_present_and_flagged(rehearsal: Instance) -> None:
    """Each of the ten kinds that the sentence lists is a class, and is personal."""
    personal = {row["class"] for row in rehearsal.catalogue() if row["personal"]}
    assert personal >= LISTED
    assert personal >= {row["category"] for row in rehearsal.dump("item")}


def test_look_up_digests_and_session_tokens_count_as_personal(rehearsal: Instance) -> None:
    """Hashes of addresses, session digests, references and times of acts are personal like what they point to."""
    rows = rehearsal.catalogue()
    for place in ("identifier.digest", "session.digest", "item.sealed", "entry.leaf"):
        mine = [row for row in rows if place in places([row])]
        assert mine, place
        assert all(row["personal"] for row in mine), place


@pytest.mark.parametrize("number", [0, 1])
def test_a_column_that_nobody_listed_stops_the_start(number: int, fresh_instance: Make) -> None:
    """With one more column in any of its databases the product refuses to start and names the column."""
    product = fresh_instance()
    product.stop()
    path = list(databases(product.data))[number]
    with closing(sqlite3.connect(path)) as shell:
        table = shell.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchone()[0]
        shell.execute(f"ALTER TABLE {table} ADD COLUMN shoe_size integer")
        shell.commit()
    with pytest.raises(StartRefused) as refused:
        product.start()
    assert f"{table}.shoe_size" in refused.value.said
    assert "C11" in refused.value.said
    assert "Traceback" not in refused.value.said


def test_a_table_that_nobody_listed_stops_the_start(fresh_instance: Make) -> None:
    """The same with a table of its own."""
    product = fresh_instance()
    product.stop()
    with closing(sqlite3.connect(next(databases(product.data)))) as shell:
        shell.execute("CREATE TABLE visits (who text)")
        shell.commit()
    with pytest.raises(StartRefused) as refused:
        product.start()
    assert "visits" in refused.value.said
