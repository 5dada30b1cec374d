"""A small installation without pages: the shop's statement over a store in a private folder."""

from pathlib import Path

import pytest

from avow.adapters.kms.file import FileKeyService
from avow.adapters.sqlite.store import SqliteStore
from avow.policy.compiler import compile_program
from avow.statement.model import Statement
from avow.vault import homes
from avow.vault.clock import Clock
from avow.vault.control import begin
from avow.vault.gate import Actor, Gate
from avow.vault.journal import Journal
from avow.vault.keys import Keyring
from avow.vault.sequencer import Sequencer
from avow.vault.spool import Spool
from avow.vault.vault import Vault
from tests.worlds.shop import Counted, statement

ANNA = Actor("subject", "web")
ROBOT = Actor("service", "api")


async def open_gate(folder: Path, *revisions: Statement) -> Gate:
    """Open or make an installation in `folder`."""
    store = SqliteStore(folder / "store" / "avow.db", folder / "keys" / "keys.db")
    keys = Keyring(FileKeyService(folder / "keys"))
    await keys.load(store)
    program = compile_program(revisions, Counted(*revisions))
    journal, spool = Journal(folder / "journal", keys.named("journal")), Spool(folder / "spool", keys.named("spool"))
    vault = Vault(store, keys, Clock(), program, journal, spool)
    await begin(vault)
    vault.system = await homes.system_homes(vault, 2)
    sequencer = Sequencer(vault, "shop.example/log", folder / "log")
    await sequencer.begin()
    return Gate(vault, sequencer)


@pytest.fixture
async def gate(tmp_path: Path):
    opened = await open_gate(tmp_path, statement())
    yield opened
    opened.vault.store.close()


@pytest.fixture
async def anna(gate: Gate):
    """A home with an account: an address and a name, newsletter not chosen."""
    home = await gate.new_home("person", ("email", "anna@example.org"))
    given = {"contact.email": "anna@example.org", "person.name": "Anna Ash", "account.age_met": "yes"}
    await gate.collect(ANNA, home, "site.account", given, gate.notice("site.account"), (), 30)
    return home
