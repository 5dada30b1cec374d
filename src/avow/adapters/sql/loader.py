"""Reads the named statements that all databases share: the whole list of accesses to stored data."""

import re
from dataclasses import dataclass
from importlib.resources import files

_HEAD = re.compile(r"^-- name: (?P<name>[a-z_.]+) \((?P<scope>[a-z]+)\)$")


@dataclass(frozen=True, slots=True)
class NamedStatement:
    """One statement: its name, its scope, one line that describes it, its text with `$1` placeholders."""

    name: str
    scope: str
    description: str
    text: str


def parse(source: str) -> list[NamedStatement]:
    """Statements of one file, in order. Raises ValueError when a statement has no description."""
    found: list[NamedStatement] = []
    head: re.Match[str] | None = None
    description, body = "", list[str]()

    def close() -> None:
        if head is None:
            return
        if not description or not body:
            raise ValueError(f"statement `{head['name']}` needs one line of description and a text")
        found.append(NamedStatement(head["name"], head["scope"], description, "\n".join(body).rstrip().rstrip(";")))

    for line in source.splitlines():
        match = _HEAD.match(line)
        if match:
            close()
            head, description, body = match, "", []
        elif head is not None and line.startswith("-- ") and not body:
            description = line[3:]
        elif head is not None and line.strip():
            body.append(line)
    close()
    return found


def statements() -> dict[str, NamedStatement]:
    """Every named statement of the product, by name. Raises ValueError when a name is used twice."""
    folder = files("avow.adapters.sql") / "statements"
    found: dict[str, NamedStatement] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for statement in parse(file.read_text(encoding="utf-8")):
            if statement.name in found:
                raise ValueError(f"statement `{statement.name}` is written twice")
            found[statement.name] = statement
    return found


def schema(name: str) -> str:
    """The text that makes an empty `data` or `keys` store."""
    return (files("avow.adapters.sql") / "schema" / f"{name}.sql").read_text(encoding="utf-8")
