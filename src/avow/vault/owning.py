"""Units of a person's own reach: see everything, correct, confirm (C45, C46)."""

from uuid import UUID

import msgspec

from avow.policy.evaluator import decide
from avow.policy.request import Own
from avow.vault.acts import Actor, Outcome, ruled
from avow.vault.collecting import facts_of
from avow.vault.home import Home, HomeGone, change, load
from avow.vault.keys import item_bound
from avow.vault.personal import Personal
from avow.vault.recording import Act, record
from avow.vault.store import Row, Transaction
from avow.vault.tasks import put
from avow.vault.vault import Vault

DOUBTFUL = 1 << 58
"""Status bit: mail to this person's address came back for good (C44)."""


class Held(msgspec.Struct, frozen=True):
    """One item as its person sees it. Days count from 1970; `due_day` is None while it waits for an event; `purposes` it serves now."""

    item_id: UUID
    category: str
    point: str
    terms: int
    value: Personal[str]
    collected_day: int
    confirmed_day: int | None
    due_day: int | None
    purposes: tuple[str, ...]
    doubtful: bool


async def see(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, act: str) -> Outcome:
    """Everything a home holds, opened; one entry that lists the categories."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    decision = decide(vault.program, facts_of(vault, home), Own(act=act))
    held = tuple(_held(vault, home, row) for row in await tx.rows("item.all", home_id)) if decision.allowed else ()
    names = tuple(sorted({one.category for one in held}))
    entry_id = await record(tx, vault, home_id, home.secret, Act(act, actor.role, actor.channel, names), decision)
    return Outcome(decision, entry_id, held)


CREDENTIALS = ("account.password", "staff.password", "staff.role")


async def credentials(tx: Transaction, vault: Vault, home_id: bytes) -> tuple[Held, ...]:
    """The items that a sign-in is checked against, and no others."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    known = {vault.program.category(name) for name in CREDENTIALS if name in vault.program.categories}
    return tuple(_held(vault, home, row) for row in await tx.rows("item.all", home_id) if row[2] in known)


async def correct(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, item_id: bytes, value: str) -> Outcome:
    """A new value under the old terms; every recipient who has the old one is called."""
    program = vault.program
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    row = await tx.row("item.get", home_id, item_id)
    if row is None:
        raise HomeGone
    _, owner, category, terms, version = row[:5]
    decision = decide(program, facts_of(vault, home), Own(act="correct", category=category, terms=terms))
    name = program.numbers.id("category", category)
    entry_id = await record(
        tx, vault, home_id, home.secret, Act("correct", actor.role, actor.channel, (name,)), decision
    )
    if decision.allowed:
        bound = item_bound(home_id, owner, item_id, category, terms, version + 1)
        sealed = home.secret.seal(value.encode(), bound)
        await tx.do("item.correct", home_id, item_id, version + 1, vault.clock.today(), sealed)
        if name == "contact.email" and home.choices & DOUBTFUL:
            home = await change(tx, home, choices=home.choices & ~DOUBTFUL)
        told_of = {"item": item_id.hex(), "version": version + 1, "category": name, "value": value}
        await _call_recipients(tx, vault, home, category, told_of)
    return Outcome(decision, entry_id)


async def _call_recipients(
    tx: Transaction, vault: Vault, home: Home, category: int, told_of: dict[str, str | int]
) -> None:
    numbers = vault.program.numbers
    for recipient, held, _purpose, _first, _last in await tx.rows("disclosure.all", home.id):
        if held == category:
            name = numbers.id("recipient", recipient)
            payload = {"recipient": name, "person": home.secret.known_as(name), **told_of}
            await put(tx, vault, home.id, home.secret, "recipient.correct", vault.clock.now_ms(), payload)


async def confirm(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, item_id: bytes) -> Outcome:
    """The person has said that a value is still right; a doubt about their address ends with it. Raises HomeGone."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    row = await tx.row("item.get", home_id, item_id)
    if row is None:
        raise HomeGone
    name = vault.program.numbers.id("category", row[2])
    decision = decide(vault.program, facts_of(vault, home), Own(act="correct", category=row[2], terms=row[3]))
    entry_id = await record(
        tx, vault, home_id, home.secret, Act("confirm", actor.role, actor.channel, (name,)), decision
    )
    if decision.allowed:
        await tx.do("item.confirm", home_id, item_id, vault.clock.today())
        if name == "contact.email" and home.choices & DOUBTFUL:
            await change(tx, home, choices=home.choices & ~DOUBTFUL)
    return Outcome(decision, entry_id)


async def doubt(tx: Transaction, vault: Vault, home_id: bytes, doubtful: bool) -> None:
    """Mail to the person's address came back for good, or arrives again."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    choices = home.choices | DOUBTFUL if doubtful else home.choices & ~DOUBTFUL
    if choices != home.choices:
        decision = ruled(vault.program, "own_data", "mail came back" if doubtful else "mail arrives again")
        act = Act("doubt" if doubtful else "confirm", "system", "mail", ("contact.email",))
        await record(tx, vault, home_id, home.secret, act, decision)
        await change(tx, home, choices=choices)


def _held(vault: Vault, home: Home, row: Row) -> Held:
    item, owner, category, terms, version, at, confirmed, due_day, sealed = row
    name = vault.program.numbers.id("category", category)
    plain = home.secret.open(sealed, item_bound(home.id, owner, item, category, terms, version))
    return Held(
        item_id=UUID(bytes=item),
        category=name,
        point=vault.program.point_of(terms)[1],
        terms=terms,
        value=Personal(name, plain.decode()),
        collected_day=at // 86_400_000,
        confirmed_day=confirmed,
        due_day=due_day,
        purposes=vault.program.serving(terms, category, home.choices),
        doubtful=name == "contact.email" and bool(home.choices & DOUBTFUL),
    )
