"""What commands print: rows for people or programs on the output, progress on the error stream."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any


def line(text: str = "") -> None:
    """One line of the answer."""
    sys.stdout.write(text + "\n")


def as_json(told: object) -> None:
    """The whole answer for a program: one JSON document."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def as_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows for a program: one JSON object a line (NDJSON)."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def as_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    """Rows for people: `columns` maps a member to the head of its column."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in columns.values():
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(spoken(row.get(member)) for member in columns))
    Console(file=sys.stdout, highlight=False, markup=False, emoji=False).print(table)


def many(count: int, noun: str) -> str:
    """A number and its noun, such as `1 problem` or `2 problems`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def spoken(value: object) -> str:
    """A member of a row as people read it."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {spoken(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(spoken(one) for one in value)
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)


@contextmanager
def working(words: str) -> Iterator[None]:
    """Say on the error stream, where a person looks on, that something takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield


@contextmanager
def counting(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream, where a person looks on; call what it gives with (done, total)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def colour() -> bool:
    """Whether the output is looked at by a person who has not asked for plain text (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
