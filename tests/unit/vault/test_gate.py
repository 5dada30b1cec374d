"""The gate over the embedded store: decide, act, record, in one unit."""

import json
import sqlite3
from pathlib import Path

import pytest

from avow.ledger.receipt import verify_receipt
from avow.vault import leaving, retention
from avow.vault.epochs import rotate
from avow.vault.gate import Gate, HomeGone, Refused, Sink, reveal
from avow.vault.keys import Tampered
from avow.vault.recovery import recover
from avow.vault.sweep import forms, in_folder, in_vault
from tests.unit.vault.conftest import ANNA, ROBOT, open_gate
from tests.worlds.shop import statement, widened


async def _outcomes(gate: Gate, home) -> list[tuple[str, str, str]]:
    return [(one.entry.act, one.entry.outcome, one.entry.rule) for one in reversed(await gate.trail(home))]


async def test_a_stated_use_gives_the_value_and_leaves_an_entry(gate: Gate, anna):
    """A use for a stated purpose opens the value, and the person's trail shows it."""
    values = (await gate.use(ROBOT, anna, ["contact.email"], "account.run")).values
    assert reveal(values["contact.email"], Sink.MAIL) == "anna@example.org"
    assert str(values["contact.email"]) == "‹contact.email›"
    assert (await _outcomes(gate, anna))[-1] == ("use", "allow", "purpose_is_bound_at_collection")


@pytest.mark.parametrize(
    ("categories", "purpose", "rule"),
    [
        (["contact.email"], "resale", "default_deny"),
        (["contact.email"], "newsletter.send", "silence_is_no"),
        (["person.name"], "newsletter.send", "purpose_is_bound_at_collection"),
        (["contact.email"], "visits.help", "purpose_is_bound_at_collection"),
        ([], "account.run", "default_deny"),
    ],
)
async def test_an_unstated_use_is_refused_and_recorded(gate: Gate, anna, categories, purpose, rule):
    """A use that nothing opens is refused by a named rule with its clauses, and the refusal is in the trail."""
    with pytest.raises(Refused) as refused:
        await gate.use(ROBOT, anna, categories, purpose)
    assert refused.value.decision.rule == rule
    assert refused.value.clause
    assert (await _outcomes(gate, anna))[-1] == ("use", "refuse", rule)


async def test_a_recipient_gets_its_cell_and_nothing_else(gate: Gate, anna):
    """A recipient gets what its cell says once the person agreed, and a person's name never."""
    await gate.choose(ANNA, anna, {"newsletter.send": True}, {"newsletter.send": gate.program.terms("site.account")})
    released = await gate.share(ROBOT, anna, ["contact.email"], "newsletter.send", "printer")
    values, known_as = released.values, released.known_as
    assert reveal(values["contact.email"], Sink.CONNECTOR) == "anna@example.org"
    assert "anna" not in known_as
    assert [(one.recipient, one.category) for one in await gate.disclosures(anna)] == [("printer", "contact.email")]
    with pytest.raises(Refused) as refused:
        await gate.share(ROBOT, anna, ["contact.email"], "account.run", "printer")
    assert refused.value.decision.rule == "minimum"


async def test_agreeing_needs_a_notice_and_refusing_needs_nothing(gate: Gate, anna):
    """Without a notice shown before there is no agreement; taking back works at once and for good."""
    with pytest.raises(Refused) as refused:
        await gate.choose(ANNA, anna, {"newsletter.send": True})
    assert refused.value.decision.rule == "told_before_collected"
    await gate.choose(ANNA, anna, {"newsletter.send": True}, {"newsletter.send": gate.program.terms("site.account")})
    await gate.use(ROBOT, anna, ["contact.email"], "newsletter.send")
    await gate.choose(ANNA, anna, {"newsletter.send": False})
    with pytest.raises(Refused) as refused:
        await gate.use(ROBOT, anna, ["contact.email"], "newsletter.send")
    assert refused.value.decision.rule == "withdrawal_is_final"
    assert [(act.purpose, act.yes) for act in await gate.history(anna)] == [
        ("newsletter.send", True),
        ("newsletter.send", False),
    ]


