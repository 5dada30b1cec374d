"""C23: the lists of reasons and uses are treated as closed.

The published list is complete at run time: a reason or use that the statement does not name cannot be executed. A new
one needs a new version, notice and, for data that is already held, consent.
"""

from __future__ import annotations

import pytest

from tests.kit.fixtures import Make, Report
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, register


@pytest.mark.parametrize(
    "purpose", ["profiling-for-hr", "profiling.hr", "site.account", "controller", "account", "C23"]
)
def test_a_campaign_for_an_unlisted_purpose_is_refused(purpose: str, rehearsal: Instance) -> None:
    """A campaign with a purpose that the statement does not name is refused with 403, citing this clause."""
    person = register(rehearsal)
    before = len(rehearsal.ledger("--clause", "C23"))
    for aim in ({"audience": "all"}, {"person": person.email}):
        answer = rehearsal.attempt("use", {**aim, "classes": [EMAIL], "purpose": purpose})
        assert answer.status_code == 403, answer.text
        problem = answer.json()
        assert "C23" in problem["clauses"]
        assert "values" not in problem
        assert "count" not in problem
    rows = rehearsal.ledger("--clause", "C23")
    assert len(rows) >= before + 2
    assert {row["outcome"] for row in rows} == {"refuse"}


def test_a_campaign_for_a_listed_purpose_reaches_only_who_agreed(rehearsal: Instance) -> None:
    """The stated campaign counts those who said yes and nobody else."""
    aim = {"audience": "all", "classes": [EMAIL], "purpose": "research.survey"}
    before = rehearsal.attempt("use", aim).json()["count"]
    register(rehearsal)
    assert rehearsal.attempt("use", aim).json()["count"] == before
    register(rehearsal, choices=["research.survey"])
    assert rehearsal.attempt("use", aim).json()["count"] == before + 1


def test_a_new_purpose_opens_what_is_collected_after_it_only(
    fresh_instance: Make, folder: Folder, not_applicable: Report
) -> None:
    """Added in a new version, data collected before it stays refused and data collected after it is allowed."""
    product = fresh_instance(folder)
    old = register(product)
    product.stop()
    folder.purpose(
        "profiling.hr", "site.account", basis="service", uses=EMAIL, label="judging how our own staff serve you"
    )
    assert folder.run("check").returncode == 0
    product.start()
    assert product.use(old.email, EMAIL, "profiling.hr").status_code == 403, "an unpublished draft opens nothing"
    product.stop()
    folder.publish()
    product.start()
    with product.visitor() as visitor:
        assert "judging how our own staff serve you" in visitor.get("/privacy").text
    new = register(product)
    refused = product.use(old.email, EMAIL, "profiling.hr")
    assert refused.status_code == 403
    assert refused.json()["clause"] in ("C24", "C25")
    assert product.use(new.email, EMAIL, "profiling.hr").status_code == 200
    assert product.use(old.email, EMAIL, "account.notices").status_code == 200
    not_applicable("the same at the points of orders, events and surveys", "C15")


def test_a_purpose_taken_out_of_a_new_version_closes_at_once(fresh_instance: Make, folder: Folder) -> None:
    """The list is closed in both directions: what a new version does not name any more stops for everybody."""
    product = fresh_instance(folder)
    person = register(product)
    assert product.use(person.email, EMAIL, "account.notices").status_code == 200
    product.stop()
    folder.change("collection", "site.account", lambda fields: fields.update({
        "for": [one for one in folder.points()["site.account"]["for"] if one != "storage"]
    }))  # fmt: skip
    folder.change("collection", "site.profile", lambda fields: fields.update({"for": ["account.run", "storage"]}))
    folder.publish()
    product.start()
    answer = product.share(person.email, EMAIL, "storage", "parent")
    assert answer.status_code == 403, answer.text
    assert product.use(person.email, EMAIL, "account.notices").status_code == 200
