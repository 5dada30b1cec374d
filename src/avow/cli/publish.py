"""`avow publish`: make the draft of a statement its next revision."""

from pathlib import Path

from avow.cli.flags import Flag
from avow.cli.stop import FINE, PROBLEMS, Stop


def publish(statement: Path | None = None, /, *, json: Flag = False) -> int:
    """Publish the draft of a statement as its next revision.

    The draft is checked, copied into `revisions`, hashed and chained to the one before; categories, purposes, recipients
    and terms get their durable numbers. Nothing is written when there are problems. What is published never changes.

    Example: avow publish statements/webex-2009

    Parameters
    ----------
    statement
        The folder of the statement (AVOW_STATEMENT).
    json
        Print one JSON document.
    """
    from avow.cli import console
    from avow.cli.bootstrap import configured
    from avow.cli.statement import read, refuse_errors, wrong
    from avow.policy.slots import needed
    from avow.statement.folder import FolderError, Problems
    from avow.statement.folder import publish as write

    path = statement or configured().statement
    draft = read(path)
    try:
        refuse_errors(draft)
        revision = write(path, needed)
    except Problems as error:
        raise wrong(error) from error
    except FolderError as error:
        raise Stop(str(error), PROBLEMS) from error
    if json:
        console.as_json({"revision": revision.number, "dated": revision.dated, "path": str(revision.path)})
    else:
        console.line(f"revision {revision.number}, dated {revision.dated}, stands in `{revision.path}`")
        console.line("an installation that runs takes it up at its next start")
    return FINE
