"""C12: registering for an account is a reason to collect.

Only what an account needs is asked; the address is confirmed before the account acts, and kept out of the system if it
never is.
"""

from __future__ import annotations

from tests.kit.fixtures import Make
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, PASSWORD, apply, blank_registration, by_link, confirm, register
from tests.kit.traces import nothing_left


def test_the_minimum_is_an_address_and_a_password(rehearsal: Instance) -> None:
    """E-mail address and credential are enough, and nothing else is required."""
    with rehearsal.visitor() as visitor:
        form = blank_registration(visitor)
        assert {one.name for one in form.visible if one.required} == {EMAIL, PASSWORD}
    person = register(rehearsal, leave=["person.name"])
    assert set(person.canaries) == {EMAIL, PASSWORD}
    assert person.email in person.visitor.get("/me").text


def test_the_account_does_not_act_before_the_address_is_confirmed(rehearsal: Instance) -> None:
    """Before confirmation nobody can sign in with it, use it or find it; a look at the link changes nothing."""
    person = apply(rehearsal)
    with rehearsal.visitor() as visitor:
        page = person.sign_in(visitor)
        assert page.status in (401, 403, 422), page
        assert visitor.get("/me", follow=False).status != 200
    assert rehearsal.use(person.email, EMAIL, "account.run").status_code in (403, 404)
    link = rehearsal.sink.wait(person.email).link("/confirm/")
    assert person.visitor.get(link).status == 200
    with rehearsal.visitor() as visitor:
        assert person.sign_in(visitor).status in (401, 403, 422)
    confirm(person)
    with rehearsal.visitor() as visitor:
        person.sign_in(visitor)
        assert visitor.get("/me").status == 200


def test_the_link_works_once(rehearsal: Instance) -> None:
    """A confirmation link that was used does nothing more."""
    person = register(rehearsal)
    link = rehearsal.sink.wait(person.email).link("/confirm/")
    with rehearsal.visitor() as visitor:
        again = visitor.get(link)
        assert again.status in (404, 410), again
        assert visitor.post(link).status in (404, 410)


def test_an_address_that_is_taken_is_told_to_its_owner_alone(rehearsal: Instance) -> None:
    """Registering with somebody's address shows the same page; only the mail to its owner differs."""
    person = register(rehearsal)
    before = rehearsal.sink.names()
    with rehearsal.visitor() as visitor:
        fresh = apply(rehearsal, visitor=visitor)
        shown = visitor.submit(blank_registration(visitor), {EMAIL: fresh.email, PASSWORD: fresh.password}).text
    with rehearsal.visitor() as visitor:
        page = visitor.submit(blank_registration(visitor), {EMAIL: person.email, PASSWORD: "another-Pw-1234"})
        assert page.status == 200
        assert page.text.replace(person.email, "") == shown.replace(fresh.email, "")
    assert rehearsal.sink.wait(person.email, since=before)
    with rehearsal.visitor() as visitor:
        assert person.sign_in(visitor, password="another-Pw-1234").status in (401, 403, 422)


def test_an_address_never_confirmed_is_nowhere(fresh_instance: Make) -> None:
    """Eight days later SWEEP finds neither the address nor anything else of the registration."""
    product = fresh_instance()
    person = apply(product)
    product.sink.wait(person.email)
    link = product.sink.wait(person.email).link("/confirm/")
    product.clock("+8d")
    nothing_left(product, *person.canaries.values())
    with product.visitor() as visitor:
        assert visitor.get(link).status in (404, 410)
        assert visitor.post(link).status in (404, 410)


def test_an_unconfirmed_address_blocks_nobody(rehearsal: Instance) -> None:
    """Somebody else's unconfirmed attempt does not keep the owner of an address from registering it."""
    squatter = apply(rehearsal)
    with rehearsal.visitor() as visitor:
        before = rehearsal.sink.names()
        page = visitor.submit(blank_registration(visitor), {EMAIL: squatter.email, PASSWORD: "the-owners-Pw-12"})
        assert page.status == 200
        link = rehearsal.sink.wait(squatter.email, since=before).link("/confirm/")
        visitor.submit(visitor.get(link).form("/confirm/"))
    entered = by_link(rehearsal, squatter.email)
    assert entered.get("/me").status == 200
    entered.close()
