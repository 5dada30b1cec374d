"""What commands share that read the folder of a statement."""

from collections.abc import Mapping
from pathlib import Path

from avow.cli.console import colour, many
from avow.cli.stop import PROBLEMS, USAGE, Stop
from avow.statement.check import read_statement
from avow.statement.diagnostics import render
from avow.statement.folder import FolderError, Problems, Sources, load_draft
from avow.statement.model import Statement


def read(path: Path) -> Sources:
    """The draft in a folder. Raises Stop."""
    try:
        return load_draft(path)
    except FolderError as error:
        raise Stop(str(error), USAGE) from error


def registered_for(statement: Statement) -> Mapping[str, frozenset[str]] | None:
    """The control ids that this program registers, when every service of the statement is one of its own.

    A statement of services that this program does not run has its controls elsewhere, and they are not compared.
    """
    from avow.services import site
    from avow.services.service import registered

    service = getattr(site, "SERVICE", None)
    known = {service.id: service} if service else {}
    if not statement.services or any(name not in known for name in statement.services):
        return None
    return registered(tuple(known[name] for name in statement.services))


def wrong(problems: Problems) -> Stop:
    """Everything that is wrong with a statement, as the end of a command."""
    told = render(problems.diagnostics, problems.sources, color=colour())
    return Stop(f"the statement has {many(len(problems.diagnostics), 'problem')}\n\n{told}", PROBLEMS)


def refuse_errors(draft: Sources) -> None:
    """Look for errors, controls that no code registers among them. Raises Problems."""
    statement, _ = read_statement(draft.texts)
    if statement is not None:
        _, found = read_statement(draft.texts, registered_for(statement))
        errors = tuple(one for one in found if one.severity == "error")
        if errors:
            raise Problems(errors, draft.texts)
