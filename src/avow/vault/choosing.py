"""Units of choice: agree, refuse, take back; and what has been chosen (C25, C69, C70)."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from avow.vault.acts import Actor, Outcome, ruled
from avow.vault.collecting import turn
from avow.vault.home import Home, load
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


async def answer(
    tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, wanted: Mapping[str, bool], told: Mapping[str, int]
) -> dict[str, Outcome]:
    """Carry out answers (purpose to yes), noes first; an answer that stands already is left alone.

    Agreeing needs a notice that was shown (`told`: purpose to terms); refusing needs nothing, and recipients hear of it.
    """
    program = vault.program
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    found: dict[str, Outcome] = {}
    for purpose, yes in sorted(wanted.items(), key=lambda one: one[1]):
        stated = purpose in program.statement.purposes
        offered = stated and purpose in program.slots_no
        if not offered or (yes and not told.get(purpose)):
            # INVARIANT: an answer is never noted where nothing heeds it
            rule = "told_before_collected" if offered else "default_deny"
            words = "agreeing needs a notice of this statement shown before" if offered else "this is no choice"
            decision = ruled(program, rule, words, "refuse")
            act = Act("consent", actor.role, actor.channel, (), purpose if stated else "unstated")
            found[purpose] = Outcome(decision, await record(tx, vault, home_id, home.secret, act, decision))
            continue
        if program.chosen(home.choices, purpose) == ("yes" if yes else "no"):
            continue
        home, entry_id = await turn(tx, vault, home, actor, purpose, yes=yes, told=told.get(purpose, 0))
        if not yes:
            await _stop_calls(tx, vault, home, purpose)
        rule = "silence_is_no" if yes else "withdrawal_is_final"
        found[purpose] = Outcome(ruled(program, rule, "chosen by the person"), entry_id)
    return found


async def _stop_calls(tx: Transaction, vault: Vault, home: Home, purpose: str) -> None:
    """Everybody who got something for a purpose is told to stop."""
    number, program = vault.program.purpose(purpose), vault.program
    had = {row[0] for row in await tx.rows("disclosure.all", home.id) if row[2] == number}
    for recipient in sorted(program.numbers.id("recipient", one) for one in had):
        payload = {"recipient": recipient, "person": home.secret.known_as(recipient), "purpose": purpose}
        await put(tx, vault, home.id, home.secret, "recipient.stop", vault.clock.now_ms(), payload)


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
    ids = vault.program.numbers.id
    last = {ids("purpose", purpose): rest for purpose, *rest in await tx.rows("choice_act.latest", home_id)}
    found = []
    for purpose in vault.program.statement.purposes.values():
        act = last.get(purpose.id)
        if purpose.basis not in {"opt-in", "opt-out"} and act is None:
            continue
        answered = vault.program.chosen(home.choices, purpose.id)
        if act is None:
            found.append(Choice(purpose.id, answered, None, None, None, None))
        else:
            entry_id, at, revision, channel = act
            found.append(Choice(purpose.id, answered, at, revision, UUID(bytes=entry_id), channel))
    return tuple(found)


async def questions(tx: Transaction, vault: Vault, home_id: bytes) -> tuple[str, ...]:
    """Purposes that a later revision added for what is held, neither agreed nor refused yet."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    held = {(row[3], row[2]) for row in await tx.rows("item.all", home_id)}
    return tuple(vault.program.questions(home.choices, held))
