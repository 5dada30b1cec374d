"""Rendering: one template environment, a few filters, what every page carries."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from avow.notice.forms import joined
from avow.rights.words import day_words, moment_words
from avow.vault.gate import Personal, Sink, reveal

if TYPE_CHECKING:
    from avow.web.ask import Ask

_HERE: Final = Path(__file__).parent
STATIC: Final = _HERE / "static"


def _opened(value: Personal[str] | str) -> str:
    """A personal value on the page that may show it."""
    return reveal(value, Sink.PAGE) if isinstance(value, Personal) else value


def _dated(day: Any) -> str:
    """A date of the statement in words."""
    return f"{day.day} {day:%B %Y}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"opened": _opened, "day": day_words, "moment": moment_words, "dated": _dated, "joined": joined}
    return made


def render(ask: "Ask", template: str, status: int, data: dict[str, Any]) -> Response:
    """A page with what every page carries. Never kept by a browser's cache when somebody is signed in or sent something."""
    site = ask.site
    statement = site.statement
    frame = {
        "company": site.company,
        "statement": statement,
        "test_mode": site.config.test_mode,
        "signed_in": ask.session is not None and ask.session.kind in {"person", "link"},
        "at_desk": ask.session is not None and ask.session.kind == "staff",
        "has_site": site.runs("site"),
        "parent": next((one for one in statement.parties.values() if one.role == "parent"), None),
        "contact": next(iter(statement.contacts.values()), None),
    }
    body = environment().get_template(template).render(**frame, **data)
    response = Response(body, status, media_type="text/html")
    private = ask.session is not None or ask.request.method == "POST"
    response.headers["cache-control"] = "no-store" if private else "no-cache"
    return response
