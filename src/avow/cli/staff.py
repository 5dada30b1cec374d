"""`avow staff`: let people of the company sign in."""

from pathlib import Path
from typing import Literal

from cyclopts import App

from avow.cli.flags import Flag
from avow.cli.stop import FINE

app = App(
    name="staff",
    help="""Let people of the company sign in.

Example: avow staff add desk@harbour.example --role desk""",
)


@app.command
def add(
    email: str,
    /,
    *,
    role: Literal["desk", "administrator", "auditor"] = "desk",
    data: Path | None = None,
    json: Flag = False,
) -> int:
    """Let one person of the company sign in at /staff/signin.

    Prints a first password once; it is kept nowhere in clear.

    Example: avow staff add desk@harbour.example --role desk

    Parameters
    ----------
    email
        The address with which they sign in.
    role
        What they may see.
    data
        The data folder (AVOW_DATA; ./data).
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.cli.control import reach

    with reach(data, offline=True) as control:
        told = control.ask("/control/staff", {"email": email, "role": role})
    if json:
        console.as_json(told)
    else:
        console.line(f"{told['role']} may sign in at /staff/signin")
        console.line(f"first password, shown once: {told['password']}")
    return FINE
