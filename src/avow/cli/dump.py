"""`avow dump`: rows as stored, opened; in test mode only."""

from pathlib import Path

from avow.cli.flags import Flag
from avow.cli.stop import FINE


def dump(what: str, /, *, data: Path | None = None, json: Flag = False) -> int:
    """Show rows as stored, opened (test mode).

    Only in test mode: anywhere else it would be a way round the gate. One JSON object a line.

    Example: avow dump contact.email

    Parameters
    ----------
    what
        A table, such as item, choice_act, task, request, entry, or a category, such as contact.email.
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document instead of lines.
    """
    from avow.cli import console
    from avow.cli.control import reach

    with reach(data) as control:
        rows = control.ask("/control/dump", {"what": what})["rows"]
    if json:
        console.as_json(rows)
    else:
        console.as_rows(rows)
    return FINE
