"""How help is set: plain text in two columns, at most 96 letters wide, the same on every terminal."""

import textwrap
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

_WIDE: Final = 96
_LEFT: Final = 26


class Plain:
    """Sets usage, description and lists of help."""

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:  # noqa: ARG002  # the library calls by name
        """One list of commands or parameters."""
        lines = [line for entry in panel.entries for line in _entry(entry)]
        if lines:
            _out(console, f"{_text(panel.title).lower()}:", *lines, "")

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:  # noqa: ARG002  # as above
        """The line that shows how the command is called."""
        _out(console, f"usage: {_text(usage).removeprefix('Usage:').strip()}", "")

    def render_description(self, console: "Console", options: "ConsoleOptions", description: Any) -> None:  # noqa: ARG002  # as above
        """What the command does; an example keeps its own line."""
        for paragraph in _text(description).split("\n\n"):
            words = " ".join(paragraph.split())
            if words:
                _out(console, words if words.startswith("Example: ") else textwrap.fill(words, _WIDE), "")


def _entry(entry: "HelpEntry") -> list[str]:
    names = " ".join(entry.display_labels_with_metavar)
    words = " ".join(_text(entry.description).split())
    if entry.choices:
        words += f" One of {', '.join(f'`{one}`' for one in entry.choices)}."
    if entry.default is not None:
        words += f" Else {entry.default}."
    if not entry.required and entry.positional_label:
        names = f"[{names}]"
    told = textwrap.wrap(words, _WIDE - _LEFT) or [""]
    head = f"  {names:<{_LEFT - 2}}"
    first = [head + told[0]] if len(names) <= _LEFT - 4 else [head.rstrip(), " " * _LEFT + told[0]]
    return [line.rstrip() for line in [*first, *(" " * _LEFT + line for line in told[1:])]]


def _text(given: Any) -> str:
    """The letters of what the library made, without its styles."""
    plain = getattr(given, "plain", None)
    if plain is None and hasattr(given, "primary_renderable"):
        plain = _text(given.primary_renderable)
    return str(given if plain is None else plain).strip()


def _out(console: "Console", *lines: str) -> None:
    for line in lines:
        console.out(line, highlight=False)
