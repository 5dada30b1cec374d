"""One request, read: who asks, what the form says, how the answer is made."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from avow.vault.gate import Actor
from avow.vault.sessions import Session
from avow.web import pages, problems
from avow.web.endpoint import Endpoint
from avow.web.security.origin import source_of
from avow.web.site import Site

MOST_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 60


class Ask:
    """See the module. `form` holds what was sent; `session` is None for somebody unknown."""

    def __init__(self, site: Site, endpoint: Endpoint, request: Request) -> None:
        self.site = site
        self.endpoint = endpoint
        self.request = request
        self.session: Session | None = None
        self.form: dict[str, str] = {}
        self.body = b""

    # who

    @property
    def token(self) -> str | None:
        """The session token that the browser sent."""
        return self.request.cookies.get(self.site.cookies.session)

    @property
    def me(self) -> Session:
        """The session of an endpoint that needs one."""
        # INVARIANT: endpoints for persons and staff are not called without a session
        if self.session is None:
            raise TypeError("this endpoint has no session")
        return self.session

    @property
    def actor(self) -> Actor:
        """The person behind the session, acting by web."""
        return Actor("subject", "web", self.me.home)

    @property
    def staff(self) -> Actor:
        """The member of staff behind the session."""
        return Actor("staff", "web", self.me.home)

    @property
    def source(self) -> str:
        """The network address that guesses are counted by; kept nowhere."""
        return source_of(self.request, self.site.config.trusted_proxies)

    @cached_property
    def params(self) -> Mapping[str, str]:
        """The variable parts of the path."""
        return {name: str(value) for name, value in self.request.path_params.items()}

    @cached_property
    def wants_json(self) -> bool:
        """Whether a program asks."""
        accept = self.request.headers.get("accept", "")
        return "json" in accept and "text/html" not in accept

    # what was sent

    async def read(self) -> None:
        """Read a form. Raises problems.Stop when it is too large or no form, problems.Unfit for a name sent twice."""
        media = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        parts, size = [], 0
        async for chunk in self.request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                raise problems.Stop(self.fault(413, "this is too much", "send less than 64 kB"))
            parts.append(chunk)
        self.body = b"".join(parts)
        if not self.body or self.endpoint.permission == "service":
            return
        if media != "application/x-www-form-urlencoded":
            raise problems.Stop(self.fault(415, "this is no form", "send it as application/x-www-form-urlencoded"))
        try:
            pairs = parse_qsl(self.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
        except ValueError as error:
            raise problems.Stop(self.fault(400, "this form cannot be read", "send it again")) from error
        self.form = {name: value.replace("\r\n", "\n").strip() for name, value in pairs}
        if len(self.form) != len(pairs) or any("\0" in value for value in self.form.values()):
            raise problems.Unfit

    def given(self, *names: str) -> dict[str, str]:
        """The fields of these names that were filled in."""
        return {name: self.form[name] for name in names if self.form.get(name)}

    @property
    def ticked(self) -> list[str]:
        """The purposes whose box was ticked."""
        return [
            name.removeprefix("choice.")
            for name, value in self.form.items()
            if name.startswith("choice.") and value == "yes"
        ]

    # answers

    def page(self, template: str, status: int = 200, **data: Any) -> Response:
        """A page."""
        return pages.render(self, template, status, data)

    def to(self, path: str) -> Response:
        """On to another page of ours."""
        return RedirectResponse(path, 303)

    def done(self, path: str, **told: Any) -> Response:
        """What follows an act: the next page for people, JSON for programs."""
        return problems.json(told) if self.wants_json else self.to(path)

    def fault(self, status: int, title: str, detail: str, clause: str = "", **data: Any) -> Response:
        """An error: a page for people, a problem document for programs. `clause` is the sentence that it rests on."""
        if self.wants_json or self.endpoint.permission == "service":
            return problems.problem(status, title, detail, **({"clause": clause} if clause else {}))
        return self.page("fault.html", status, title=title, detail=detail, cited=self.cited(clause), **data)

    def cited(self, clause: str) -> tuple[str, str] | None:
        """A clause with its words."""
        found = self.site.statement.clauses.get(clause)
        return (clause, found.words) if found else None
