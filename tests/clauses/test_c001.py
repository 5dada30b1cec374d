"""C01: the statement carries its own date.

The text announces the day it was last revised and posted, once at the head and once at the foot. Every record of
collecting, consenting, using and disclosing names the version in force at that moment.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.kit.fixtures import Make
from tests.kit.folder import Folder
from tests.kit.instance import Instance, StartRefused
from tests.kit.person import register


def in_words(day: date) -> str:
    """A day as people say it."""
    return f"{day.day} {day:%B} {day.year}"


def test_the_two_dates_and_the_revision_agree(instance: Instance) -> None:
    """The page and its machine form name one revision and one date, at the head and at the foot."""
    told = instance.machine()
    head, foot = told["dates"]["head"], told["dates"]["foot"]
    assert head == foot
    with instance.visitor() as visitor:
        page = visitor.get("/privacy")
    assert page.status == 200
    words = in_words(date.fromisoformat(head))
    spoken = page.text
    assert words in spoken[: len(spoken) // 4], "no date at the head"
    assert words in spoken[-len(spoken) // 4 :], "no date at the foot"
    assert f"revision {told['revision']}" in spoken.lower()


def test_the_date_is_stated_as_a_promise_twice(instance: Instance) -> None:
    """Both places where the date stands are words of this clause, and the clause is kept."""
    clause = next(one for one in instance.machine()["clauses"] if one["id"] == "C01")
    assert clause["status"] == "kept"
    assert clause["kept_by"]


def test_every_record_names_the_version_in_force(rehearsal: Instance) -> None:
    """Collecting, consenting, using and disclosing are recorded with the published revision."""
    published = rehearsal.machine()["revision"]
    person = register(rehearsal, choices=["research.interview"])
    assert rehearsal.use(person.email, "contact.email", "account.notices").status_code == 200
    assert rehearsal.share(person.email, "contact.email", "storage", "parent").status_code == 200
    rows = rehearsal.of(person.email)
    assert {"collect", "consent", "use", "share"} <= {row["act"] for row in rows}
    assert {row["revision"] for row in rows} == {published}


def test_a_record_keeps_its_version_when_a_newer_one_is_published(fresh_instance: Make, folder: Folder) -> None:
    """The stamp is the version of the moment: publishing a new one changes no old record."""
    product = fresh_instance(folder)
    person = register(product)
    product.stop()
    folder.publish()
    product.start()
    assert product.machine()["revision"] == 2
    with product.visitor() as visitor:
        assert "revision 2" in visitor.get("/privacy").text.lower()
        assert visitor.get("/privacy/versions/1").status == 200
    product.use(person.email, "contact.email", "account.notices")
    rows = product.of(person.email)
    assert {row["revision"] for row in rows if row["act"] == "collect"} == {1}
    assert {row["revision"] for row in rows if row["act"] == "use" and row["purpose"] == "account.notices"} == {2}


def test_a_foot_date_edited_alone_stops_the_start(fresh_instance: Make, folder: Folder) -> None:
    """With only the foot date edited in the statement's folder the product refuses to start and names this clause."""
    folder.replace("{{date}}", "1 May 2026", last=True)
    with pytest.raises(StartRefused) as refused:
        fresh_instance(folder)
    assert "C01" in refused.value.said
    assert refused.value.code == 1
    assert "Traceback" not in refused.value.said


def test_a_published_version_is_immutable(fresh_instance: Make, folder: Folder) -> None:
    """A published text that was edited afterwards is noticed, and nothing starts."""
    published = Folder(folder.path / "revisions" / "0001")
    published.replace("{{date}}", "1 May 2026", last=True)
    with pytest.raises(StartRefused) as refused:
        fresh_instance(folder)
    assert "A701" in refused.value.said
    assert "Traceback" not in refused.value.said
