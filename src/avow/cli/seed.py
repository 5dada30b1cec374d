"""`avow seed`: one of each kind of person and staff; in test mode only."""

from pathlib import Path

from avow.cli.flags import Flag
from avow.cli.stop import FINE


def seed(*, data: Path | None = None, json: Flag = False) -> int:
    """Make one of each kind of person and staff (test mode).

    Everybody is invented and every value can be recognised. Prints addresses, passwords and a service token for the API.

    Example: avow seed --json > actors.json

    Parameters
    ----------
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.cli.control import reach

    with reach(data) as control, console.working("making people"):
        told = control.ask("/control/seed", {})
    if json:
        console.as_json(told)
        return FINE
    rows = [{"kind": kind, **one} for kind in ("people", "staff") for one in told[kind]]
    console.as_table(rows, {"kind": "kind", "role": "role", "email": "e-mail", "password": "password"})
    console.line(f"service token: {told['service_token']}")
    return FINE
