"""What every act in the vault needs, gathered once at start."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from avow.policy.program import Program
from avow.vault.clock import Clock
from avow.vault.journal import Journal
from avow.vault.keys import Keyring
from avow.vault.spool import Spool
from avow.vault.store import Store


def _nothing() -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Vault:
    """Store, keys, clock and the program in force. `system` are the homes of acts without a person."""

    store: Store
    keys: Keyring
    clock: Clock
    program: Program
    journal: Journal
    spool: Spool
    system: tuple[bytes, ...] = ()
    wake: Callable[[], None] = field(default=_nothing)
    """Called after an act that left tasks behind."""

    @property
    def wide(self) -> bool:
        """Whether the program's choices need more than the first word."""
        return self.program.wide

    def nobody(self) -> bytes:
        """A home for an act that is about no person."""
        return secrets.choice(self.system)
