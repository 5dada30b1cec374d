"""Writing the entry of an act, in the act's own transaction (storage design, section 9)."""

from dataclasses import dataclass

from avow.ledger.entry import Entry, encode
from avow.policy.decision import Decision
from avow.vault.clock import time_id
from avow.vault.keys import Secret
from avow.vault.store import Transaction
from avow.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Act:
    """What an entry says besides the decision; never a value. `role` and `channel` are the actor's."""

    act: str
    role: str
    channel: str
    categories: tuple[str, ...] = ()
    purpose: str = "none"
    recipient: str = "controller"
    n: int = 1


async def record(tx: Transaction, vault: Vault, home: bytes, secret: Secret, act: Act, decision: Decision) -> bytes:
    """Write the entry of `act` in `home`; its id."""
    now = vault.clock.now_ms()
    entry_id = time_id(now)
    leaf = encode(
        Entry(
            v=1,
            id=entry_id.hex(),
            time=now,
            act=act.act,
            rule=decision.rule,
            clauses=decision.clauses,
            revision=vault.program.revision,
            actor=act.role,
            channel=act.channel,
            ref=secret.reference(entry_id),
            categories=act.categories,
            purpose=act.purpose,
            recipient=act.recipient,
            outcome=decision.outcome,
            n=act.n,
        )
    )
    await tx.do("entry.add", home, entry_id, now, now, leaf)
    return entry_id
