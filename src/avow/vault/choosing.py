"""Units of choice: agree, refuse, take back; and what has been chosen (C25, C69, C70)."""

from uuid import UUID

import msgspec

from avow.vault.acts import Actor, Outcome, ruled
from avow.vault.collecting import turn
from avow.vault.home import load
from avow.vault.recording import Act, record
from avow.vault.store import Transaction
from avow.vault.tasks import put
from avow.vault.vault import Vault


class Choice(msgspec.Struct, frozen=True):
    """The present answer to one purpose, and the act that gave it. `at` is ms; None when nothing was done."""

    purpose: str
    answer: str
    at: int | None
    revision: int | None
    entry_id: UUID | None
    channel: str | None


class ChoiceAct(msgspec.Struct, frozen=True):
    """One act of choosing. `words` is the text that was agreed to or refused."""

    entry_id: UUID
    purpose: str
    yes: bool
    at: int
    revision: int
    channel: str
    words: str


async def choose(
    tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, purpose: str, *, yes: bool, told: int
) -> Outcome:
    """One choice. Agreeing needs a notice that was shown; refusing needs nothing. Recipients hear of a withdrawal."""
    program = vault.program
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    stated = purpose in program.statement.purposes
    if not stated or (yes and not told):
        rule = "told_before_collected" if stated else "default_deny"
        decision = ruled(program, rule, "agreeing needs a notice of this statement shown before", "refuse")
        act = Act("consent", actor.role, actor.channel, (), purpose if stated else "unstated")
        return Outcome(decision, await record(tx, vault, home_id, home.secret, act, decision))
    home = await turn(tx, vault, home, actor, purpose, yes=yes, told=told)
    if not yes:
        number = program.purpose(purpose)
        had = {row[0] for row in await tx.rows("disclosure.all", home_id) if row[2] == number}
        for recipient in sorted(program.numbers.id("recipient", one) for one in had):
            payload = {"recipient": recipient, "person": home.secret.known_as(recipient), "purpose": purpose}
            await put(tx, vault, home_id, home.secret, "recipient.stop", vault.clock.now_ms(), payload)
    acts = await tx.rows("choice_act.all", home_id)
    rule = "silence_is_no" if yes else "withdrawal_is_final"
    return Outcome(ruled(program, rule, "chosen by the person"), acts[-1][0])


async def history(tx: Transaction, vault: Vault, home_id: bytes) -> tuple[ChoiceAct, ...]:
    """Every act of choosing, oldest first."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    found = []
    for entry_id, purpose, yes, at, revision, channel, evidence in await tx.rows("choice_act.all", home_id):
        told = msgspec.json.decode(home.secret.open(evidence, b"choice" + home_id + entry_id))
        name = vault.program.numbers.id("purpose", purpose)
        found.append(ChoiceAct(UUID(bytes=entry_id), name, bool(yes), at, revision, channel, told["words"]))
    return tuple(found)


async def choices(tx: Transaction, vault: Vault, home_id: bytes) -> tuple[Choice, ...]:
    """The present answer to every purpose of the statement that a person may choose."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    last = {act.purpose: act for act in await history(tx, vault, home_id)}
    found = []
    for purpose in vault.program.statement.purposes.values():
        act = last.get(purpose.id)
        if purpose.basis not in {"opt-in", "opt-out"} and act is None:
            continue
        answer = vault.program.chosen(home.choices, purpose.id)
        if act is None:
            found.append(Choice(purpose.id, answer, None, None, None, None))
        else:
            found.append(Choice(purpose.id, answer, act.at, act.revision, act.entry_id, act.channel))
    return tuple(found)


async def questions(tx: Transaction, vault: Vault, home_id: bytes) -> tuple[str, ...]:
    """Purposes that a later revision added for what is held, neither agreed nor refused yet."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    held = {(row[3], row[2]) for row in await tx.rows("item.all", home_id)}
    return tuple(vault.program.questions(home.choices, held))
