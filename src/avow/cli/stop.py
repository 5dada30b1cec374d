"""How a command ends: its exit code, and what it says when it cannot do what was asked."""

from typing import Final

FINE: Final = 0
PROBLEMS: Final = 1
"""What was checked has problems."""
USAGE: Final = 2
"""The command was called wrongly."""
NOT_NOW: Final = 3
"""Not possible now: not running, or locked."""


class Stop(Exception):
    """the command ends here"""

    def __init__(self, words: str, code: int = NOT_NOW) -> None:
        super().__init__(words)
        self.code = code
