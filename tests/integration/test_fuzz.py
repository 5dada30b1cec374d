"""The HTTP interface under generated requests: whatever its own description allows, and much that it does not."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from tests.kit.fixtures import Make
from tests.kit.instance import Instance
from tests.kit.person import register


@pytest.fixture(scope="module")
def target() -> Instance:
    """An installation to be battered."""
    import shutil
    import tempfile
    from pathlib import Path

    base = Path(tempfile.mkdtemp(prefix="avow-test-"))
    product = Instance(data=base / "data").start()
    yield product
    product.discard()
    shutil.rmtree(base, ignore_errors=True)


def test_no_generated_request_breaks_it(target: Instance) -> None:
    """For every operation of `/openapi.json`, as a stranger, as a person and as a service: never a 5xx."""
    document = target.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=target.url)
    person = register(target)
    cookies = dict(person.visitor.jar)
    headers = {"authorization": f"Bearer {target.seed.token}", "origin": target.url, "sec-fetch-site": "same-origin"}
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in {"/me/erase", "/me/deactivate", "/signout"}:
            continue
        tried += 1

        @settings(
            max_examples=8,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def batter(case: schemathesis.Case) -> None:
            answer = case.call(headers=headers, cookies=cookies)
            case.validate_response(answer, checks=[not_a_server_error])

        batter()
    assert tried > 50
    assert target.get("/health").status_code == 200
    assert "failed:" not in target.output(), target.output()[-2000:]


@settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.dictionaries(
        st.sampled_from(
            ("person", "classes", "purpose", "recipient", "audience", "values", "notice", "choices", "point", "x")
        ),
        st.one_of(
            st.none(),
            st.text(max_size=40),
            st.integers(),
            st.lists(st.text(max_size=20), max_size=3),
            st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=2),
        ),
    )
)
@pytest.mark.parametrize("what", ["collect", "use", "share"])
def test_the_decision_point_takes_anything_and_lets_nothing_out(
    what: str, body: dict[str, object], target: Instance
) -> None:
    """Whatever document is sent, the answer is a refusal or a fault of the sender, with a problem document."""
    answer = target.attempt(what, body)
    assert answer.status_code in (200, 403, 415, 422), answer.text
    if answer.status_code == 200:
        assert answer.json().get("count") == 0 or not answer.json().get("values")
    else:
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_an_unknown_make(fresh_instance: Make) -> None:
    """The interface describes itself completely: each operation has a summary, a purpose and answers."""
    document = fresh_instance().get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            assert one["summary"], (method, path)
            assert one["x-purpose"], (method, path)
            assert one["responses"], (method, path)
