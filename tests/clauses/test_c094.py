"""C94: on learning of it, the child's data is deleted.

If it turns out that data of a child under thirteen was collected, it is suspended at once and deleted everywhere within
the stated time; only a proof without content remains.
"""

from __future__ import annotations

import pytest

from tests.kit.crawl import crawl, documents
from tests.kit.desk import Desk
from tests.kit.fixtures import Make, Report
from tests.kit.instance import Instance
from tests.kit.page import Page
from tests.kit.person import EMAIL, Person, address, register
from tests.kit.recipient import Recipients
from tests.kit.traces import canary, nothing_left


def report(instance: Instance, child: str, **more: str) -> Page:
    """A parent reports a child's account on the website."""
    with instance.visitor() as visitor:
        pages = documents(crawl(visitor)).values()
        form = next(form for page in pages for form in page.forms if form.path == "/children")
        values = {"child.contact": child, **{name.replace("__", "."): text for name, text in more.items()}}
        return visitor.submit(form, values)


@pytest.fixture
def product(fresh_instance: Make, own_recipients: Recipients) -> Instance:
    """An installation whose recipients are recorded."""
    return fresh_instance(recipients=own_recipients)


def conclude(product: Instance, before: list[str], days: int) -> None:
    """What ends the case: the desk's confirmation where it asks for one, else the stated days."""
    with Desk(product) as desk:
        case = desk.new_case(before)
        page = desk.case(case)
        forms = [f for f in page.forms if f.path.startswith(case) and f.path.rpartition("/")[2] in ("erase", "confirm")]
        if forms:
            assert desk.visitor.submit(forms[0]).status == 200
            return
    product.clock(f"+{days + 1}d")


def test_a_seeded_child_is_suspended_and_then_gone(
    product: Instance, own_recipients: Recipients, not_applicable: Report
) -> None:
    """Reported: suspended at once; after completion SWEEP finds nothing, recipients were told, a bare proof remains."""
    child = product.seed.person("child")
    who = Person(product, product.visitor(), child["email"], child["password"], child["canaries"])
    window = who.window()
    assert product.share(child["email"], EMAIL, "storage", "parent").status_code == 200
    own_recipients.wait("parent", lambda call: child["email"] in call.text)
    with Desk(product) as desk:
        before = desk.cases()
    words = canary()
    page = report(product, child["email"], report__text=words, contact__email=address())
    assert page.status == 200, page
    assert window.get("/me", follow=False).status == 401, "suspended at once"
    assert product.use(child["email"], EMAIL, "account.run").status_code == 403
    assert product.share(child["email"], EMAIL, "storage", "parent").status_code in (403, 404)
    conclude(product, before, 1)
    call = own_recipients.wait("parent", lambda call: call.json["act"] in ("erase", "delete"))
    assert call.json["act"]
    values = [value for value in child["canaries"].values() if len(value) >= 12]
    assert values
    nothing_left(product, child["email"], *values)
    rows = [row for row in product.ledger("--clause", "C94") if row["act"] == "erase"]
    assert rows
    assert not [value for value in (*values, words) if value in str(rows)]
    product.avow("ledger", "verify")
    window.close()
    who.visitor.close()
    not_applicable("the child's data in meetings, Connect and Mail", "C105, C118 and C131")
    not_applicable("a restored backup contains none", "C71")


def test_the_reported_address_is_never_at_rest(product: Instance) -> None:
    """The child's address that a parent writes is held for the look-up alone: it is stored nowhere."""
    child, parent, words = address(), address(), canary()
    assert report(product, child, report__text=words, contact__email=parent).status == 200
    product.clock("+2d")
    nothing_left(product, child)
    assert words in [row["value"] for row in product.dump("report.text")]


def test_the_answer_does_not_tell_whether_there_is_such_an_account(rehearsal: Instance) -> None:
    """A stranger learns nothing: the page is the same for an address that is known and one that is not."""
    known, unknown = register(rehearsal), address()
    pages = [report(rehearsal, who) for who in (known.email, unknown)]
    assert pages[0].status == pages[1].status == 200
    assert pages[0].text == pages[1].text


def test_staff_report_too(product: Instance) -> None:
    """What a parent tells by telephone or letter takes the same path."""
    victim = register(product)
    with Desk(product) as desk:
        desk.intake(
            channel="phone",
            right="child",
            contact__email=victim.email,
            notice__how="read out",
            notice__on="2026-11-24",
            case__text="My daughter is eleven.",
        )
    assert victim.visitor.get("/me", follow=False).status == 401
    assert product.use(victim.email, EMAIL, "account.run").status_code == 403


def test_the_report_itself_is_not_kept_for_long(product: Instance) -> None:
    """What the parent wrote, and who they are, goes 30 days after the case is closed."""
    parent, words = address(), canary()
    with Desk(product) as desk:
        before = desk.cases()
        report(product, address(), report__text=words, contact__email=parent)
        case = desk.new_case(before)
        desk.close(case)
    product.clock("+31d")
    nothing_left(product, parent, words)
