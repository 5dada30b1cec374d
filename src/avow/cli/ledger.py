"""`avow ledger`: read the record, or check it whole."""

from datetime import UTC, date, datetime, time
from pathlib import Path

from cyclopts import App

from avow.cli.flags import Flag
from avow.cli.stop import FINE, PROBLEMS, USAGE, Stop

app = App(
    name="ledger",
    help="""Read the record of everything that was done, or check it whole.

Without a command it lists, as `avow ledger list` does: one JSON object a line, oldest first.

Example: avow ledger --person somebody@people.example --since 2026-11-01""",
)


def list_entries(
    *,
    person: str | None = None,
    clause: str | None = None,
    since: str | None = None,
    data: Path | None = None,
) -> int:
    """List entries, oldest first, one JSON object a line (NDJSON). Entries hold no values.

    Example: avow ledger list --clause C48

    Parameters
    ----------
    person
        Only entries about one person: an e-mail address, or the id of a home.
    clause
        Only entries that cite a clause, such as C48.
    since
        Only entries from then on: a day (2026-11-24) or a moment (2026-11-24T09:30).
    data
        The data folder (AVOW_DATA; ./data).
    """
    from avow.cli import console
    from avow.cli.control import reach

    wanted = {"person": person, "clause": clause, "since": moment(since) if since else None}
    with reach(data, offline=True) as control, console.working("reading the ledger"):
        rows = control.ask("/control/ledger", {name: value for name, value in wanted.items() if value is not None})[
            "rows"
        ]
    console.as_rows(rows)
    return FINE


app.default(list_entries)
app.command(list_entries, name="list")


@app.command
def verify(*, data: Path | None = None, json: Flag = False) -> int:
    """Check the whole record: every entry against the tree, the tree against the signed checkpoint.

    Example: avow ledger verify

    Parameters
    ----------
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.cli.control import reach

    with reach(data, offline=True) as control, console.working("checking the ledger"):
        told = control.ask("/control/ledger/verify", {})
    if json:
        console.as_json(told)
    elif told["holds"]:
        console.line(f"the ledger holds: {told['size']:,} entries, every one under the signed root")
        console.line(f"its key: {told['verifier']}")
    else:
        console.line(f"the ledger does not hold: {told['problem']}")
    return FINE if told["holds"] else PROBLEMS


def moment(text: str) -> int:
    """Milliseconds since 1970 of a day or a moment, UTC unless it says otherwise. Raises Stop."""
    try:
        found = datetime.combine(date.fromisoformat(text), time()) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError as error:
        raise Stop(f"`{text}` is no day: write one such as 2026-11-24 or 2026-11-24T09:30", USAGE) from error
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)
