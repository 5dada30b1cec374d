"""A copy of the statement's folder: read as its author wrote it, edited, published anew."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.kit.instance import REFERENCE, Instance

FENCE = re.compile(r"^([ \t]*)```[ \t]*avow[ \t]*\n(.*?)^[ \t]*```[ \t]*$", re.MULTILINE | re.DOTALL)
PRINCIPAL = {"rule": "keeps", "control": "keeps", "retention": "period"}
Fields = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """One fenced block: its file, its place there and what it says, all scalars as text."""

    file: Path
    start: int
    end: int
    said: Fields

    @property
    def kind(self) -> str:
        """Its first key."""
        return next(iter(self.said))

    @property
    def entities(self) -> dict[str, Fields]:
        """What it declares: id to fields."""
        first = self.said[self.kind]
        shared = {name: value for name, value in self.said.items() if name != self.kind}
        if isinstance(first, str):
            return {first: shared}
        principal = PRINCIPAL.get(self.kind, "label")
        return {
            name: {**shared, **(value if isinstance(value, dict) and principal != "period" else {principal: value})}
            for name, value in first.items()
        }


def many(value: object) -> list[str]:
    """A list that may be written as `[a, b]`, `a, b` or one name."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list) else []


class Folder:
    """A statement's folder. `path` is its own copy if made by `copy`."""

    def __init__(self, path: Path = REFERENCE) -> None:
        self.path = path

    @classmethod
    def copy(cls, to: Path, of: Path = REFERENCE) -> Folder:
        """A copy that may be edited."""
        shutil.copytree(of, to)
        return cls(to)

    @property
    def files(self) -> list[Path]:
        """Files of the draft in the order in which they are read."""
        return [*sorted(self.path.glob("*.md")), *sorted(self.path.glob("supplements/*.md"))]

    def blocks(self) -> Iterator[Block]:
        """Blocks of the draft."""
        for file in self.files:
            text = file.read_text()
            for found in FENCE.finditer(text):
                said = yaml.load(found.group(2), yaml.BaseLoader)  # noqa: S506 (it makes text, lists and maps only)
                if isinstance(said, dict):
                    yield Block(file, found.start(2), found.end(2), said)

    def table(self, kind: str) -> dict[str, Fields]:
        """Everything of one kind, by id."""
        return {
            name: fields for block in self.blocks() if block.kind == kind for name, fields in block.entities.items()
        }

    def expand(self, names: object) -> list[str]:
        """Category ids that a list of ids and prefixes stands for."""
        known = self.table("category")
        return [one for name in many(names) for one in known if one == name or one.startswith(name + ".")]

    # -- what it opens, read by a second reader that knows nothing of the first ---------------

    def points(self) -> dict[str, Fields]:
        """Collection points and cookies: id to {asks: {category: demand}, for: [purpose]}."""
        found: dict[str, Fields] = {}
        for name, fields in self.table("collection").items():
            asks = fields["asks"]
            demands = asks if isinstance(asks, dict) else dict.fromkeys(many(asks), "required")
            expanded = {one: demand for prefix, demand in demands.items() for one in self.expand(prefix)}
            found[name] = {"asks": expanded, "for": many(fields["for"])}
        for name, fields in self.table("cookie").items():
            found[name] = {"asks": dict.fromkeys(self.expand(fields["holds"]), "recorded"), "for": many(fields["for"])}
        return found

    def purposes(self) -> dict[str, Fields]:
        """Purposes: id to {basis, uses: [category]}."""
        return {
            name: {"basis": fields["basis"], "label": fields["label"], "uses": self.expand(fields["uses"])}
            for name, fields in self.table("purpose").items()
        }

    def gets(self) -> dict[tuple[str, str], list[str]]:
        """(purpose, recipient) to the categories of that cell."""
        return {
            (purpose, name): self.expand(what)
            for name, fields in self.table("recipient").items()
            for purpose, what in fields["gets"].items()
        }

    # -- editing ------------------------------------------------------------------------------

    def change(self, kind: str, name: str, edit: Callable[[Fields], None]) -> None:
        """Edit the fields of one entity in place; for one of several in a block, the fields it does not share."""
        for block in self.blocks():
            if block.kind != kind or name not in block.entities:
                continue
            first = block.said[kind]
            if isinstance(first, str):
                edit(block.said)
            else:
                if not isinstance(first[name], dict):
                    first[name] = {PRINCIPAL.get(kind, "label"): first[name]}
                edit(first[name])
            self._write(block)
            return
        raise AssertionError(f"the statement declares no {kind} `{name}`")

    def remove(self, kind: str, *names: str) -> None:
        """Take declarations out, and their block if nothing is left of it."""
        for name in names:
            for block in self.blocks():
                if block.kind == kind and name in block.entities:
                    first = block.said[kind]
                    if not isinstance(first, str) and len(first) > 1:
                        del first[name]
                        self._write(block)
                    else:
                        text = block.file.read_text()
                        whole = next(found for found in FENCE.finditer(text) if found.start(2) == block.start)
                        block.file.write_text(text[: whole.start()] + text[whole.end() :])
                    break
            else:
                raise AssertionError(f"the statement declares no {kind} `{name}`")

    @staticmethod
    def _write(block: Block) -> None:
        text = block.file.read_text()
        made = yaml.safe_dump(block.said, sort_keys=False, allow_unicode=True, width=200)
        block.file.write_text(text[: block.start] + made + text[block.end :])

    def append(self, text: str) -> None:
        """Add a section at the end of the base."""
        last = [file for file in self.files if file.parent == self.path][-1]
        last.write_text(last.read_text().rstrip("\n") + "\n\n" + text.strip("\n") + "\n")

    def replace(self, old: str, new: str, *, last: bool = False) -> None:
        """Replace one occurrence in the base: the first, or the last."""
        files = [file for file in self.files if old in file.read_text()]
        assert files, f"the statement does not say {old!r}"
        file = files[-1 if last else 0]
        before, found, after = (str.rpartition if last else str.partition)(file.read_text(), old)
        assert found
        file.write_text(before + new + after)

    def purpose(self, name: str, point: str, *, basis: str, uses: str, label: str, keeps: str = "C24") -> None:
        """Add a purpose and let a point ask for it."""
        block: Mapping[str, Any] = {
            "purpose": name, "label": label, "basis": basis, "nature": "operational", "uses": uses, "keeps": keeps,
        }  # fmt: skip
        self.append("```avow\n" + yaml.safe_dump(dict(block), sort_keys=False) + "```")
        self.change("collection", point, lambda fields: fields.update({"for": [*many(fields["for"]), name]}))
        if basis != "service":
            self.change("right", "withdraw", lambda fields: fields.update(closes=[*many(fields["closes"]), name]))

    def revise(self) -> None:
        """Give the draft the next revision number."""
        block = next(one for one in self.blocks() if one.kind == "statement")
        block.said["revision"] = str(int(block.said["revision"]) + 1)
        self._write(block)

    # -- the product's own commands -----------------------------------------------------------

    def run(self, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        """`avow check` or `avow publish` on this folder."""
        words = [sys.executable, "-m", "avow", command, str(self.path), *more]
        env = Instance(data=self.path).environment()
        return subprocess.run(words, capture_output=True, text=True, env=env, timeout=120, check=False)

    def publish(self) -> None:
        """Publish the draft as the next revision."""
        self.revise()
        done = self.run("publish")
        assert done.returncode == 0, done.stdout + done.stderr
