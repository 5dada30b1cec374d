"""Forms of collection points: what a field looks like, what is wrong with what was typed."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from avow.identity.addresses import problem as address_problem
from avow.identity.passwords import weakness
from avow.notice.forms import ChoiceView, FormView

_SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class Look:
    """How a category is typed: kind of control, what a browser may fill in, the longest value, a hint."""

    kind: str = "text"
    fills: str = "off"
    longest: int = _SHORT
    hint: str = ""


LOOKS: Final[Mapping[str, Look]] = {
    "contact.email": Look("email", "email", 254),
    "child.contact": Look("email", "off", 254),
    "staff.email": Look("email", "username", 254),
    "account.password": Look("password", "new-password", 1024, "at least 10 letters, digits or signs"),
    "staff.password": Look("password", "current-password", 1024),
    "person.name": Look(fills="name"),
    "person.title": Look(fills="honorific-prefix", longest=100),
    "contact.postal": Look("area", "street-address", 500),
    "contact.phone": Look("tel", "tel", 60),
    "case.text": Look("area", longest=10_000),
    "report.text": Look("area", longest=10_000),
}
_ADDRESSES: Final = frozenset({"contact.email", "child.contact", "staff.email"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field, ready to be shown. `value` is what was typed; never a password."""

    name: str
    label: str
    required: bool
    why: str
    shared: str
    look: Look
    value: str
    problem: str

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a point, ready to be shown. `ticked` are the boxes as they came back."""

    fields: tuple[Field, ...]
    choices: tuple[ChoiceView, ...]
    ticked: frozenset[str]
    problems: Mapping[str, str]


def shown(view: FormView, sent: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None) -> Form:
    """A form, empty or with what was typed and what is wrong with it."""
    sent, wrong = sent or {}, problems or {}
    fields = tuple(
        Field(
            one.name, one.label, one.required, one.why, one.shared, LOOKS.get(one.name, Look()),
            "" if LOOKS.get(one.name, Look()).kind == "password" else sent.get(one.name, ""), wrong.get(one.name, ""),
        )
        for one in view.fields
    )  # fmt: skip
    ticked = frozenset(name for name in sent if name.startswith("choice.") and sent[name] == "yes")
    return Form(fields, view.choices, ticked, wrong)


def wrong_with(view: FormView, sent: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what was typed, by field, in words for its person."""
    found = {}
    for field in view.fields:
        value = sent.get(field.name, "")
        told = "this is needed" if field.required and not value else problem_of(field.name, value) if value else None
        if told:
            found[field.name] = told
    return found


def problem_of(category: str, value: str) -> str | None:
    """What is wrong with one value, or None."""
    look = LOOKS.get(category, Look())
    if len(value) > look.longest:
        return f"this is longer than {look.longest} signs: shorten it"
    if category in _ADDRESSES:
        return address_problem(value)
    if category == "account.password":
        return weakness(value)
    allowed = "\n\t" if look.kind == "area" else ""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in value):
        return "take out the hidden signs"
    return None


def years(text: str) -> int | None:
    """An age as typed: whole years from 0 to 129, in plain digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) < 130 else None
