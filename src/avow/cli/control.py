"""Speaking to an installation: through its control socket while it runs, else by opening its folder here.

Everything is one exchange of JSON. What is about a person travels in the body, never in a path.
"""

import asyncio
import http.client
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, Self, cast

from avow.cli.bootstrap import bootstrap, configured
from avow.cli.stop import NOT_NOW, PROBLEMS, USAGE, Stop
from avow.config import Config

_SECONDS: Final = 600
_CODES: Final = {400: USAGE, 404: PROBLEMS, 422: USAGE}


class Control(Protocol):
    """Whatever answers control paths."""

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """GET a path, or POST a body to it; the JSON that comes back. Raises Stop."""
        ...


class _Unix(http.client.HTTPConnection):
    """HTTP over a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._file = path

    def connect(self) -> None:
        """Connect to the socket file. Raises OSError."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._file))


class Running:
    """The control socket of a running installation."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """See Control."""
        connection = _Unix(self._path)
        try:
            raw = None if body is None else json.dumps(body).encode()
            headers = {"content-type": "application/json"} if raw is not None else {}
            connection.request("GET" if raw is None else "POST", path, raw, headers)
            answer = connection.getresponse()
            return settled(answer.status, answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise Stop("the installation stopped answering: look at what `avow serve` printed", NOT_NOW) from error
        finally:
            connection.close()


class Opened:
    """The application of a stopped installation, opened in this process."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._app: Any = None

    def __enter__(self) -> Self:
        from avow.vault.control import StartRefused
        from avow.vault.gate import Unavailable
        from avow.vault.ownership import FolderTaken

        try:
            self._app = self._runner.run(self._stack.enter_async_context(bootstrap().open_offline(self._config)))
        except StartRefused as error:
            self._runner.close()
            raise Stop(str(error), PROBLEMS) from error
        except (FolderTaken, Unavailable) as error:
            self._runner.close()
            raise Stop(str(error), NOT_NOW) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """See Control."""
        status, raw = self._runner.run(_exchange(self._app, path, body))
        return settled(status, raw)


async def _exchange(app: Any, path: str, body: Mapping[str, Any] | None) -> tuple[int, bytes]:
    """One request to an ASGI application: status and body."""
    raw = b"" if body is None else json.dumps(body).encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
        "method": "GET" if body is None else "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")], "client": None, "server": None,
    }  # fmt: skip
    status, parts = 500, list[bytes]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, b"".join(parts)


def settled(status: int, raw: bytes) -> Any:
    """The JSON of an answer. Raises Stop with what a problem document says."""
    try:
        told = json.loads(raw) if raw else {}
    except ValueError as error:
        raise Stop(f"the installation answered {status} with something else than JSON", NOT_NOW) from error
    if status < 400:
        return told
    problem = cast(Mapping[str, Any], told) if isinstance(told, dict) else {}
    words = str(problem.get("detail") or problem.get("title") or f"the installation answered {status}")
    raise Stop(words, _CODES.get(status, NOT_NOW))


def running(data: Path) -> Running | None:
    """The control socket of the installation in a data folder, if it answers."""
    try:
        told = json.loads((data / "run" / "state.json").read_text(encoding="utf-8"))
        path = Path(str(told["control"]).removeprefix("unix:"))
        os.kill(int(told["pid"]), 0)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.connect(str(path if path.is_absolute() else data / path))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Running(path if path.is_absolute() else data / path)


@contextmanager
def reach(data: Path | None, *, offline: bool = False) -> Iterator[Control]:
    """The installation of a data folder. `offline` opens the folder here when nothing runs. Raises Stop."""
    config = configured(data=data)
    live = running(config.data)
    if live is not None:
        yield live
        return
    if not offline:
        raise Stop(f"no installation runs on `{config.data}`: start it with `avow serve --data {config.data}`", NOT_NOW)
    if not (config.data / "store").is_dir():
        raise Stop(f"there is no installation in `{config.data}`: name its folder with `--data` or AVOW_DATA", USAGE)
    with Opened(config) as opened:
        yield opened
