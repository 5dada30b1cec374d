"""C24: used only as specified when collected.

Use is confined to what was said at the point of collection, item by item, at the moment of use.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.kit.desk import Desk
from tests.kit.fixtures import Report
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, address, register
from tests.kit.traces import canary


@dataclass(frozen=True)
class Held:
    """An item that was collected with a CANARY: where, what, whose."""

    point: str
    category: str
    person: str
    value: str


def home_of(instance: Instance, category: str, value: str) -> str:
    """The id of the home in which the value is held."""
    rows = [row for row in instance.dump(category) if row["value"] == value]
    assert len(rows) == 1, rows
    return str(rows[0]["home"])


@pytest.fixture(scope="module")
def held(rehearsal: Instance) -> list[Held]:
    """Data with a CANARY from every collection point of the statement, given through the real forms."""
    found: list[Held] = []
    person = register(rehearsal)
    found += [Held("site.account", name, person.email, person.canaries[name]) for name in (EMAIL, "person.name")]
    found.append(Held("site.account", "account.age_met", person.email, "yes"))
    found += [Held("site.profile", name, person.email, value) for name, value in person.profile().items()]
    found = [one for one in found if not (one.point == "site.profile" and one.category == "person.name")]
    with rehearsal.visitor() as visitor:
        asked = {EMAIL: address(), "person.name": "Canary " + canary(), "case.text": canary()}
        form = next(f for page in (visitor.get("/ask"), visitor.get("/")) for f in page.forms if f.path == "/ask")
        assert visitor.submit(form, asked).status == 200
        home = home_of(rehearsal, "case.text", asked["case.text"])
        found += [Held("site.question", name, home, value) for name, value in asked.items()]
        told = {"child.contact": address(), "report.text": canary(), EMAIL: address()}
        form = next(
            f for page in (visitor.get("/children"), visitor.get("/")) for f in page.forms if f.path == "/children"
        )
        assert visitor.submit(form, told).status == 200
        home = home_of(rehearsal, "report.text", told["report.text"])
        found += [Held("site.child_report", name, home, told[name]) for name in ("report.text", EMAIL)]
    staff = rehearsal.seed.worker("desk")
    home = home_of(rehearsal, "staff.email", staff["email"])
    found += [Held("site.staff", "staff.email", home, staff["email"]), Held("site.staff", "staff.role", home, "desk")]
    assert {one.point for one in found} == set(Folder().table("collection"))
    return found


def test_the_matrix_of_points_and_purposes(rehearsal: Instance, held: list[Held], not_applicable: Report) -> None:
    """Every item is tried for every purpose: only what the statement gave at its point is allowed; refusals are kept."""
    folder = Folder()
    points, purposes = folder.points(), folder.purposes()
    wrong, refused = [], 0
    for item in held:
        for purpose, fields in purposes.items():
            given = purpose in points[item.point]["for"] and item.category in fields["uses"]
            expected = given and fields["basis"] == "service"
            answer = rehearsal.use(item.person, item.category, purpose)
            told = answer.json()
            if answer.status_code != (200 if expected else 403):
                wrong.append((item.point, item.category, purpose, answer.status_code, told))
            elif expected:
                assert told["values"] == {item.category: item.value}
            else:
                refused += 1
                assert told["entry"]
                assert told["clause"]
                assert item.value not in answer.text
    assert wrong == []
    assert refused > 100
    not_applicable("the reasons other than registering and asking (eleven in all)", "C13 and C15 to C22")


def test_each_refusal_is_in_the_ledger(rehearsal: Instance, held: list[Held]) -> None:
    """The entry that a refusal names is in the ledger, about this person, class and purpose."""
    for item in (held[0], held[-1], next(one for one in held if one.point == "site.question")):
        answer = rehearsal.use(item.person, item.category, "research.survey")
        assert answer.status_code == 403
        row = next(row for row in rehearsal.of(item.person) if row["entry"] == answer.json()["entry"])
        assert (row["outcome"], row["purpose"], row["categories"]) == ("refuse", "research.survey", [item.category])
        assert row["clauses"] == answer.json()["clauses"]


def test_sharing_is_bound_like_using(rehearsal: Instance, held: list[Held]) -> None:
    """No item may be handed to anyone for a purpose that was not stated where it was collected."""
    folder = Folder()
    points, gets = folder.points(), folder.gets()
    wrong = []
    for item in held:
        for (purpose, recipient), categories in gets.items():
            given = purpose in points[item.point]["for"] and item.category in categories
            expected = given and folder.purposes()[purpose]["basis"] == "service"
            answer = rehearsal.share(item.person, item.category, purpose, recipient)
            if answer.status_code != (200 if expected else 403):
                wrong.append((item, purpose, recipient, answer.text))
    assert wrong == []


def test_several_classes_at_once_are_refused_whole(rehearsal: Instance, held: list[Held]) -> None:
    """One class that the purpose does not cover and the whole use is refused: nothing comes out in part."""
    item = held[0]
    body = {"person": item.person, "classes": [EMAIL, "contact.phone"], "purpose": "account.notices"}
    answer = rehearsal.attempt("use", body)
    assert answer.status_code == 403
    assert item.value not in answer.text


def test_a_correction_keeps_the_terms(rehearsal: Instance) -> None:
    """Correcting a value does not widen what may be done with it."""
    person = register(rehearsal)
    new = "Canary " + canary()
    person.correct("person.name", new)
    assert rehearsal.use(person.email, "person.name", "account.run").json()["values"] == {"person.name": new}
    for purpose in ("desk.answer", "account.notices", "research.survey", "staff.work"):
        assert rehearsal.use(person.email, "person.name", purpose).status_code == 403, purpose


def test_the_desk_finds_people_for_its_purpose_only(rehearsal: Instance) -> None:
    """The desk's look-up asks for a purpose: with another, or none, it shows nothing, and each look is recorded."""
    person = register(rehearsal)
    with Desk(rehearsal) as desk:
        form = desk.visitor.get("/desk/find").form("/desk/find")
        purposes = {option.get("value") for option in form.node.all("option")} - {""}
        assert purposes <= set(Folder().purposes())
        for purpose in ("research.survey", "storage", ""):
            page = desk.visitor.submit(form, {EMAIL: person.email, "purpose": purpose})
            assert page.status in (403, 422), (purpose, page)
            assert person.canaries["person.name"] not in page.body
        before = len(rehearsal.of(person.email))
        page = desk.visitor.submit(form, {EMAIL: person.email, "purpose": min(purposes)})
        assert page.status in (200, 403), page
        rows = rehearsal.of(person.email)
        assert len(rows) > before
        assert any(row["actor"] == "staff" for row in rows)
