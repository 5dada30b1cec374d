"""The kinds of block and their fields: one table, from which reading, checking and the reference page come."""

from dataclasses import dataclass
from typing import Final

STATEMENT_RULES: Final = (
    "default_deny", "told_before_collected", "only_what_is_asked", "purpose_is_bound_at_collection", "silence_is_no",
    "withdrawal_is_final", "minimum", "not_past_retention", "not_a_child", "not_erased", "held_is_not_erased",
    "authority_is_shown", "own_data",
)  # fmt: skip
RIGHTS: Final = ("see", "export", "correct", "object", "withdraw", "leave", "deactivate", "erase", "ask")
BASES: Final = ("service", "opt-in", "opt-out", "legal")
RECIPIENTS: Final = (
    "processor", "parent", "group", "customer", "employer", "purchaser", "contact", "advertiser", "public", "authority",
)  # fmt: skip
ABOUT: Final = ("giver", "author", "participants", "correspondents", "attendees", "host", "friend", "contacts")
EVENTS: Final = ("collected", "used", "left", "withdrawn", "closed")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block: its principal field, the others, which are required, closed lists of values by field.

    A field takes one text, unless it is one of `lists` (names) or of `maps` (keys and values).
    """

    principal: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] | None = None
    keeps: bool = True
    lists: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()


KINDS: Final[dict[str, Kind]] = {
    "statement": Kind(
        "id",
        ("controller", "parties", "dated", "in_force", "revision", "language", "languages", "contacts", "accepts"),
        ("controller", "parties", "dated", "revision", "language"),
        keeps=False,
        lists=("languages",),
        maps=("parties", "contacts", "accepts"),
    ),
    "supplement": Kind("id", ("label",), ("label",), keeps=False),
    "service": Kind("label", ("label", "events", "editions"), keeps=False, lists=("events", "editions")),
    "category": Kind(
        "label",
        ("label", "about", "kept_as", "sensitive", "coarse", "asked"),
        ("label",),
        {
            "about": ABOUT,
            "kept_as": ("value", "digest", "token"),
            "sensitive": ("plain", "sensitive"),
            "asked": ("somewhere", "nowhere"),
        },
        keeps=False,
    ),
    "purpose": Kind(
        "label",
        ("label", "basis", "nature", "uses", "asks_all"),
        ("label", "basis", "nature", "uses"),
        {"basis": BASES, "nature": ("operational", "promotional"), "asks_all": ("all", "giver")},
        lists=("uses",),
    ),
    "recipient": Kind(
        "label",
        ("label", "kind", "gets", "needs", "told", "party", "where"),
        ("label", "kind", "gets"),
        {"kind": RECIPIENTS, "needs": ("nothing", "grant", "case"), "told": ("before", "after", "stated")},
        lists=("where",),
        maps=("gets",),
    ),
    "collection": Kind("id", ("asks", "for", "retention", "once", "shorter", "channels"), ("asks", "for", "retention")),
    "cookie": Kind(
        "id", ("holds", "for", "retention", "set"), ("holds", "for", "retention"), {"set": ("needed", "on choice")}
    ),
    "retention": Kind("period", ("period", "shortened_after", "duty"), ("period",), keeps=False),
    "right": Kind("id", ("via", "within", "closes"), ("via", "within")),
    "rule": Kind("keeps", ("age", "countries")),
    "control": Kind("keeps", ("label",)),
    "attestation": Kind("id", ("says", "by", "dated", "until"), ("says", "by", "dated", "until")),
    "override": Kind("id", ("period", "uses", "gets", "about", "label")),
}
