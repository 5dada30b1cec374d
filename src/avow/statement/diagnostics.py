"""Diagnostics: what is wrong with a statement, where exactly, and what to do. The product's face to lawyers.

Messages are in lower case, without a period, with the author's own text in backticks; advice stands apart.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from avow.statement.model import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to mend. Codes are those of the reference; `A…` is an error, `W…` stops publishing unless accepted."""

    code: str
    message: str
    advice: str
    span: Span

    @property
    def severity(self) -> Severity:
        """`error` or `warning`."""
        return "warning" if self.code.startswith("W") else "error"


class Collector:
    """Gathers diagnostics; the same code at the same place is told once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span], Diagnostic] = {}

    def add(self, code: str, span: Span, message: str, advice: str) -> None:
        """Note one problem."""
        self._found.setdefault((code, span), Diagnostic(code, message, advice, span))

    def __len__(self) -> int:
        return len(self._found)

    def in_order(self, files: Sequence[str]) -> tuple[Diagnostic, ...]:
        """All problems, in the order of the files and their lines."""
        place = {name: number for number, name in enumerate(files)}
        return tuple(
            sorted(
                self._found.values(),
                key=lambda one: (place.get(one.span.file, -1), one.span.line, one.span.column, one.code),
            )
        )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that somebody who wrote `name` most likely meant."""
    close = difflib.get_close_matches(name, list(known), 1, 0.75)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """Advice for a name that is not known."""
    close = nearest(name, known)
    return f"did you mean `{close}`" if close else otherwise


_BOLD: Final = "\x1b[1m"
_RED: Final = "\x1b[31m"
_YELLOW: Final = "\x1b[33m"
_DIM: Final = "\x1b[2m"
_END: Final = "\x1b[0m"


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], *, color: bool = False) -> str:
    """Every diagnostic with its line of the source, the text underlined, and the advice."""
    return "\n".join(_one(one, sources, color=color) for one in diagnostics)


def _one(one: Diagnostic, sources: Mapping[str, str], *, color: bool) -> str:
    bold, hue, dim, end = (
        (_BOLD, _RED if one.severity == "error" else _YELLOW, _DIM, _END) if color else ("", "", "", "")
    )
    span = one.span
    lines = sources.get(span.file, "").splitlines()
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    margin = " " * len(str(span.line))
    # tabs keep their width so that the underline stands below what it means
    lead = "".join("\t" if sign == "\t" else " " for sign in line[: span.column - 1])
    mark = "^" * max(1, min(span.length, len(line) - span.column + 1))
    return (
        f"{bold}{span.file}:{span.line}:{span.column}{end} {hue}{one.code}{end} {one.message}\n"
        f"{dim}{span.line} |{end} {line}\n"
        f"{dim}{margin} |{end} {lead}{hue}{mark}{end}\n"
        f"{dim}{margin} ={end} {one.advice}\n"
    )
