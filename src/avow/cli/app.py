"""The list of commands, and what a person reads when a command ends badly.

Commands are named by module and imported when called; each imports what it needs when it runs, so that help is quick.
"""

import difflib
import importlib
import sys
from importlib.metadata import version
from typing import Final

from cyclopts import (
    App,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from avow.cli.help import Plain
from avow.cli.stop import FINE, USAGE, Stop

_COMMANDS: Final = (
    "check", "publish", "explain", "serve", "classes", "ledger", "verify", "sweep", "staff", "prove", "dump", "clock", "seed",
)  # fmt: skip
_NESTED: Final = frozenset({"ledger", "staff"})
_CODES: Final = "exit codes: 0 fine, 1 problems found, 2 wrong usage, 3 not possible now"


def build(wanted: str | None = None) -> App:
    """The command line. When it is known which command is `wanted`, no other is imported."""
    app = App(
        name="avow",
        help="Run a privacy statement: check it, publish it, and keep it.",
        help_epilogue=_CODES,
        help_formatter=Plain(),
        help_format="plaintext",
        version=lambda: version("avow"),
        result_action="return_value",
    )
    for order, name in enumerate(_COMMANDS):
        place = f"avow.cli.{name}", "app" if name in _NESTED else name
        if wanted in _COMMANDS:
            app.command(":".join(place), name=name)
            continue
        found = getattr(importlib.import_module(place[0]), place[1])
        if isinstance(found, App):
            found.sort_key = order
            app.command(found)
        else:
            app.command(found, name=name, sort_key=order)
    return app


def run(words: list[str] | None = None) -> int:
    """Run one command; its exit code. `words` are those of the process unless given."""
    try:
        given = sys.argv[1:] if words is None else words
        code = build(given[0] if given else None)(given, print_error=False, exit_on_error=False)
    except CycloptsError as error:
        return _say(_usage(error), USAGE)
    except Stop as stop:
        return _say(str(stop), stop.code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader has seen enough
        sys.stderr.close()
        return FINE
    return code if isinstance(code, int) else FINE


def _usage(error: CycloptsError) -> str:
    """What is wrong with the words of a command, in the house's grammar."""
    match error:
        case UnknownCommandError(unused_tokens=[word, *_]):
            known = difflib.get_close_matches(word, _COMMANDS, 1)
            advice = f"did you mean `{known[0]}`" if known else "`avow --help` lists the commands"
            return f"there is no command `{word}`: {advice}"
        case UnusedCliTokensError(unused_tokens=[word, *_]):
            return f"`{word}` is one word too many: `--help` shows how the command is called"
        case UnknownOptionError(token=token):
            return f"there is no option `{token.keyword or token.value}`: `--help` shows those of the command"
        case MissingArgumentError(argument=argument) if argument is not None:
            return f"`{argument.name}` is missing: `--help` shows how the command is called"
        case _:
            text = str(error).strip().rstrip(".").replace('"', "`")
            return f"{text[:1].lower()}{text[1:]}: `--help` shows how the command is called"


def _say(words: str, code: int) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"avow: {words}\n")
    return code
