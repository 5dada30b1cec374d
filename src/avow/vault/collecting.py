"""Units that take values in: a submission at a collection point, and what is noted under the same terms."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from avow.policy.evaluator import decide
from avow.policy.request import Collect, Facts, State
from avow.vault import due
from avow.vault.acts import Actor, Outcome, ruled
from avow.vault.clock import random_id
from avow.vault.home import Home, HomeGone, change, load
from avow.vault.keys import item_bound
from avow.vault.recording import Act, record
from avow.vault.store import Transaction
from avow.vault.vault import Vault


@dataclass(frozen=True, slots=True, repr=False)
class Submission:
    """What came in at a point: values by category, the terms number of the notice shown, the boxes ticked, the age told."""

    point: str
    given: Mapping[str, str]
    told: int
    ticked: frozenset[str] = frozenset()
    age: int | None = None

    def asked(self) -> Collect:
        """The same as a request to decide on: names without values."""
        return Collect(point=self.point, told=self.told, given=frozenset(self.given), ticked=self.ticked, age=self.age)


def facts_of(vault: Vault, home: Home, due_day: int | None = None) -> Facts:
    """The facts of one home, today."""
    return Facts(state=home.state, choices=home.choices, today=vault.clock.today(), due_day=due_day or 0)


async def admit(tx: Transaction, vault: Vault, actor: Actor, submission: Submission) -> Outcome:
    """Decide on a submission of somebody who has no home yet; store nothing but the entry."""
    nobody = await load(tx, vault.keys, vault.nobody())
    facts = Facts(state=State.LIVE, choices=0, today=vault.clock.today())
    decision = decide(vault.program, facts, submission.asked())
    act = Act("admit", actor.role, actor.channel, known(vault, submission.given))
    return Outcome(decision, await record(tx, vault, nobody.id, nobody.secret, act, decision))


async def collect(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, submission: Submission) -> Outcome:
    """Decide on a submission; when allowed, seal its values and carry out its ticks, one entry for each choice."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision = decide(vault.program, facts_of(vault, home), submission.asked())
    act = Act("collect", actor.role, actor.channel, known(vault, submission.given))
    entry_id = await record(tx, vault, home_id, home.secret, act, decision)
    items: dict[str, bytes | None] = {}
    if decision.allowed:
        for category, value in submission.given.items():
            items[category] = await add_item(tx, vault, home, submission.told, category, value)
        for purpose in sorted(submission.ticked):
            home, _ = await turn(tx, vault, home, actor, purpose, yes=True, told=submission.told)
    return Outcome(decision, entry_id, items)


async def note(
    tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, beside: bytes, category: str, value: str
) -> Outcome:
    """Add a value under the very terms of another item of the home, such as the answer to a question."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    row = await tx.row("item.get", home_id, beside)
    if row is None:
        raise HomeGone
    decision = ruled(vault.program, "purpose_is_bound_at_collection", "it stays under the terms of what it answers")
    entry_id = await record(
        tx, vault, home_id, home.secret, Act("collect", actor.role, actor.channel, (category,)), decision
    )
    return Outcome(decision, entry_id, await add_item(tx, vault, home, row[3], category, value))


def known(vault: Vault, given: Mapping[str, str]) -> tuple[str, ...]:
    """The categories of the statement among the names given: an undeclared name is a stranger's text, never recorded."""
    return tuple(sorted(name for name in given if name in vault.program.statement.categories))


async def add_item(tx: Transaction, vault: Vault, home: Home, terms: int, category: str, value: str) -> bytes | None:
    """Seal one value; None when the statement keeps such a value never at rest."""
    number = vault.program.category(category)
    limits = vault.program.limits(terms, number)
    if not due.at_rest(limits):
        return None
    item, today = random_id(), vault.clock.today()
    sealed = home.secret.seal(value.encode(), item_bound(home.id, home.id, item, number, terms, 1))
    last = due.first_day(limits, today)
    await tx.do("item.add", home.id, item, home.id, number, terms, vault.clock.now_ms(), today, last, sealed)
    return item


async def turn(
    tx: Transaction, vault: Vault, home: Home, actor: Actor, purpose: str, *, yes: bool, told: int
) -> tuple[Home, bytes]:
    """Carry out one choice: its bit, its evidence, its entry. The home as it is after, and the id of the entry."""
    program = vault.program
    rule, words = (
        ("silence_is_no", "agreed by an act of the person")
        if yes
        else ("withdrawal_is_final", "taken back by the person")
    )
    decision = ruled(program, rule, words)
    act = Act("consent" if yes else "withdraw", actor.role, actor.channel, (), purpose)
    entry_id = await record(tx, vault, home.id, home.secret, act, decision)
    choices = program.consented(home.choices, purpose) if yes else program.withdrawn(home.choices, purpose)
    number = program.purpose(purpose)
    told_of = {"terms": told, "purpose": purpose, "words": program.statement.purposes[purpose].label}
    evidence = home.secret.seal(msgspec.json.encode(told_of), b"choice" + home.id + entry_id)
    values = (home.id, entry_id, number, yes, vault.clock.now_ms(), None, program.revision, actor.channel, evidence)
    await tx.do("choice_act.add", *values)
    return await change(tx, home, choices=choices), entry_id
