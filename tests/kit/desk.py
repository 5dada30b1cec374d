"""The privacy desk, as its staff sees it."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from tests.kit.instance import Instance
from tests.kit.page import Page
from tests.kit.visitor import Visitor


class Desk:
    """A member of staff at work. `role` is one of those that `avow seed` makes."""

    def __init__(self, instance: Instance, role: str = "desk") -> None:
        self.instance = instance
        self.visitor: Visitor = instance.visitor()
        who = instance.seed.worker(role)
        form = self.visitor.get("/staff/signin").form("/staff/signin")
        page = self.visitor.submit(form, {"staff.email": who["email"], "staff.password": who["password"]})
        assert page.status == 200, page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.visitor.close()

    def queue(self) -> Page:
        """The queue."""
        page = self.visitor.get("/desk")
        assert page.status == 200, page
        return page

    def cases(self) -> list[str]:
        """Paths of the cases in the queue."""
        links = (urlsplit(address).path for address, _ in self.queue().links)
        return list(dict.fromkeys(path for path in links if path.startswith("/desk/cases/")))

    def new_case(self, before: list[str]) -> str:
        """The one case that was not there before."""
        fresh = [case for case in self.cases() if case not in before]
        assert len(fresh) == 1, f"new cases: {fresh}"
        return fresh[0]

    def case(self, path: str) -> Page:
        """A case, whole; opening it may need the purpose to be chosen first."""
        page = self.visitor.get(path)
        assert page.status == 200, page
        return page

    def answer(self, path: str, text: str) -> Page:
        """Answer a case."""
        page = self.visitor.submit(self.case(path).form(f"{path}/answer"), {"answer.text": text})
        assert page.status == 200, page
        return page

    def close(self, path: str) -> Page:
        """Close a case."""
        page = self.visitor.submit(self.case(path).form(f"{path}/close"))
        assert page.status == 200, page
        return page

    def correct(self, path: str, category: str, value: str) -> Page:
        """Correct an item of the person whom the case is about."""
        form = self.case(path).form(f"{path}/correct")
        names = form.names
        sent = {"category": category, "value": value} if "category" in names else {category: value}
        page = self.visitor.submit(form, sent)
        assert page.status == 200, page
        return page

    def intake(self, **values: str) -> str:
        """Take in what came by telephone, letter or mail; the path of the case."""
        before = self.cases()
        form = self.visitor.get("/desk/intake").form("/desk/intake")
        page = self.visitor.submit(form, {name.replace("__", "."): value for name, value in values.items()})
        assert page.status == 200, page
        return self.new_case(before)
