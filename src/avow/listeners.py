"""Sockets and servers: taken, served, announced, ended. Only `bootstrap` uses this."""

import asyncio
import contextlib
import json
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from avow.adapters.smtp.listener import Receiver, listen
from avow.config import Config
from avow.web.site import Site

_LONGEST_PATH: Final = 100
_GRACE_SECONDS: Final = 5


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to us: two of them run in one loop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing."""
        yield


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A bound TCP socket; port 0 takes any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(512)
        taken.setblocking(False)  # noqa: FBT003  # the standard library's own form
        yield taken


def place_of(taken: socket.socket) -> str:
    """`host:port` of a bound socket."""
    host, port = taken.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True, slots=True)
class Door:
    """The control socket and its path."""

    socket: socket.socket
    path: Path


@contextmanager
def control_door(data: Path) -> Iterator[Door]:
    """The control socket in the data folder; in a private folder of its own where the path would be too long."""
    with contextlib.ExitStack() as stack:
        folder = (data / "run").resolve()
        if len(str(folder)) > _LONGEST_PATH - len("/control.sock"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="avow-")))
        path = folder / "control.sock"
        path.unlink(missing_ok=True)
        door = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        door.bind(str(path))
        path.chmod(0o600)
        door.listen(16)
        door.setblocking(False)  # noqa: FBT003  # as above
        stack.callback(path.unlink, missing_ok=True)
        yield Door(door, path)


@asynccontextmanager
async def http(app: ASGIApp, taken: socket.socket, tls: tuple[Path, Path] | None) -> AsyncIterator[Server]:
    """A server on a bound socket, until the block ends."""
    cert, key = tls or (None, None)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, proxy_headers=False, lifespan="off", http="httptools",
        ws="none", ssl_certfile=str(cert) if cert else None, ssl_keyfile=str(key) if key else None,
        timeout_graceful_shutdown=_GRACE_SECONDS, h11_max_incomplete_event_size=16_384,
    )  # fmt: skip
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets=[taken]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110  # uvicorn tells by a flag alone
            await asyncio.sleep(0.005)
        if task.done():
            await task
        yield server
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def mail_in(config: Config, receiver: Receiver, site: Site) -> AsyncIterator[str | None]:
    """The mail listener, when the configuration wants one; its place."""
    if config.smtp_in_port is None:
        yield None
        return
    with listening(config.host, config.smtp_in_port) as taken:
        place = place_of(taken)
        site.listeners.append((place, "site", "mail in"))
        server = await listen(taken, receiver, site.company.split()[0].lower())
        try:
            yield place
        finally:
            server.close()


def announce(config: Config, state: Mapping[str, Any]) -> None:
    """Tell people and programs where everything is: lines on the output, a file in the data folder."""
    url = state["url"]
    lines = [("website", f"{url}/"), ("statement", f"{url}/privacy")]
    lines += [("mail in", str(state["smtp_in"]))] if state["smtp_in"] else []
    lines += [("control", str(state["control"]))]
    if not config.smtp_url:
        # without a relay nothing leaves: whoever tries this out finds the mails here
        lines += [("sent mail", f"{url}/test/outbox" if config.test_mode else f"{config.sink}/")]
    print("\n".join(f"{name:<10} {place}" for name, place in lines), flush=True)  # noqa: T201  # this is what the command says
    run = config.data / "run"
    fresh = run / "state.new"
    fresh.write_text(json.dumps(dict(state)), encoding="utf-8")
    fresh.replace(run / "state.json")


async def until_stopped(servers: Sequence[Server]) -> None:
    """Wait for Ctrl-C, for an end signal, or for a server that ended by itself."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    while not stop.is_set() and not any(server.should_exit for server in servers):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1.0)


async def ended(task: asyncio.Task[None]) -> None:
    """End a background task."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
