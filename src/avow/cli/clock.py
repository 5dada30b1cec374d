"""`avow clock`: move the product's clock; in test mode only."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from avow.cli.flags import Flag
from avow.cli.stop import FINE, USAGE, Stop

_MOVE: Final = re.compile(r"\+(\d{1,5})([mhd])")
_MS: Final = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}


def clock(move: str, /, *, data: Path | None = None, json: Flag = False) -> int:
    """Move the product's clock forward and run what is due (test mode).

    Returns when every job that became due has run. The clock never goes back.

    Example: avow clock +8d

    Parameters
    ----------
    move
        How far: minutes (+30m), hours (+25h) or days (+8d).
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.cli.control import reach

    far = milliseconds(move)
    with reach(data) as control, console.working("running what is due"):
        told = control.ask("/control/clock", {"move": far})
    if json:
        console.as_json(told)
    else:
        now = datetime.fromtimestamp(told["now"] / 1000, UTC)
        console.line(f"the clock shows {now:%Y-%m-%d %H:%M} UTC")
    return FINE


def milliseconds(text: str) -> int:
    """How far a move goes. Raises Stop."""
    found = _MOVE.fullmatch(text)
    if found is None:
        raise Stop(f"`{text}` is no move of the clock: write one such as +30m, +25h or +8d", USAGE)
    return int(found[1]) * _MS[found[2]]