async def test_opt_out_is_open_until_an_objection(gate: Gate, anna):
    """An opt-out purpose may be used until the person objects."""
    await gate.use(ROBOT, anna, ["contact.email"], "offers.news")
    assert (await gate.audience(ROBOT, "contact.email", "offers.news")).value == 1
    await gate.choose(ANNA, anna, {"offers.news": False})
    with pytest.raises(Refused):
        await gate.use(ROBOT, anna, ["contact.email"], "offers.news")
    assert (await gate.audience(ROBOT, "contact.email", "offers.news")).value == 0


async def test_a_submission_is_taken_whole_or_not_at_all(gate: Gate, anna):
    """A field that is not asked for, a missing notice or a child's age refuse the whole submission."""
    before = len(await gate.see(ANNA, anna))
    notice = gate.notice("site.visit")
    for given, shown, rule in (
        ({"visit.note": "hello", "person.name": "x"}, notice, "only_what_is_asked"),
        ({}, notice, "only_what_is_asked"),
        ({"visit.note": "hello"}, "", "told_before_collected"),
        ({"visit.note": "hello"}, gate.notice("site.account"), "told_before_collected"),
    ):
        with pytest.raises(Refused) as refused:
            await gate.collect(ANNA, anna, "site.visit", given, shown)
        assert refused.value.decision.rule == rule
    assert len(await gate.see(ANNA, anna)) == before


async def test_correcting_keeps_terms_and_calls_recipients(gate: Gate, anna):
    """A corrected value stays under its terms; who has the old value is told by task."""
    await gate.choose(ANNA, anna, {"newsletter.send": True}, {"newsletter.send": gate.program.terms("site.account")})
    await gate.share(ROBOT, anna, ["contact.email"], "newsletter.send", "printer")
    item = next(one for one in await gate.see(ANNA, anna) if one.category == "contact.email")
    await gate.correct(ANNA, anna, item.item_id, "anna@example.net")
    again = next(one for one in await gate.see(ANNA, anna) if one.category == "contact.email")
    assert reveal(again.value, Sink.PAGE) == "anna@example.net"
    assert (again.terms, again.point) == (item.terms, "site.account")


async def test_a_receipt_verifies_without_the_installation(gate: Gate, anna):
    """The receipt of any entry holds by itself, and a changed one does not."""
    entry = (await gate.trail(anna))[0]
    receipt = await gate.receipt(anna, entry.entry_id)
    verified = verify_receipt(json.dumps(receipt).encode(), gate.sequencer.verifier)
    assert verified.entry == entry.entry
    assert await gate.sequencer.verify() == gate.sequencer.size


async def test_receipts_hold_in_a_long_log(gate: Gate, anna):
    """Receipts from every part of a log of several tiles hold."""
    for _ in range(600):
        await gate.record(ANNA, anna, "look", "own_data")
    trail = await gate.trail(anna, 1000)
    for one in trail[::97]:
        verify_receipt(json.dumps(await gate.receipt(anna, one.entry_id)).encode(), gate.sequencer.verifier)
    assert await gate.sequencer.verify() >= 600


async def test_closing_stops_everything_and_coming_back_opens_it(gate: Gate, anna):
    """A closed account is used for nothing; within the grace period its person may come back."""
    day = await gate.deactivate(ANNA, anna)
    assert day == gate.clock.today() + 14
    with pytest.raises(Refused):
        await gate.use(ROBOT, anna, ["contact.email"], "account.run")
    assert (await gate.audience(ROBOT, "contact.email", "offers.news")).value == 0
    assert all(one.due_day == day for one in await gate.see(ANNA, anna))
    await gate.reactivate(ANNA, anna)
    await gate.use(ROBOT, anna, ["contact.email"], "account.run")
    assert all(one.due_day is None for one in await gate.see(ANNA, anna))


