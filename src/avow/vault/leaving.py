"""Units of leaving: suspend, come back, erase (C48, C94; storage design, section 10)."""

import msgspec

from avow.policy.decision import Decision
from avow.policy.evaluator import decide
from avow.policy.program import Program
from avow.policy.request import CHILD, Own, State
from avow.vault import due
from avow.vault.acts import Actor, Outcome, ruled
from avow.vault.collecting import facts_of
from avow.vault.home import Home, change, load
from avow.vault.recording import Act, record
from avow.vault.store import Transaction
from avow.vault.tasks import put
from avow.vault.vault import Vault

_DAY_MS = 86_400_000
_CHILD_DAYS = 7


def child_days(program: Program) -> int:
    """Days between learning of a child and having erased everything: the statement's `child_account`, else the register's."""
    stated = program.statement.retentions.get("child_account")
    return stated.period.days if stated else _CHILD_DAYS


async def deactivate(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor) -> Outcome:
    """Stop everything at once; what is held gets its last day. `value` is the day of erasure."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision = decide(vault.program, facts_of(vault, home), Own(act="deactivate"))
    entry_id = await record(tx, vault, home_id, home.secret, Act("deactivate", actor.role, actor.channel), decision)
    if not decision.allowed:
        return Outcome(decision, entry_id)
    today = vault.clock.today()
    last = today + await happened(tx, vault, home_id, "closed")
    home = await change(tx, home, state=State.SUSPENDED)
    await put(tx, vault, home_id, home.secret, "home.erase", last * _DAY_MS, {"why": "closed"})
    return Outcome(decision, entry_id, last)


async def happened(tx: Transaction, vault: Vault, home_id: bytes, event: str) -> int:
    """Give their last day to the items that waited for an event; the longest wait in days."""
    today, longest = vault.clock.today(), 0
    for row in await tx.rows("item.all", home_id):
        item, _, category, terms, _, _, _, held_until, _ = row
        last = due.day_after(vault.program.limits(terms, category), event, today)
        if last is None:
            continue
        longest = max(longest, last - today)
        if held_until is None or last < held_until:
            await tx.do("item.due", home_id, item, last)
    return longest


async def reactivate(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor) -> Outcome:
    """Come back within the grace period; a home suspended for a child does not."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    if home.choices & CHILD:
        decision = ruled(vault.program, "not_a_child", "an account of a child is not opened again", "refuse")
        act = Act("reactivate", actor.role, actor.channel)
        return Outcome(decision, await record(tx, vault, home_id, home.secret, act, decision))
    decision = ruled(vault.program, "own_data", "the person has come back")
    entry_id = await record(tx, vault, home_id, home.secret, Act("reactivate", actor.role, actor.channel), decision)
    for row in await tx.rows("item.all", home_id):
        item, _, category, terms, _, at, _, held_until, _ = row
        limits = vault.program.limits(terms, category)
        if held_until is not None and due.day_after(limits, "closed", 0) is not None:
            await tx.do("item.due", home_id, item, due.first_day(limits, at // _DAY_MS))
    await tx.do("task.remove_kind", home_id, "home.erase")
    await change(tx, home, state=State.LIVE)
    return Outcome(decision, entry_id)


async def suspend_child(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor) -> Outcome:
    """Stop everything at once because the person is a child; erasure follows. `value` is its day."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision = ruled(vault.program, "not_a_child", "told to be an account of a child")
    entry_id = await record(tx, vault, home_id, home.secret, Act("suspend", actor.role, actor.channel), decision)
    home = await change(tx, home, state=State.SUSPENDED, choices=home.choices | CHILD)
    last = vault.clock.today() + child_days(vault.program)
    await tx.do("task.remove_kind", home_id, "home.erase")
    await put(tx, vault, home_id, home.secret, "home.erase", last * _DAY_MS, {"why": "child"})
    return Outcome(decision, entry_id, last)


async def lift_child(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor) -> Outcome:
    """The report was wrong: the account lives again."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision = ruled(vault.program, "own_data", "the report of a child was wrong")
    entry_id = await record(tx, vault, home_id, home.secret, Act("reactivate", actor.role, actor.channel), decision)
    await tx.do("task.remove_kind", home_id, "home.erase")
    await change(tx, home, state=State.LIVE, choices=home.choices & ~CHILD)
    return Outcome(decision, entry_id)


async def erase(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor) -> Outcome:
    """The point of no return: from this commit on every use is refused. Recipients are called from a home of nobody.

    This unit touches two homes: the erased one and, for the calls that outlive its key, one of the system's.
    """
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision: Decision = decide(vault.program, facts_of(vault, home), Own(act="erase"))
    if home.choices & CHILD and decision.allowed:
        decision = _because_of_a_child(vault.program)
    entry_id = await record(tx, vault, home_id, home.secret, Act("erase", actor.role, actor.channel), decision)
    if decision.allowed:
        await _call_recipients(tx, vault, home)
        await change(tx, home, state=State.ERASED, choices=0)
    return Outcome(decision, entry_id)


def _because_of_a_child(program: Program) -> Decision:
    """The reason is what the statement promises of children, beside the right itself (C93, C94)."""
    stated = program.statement.retentions.get("child_account")
    ruling = ruled(program, "not_a_child", "held about a child")
    return msgspec.structs.replace(
        ruling, clauses=tuple(dict.fromkeys((*(stated.clauses("") if stated else ()), *ruling.clauses)))
    )


async def _call_recipients(tx: Transaction, vault: Vault, home: Home) -> None:
    told = {row[0] for row in await tx.rows("disclosure.all", home.id)}
    if not told:
        return
    nobody = await load(tx, vault.keys, vault.nobody())
    for number in sorted(told):
        name = vault.program.numbers.id("recipient", number)
        payload = {"recipient": name, "person": home.secret.known_as(name)}
        await put(tx, vault, nobody.id, nobody.secret, "recipient.delete", vault.clock.now_ms(), payload)


async def forget_keys(tx: Transaction, home_id: bytes) -> None:
    """The end: key, look-ups and sessions of a home, in the key store."""
    for name in ("key.remove", "identifier.remove", "session.remove_all"):
        await tx.do(name, home_id)


async def remove_rows(tx: Transaction, home_id: bytes) -> bool:
    """Take away the dead rows of an erased home; False while the sequencer has not placed its entries."""
    for name in ("item", "task", "request", "choice_act", "choice_word", "disclosure"):
        statement = f"{name}.remove" if name.startswith("choice") else f"{name}.remove_all"
        await tx.do(statement, home_id)
    waiting = await tx.row("entry.unplaced", home_id)
    await tx.do("entry.remove", home_id)
    if waiting and waiting[0]:
        return False
    await tx.do("home.remove", home_id)
    return True


async def end_sessions(tx: Transaction, home_id: bytes) -> None:
    """Sign a home out everywhere."""
    await tx.do("session.remove_all", home_id)


async def remove_discarded(tx: Transaction, home_id: bytes) -> None:
    """The rows of a throw-away home."""
    for name in ("task.remove_all", "item.remove_all", "home.remove"):
        await tx.do(name, home_id)
