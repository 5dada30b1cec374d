"""Erasure that is true: a CANARY in every field of every form, then erase, then nothing anywhere in any encoding."""

from __future__ import annotations

from tests.kit.crawl import crawl, documents
from tests.kit.desk import Desk
from tests.kit.fixtures import Make
from tests.kit.page import Form
from tests.kit.person import EMAIL, Person, address, phone, register
from tests.kit.post import letter, send
from tests.kit.recipient import Recipients
from tests.kit.traces import canary, nothing_left

SKIP = (
    "/signout",
    "/me/erase",
    "/me/deactivate",
    "/me/export",
    "/signin",
    "/staff/signin",
    "/register/age",
    "/link",
    "/me/uses",
    "/receipt",
)


def typed(form: Form, person: Person) -> dict[str, str]:
    """A CANARY for every field of a form that takes text; the person's own address where one is asked for, a yes for every choice."""
    made: dict[str, str] = {}
    for one in form.visible:
        if one.kind in ("checkbox", "radio"):
            made[one.name] = "yes"
        elif one.name == EMAIL:
            made[one.name] = person.email if form.path != "/me/address" else address("moved")
        elif one.name == "child.contact":
            made[one.name] = address("child")
        elif one.name == "contact.phone":
            made[one.name] = phone()
        elif one.name.startswith("password."):
            made[one.name] = person.password if one.name.endswith("old") else "Canary-Pw8-fresh-enough"
        elif one.kind != "select":
            made[one.name] = canary()
    return made


def test_a_canary_in_every_field_of_every_form(fresh_instance: Make, own_recipients: Recipients) -> None:
    """Every form that a person can reach is filled in and sent, mail is written, the desk answers, data is shared: then all of it goes."""
    product = fresh_instance(recipients=own_recipients)
    person = register(product, choices=["research.survey", "research.interview", "account.reminder"])
    values = set(person.canaries.values())
    sent: set[str] = set()
    for start in ("/me", "/"):
        for page in documents(crawl(person.visitor, start)).values():
            for form in page.forms:
                if (
                    form.method != "post"
                    or form.path in SKIP
                    or form.path in sent
                    or "/withdraw" in form.path
                    or "/sessions/" in form.path
                    or "/confirm/" in form.path
                ):
                    continue
                sent.add(form.path)
                given = typed(form, person)
                answer = person.visitor.submit(form, given)
                assert answer.status == 200, (form.path, answer)
                values |= {value for value in given.values() if len(value) >= 12}
                if "password.new" in given:
                    person.password = given["password.new"]
    assert {"/me/profile", "/me/preferences", "/me/address", "/me/password", "/ask", "/children"} <= sent, sent
    assert any(path.startswith("/me/correct/") for path in sent), sent

    words, reply, contact = canary(), canary(), product.machine()["contacts"]["privacy"]["email"]
    with Desk(product) as desk:
        before = desk.cases()
        send(product.smtp_in, letter(person.email, contact, f"Subject {canary('sbj')}", words), person.email, contact)
        case = desk.new_case(before)
        desk.answer(case, reply)
        desk.correct(case, "person.title", canary())
    for purpose, recipient in (("storage", "parent"), ("research.survey", "survey_partner")):
        assert product.share(person.email, EMAIL, purpose, recipient).status_code == 200
        own_recipients.wait(recipient)
    values |= {words, reply, person.password}

    form = person.visitor.get("/me/erase").form("/me/erase")
    done = person.visitor.submit(form, {"confirm": "erase"})
    assert done.status == 200, done
    nothing_left(product, *sorted(values))
    for recipient in ("parent", "survey_partner"):
        own_recipients.wait(recipient, lambda call: call.json["act"] == "delete")
    product.restart()
    nothing_left(product, *sorted(values))
    product.avow("ledger", "verify")
    product.avow("check", "--instance")
