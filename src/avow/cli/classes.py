"""`avow classes`: the data catalogue."""

from pathlib import Path
from typing import Final

from avow.cli.flags import Flag
from avow.cli.stop import FINE

_COLUMNS: Final = {
    "class": "class", "purposes": "why", "retention": "how long", "recipients": "who gets it", "where": "where",
}  # fmt: skip


def classes(
    *,
    data: Path | None = None,
    personal: Flag = False,
    json: Flag = False,
) -> int:
    """List every class of data: why, how long, who gets it, where it stands.

    Covers the categories of the statement and every column, file, cookie and memory of the installation.

    Example: avow classes --personal

    Parameters
    ----------
    data
        The data folder (AVOW_DATA; ./data).
    personal
        Only what is personal.
    json
        Print the rows as one JSON document.
    """
    from avow.cli import console
    from avow.cli.control import reach

    with reach(data, offline=True) as control:
        rows = control.ask("/control/classes")["rows"]
    if personal:
        rows = [row for row in rows if row["personal"]]
    if json:
        console.as_json(rows)
    else:
        console.as_table(rows, _COLUMNS)
    return FINE
