"""`avow sweep`: look for a value everywhere."""

import sys
from pathlib import Path

from avow.cli.flags import Flag, Text
from avow.cli.stop import FINE, PROBLEMS, USAGE, Stop


def sweep(value: Text, /, *, data: Path | None = None, json: Flag = False) -> int:
    """Look for a value in everything that this installation keeps.

    Opens every sealed value, queue and request, reads what is in memory, and searches every file of the data folder for
    the value as it is, case-folded, in base64, URL and quoted-printable encoding and under common digests. Tells places,
    never contents. Exit code 1 when the value stands anywhere.

    Example: printf %s "$VALUE" | avow sweep -

    Parameters
    ----------
    value
        What to look for, or - to read it from the input, so that it stands in no list of processes.
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.cli.control import reach

    wanted = sys.stdin.read().rstrip("\n") if value == "-" else value
    if len(wanted) < 4:
        raise Stop("a value of fewer than 4 letters stands everywhere: give a longer one", USAGE)
    with reach(data, offline=True) as control, console.working("looking everywhere"):
        found = control.ask("/control/sweep", {"value": wanted})["found"]
    if json:
        console.as_json({"found": found})
    else:
        for one in found:
            console.line(f"{one['where']}: {one['form']}, {console.many(one['count'], 'time')}")
        console.line(f"found in {console.many(len(found), 'place')}" if found else "none")
    return PROBLEMS if found else FINE
