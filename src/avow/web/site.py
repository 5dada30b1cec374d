"""What the pages stand on: the domain of an open installation, gathered once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from avow.config import Config
from avow.consent.service import Consents
from avow.disclosures.service import Disclosures
from avow.identity.accounts import Accounts
from avow.identity.throttle import Throttle
from avow.jobs.worker import Worker
from avow.rights.cases import Cases
from avow.rights.refusals import Refusals
from avow.rights.service import Rights
from avow.services.service import Service
from avow.statement.model import Statement
from avow.vault.gate import Gate
from avow.vault.pending import Pending
from avow.vault.requests import Requests
from avow.vault.sessions import Sessions
from avow.vault.tasks import Tasks
from avow.web.endpoint import Endpoint
from avow.web.security.cookies import Cookies


@dataclass(slots=True)
class Site:
    """One for each process. `outbox` gives the latest mails in test mode; `listeners` are (name, service, address)."""

    config: Config
    services: tuple[Service, ...]
    gate: Gate
    sessions: Sessions
    pending: Pending
    tasks: Tasks
    requests: Requests
    worker: Worker
    throttle: Throttle
    accounts: Accounts
    consents: Consents
    disclosures: Disclosures
    rights: Rights
    cases: Cases
    refusals: Refusals
    cookies: Cookies
    base_url: str = ""
    outbox: Callable[[], list[bytes]] = list
    endpoints: tuple[Endpoint, ...] = ()
    listeners: list[tuple[str, str, str]] = field(default_factory=list)
    memo: dict[tuple[str, int], Any] = field(default_factory=dict)
    """What was rendered once for a revision, such as the statement."""

    @property
    def statement(self) -> Statement:
        """The revision in force."""
        return self.gate.program.statement

    @property
    def company(self) -> str:
        """The name of the controller."""
        return self.statement.parties[self.statement.controller].name

    def runs(self, service: str) -> bool:
        """Whether a service is switched on."""
        return any(one.id == service for one in self.services)
