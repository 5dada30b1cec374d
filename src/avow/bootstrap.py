"""Puts an installation together and takes it apart: with `config`, the only file that knows everything."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from avow.adapters.kms.file import FileKeyService
from avow.adapters.sqlite.store import SqliteStore
from avow.config import Config
from avow.policy.compiler import compile_program
from avow.policy.program import Program
from avow.services.service import Service, differences, registered
from avow.services.site import SERVICE as SITE
from avow.statement.check import read_statement
from avow.statement.diagnostics import render
from avow.statement.folder import load_draft, published
from avow.statement.model import Statement
from avow.statement.numbers import Numbers
from avow.vault import control, homes
from avow.vault.clock import Clock
from avow.vault.control import StartRefused
from avow.vault.gate import Gate
from avow.vault.journal import Journal
from avow.vault.keys import Keyring
from avow.vault.ownership import Ownership
from avow.vault.pending import Pending
from avow.vault.recovery import recover
from avow.vault.requests import Requests
from avow.vault.sequencer import Sequencer
from avow.vault.sessions import Sessions
from avow.vault.spool import Spool
from avow.vault.tasks import Tasks
from avow.vault.vault import Vault

SERVICES: dict[str, Service] = {SITE.id: SITE}


@dataclass(frozen=True, slots=True)
class Publication:
    """What a statement's folder holds: every published revision, oldest first, and the durable numbers."""

    revisions: tuple[Statement, ...]
    numbers: Numbers

    def program(self, today: int) -> Program:
        """The program of the revisions in force on a day (since 1970). Raises StartRefused."""
        epoch = 719_163  # date(1970, 1, 1).toordinal()
        begun = [one for one in self.revisions if one.in_force.toordinal() - epoch <= today]
        if not begun:
            raise StartRefused("no published revision is in force yet: publish one dated today or earlier")
        return compile_program(begun, self.numbers)


def read_publication(config: Config) -> Publication:
    """Check the draft, read every published revision. Raises StartRefused with everything that is wrong."""
    services = running(config)
    controls = registered(services)
    draft = load_draft(config.statement)
    statement, problems = read_statement(draft.texts, controls)
    errors = [one for one in problems if one.severity == "error"]
    if errors or statement is None:
        raise StartRefused(f"the statement has {len(errors)} problems\n\n{render(errors, draft.texts)}")
    found = published(config.statement)
    if not found:
        raise StartRefused(f"no revision of `{config.statement}` is published: run `avow publish {config.statement}`")
    revisions = [_revision(one.path, number=one.number, draft=draft.texts, read=statement) for one in found]
    wrong = differences(revisions[-1], services) or differences(statement, services)
    if wrong:
        raise StartRefused("the statement and the running services do not match\n  " + "\n  ".join(wrong))
    if statement.revision <= revisions[-1].revision and load_draft(found[-1].path).texts != draft.texts:
        raise StartRefused(
            f"the statement was changed after revision {revisions[-1].revision} was published (C01): "
            f"restore it, or raise `revision:` and run `avow publish {config.statement}`"
        )
    return Publication(tuple(revisions), load_numbers(config.statement))


def load_numbers(folder: Path) -> Numbers:
    """The durable numbers of a statement's folder."""
    return Numbers.parse((folder / "numbers.lock").read_text(encoding="utf-8"))


def _revision(path: Path, *, number: int, draft: dict[str, str], read: Statement) -> Statement:
    sources = load_draft(path)
    if sources.texts == draft:
        return read
    statement, problems = read_statement(sources.texts)
    if statement is None:
        raise StartRefused(f"revision {number} cannot be read\n\n{render(problems, sources.texts)}")
    return statement


def running(config: Config) -> tuple[Service, ...]:
    """The services that are switched on. Raises StartRefused for a name that no code knows."""
    unknown = [name for name in config.services if name not in SERVICES]
    if unknown:
        raise StartRefused(
            f"`{unknown[0]}` is no service: AVOW_SERVICES knows {', '.join(f'`{name}`' for name in SERVICES)}"
        )
    return tuple(SERVICES[name] for name in config.services)


@dataclass(slots=True)
class Core:
    """The data path of an open installation."""

    config: Config
    publication: Publication
    gate: Gate
    sessions: Sessions
    pending: Pending
    tasks: Tasks
    requests: Requests

    async def turn_revision(self) -> bool:
        """Put the revision of today in force; whether it is another one."""
        program = self.publication.program(self.gate.clock.today())
        if program.revision == self.gate.program.revision:
            return False
        self.gate.vault.program = program
        return True


@asynccontextmanager
async def open_core(config: Config) -> AsyncIterator[Core]:
    """Own the data folder, open the stores, finish what a crash left. Raises StartRefused, FolderTaken, Unavailable."""
    publication = read_publication(config)
    with Ownership(config.data):
        store = SqliteStore(config.data / "store" / "avow.db", config.data / "keys" / "keys.db")
        try:
            yield await _core(config, publication, store)
        finally:
            store.close()


async def _core(config: Config, publication: Publication, store: SqliteStore) -> Core:
    await store.healthy()
    await control.check_columns(store)
    keys = Keyring(FileKeyService(config.data / "keys"))
    await keys.load(store)
    await control.copy_numbers(store, publication.numbers.lines())
    clock = Clock()
    program = publication.program(clock.today())
    journal = Journal(config.data / "journal", keys.named("journal"))
    vault = Vault(store, keys, clock, program, journal, Spool(config.data / "spool", keys.named("spool")))
    await control.begin(vault)
    vault.program = publication.program(clock.today())
    vault.system = await homes.system_homes(vault)
    sequencer = Sequencer(vault, f"{publication.revisions[-1].id}.avow/log", config.data / "log")
    await sequencer.begin()
    gate = Gate(vault, sequencer)
    await recover(gate)
    await control.tick(vault)
    return Core(config, publication, gate, Sessions(vault), Pending(vault), Tasks(vault), Requests(vault))


async def cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    """End background tasks and wait for them."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task


def private_umask() -> None:
    """Everything that the installation writes is its owner's alone."""
    os.umask(0o077)
