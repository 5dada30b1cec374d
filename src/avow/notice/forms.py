"""The notice of a collection point as a form shows it: for each field its reason and its time (C09, C10, C70)."""

from dataclasses import dataclass

from avow.statement.model import Asked, Point, Statement
from avow.statement.periods import period_words


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its name is its category. `why` is the quiet line beside it."""

    name: str
    label: str
    required: bool
    why: str
    shared: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One box, unticked: one purpose, and who else gets something because of it."""

    name: str
    purpose: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class FormView:
    """Everything that a form of this point may send besides its tokens."""

    point: str
    fields: tuple[FieldView, ...]
    choices: tuple[ChoiceView, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names that the form may send."""
        return frozenset((*(one.name for one in self.fields), *(one.name for one in self.choices)))


def form_view(statement: Statement, point_id: str) -> FormView:
    """The notice of one point. Raises KeyError for a point that the statement does not name."""
    point = statement.points[point_id]
    asked = tuple(one for one in point.asked if one.demand in {"required", "optional"})
    choices = tuple(_choice(statement, name) for name in point.purposes if statement.purposes[name].basis == "opt-in")
    return FormView(point_id, tuple(_field(statement, point, one) for one in asked), choices)


def _field(statement: Statement, point: Point, asked: Asked) -> FieldView:
    purposes = served(statement, point, asked.category)
    kept = "used for this alone and not kept" if asked.period.kind == "none" else f"kept {period_words(asked.period)}"
    names = [statement.purposes[name].label for name in purposes]
    category = statement.categories[asked.category]
    return FieldView(
        name=asked.category,
        label=category.label,
        required=asked.demand == "required",
        why=f"{joined(names)} · {kept}",
        shared=joined(_recipients(statement, purposes, asked.category)),
    )


def served(statement: Statement, point: Point, category: str) -> tuple[str, ...]:
    """The purposes that need no choice and that a field of this point serves."""
    return tuple(
        name
        for name in point.purposes
        if statement.purposes[name].basis != "opt-in" and category in statement.purposes[name].uses
    )


def _recipients(statement: Statement, purposes: tuple[str, ...], category: str) -> list[str]:
    return [
        one.label
        for one in statement.recipients.values()
        if any(category in one.gets.get(name, ()) for name in purposes)
    ]


def _choice(statement: Statement, name: str) -> ChoiceView:
    purpose = statement.purposes[name]
    uses = joined([statement.categories[one].label for one in purpose.uses])
    gets = [one.label for one in statement.recipients.values() if name in one.gets]
    why = f"with your {uses}" + (f"; {joined(gets)} gets it too" if gets else "") + " · only if you tick it"
    return ChoiceView(f"choice.{name}", name, purpose.label, why)


def joined(names: list[str]) -> str:
    """Names as people say them: a, b and c."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
