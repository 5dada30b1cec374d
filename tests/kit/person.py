"""A plainly invented person who goes through the real pages, every value a canary."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.kit.instance import Instance
from tests.kit.page import Form, Page
from tests.kit.traces import canary
from tests.kit.visitor import Visitor

PASSWORD = "account.password"
EMAIL = "contact.email"


def address(start: str = "cny") -> str:
    """A canary that is an e-mail address."""
    return f"{canary(start)}@people.example"


@dataclass
class Person:
    """Somebody with an account, and the browser they used."""

    instance: Instance
    visitor: Visitor
    email: str
    password: str
    canaries: dict[str, str] = field(default_factory=dict)

    def sign_in(self, visitor: Visitor | None = None, password: str | None = None) -> Page:
        """Sign in with address and password; the page that follows."""
        window = visitor or self.visitor
        form = window.get("/signin").form("/signin", having=EMAIL)
        return window.submit(form, {EMAIL: self.email, PASSWORD: password or self.password})

    def window(self) -> Visitor:
        """Another browser, signed in."""
        other = self.instance.visitor()
        page = self.sign_in(other)
        assert other.get("/me").status == 200, page
        return other

    def prefer(self, purpose: str, answer: str) -> Page:
        """Say yes or no to a purpose at `/me/preferences`."""
        page = self.visitor.get("/me/preferences")
        form = page.form("/me/preferences", having=f"choice.{purpose}")
        return self.visitor.submit(form, {f"choice.{purpose}": answer})

    def preference(self, purpose: str) -> str:
        """What `/me/preferences` shows as the answer: yes, no, or `unasked`."""
        page = self.visitor.get("/me/preferences")
        form = page.form("/me/preferences", having=f"choice.{purpose}")
        return form.untouched().get(f"choice.{purpose}", "unasked")

    def item(self, category: str) -> Form:
        """The form with which `/me` lets them correct an item of that category."""
        page = self.visitor.get("/me")
        found = [form for form in page.forms if form.path.startswith("/me/correct/") and category in form.names]
        if found:
            return found[0]
        for link, _ in page.links:
            if "/me/correct/" in link:
                forms = [form for form in self.visitor.get(link).forms if category in form.names]
                if forms:
                    return forms[0]
        raise AssertionError(f"`/me` offers no correction of {category}: {page!r}")

    def correct(self, category: str, value: str) -> Page:
        """Correct one item."""
        return self.visitor.submit(self.item(category), {category: value})

    def act(self, path: str, **values: str) -> Page:
        """Open the page at `path` and use the form on it that goes there."""
        form = self.visitor.get(path).form(path)
        return self.visitor.submit(form, values or None)

    def profile(self) -> dict[str, str]:
        """Give everything that `/me/profile` asks for; the canaries."""
        form = next(
            form for page in (self.visitor.get("/me"), self.visitor.get("/me/profile")) for form in page.forms
            if form.path == "/me/profile"
        )  # fmt: skip
        given = {
            one.name: canary() for one in form.visible if "." in one.name and one.kind not in ("checkbox", "radio")
        }
        if "contact.phone" in given:
            given["contact.phone"] = phone()
        page = self.visitor.submit(form, given)
        assert page.status == 200, page
        self.canaries |= given
        return given


def phone() -> str:
    """A telephone number of the range kept for drama, with an extension that makes it a canary."""
    digits = "".join(str(ord(letter) % 10) for letter in canary("")[:12])
    return f"+44 1632 960123 x{digits}"


def age_question(visitor: Visitor, years: int | str) -> Page:
    """Answer the age question at `/register`; the page that follows."""
    form = visitor.get("/register").form("/register", having="age.years")
    return visitor.submit(form, {"age.years": str(years)})


def blank_registration(visitor: Visitor) -> Form:
    """The registration form of somebody old enough, untouched."""
    return age_question(visitor, 36).form("/register", having=EMAIL)


def apply(
    instance: Instance, *, choices: Iterable[str] = (), leave: Collection[str] = (), visitor: Visitor | None = None
) -> Person:
    """Fill in the registration form and send it. Fields named in `leave` stay blank."""
    window = visitor or instance.visitor()
    form = blank_registration(window)
    given = {EMAIL: address(), PASSWORD: canary("Pw7-"), "person.name": "Canary " + canary("Nm")}
    given = {name: value for name, value in given.items() if name in form.names and name not in leave}
    person = Person(instance, window, given[EMAIL], given[PASSWORD], dict(given))
    ticks: dict[str, Any] = {f"choice.{purpose}": "yes" for purpose in choices}
    page = window.submit(form, given | ticks)
    assert page.status == 200, page
    return person


def confirm(person: Person) -> Page:
    """Follow the link in the mail and say yes there."""
    letter = person.instance.sink.wait(person.email, where=lambda one: "/confirm/" in one.text)
    link = letter.link("/confirm/")
    page = person.visitor.get(link)
    assert page.status == 200, page
    done = person.visitor.submit(page.form("/confirm/"))
    assert done.status == 200, done
    return done


def register(
    instance: Instance, *, choices: Iterable[str] = (), leave: Collection[str] = (), visitor: Visitor | None = None
) -> Person:
    """Register, confirm, sign in."""
    person = apply(instance, choices=choices, leave=leave, visitor=visitor)
    confirm(person)
    if person.visitor.get("/me", follow=False).status != 200:
        person.sign_in()
    page = person.visitor.get("/me")
    assert (page.status, page.path) == (200, "/me"), page
    return person


def by_link(instance: Instance, email: str, visitor: Visitor | None = None) -> Visitor:
    """Prove control of an address by the link mailed to it; the browser that entered."""
    window = visitor or instance.visitor()
    before = instance.sink.names()
    page = window.submit(window.get("/link").form("/link", having=EMAIL), {EMAIL: email})
    assert page.status == 200, page
    letter = instance.sink.wait(email, since=before, where=lambda one: "/enter/" in one.text)
    asked = window.get(letter.link("/enter/"))
    entered = window.submit(asked.form("/enter/"))
    assert entered.status == 200, entered
    return window
