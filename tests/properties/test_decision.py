"""The engine and the plain semantics agree on every generated case, and both have the named rules."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spec import generators, properties, semantics
from tests.properties import engine

MANY = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SOME = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@MANY
@given(st.data())
def test_engine_and_semantics_give_the_same_answer_by_the_same_rule(data: st.DataObject) -> None:
    """For any history, person, item, purpose, recipient and grants the compiled engine answers as the replayed words do."""
    history = data.draw(generators.histories())
    person = data.draw(generators.people(history))
    for _ in range(4):
        item = data.draw(generators.items(history))
        purpose = data.draw(generators.purpose_names(history, item))
        recipient, shown = data.draw(generators.recipient_names), data.draw(generators.grants)
        expected = semantics.use(history, person, item, purpose, recipient, shown)
        assert engine.use(history, person, item, purpose, recipient, shown) == expected


@MANY
@given(st.data())
def test_collecting_is_decided_alike(data: st.DataObject) -> None:
    """What is brought to a point is taken or refused alike: told before, only what is asked, no child, silence no tick."""
    history = data.draw(generators.histories())
    person, brought = data.draw(generators.people(history)), data.draw(generators.submissions(history))
    assert engine.collect(history, person, brought) == semantics.collect(history, person, brought)


@SOME
@given(st.data(), st.sampled_from(("see", "export", "correct", "erase", "deactivate", "withdraw")))
def test_own_data_is_decided_alike(data: st.DataObject, act: str) -> None:
    """A person reaches their own in every state but after erasure; only a dated hold keeps something from being erased."""
    history = data.draw(generators.histories())
    person = data.draw(generators.people(history))
    assert engine.own(history, person, act) == semantics.own(person, act)


@pytest.mark.parametrize("answer", [engine.use, semantics.use], ids=["engine", "semantics"])
@pytest.mark.parametrize("rule", properties.OF_A_USE, ids=lambda rule: rule.__name__)
def test_the_named_rule_holds(rule: object, answer: properties.Answer) -> None:
    """Each rule of the design, by its name, holds for the engine and for the semantics."""

    @SOME
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        history = data.draw(generators.histories())
        person, item = data.draw(generators.people(history)), data.draw(generators.items(history))
        rule(
            answer,
            history,
            person,
            item,
            data.draw(generators.purpose_names(history, item)),
            data.draw(generators.recipient_names),
        )  # type: ignore[operator]

    holds()


@pytest.mark.parametrize("answer", [engine.collect, semantics.collect], ids=["engine", "semantics"])
@pytest.mark.parametrize("rule", properties.OF_A_SUBMISSION, ids=lambda rule: rule.__name__)
def test_the_named_rule_of_collecting_holds(rule: object, answer: properties.Taken) -> None:
    """Each rule of collecting, by its name, holds for the engine and for the semantics."""

    @SOME
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        history = data.draw(generators.histories())
        person, brought = data.draw(generators.people(history)), data.draw(generators.submissions(history))
        rule(answer, history, person, brought)  # type: ignore[operator]

    holds()


@pytest.mark.parametrize("rule", properties.OF_ONES_OWN, ids=lambda rule: rule.__name__)
def test_the_named_rule_of_ones_own_holds(rule: object) -> None:
    """Each rule of a person's own reach, by its name, holds for the engine and for the semantics."""

    @SOME
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        history = data.draw(generators.histories())
        person = data.draw(generators.people(history))
        rule(engine.own, history, person)  # type: ignore[operator]
        rule(lambda _, who, act: semantics.own(who, act), history, person)  # type: ignore[operator]

    holds()


def test_both_answers_occur() -> None:
    """The generated cases are no empty exercise: many are allowed, many refused, by every rule of a use."""
    seen: dict[str, int] = {}

    @settings(
        max_examples=1200,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def count(data: st.DataObject) -> None:
        history = data.draw(generators.histories())
        person, item = data.draw(generators.people(history)), data.draw(generators.items(history))
        allowed, rule = semantics.use(
            history,
            person,
            item,
            data.draw(generators.purpose_names(history, item)),
            data.draw(generators.recipient_names),
        )
        seen["allowed" if allowed else rule] = seen.get("allowed" if allowed else rule, 0) + 1

    count()
    assert seen.keys() >= {
        "allowed", "default_deny", "purpose_is_bound_at_collection", "silence_is_no", "withdrawal_is_final", "minimum", "not_past_retention",
        "not_a_child", "not_erased", "authority_is_shown",
    }, seen  # fmt: skip
    assert seen["allowed"] > 20, seen


def test_the_semantics_never_import_the_engine() -> None:
    """The specification stands on the model of the statement alone."""
    import ast
    from pathlib import Path

    for path in (Path(__file__).parents[2] / "spec").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            assert not [
                name for name in names if name.startswith("avow") and not name.startswith("avow.statement.model")
            ], path
