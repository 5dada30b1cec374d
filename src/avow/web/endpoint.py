"""Endpoints: every route is declared with its service, purpose and permission, and what a form may send.

An endpoint without a purpose, or with one that the statement does not name, stops the start (C02, C04).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from starlette.responses import Response

from avow.statement.model import Statement

if TYPE_CHECKING:
    from avow.web.ask import Ask

Permission = Literal["public", "person", "staff", "service", "test"]
Handler = Callable[["Ask"], Awaitable[Response]]
Kept = tuple[str, Mapping[str, str]]

ASKED: Final = "stated in the request"
FREE: Final = frozenset({"publication", "asset", "health", "log", "test", ASKED})
"""What an endpoint without personal data may give as its purpose: the reason why it needs none."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. `point` names the collection point whose fields a form may send; `fields` are further names.

    A name that ends in `*` stands for every name with that beginning. `refusal` tells what a person refuses here, so
    that it can be kept while the store is away. `body` and `answer` are JSON schemas for programs.
    """

    method: str
    path: str
    service: str
    purpose: str
    permission: Permission
    summary: str
    handler: Handler
    point: str | None = None
    fields: frozenset[str] = frozenset()
    refusal: Callable[["Ask"], Iterable[Kept]] | None = None
    body: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """Method and path, as lists show it."""
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class Routes:
    """Endpoints as a module declares them, in order."""

    service: str
    found: list[Endpoint] = field(default_factory=list)

    def add(
        self, method: str, path: str, purpose: str, permission: Permission, summary: str, **more: Any
    ) -> Callable[[Handler], Handler]:
        """Declare the decorated handler as an endpoint."""

        def declare(handler: Handler) -> Handler:
            self.found.append(Endpoint(method, path, self.service, purpose, permission, summary, handler, **more))
            return handler

        return declare


def unfit(endpoints: Iterable[Endpoint], statement: Statement) -> list[str]:
    """What is wrong with endpoints, in words for people."""
    found, seen = [], set[str]()
    for one in endpoints:
        if one.purpose not in FREE and one.purpose not in statement.purposes:
            found.append(f"`{one.name}` serves `{one.purpose}`, which the statement does not name (C04)")
        if one.point is not None and one.point not in statement.points:
            found.append(f"`{one.name}` asks at `{one.point}`, which the statement does not name (C02)")
        if one.service not in statement.services and one.service != "avow":
            found.append(f"`{one.name}` belongs to `{one.service}`, which the statement does not name (C02)")
        if one.name in seen:
            found.append(f"`{one.name}` is declared twice")
        seen.add(one.name)
    return found
