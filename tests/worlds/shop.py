"""A small shop: an account, a newsletter by choice, offers until objection, a court, a printer."""

from dataclasses import replace
from datetime import date

from avow.policy.slots import needed
from avow.statement.model import (
    Asked,
    Category,
    Party,
    Period,
    Point,
    Purpose,
    Recipient,
    Right,
    Rule,
    Service,
    Span,
    Statement,
)  # fmt: skip

HERE = Span("statement.md", 1, 1, 1)
RULES = (
    "default_deny", "told_before_collected", "only_what_is_asked", "purpose_is_bound_at_collection", "silence_is_no", "withdrawal_is_final",
    "minimum", "not_past_retention", "not_a_child", "not_erased", "held_is_not_erased", "authority_is_shown", "own_data",
)  # fmt: skip


def category(name: str, **given: object) -> Category:
    fields = {"about": "giver", "kept_as": "value", "sensitive": False, "coarse": None, "asked": "somewhere", **given}
    return Category(name, HERE, {"": ("C11",)}, name.replace(".", " "), **fields)  # type: ignore[arg-type]


def purpose(name: str, basis: str, uses: tuple[str, ...], nature: str = "operational") -> Purpose:
    return Purpose(name, HERE, {"": ("C24",)}, name, basis, nature, uses, "all")  # type: ignore[arg-type]


def asked(name: str, demand: str = "required", period: Period | None = None) -> Asked:
    return Asked(name, demand, period or Period("span", 14, "days", "closed"), None)  # type: ignore[arg-type]


def point(name: str, asks: tuple[Asked, ...], purposes: tuple[str, ...]) -> Point:
    return Point(
        name, HERE, {"": ("C12",)}, "site", "collection", asks, purposes, once=False, channels=("web",), set_when=None
    )


def recipient(name: str, kind: str, gets: dict[str, tuple[str, ...]], needs: str = "nothing") -> Recipient:
    return Recipient(name, HERE, {"": ("C60",)}, name, kind, gets, needs, "stated", None, ())  # type: ignore[arg-type]


def statement(revision: int = 1) -> Statement:
    """The first revision of the shop."""
    categories = (
        category("contact.email"),
        category("person.name"),
        category("account.age_met"),
        category("visit.note"),
    )
    purposes = (
        purpose("account.run", "service", ("contact.email", "person.name", "account.age_met")),
        purpose("newsletter.send", "opt-in", ("contact.email",), "promotional"),
        purpose("offers.news", "opt-out", ("contact.email",), "promotional"),
        purpose("visits.help", "service", ("visit.note",)),
        purpose("law.duty", "legal", ("contact.email", "person.name")),
    )
    account = (asked("contact.email"), asked("person.name", "optional"), asked("account.age_met", "recorded"))
    points = (
        point("site.account", account, ("account.run", "newsletter.send", "offers.news")),
        point("site.visit", (asked("visit.note", "required", Period("span", 30, "days")),), ("visits.help",)),
    )
    recipients = (
        recipient("printer", "processor", {"newsletter.send": ("contact.email",)}),
        recipient("court", "authority", {"law.duty": ("contact.email",)}, "case"),
    )
    rules = [
        Rule(name, HERE, {"": (f"C{n}",)}, 13 if name == "not_a_child" else None, ())
        for n, name in enumerate(RULES, start=1)
    ]
    return Statement(
        id="shop", title="Shop", controller="company", parties={"company": Party("company", "Shop Ltd", "controller", "this")}, contacts={},
        dated=date(2026, 1, revision), in_force=date(2026, 1, revision), revision=revision, language="en", clauses={},
        services={"site": Service("site", HERE, {}, "site", (), ())},
        categories={one.id: one for one in categories}, purposes={one.id: one for one in purposes}, recipients={one.id: one for one in recipients},
        points={one.id: one for one in points}, retentions={},
        rights={"erase": Right("erase", HERE, {"": ("C48",)}, ("web",), Period("span", 1, "days"), ())},
        rules={rule.id: rule for rule in rules}, controls={}, attestations={}, overrides=(), kept=(), sections=(),
    )  # fmt: skip


def widened() -> Statement:
    """The second revision: what the account holds is also used for a birthday greeting."""
    first = statement(2)
    greeting = purpose("greeting.send", "service", ("contact.email",))
    account = first.points["site.account"]
    return replace(
        first,
        purposes={**first.purposes, greeting.id: greeting},
        points={**first.points, account.id: replace(account, purposes=(*account.purposes, greeting.id))},
    )


class Counted:
    """Durable numbers for tests: given in the order of first mention, never changed."""

    def __init__(self, *revisions: Statement) -> None:
        self._numbers: dict[str, dict[str, int]] = {
            kind: {} for kind in ("category", "purpose", "recipient", "terms", "choice")
        }
        for end, one in enumerate(revisions, start=1):
            for kind, names in (("category", one.categories), ("purpose", one.purposes), ("recipient", one.recipients)):
                self._give(kind, names, 1)
            self._give("terms", [f"{one.revision}/{place}" for place in one.points], 1)
            self._give("choice", needed(revisions[:end]), 0)

    def _give(self, kind: str, names: object, first: int) -> None:
        given = self._numbers[kind]
        for name in names:  # type: ignore[attr-defined]
            given.setdefault(name, len(given) + first)

    def of(self, kind: str, name: str) -> int:
        return self._numbers[kind][name]

    def id(self, kind: str, number: int) -> str:
        return next(name for name, one in self._numbers[kind].items() if one == number)
