"""The spool and the journal: what a person refused is never lost."""

from pathlib import Path

import pytest

from avow.vault.journal import Journal
from avow.vault.spool import SIZE, Spool, SpoolFull


def test_the_spool_keeps_records_in_order_and_forgets_them(tmp_path: Path):
    """Records come back as they were put, oldest first, also after a restart; clearing leaves nothing."""
    spool = Spool(tmp_path, b"k" * 32)
    assert not spool.waiting
    for n in range(3):
        spool.put({"act": "withdraw", "n": n})
    again = Spool(tmp_path, b"k" * 32)
    assert [one["n"] for one in again.records()] == [0, 1, 2]
    assert again.waiting
    again.clear()
    assert not again.waiting
    assert (tmp_path / "refusals").read_bytes() == bytes(SIZE)


def test_the_spool_says_nothing_in_clear(tmp_path: Path):
    """Nothing of a record can be read in the file."""
    spool = Spool(tmp_path, b"k" * 32)
    spool.put({"token": "a-rather-long-session-token"})
    assert b"session" not in (tmp_path / "refusals").read_bytes()


def test_the_spool_is_made_before_the_disk_is_full_and_tells_when_it_is(tmp_path: Path):
    """The file has its full size from the start and refuses what no longer fits."""
    spool = Spool(tmp_path, b"k" * 32)
    assert (tmp_path / "refusals").stat().st_size == SIZE
    with pytest.raises(SpoolFull):
        for _ in range(SIZE):
            spool.put({"padding": "x" * 10_000})
    assert spool.records()


async def test_the_journal_survives_a_torn_line(tmp_path: Path):
    """A line torn by a crash is passed over, and the next line stands on its own."""
    journal = Journal(tmp_path, b"k" * 32)
    await journal.write(1, b"h" * 16, "withdraw", "newsletter.send")
    with (tmp_path / "journal.log").open("ab") as file:
        file.write(b"half a li")
    again = Journal(tmp_path, b"k" * 32)
    await again.write(2, b"h" * 16, "erase")
    assert [(line.act, line.subject) for line in again.lines()] == [("withdraw", "newsletter.send"), ("erase", "")]


async def test_the_journal_says_nothing_in_clear(tmp_path: Path):
    """Neither home nor act can be read in the file."""
    journal = Journal(tmp_path, b"k" * 32)
    await journal.write(1, b"h" * 16, "withdraw", "newsletter.send")
    raw = (tmp_path / "journal.log").read_bytes()
    assert b"withdraw" not in raw
    assert (b"h" * 16).hex().encode() not in raw
