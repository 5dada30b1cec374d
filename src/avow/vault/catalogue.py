"""The data catalogue: every stored column, cookie, file and volatile store with its class (C11). Unclassified means personal.

A column that is not here stops the start.
"""

from dataclasses import dataclass
from typing import Final

SEALED: Final = "sealed values of the categories below"


@dataclass(frozen=True, slots=True)
class Stored:
    """One place where something is kept: table and column (or a file, a cookie, a memory), what it is, why, how long."""

    place: str
    name: str
    holds: str
    purpose: str
    retention: str
    personal: bool = True


def _columns(table: str, purpose: str, retention: str, /, **holds: str) -> tuple[Stored, ...]:
    return tuple(
        Stored(table, name, text.removeprefix("!"), purpose, retention, not text.startswith("!"))
        for name, text in holds.items()
    )


_HOME: Final = "random id of a person's home"
_LIFE: Final = "until the home is erased"

COLUMNS: Final[tuple[Stored, ...]] = (
    *_columns(
        "home", "account.run", _LIFE,
        home_id=_HOME, kind="kind of home", state="whether it is live", version="count of changes", choices="choices of a person, one bit each",
        choices_until="earliest end of a choice", bucket="first byte of the id", tag="proof that the row was not changed",
    ),
    *_columns(
        "item", "as the item's terms say", "as the item's terms say",
        home_id=_HOME, item_id="random id of an item", owner_id="random id of its owner", category="number of a category",
        terms="number of the terms it was collected under", version="count of corrections", at="moment of collection",
        confirmed_day="day it was last confirmed", due_day="its last day", step="step of its retention", hidden="whether it is hidden", sealed=SEALED,
    ),
    *_columns("choice_word", "account.run", _LIFE, home_id=_HOME, word="number of a word", bits="choices of a person, one bit each"),
    *_columns(
        "choice_act", "account.run", _LIFE,
        home_id=_HOME, entry_id="id of the entry", purpose="number of a purpose", turned="agreed or refused", at="moment of the act", until="its end",
        revision="revision of the statement", channel="channel", evidence="sealed: what was shown",
    ),
    *_columns(
        "entry", "ledger", "until the home is erased; the log keeps the leaf for 6 years",
        home_id=_HOME, entry_id="id of the entry", at="moment of the act", visible_at="moment from which the person sees it",
        position="place in the log", leaf="the entry: no values",
    ),
    *_columns(
        "task", "as the task's purpose says", "until done, at most 5 days",
        home_id=_HOME, task_id="id of the task", kind="kind of work", due="moment it is due", claimed_until="until when a worker has it",
        attempts="count of tries", state="open or failed", payload="sealed: what is to be done",
    ),
    *_columns(
        "request", "desk.answer", "30 days after it is closed",
        home_id=_HOME, request_id="random id of a request", kind="right", channel="channel", state="state", received="moment it came", due_day="day it is due",
        changed="moment of the last change", details="sealed: message ids, notice evidence",
    ),
    *_columns(
        "disclosure", "account.notices", _LIFE,
        home_id=_HOME, recipient="number of a recipient", category="number of a category", purpose="number of a purpose",
        first_at="first time", last_at="last time",
    ),
    *_columns(
        "control", "operation", "always",
        id="!one", revision="!revision in force", clock_offset="!test clock", last_tick="!last look at the clock", schema_number="!schema",
    ),
    *_columns("lexicon", "operation", "always", kind="!kind of a number", number="!durable number", name="!its name in the statement"),
    *_columns("log_state", "ledger", "always", id="!one", size="!size of the log", frontier="!hashes", checkpoint="!signed checkpoint"),
    *_columns("log_tile", "ledger", "always", level="!level of a tile", n="!number of a tile", hashes="!hashes"),
    *_columns("log_bundle", "ledger", "6 years", n="number of a bundle", leaves="entries: no values"),
    *_columns("key", "security", _LIFE, home_id=_HOME, epoch="number of the epoch key", wrapped="wrapped key of a home"),
    *_columns("secret", "security", "always", name="!name of a secret", epoch="!number of the epoch key", wrapped="!wrapped secret"),
    *_columns(
        "identifier", "account.run", _LIFE,
        digest="keyed fingerprint of an address", kind="kind of address", generation="generation of the fingerprint key", home_id=_HOME,
        claimed_at="moment it was claimed", verified_at="moment it was proven",
    ),
    *_columns(
        "session", "account.run", "until signed out, at most 30 days",
        digest="fingerprint of a session token", home_id=_HOME, kind="kind of session", created="moment of sign-in",
        idle_until="end when idle", absolute_until="end in any case",
    ),
    *_columns(
        "pending", "account.confirm", "7 days",
        digest="fingerprint of a confirmation token", kind="kind of act", expires="its end", sealed="sealed under the token that the mail carries",
    ),
)  # fmt: skip

FILES: Final = (
    Stored("store", "avow.db", "the data store", "as its columns say", "as its columns say"),
    Stored("keys", "keys.db", "the key store", "security", "as its columns say"),
    Stored("keys", "epoch-*.key", "epoch keys", "security", "two epochs", personal=False),
    Stored("journal", "journal.log", "sealed refusals: home, act", "security", "30 days after the last backup"),
    Stored("spool", "refusals", "sealed refusals that wait for the store", "as the person asked", "until carried out"),
    Stored("log", "checkpoint, tile", "hashes and signed checkpoints", "ledger", "always", personal=False),
    Stored(
        "run",
        "lock, state.json, control.sock",
        "process id and addresses of this installation",
        "operation",
        "while it runs",
        personal=False,
    ),
)

MEMORY: Final = (
    Stored(
        "memory",
        "throttle",
        "keyed fingerprints of addresses and sources that failed to sign in, never written",
        "security",
        "24 hours",
    ),
)

_FIELDS: Final = {
    "entry": "id of the entry", "position": "!place in the log", "v": "!form of the entry", "time": "moment of the act", "act": "what was done",
    "rule": "rule that decided", "clauses": "clauses that it rests on", "revision": "revision of the statement", "actor": "role of who acted",
    "channel": "channel", "ref": "reference that is new in every entry", "categories": "kinds of data, no values", "purpose": "purpose",
    "recipient": "recipient", "outcome": "allowed or refused", "n": "!how many",
}  # fmt: skip
LEDGER_FIELDS: Final = _columns("ledger", "ledger", "6 years", **_FIELDS)
"""The fields of one entry as `avow ledger` shows them."""

_KNOWN: Final = frozenset((one.place, one.name) for one in COLUMNS)


def unclassified(columns: list[tuple[str, str]]) -> tuple[str, ...]:
    """`table.column` of every column that has no class."""
    return tuple(
        sorted(
            f"{table}.{column}"
            for table, column in columns
            if (table, column) not in _KNOWN and not table.startswith("sqlite_")
        )
    )
