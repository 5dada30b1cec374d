"""`avow serve`: serve the statement and what it governs."""

from pathlib import Path

from avow.cli.flags import Flag
from avow.cli.stop import NOT_NOW, PROBLEMS, USAGE, Stop


def serve(
    *,
    data: Path | None = None,
    port: int | None = None,
    host: str | None = None,
    statement: Path | None = None,
    tls: Flag = False,
    smtp_in_port: str | None = None,
    test_mode: Flag = False,
) -> int:
    """Serve the statement and the services that it governs.

    Prints one line for each address when it is ready, and runs until it is interrupted. It does not start when the
    statement has problems, or when statement and services do not match. The environment says the same as the flags
    (AVOW_DATA, AVOW_PORT and so on); a flag wins.

    Example: avow serve --data ./data --port 8080

    Parameters
    ----------
    data
        The folder that keeps everything (AVOW_DATA; ./data).
    port
        The port of the website (AVOW_PORT; 8080); 0 takes any free one, and the printed line says which.
    host
        The address of the website (AVOW_HOST; 127.0.0.1).
    statement
        The folder of the statement (AVOW_STATEMENT).
    tls
        Answer HTTPS alone, with a certificate that is made at the first start.
    smtp_in_port
        The port for incoming mail (AVOW_SMTP_IN_PORT; 8025); 0 takes any free one, `off` none.
    test_mode
        Allow the commands for tests: dump, clock, seed. Every page says so.
    """
    from avow.cli.bootstrap import bootstrap, configured
    from avow.config import ConfigError
    from avow.vault.control import StartRefused
    from avow.vault.gate import Unavailable
    from avow.vault.ownership import FolderTaken

    given = {"data": data, "port": port, "host": host, "statement": statement, "smtp_in_port": smtp_in_port}
    config = configured(**given, tls=tls or None, test_mode=test_mode or None)
    try:
        return bootstrap().serve(config.checked()) or 0
    except ConfigError as error:
        raise Stop(str(error), USAGE) from error
    except StartRefused as error:
        raise Stop(str(error), PROBLEMS) from error
    except (FolderTaken, Unavailable) as error:
        raise Stop(str(error), NOT_NOW) from error
    except OSError as error:
        raise Stop(
            f"cannot listen or write: {(error.strerror or 'the system refuses').lower()}; try another `--port` or `--data`",
            NOT_NOW,
        ) from error
