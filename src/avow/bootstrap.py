"""Puts an installation together and takes it apart: with `config`, the only file that knows everything."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import uvloop
from starlette.applications import Starlette

from avow.adapters.http.connector import HttpConnector, addresses
from avow.adapters.kms.file import FileKeyService
from avow.adapters.smtp.listener import Receiver
from avow.adapters.smtp.relay import Relay
from avow.adapters.smtp.sink import Sink
from avow.adapters.sqlite.store import SqliteStore
from avow.adapters.tls.certificate import certificate
from avow.config import Config
from avow.consent.service import Consents
from avow.disclosures.service import Disclosures
from avow.identity.accounts import Accounts
from avow.identity.passwords import Passwords
from avow.identity.staff import Staff
from avow.identity.throttle import Throttle
from avow.jobs.letter import Frame
from avow.jobs.outbox import Mailer, Outbox
from avow.jobs.worker import DAY, HOUR, MINUTE, Job, Worker
from avow.listeners import announce, control_door, ended, http, listening, mail_in, place_of, until_stopped
from avow.policy.compiler import compile_program
from avow.policy.program import Program
from avow.rights.cases import Cases
from avow.rights.letters import Correspondence
from avow.rights.refusals import Refusals
from avow.rights.service import Rights
from avow.services.service import Service, differences, registered
from avow.services.site import SERVICE as SITE
from avow.services.site.inbox import Inbox
from avow.services.site.letters import AccountLetters
from avow.services.site.reminders import Reminders
from avow.services.site.seed import Seed
from avow.statement.check import read_statement
from avow.statement.diagnostics import render
from avow.statement.folder import FolderError, Problems, load_draft, published
from avow.statement.model import Statement
from avow.statement.numbers import Numbers
from avow.vault import control, epochs, homes, retention
from avow.vault.clock import Clock
from avow.vault.control import StartRefused
from avow.vault.gate import SYSTEM, Gate
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
from avow.web import publication
from avow.web.api import decisions
from avow.web.app import build
from avow.web.control import app as control_app
from avow.web.desk import desk, staff
from avow.web.endpoint import unfit
from avow.web.portal import choices, closing, entrance, me, public, record, signin
from avow.web.security.cookies import Cookies
from avow.web.site import Site

SERVICES: dict[str, Service] = {SITE.id: SITE}
ROUTES: Final = (
    choices.routes, decisions.routes, publication.routes, public.routes, entrance.routes, signin.routes, me.routes, record.routes,
    closing.routes, staff.routes, desk.routes,
)  # fmt: skip
"""Every page and interface; those asked most often stand first."""


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
    try:
        draft = load_draft(config.statement)
    except FolderError as error:
        raise StartRefused(str(error)) from error
    statement, problems = read_statement(draft.texts, controls)
    errors = [one for one in problems if one.severity == "error"]
    if errors or statement is None:
        raise StartRefused(f"the statement has {len(errors)} problems\n\n{render(errors, draft.texts)}")
    try:
        found = published(config.statement)
    except (FolderError, Problems) as error:
        raise StartRefused(str(error)) from error
    if not found:
        raise StartRefused(f"no revision of `{config.statement}` is published: run `avow publish {config.statement}`")
    revisions = [_revision(one.path, number=one.number, draft=draft.texts, read=statement) for one in found]
    wrong = differences(revisions[-1], services) or differences(statement, services)
    if wrong:
        raise StartRefused("the statement and the running services do not match\n  " + "\n  ".join(wrong))
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


def assemble(core: Core, base_url: str) -> tuple[Site, Starlette, Receiver | None]:
    """Everything above the data path: the domain, the pages, the control application, who takes mail in. Raises StartRefused."""
    config, gate = core.config, core.gate
    services = running(config)
    mailer: Mailer = Relay(config.smtp_url) if config.smtp_url else Sink(config.sink)
    connector = HttpConnector(addresses(config.recipients))
    outbox = Outbox(gate, core.tasks, mailer, _frame(core, base_url))
    throttle, passwords = Throttle(gate.clock.now_ms), Passwords()
    accounts = Accounts(gate, core.sessions, core.pending, AccountLetters(outbox), passwords, throttle)
    consents, disclosures = Consents(gate), Disclosures(gate, core.tasks, connector)
    cases = Cases(gate, core.requests, Correspondence(outbox))
    site = Site(
        config=config, services=services, gate=gate, sessions=core.sessions, pending=core.pending, tasks=core.tasks, requests=core.requests,
        worker=Worker(gate.clock, core.tasks), throttle=throttle, accounts=accounts, consents=consents, disclosures=disclosures,
        rights=Rights(gate, consents, disclosures, core.requests), cases=cases, refusals=Refusals(gate, core.sessions),
        cookies=Cookies(tls=config.tls), base_url=base_url, outbox=mailer.messages if isinstance(mailer, Sink) else list,
    )  # fmt: skip
    site.endpoints = tuple(
        one for group in ROUTES for one in group.found if one.service == "avow" or site.runs(one.service)
    )
    wrong = unfit(site.endpoints, site.statement)
    if wrong:
        raise StartRefused("the code serves what the statement does not name\n  " + "\n  ".join(wrong))
    gate.vault.wake = site.worker.wake
    _core_work(core, site)
    seed = Seed(gate, core.sessions, passwords, addresses(config.recipients))
    receiver = None
    if site.runs("site"):
        reminders = Reminders(gate, core.tasks, outbox)
        site.worker.jobs += [
            Job("reminders", "site", DAY, reminders.plan),
            Job("overdue cases", "site", DAY, cases.alarm),
        ]
        receiver = Inbox(gate, cases, outbox.returns, outbox.frame.address)
    return site, control_app.build(site, Staff(gate, passwords), seed), receiver


def _frame(core: Core, base_url: str) -> Frame:
    statement = core.gate.program.statement
    contact = next((one.email for one in statement.contacts.values() if one.email), None)
    dated = f"{statement.dated.day} {statement.dated:%B %Y}"
    return Frame(
        company=statement.parties[statement.controller].name, address=contact or "privacy@localhost",
        statement=f"our privacy statement of {dated}", base_url=base_url,
    )  # fmt: skip


def _core_work(core: Core, site: Site) -> None:
    """The product's own jobs and tasks."""
    gate, vault = core.gate, core.gate.vault

    async def look_at_the_clock() -> None:
        if await core.turn_revision():
            await retention.shorten(gate)
        await control.tick(vault)

    async def forget_the_unconfirmed() -> None:
        await core.pending.drop_expired()
        await core.sessions.drop_expired()
        await core.requests.drop_closed(30)

    async def erase(home: UUID, _payload: dict[str, Any]) -> None:
        await gate.erase(SYSTEM, home)

    core.tasks.handle("home.erase", erase)
    site.worker.jobs += [
        Job("kept refusals", "avow", 0, site.refusals.carry_out),
        Job("checkpoint", "avow", 0, gate.sequencer.catch_up),
        Job("clock", "avow", MINUTE, look_at_the_clock),
        Job("retention", "avow", HOUR, lambda: retention.sweep(gate)),
        Job("what nobody confirmed", "avow", HOUR, forget_the_unconfirmed),
        Job("epoch keys", "avow", HOUR, lambda: epochs.rotate_when_old(vault)),
    ]


