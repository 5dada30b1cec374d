"""C25: no later change of use without consent.

The way data is used is not altered afterwards without the person's consent: a new purpose on old data stays blocked,
person by person, until that person agrees; silence, use or time never counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.fixtures import Make
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, Person, register

PURPOSE = "account.statistics"
WORDS = "counting how many people use an account for long"


@pytest.fixture
def widened(fresh_instance: Make, folder: Folder) -> Iterator[tuple[Instance, Person, Person]]:
    """Two people from before a version that added a purpose, and the product under that version."""
    product = fresh_instance(folder)
    first, second = register(product), register(product)
    product.stop()
    folder.purpose(PURPOSE, "site.account", basis="service", uses=EMAIL, label=WORDS, keeps="C25")
    folder.publish()
    return product.start(), first, second


def question(person: Person) -> str:
    """The answer that `/me/preferences` shows for the new purpose."""
    page = person.visitor.get("/me/preferences")
    assert WORDS in page.text
    return person.preference(PURPOSE)


def renew(product: Instance, person: Person) -> Person:
    """The person at the same product after its restart, signed in anew."""
    person.visitor.close()
    person.visitor = product.visitor()
    person.sign_in()
    assert person.visitor.get("/me").status == 200
    return person


def test_the_old_user_is_asked_and_nothing_is_assumed(widened: tuple[Instance, Person, Person]) -> None:
    """An old user who signs in is asked; nothing is ticked; until they answer it is refused."""
    product, person, _ = widened
    renew(product, person)
    me = person.visitor.get("/me")
    assert WORDS in me.text or any("/me/preferences" in link for link, _ in me.links)
    assert question(person) == "unasked"
    for one in person.visitor.get("/me/preferences").form("/me/preferences", having=f"choice.{PURPOSE}").fields:
        assert not one.checked or one.name != f"choice.{PURPOSE}"
    answer = product.use(person.email, EMAIL, PURPOSE)
    assert answer.status_code == 403
    assert "C25" in answer.json()["clauses"]


def test_four_hundred_days_of_silence_are_no_consent(widened: tuple[Instance, Person, Person]) -> None:
    """Who ignores the question for 400 days and goes on using the account is still refused; who accepts is not."""
    product, silent, willing = widened
    for person in (silent, willing):
        renew(product, person)
    for days in (30, 170, 200):
        product.clock(f"+{days}d")
        renew(product, silent)
        silent.visitor.get("/me/uses")
        silent.correct("person.name", f"Canary after {days} days")
        assert product.use(silent.email, EMAIL, PURPOSE).status_code == 403, days
    assert question(silent) == "unasked"
    renew(product, willing)
    assert product.use(willing.email, EMAIL, PURPOSE).status_code == 403
    willing.prefer(PURPOSE, "yes")
    assert product.use(willing.email, EMAIL, PURPOSE).status_code == 200
    consents = [row for row in product.of(willing.email) if row["act"] == "consent"]
    assert [(row["purpose"], row["revision"], row["actor"]) for row in consents] == [(PURPOSE, 2, "subject")]
    assert product.use(silent.email, EMAIL, PURPOSE).status_code == 403
    assert not [row for row in product.of(silent.email) if row["act"] == "consent"]


def test_a_refusal_is_not_asked_again_and_can_be_taken_back(widened: tuple[Instance, Person, Person]) -> None:
    """Who says no is not asked again, stays refused, and may say yes and no later, each from that moment on."""
    product, person, _ = widened
    renew(product, person)
    for answer, status in (("no", 403), ("yes", 200), ("no", 403)):
        person.prefer(PURPOSE, answer)
        assert product.use(person.email, EMAIL, PURPOSE).status_code == status
        assert person.preference(PURPOSE) == answer
    me = person.visitor.get("/me")
    assert WORDS not in me.text


def test_a_recipient_added_later_is_a_change_of_use(fresh_instance: Make, folder: Folder) -> None:
    """Handing old data to somebody whom a later version adds is refused until the person agrees."""
    product = fresh_instance(folder)
    person = register(product)
    product.stop()
    folder.append(
        "```avow\nrecipient: mailroom\nlabel: the mailing house\nkind: processor\n"
        "gets: {account.notices: contact.email}\nkeeps: C25\n```"
    )
    folder.publish()
    product.start()
    assert product.share(person.email, EMAIL, "account.notices", "mailroom").status_code == 403
    assert product.use(person.email, EMAIL, "account.notices").status_code == 200
    new = register(product)
    assert product.share(new.email, EMAIL, "account.notices", "mailroom").status_code == 200
