"""The interface described for programs (OpenAPI 3.1), generated from the declarations of endpoints."""

import re
from importlib.metadata import version
from typing import Any, Final

from avow.statement.model import Statement
from avow.web.api.decisions import SCHEMAS
from avow.web.endpoint import Endpoint
from avow.web.site import Site

_PART: Final = re.compile(r"\{(\w+)(?::\w+)?\}")
_PROBLEM: Final[dict[str, Any]] = {
    "description": "a problem document (RFC 9457); `clause` names the sentence of the statement",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/html": {}},
}
_SECURITY: Final[dict[str, list[dict[str, list[str]]]]] = {
    "person": [{"session": []}],
    "staff": [{"session": []}],
    "service": [{"service": []}],
}


def described(site: Site) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in site.endpoints:
        if one.permission != "test":
            paths.setdefault(_PART.sub(r"{\1}", one.path), {})[one.method.lower()] = _operation(one, site.statement)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{site.company}: what {site.statement.title} governs", "version": version("avow")},
        "paths": paths,
        "components": {
            "schemas": {**SCHEMAS, "Problem": _problem()},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": site.cookies.session},
                "service": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(one: Endpoint, statement: Statement) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": one.summary,
        "tags": [one.service],
        "x-purpose": one.purpose,
        "responses": {"200": _fine(one), "303": {"description": "on to another page"}, "default": _PROBLEM},
    }
    parts = _PART.findall(one.path)
    if parts:
        made["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
            for name in parts
        ]
    if one.permission in _SECURITY:
        made["security"] = _SECURITY[one.permission]
    if one.body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": one.body}}}
    elif one.method == "POST":
        made["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": _form(one, statement)}}}
    return made


def _fine(one: Endpoint) -> dict[str, Any]:
    if one.answer is not None:
        return {"description": "allowed", "content": {"application/json": {"schema": one.answer}}}
    return {"description": "the page"}


def _form(one: Endpoint, statement: Statement) -> dict[str, Any]:
    names = {name: {"type": "string"} for name in sorted(one.fields) if not name.endswith("*")}
    if one.point is not None:
        point = statement.points[one.point]
        names |= {
            asked.category: {"type": "string"} for asked in point.asked if asked.demand in {"required", "optional"}
        }
        names["notice"] = {"type": "string"}
    open_names = any(name.endswith("*") for name in one.fields)
    return {"type": "object", "properties": names, "additionalProperties": {"type": "string"} if open_names else False}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": text, "title": text, "status": {"type": "integer"}, "detail": text, "clause": text, "rule": text,
            "clauses": {"type": "array", "items": text}, "entry": {"type": ["string", "null"]},
        },
    }  # fmt: skip
