"""Units that let values out: to a stated purpose, to a stated recipient, and counts in bulk."""

from collections.abc import Sequence

import msgspec

from avow.policy.decision import Decision
from avow.policy.evaluator import decide, decide_named
from avow.policy.request import Facts, Use
from avow.vault.acts import Actor, Outcome, ruled
from avow.vault.home import STATES, Home, HomeGone, load, row_bound, words
from avow.vault.keys import Tampered, item_bound
from avow.vault.personal import Personal
from avow.vault.recording import Act, record
from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault


async def use(
    tx: Transaction,
    vault: Vault,
    home_id: bytes,
    actor: Actor,
    categories: Sequence[str],
    purpose: str,
    recipient: str,
    named: str = "use",
) -> Outcome:
    """Decide for every category; open all or none. `value` is (values by category, the home)."""
    found: dict[str, Personal[str]] = {}
    decision: Decision | None = None
    home: Home | None = None
    for category in categories:
        home, rows = await _look(tx, vault, home_id, category)
        decision, row = _choose(vault, home, rows, category, purpose, recipient)
        if row is None:
            break
        plain = home.secret.open(row[13], item_bound(home_id, row[8], row[7], row[9], row[10], row[11]))
        found[category] = Personal(category, plain.decode())
    if home is None or decision is None:
        home = await load(tx, vault.keys, home_id)
        decision = ruled(vault.program, "default_deny", "no category was named", "refuse")
    if recipient == "controller" and named != "use":
        decision = ruled(
            vault.program, "default_deny", "handing over needs a recipient that is not ourselves", "refuse"
        )
    statement = vault.program.statement
    act = Act(
        named,
        actor.role,
        actor.channel,
        tuple(name for name in categories if name in statement.categories),
        purpose if purpose in statement.purposes else "unstated",
        recipient if recipient in statement.recipients or recipient == "controller" else "unstated",
    )
    entry_id = await record(tx, vault, home_id, home.secret, act, decision)
    return Outcome(decision, entry_id, (found if decision.allowed else {}, home))


async def use_items(
    tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, items: Sequence[bytes], purpose: str
) -> Outcome:
    """Decide for each item; open all or none, in one entry. `value` maps items to values."""
    home = await load(tx, vault.keys, home_id, wide=vault.wide)
    found: dict[bytes, Personal[str]] = {}
    names: set[str] = set()
    decision = ruled(vault.program, "default_deny", "nothing of this kind is held", "refuse")
    for item in items:
        row = await tx.row("item.get", home_id, item)
        if row is None:
            continue
        _, owner, category, terms, version, _, _, due_day, sealed = row
        facts = Facts(state=home.state, choices=home.choices, today=vault.clock.today(), due_day=due_day or 0)
        name = vault.program.numbers.id("category", category)
        decision = decide_named(vault.program, facts, terms, name, purpose)
        names.add(name)
        if not decision.allowed:
            break
        plain = home.secret.open(sealed, item_bound(home_id, owner, item, category, terms, version))
        found[item] = Personal(name, plain.decode())
    stated = purpose if purpose in vault.program.statement.purposes else "unstated"
    act = Act("use", actor.role, actor.channel, tuple(sorted(names)), stated, n=len(found))
    entry_id = await record(tx, vault, home_id, home.secret, act, decision)
    return Outcome(decision, entry_id, found if decision.allowed else {})


async def share(
    tx: Transaction,
    vault: Vault,
    home_id: bytes,
    actor: Actor,
    categories: Sequence[str],
    purpose: str,
    recipient: str,
    named: str = "share",
) -> Outcome:
    """As `use`, for a recipient; remembers who must hear of corrections and deletion. `value` is (values, name there)."""
    outcome = await use(tx, vault, home_id, actor, categories, purpose, recipient, named)
    values, home = outcome.value
    if outcome.decision.allowed:
        program, now = vault.program, vault.clock.now_ms()
        for category in values:
            numbers = program.recipient(recipient), program.category(category), program.purpose(purpose)
            await tx.do("disclosure.note", home_id, *numbers, now)
    return Outcome(outcome.decision, outcome.entry_id, (values, home.secret.known_as(recipient)))