@asynccontextmanager
async def open_offline(config: Config) -> AsyncIterator[Starlette]:
    """The control application of a stopped installation. Raises StartRefused, FolderTaken, Unavailable."""
    async with open_core(config) as core:
        _, application, _ = assemble(core, config.base_url or "")
        yield application


def serve(config: Config) -> int:
    """Serve until interrupted; the exit code. Raises StartRefused, FolderTaken, Unavailable, OSError."""
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(config))


async def _serve(config: Config) -> int:
    async with open_core(config) as core, AsyncExitStack() as stack:
        await retention.shorten(core.gate)
        taken = stack.enter_context(listening(config.host, config.port))
        scheme = "https" if config.tls else "http"
        url = f"{scheme}://{place_of(taken)}"
        site, control_application, receiver = assemble(core, config.base_url or url)
        site.listeners.append((place_of(taken), "avow", "the statement and the website"))
        mail = await stack.enter_async_context(mail_in(config, receiver, site)) if receiver else None
        door = stack.enter_context(control_door(config.data))
        servers = [
            await stack.enter_async_context(http(build(site, site.endpoints), taken, _tls(config))),
            await stack.enter_async_context(http(control_application, door.socket, None)),
        ]
        work = asyncio.create_task(site.worker.run())
        stack.push_async_callback(ended, work)
        announce(config, {"pid": os.getpid(), "url": url, "smtp_in": mail, "control": str(door.path)})
        stack.callback((config.data / "run" / "state.json").unlink, missing_ok=True)
        await until_stopped(servers)
    return 0


def _tls(config: Config) -> tuple[Path, Path] | None:
    return certificate(config.data / "tls", config.host) if config.tls else None