async def test_erasing_leaves_nothing_but_a_receipt_that_holds(gate: Gate, anna, tmp_path: Path):
    """After erasing nothing of the person stands anywhere; the receipt still verifies; the address is free again."""
    done = await gate.erase(ANNA, anna)
    verify_receipt(json.dumps(done.receipt).encode(), gate.sequencer.verifier)
    with pytest.raises(HomeGone):
        await gate.see(ANNA, anna)
    assert await gate.find("email", "anna@example.org") is None
    for value in ("anna@example.org", "Anna Ash"):
        assert not await in_vault(gate.vault, forms(value))
        assert not list(in_folder(tmp_path, forms(value)))
    assert not list(in_folder(tmp_path / "store", {"home": anna.bytes})) or _rows_about(tmp_path, anna.bytes) == 0
    assert await gate.new_home("person", ("email", "Anna@Example.org")) is not None


def _rows_about(folder: Path, home: bytes) -> int:
    connection = sqlite3.connect(folder / "store" / "avow.db")
    tables = ("home", "item", "entry", "task", "request", "choice_act", "disclosure")
    count = sum(
        connection.execute(f"SELECT count(*) FROM {table} WHERE home_id = ?", (home,)).fetchone()[0] for table in tables
    )
    connection.close()
    return count


async def test_a_half_done_erasure_is_finished_at_the_next_start(gate: Gate, anna, tmp_path: Path):
    """An erasure whose first step was committed is finished before anything else."""
    await gate.vault.store.unit(leaving.erase, gate.vault, anna.bytes, ANNA)
    gate.vault.store.close()
    again = await open_gate(tmp_path, statement())
    assert await recover(again) >= 1
    assert _rows_about(tmp_path, anna.bytes) == 0
    assert await again.find("email", "anna@example.org") is None
    again.vault.store.close()


async def test_a_changed_choice_in_the_database_is_an_error_not_a_permission(gate: Gate, anna, tmp_path: Path):
    """Whoever flips a consent bit in the file gets nothing."""
    other = sqlite3.connect(tmp_path / "store" / "avow.db")
    other.execute("UPDATE home SET choices = -1 & 0x7fffffff WHERE home_id = ?", (anna.bytes,))
    other.commit()
    other.close()
    with pytest.raises(Tampered):
        await gate.use(ROBOT, anna, ["contact.email"], "newsletter.send")


async def test_a_later_revision_asks_and_never_assumes(gate: Gate, anna, tmp_path: Path):
    """A purpose added later is refused for what was held before, until its person agrees by an act."""
    gate.vault.store.close()
    again = await open_gate(tmp_path, statement(), widened())
    assert await again.questions(anna) == ("greeting.send",)
    with pytest.raises(Refused) as refused:
        await again.use(ROBOT, anna, ["contact.email"], "greeting.send")
    assert refused.value.decision.rule == "purpose_is_bound_at_collection"
    await again.choose(ANNA, anna, {"greeting.send": True}, {"greeting.send": again.program.terms("site.account")})
    await again.use(ROBOT, anna, ["contact.email"], "greeting.send")
    assert await again.questions(anna) == ()
    again.vault.store.close()


async def test_what_is_past_its_time_is_refused_and_then_removed(gate: Gate, anna):
    """On its last day an item is used no more, and the sweep removes it with an entry."""
    await gate.collect(ANNA, anna, "site.visit", {"visit.note": "see you"}, gate.notice("site.visit"))
    await gate.use(ROBOT, anna, ["visit.note"], "visits.help")
    gate.clock.move(30 * 86_400_000)
    with pytest.raises(Refused) as refused:
        await gate.use(ROBOT, anna, ["visit.note"], "visits.help")
    assert refused.value.decision.rule == "not_past_retention"
    assert await retention.sweep(gate) == 1
    assert "visit.note" not in {one.category for one in await gate.see(ANNA, anna)}
    assert ("expire", "allow", "not_past_retention") in await _outcomes(gate, anna)


async def test_rotating_epochs_keeps_the_living_and_kills_old_copies(gate: Gate, anna, tmp_path: Path):
    """After a rotation the living read on, and an old copy of the key store opens nothing."""
    old = (tmp_path / "keys" / "keys.db").read_bytes(), (tmp_path / "keys" / "epoch-1.key").exists()
    assert old[1]
    assert await rotate(gate.vault) > 0
    assert not (tmp_path / "keys" / "epoch-1.key").exists()
    await gate.use(ROBOT, anna, ["contact.email"], "account.run")
