"""Who acts, what comes of it, and what a refused act raises."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from avow.policy.decision import Decision
from avow.policy.program import Program
from avow.vault.personal import Personal


class Actor(msgspec.Struct, frozen=True):
    """Who acts. role: subject, visitor, staff, service, system. channel: web, mail, phone, letter, api, job.

    `home` is the acting person's own home, when a person acts.
    """

    role: str
    channel: str
    home: UUID | None = None


SYSTEM = Actor("system", "job")


class Refused(Exception):
    """the statement does not allow this"""

    def __init__(self, decision: Decision, entry_id: UUID | None = None) -> None:
        super().__init__(decision.words)
        self.decision = decision
        self.entry_id = entry_id

    @property
    def clause(self) -> str:
        """The clause that people are shown first."""
        return self.decision.clauses[0] if self.decision.clauses else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a unit decided and recorded; `value` is what it found."""

    decision: Decision
    entry_id: bytes
    value: Any = None

    def settled(self) -> "Outcome":
        """This outcome when it was allowed. Raises Refused."""
        if not self.decision.allowed:
            raise Refused(self.decision, UUID(bytes=self.entry_id))
        return self


class Erased(msgspec.Struct, frozen=True):
    """A finished erasure: its receipt, the moment (ms), the day from which no copy of ours can be opened."""

    receipt: dict[str, Any]
    completed_at: int
    covered_by: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What was taken in: why, under which entry, and the item of each category that is stored."""

    decision: Decision
    entry_id: UUID
    items: dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Released:
    """What was let out, why, under which entry; `known_as` is the name under which a recipient knows the person."""

    values: dict[str, Personal[str]]
    decision: Decision
    entry_id: UUID
    known_as: str = ""


def ruled(program: Program, rule: str, words: str, outcome: str = "allow") -> Decision:
    """A decision that follows from one named rule alone, citing the clauses that bind it."""
    bound = program.statement.rules.get(rule)
    clauses = bound.clauses("") if bound else ()
    return Decision(outcome=outcome, rule=rule, clauses=clauses, obligations=(), words=words)  # type: ignore[arg-type]  # one of two words
