"""The way up to what puts an installation together.

INVARIANT: commands stand below `avow.bootstrap` and do not import it; they find it by name when they run, so that the
many commands that need no installation stay light and the layers stay layers.
"""

import importlib
import os
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, cast

from avow.cli.stop import USAGE, Stop
from avow.config import Config, ConfigError, from_environment


class Bootstrap(Protocol):
    """What the commands ask of `avow.bootstrap`."""

    def serve(self, config: Config) -> int:
        """Serve until stopped; the exit code."""
        ...

    def open_offline(self, config: Config) -> AbstractAsyncContextManager[Any]:
        """Own the data folder of a stopped installation; gives the application that answers its control paths."""
        ...

    def read_publication(self, config: Config) -> Any:
        """The published revisions, checked."""
        ...


def bootstrap() -> Bootstrap:
    """`avow.bootstrap`, imported now."""
    return cast(Bootstrap, importlib.import_module("avow.bootstrap"))


def configured(**given: object) -> Config:
    """The configuration of the environment and of what was given. Raises Stop."""
    try:
        return from_environment(os.environ, **given)
    except ConfigError as error:
        raise Stop(str(error), USAGE) from error