class About(msgspec.Struct, frozen=True):
    """The facts about one person and one category: state, choices, the newest item's terms and last day; 0 when nothing is held."""

    state: int
    choices: int
    terms: int
    due_day: int


async def about(tx: Transaction, vault: Vault, home_id: bytes, actor: Actor, category: str) -> About:
    """The facts that a decision would look at, with the entry of the look."""
    home, rows = await _look(tx, vault, home_id, category)
    names = (category,) if category in vault.program.statement.categories else ()
    decision = ruled(vault.program, "own_data", "explained to the owner of the installation")
    await record(tx, vault, home_id, home.secret, Act("explain", actor.role, actor.channel, names), decision)
    newest = rows[-1] if rows else None
    return About(int(home.state), home.choices, newest[10] if newest else 0, (newest[12] or 0) if newest else 0)


async def audience(tx: Transaction, vault: Vault, actor: Actor, category: str, purpose: str, recipient: str) -> Outcome:
    """How many people may be reached; one entry that is about nobody."""
    program, today, count = vault.program, vault.clock.today(), 0
    nobody = await load(tx, vault.keys, vault.nobody())
    masks = program.audience(category, purpose, recipient)
    for terms, need, stop in masks:
        row = await tx.row("home.audience", program.category(category), terms, need | stop, need, today)
        count += row[0] if row else 0
    if masks:
        decision = program.reason(program.use(masks[0][0], category, purpose, recipient))
    else:
        facts = Facts(state=0, choices=0, today=today)
        decision = decide_named(program, facts, 0, category, purpose, recipient)
    statement = program.statement
    names = (category,) if category in statement.categories else ()
    stated = purpose if purpose in statement.purposes else "unstated"
    act = Act("count", actor.role, actor.channel, names, stated, n=count)
    return Outcome(decision, await record(tx, vault, nobody.id, nobody.secret, act, decision), count)


async def _look(tx: Transaction, vault: Vault, home_id: bytes, category: str) -> tuple[Home, list[Row]]:
    """The home, authenticated, and its items of one category, in one look."""
    try:
        number = vault.program.category(category)
    except LookupError:
        return await load(tx, vault.keys, home_id, wide=vault.wide), []
    rows = await tx.rows("item.of_category", home_id, number)
    if not rows or rows[0][0] == "erased":
        raise HomeGone
    state, version, first, until, tag, epoch, wrapped = rows[0][:7]
    secret = vault.keys.unwrap(home_id, epoch, wrapped)
    choices = await words(tx, home_id, first, wide=True) if vault.wide else first
    if secret.tag(row_bound(home_id, state, version, choices, until)) != tag:
        raise Tampered
    home = Home(home_id, "", STATES[state], version, choices, until, secret)
    items = [row for row in rows if row[7] is not None]
    if len(items) > 1:
        # oldest first; one item is the rule, so the database is not asked to sort
        items.sort(key=lambda row: (row[14], row[7]))
    return home, items


def _choose(
    vault: Vault, home: Home, rows: list[Row], category: str, purpose: str, recipient: str
) -> tuple[Decision, Row | None]:
    """The newest item that may be used, or the refusal of the newest one."""
    program, today = vault.program, vault.clock.today()
    refusal: Decision | None = None
    for row in reversed(rows):
        facts = Facts(state=home.state, choices=home.choices, today=today, due_day=row[12] or 0)
        try:
            request = Use(row[10], row[9], program.purpose(purpose), program.recipient(recipient))
            decision = decide(program, facts, request)
        except LookupError:
            decision = decide_named(program, facts, row[10], category, purpose, recipient)
        if decision.allowed:
            return decision, row
        refusal = refusal or decision
    if refusal is None:
        facts = Facts(state=home.state, choices=home.choices, today=today)
        stated = decide_named(program, facts, 0, category, purpose, recipient)
        refusal = ruled(program, "default_deny", "nothing of this kind is held", "refuse") if stated.allowed else stated
    return refusal, None
