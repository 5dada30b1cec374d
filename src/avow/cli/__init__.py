"""The commands: one file each, imported when it is called."""


def main() -> None:
    """Run the command of the command line and end the process with its exit code."""
    from avow.cli.app import run

    raise SystemExit(run())
