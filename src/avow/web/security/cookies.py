"""The two cookies: a random session token, and an answer that somebody is too young (C77, C78, C93)."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

UNDERAGE: Final = "1"


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and attributes. Plain HTTP on a loopback address goes without the prefix and `Secure`."""

    tls: bool

    @property
    def session(self) -> str:
        """The name of the session cookie."""
        return "__Host-session" if self.tls else "session"

    @property
    def underage(self) -> str:
        """The name of the cookie that holds the answer of somebody too young."""
        return "__Host-underage" if self.tls else "underage"

    def sign_in(self, response: Response, token: str, days: int) -> None:
        """Hand out a session token."""
        response.set_cookie(
            self.session, token, max_age=days * 86_400, path="/", secure=self.tls, httponly=True, samesite="lax"
        )

    def sign_out(self, response: Response) -> None:
        """Take everything away again."""
        response.delete_cookie(self.session, path="/", secure=self.tls, httponly=True, samesite="lax")
        response.headers["clear-site-data"] = '"cookies", "storage"'

    def too_young(self, response: Response) -> None:
        """Remember the answer until the browser is closed."""
        response.set_cookie(self.underage, UNDERAGE, path="/", secure=self.tls, httponly=True, samesite="lax")

    def catalogue(self) -> list[dict[str, str]]:
        """What `/cookies.json` lists of each: name, point of the statement, what it holds."""
        return [
            {"name": self.session, "point": "site.session", "holds": "a random mark, made when you sign in"},
            {
                "name": self.underage,
                "point": "site.underage",
                "holds": "the answer that you are too young, and nothing else",
            },
        ]
