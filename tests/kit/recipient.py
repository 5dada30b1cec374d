"""CAPTURE: a host that stands for every recipient and records whatever reaches it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def recipient(self) -> str:
        """Which recipient's address was called."""
        return urlsplit(self.path).path.strip("/").split("/")[0]

    @property
    def text(self) -> str:
        """Everything that can be read in it."""
        return f"{self.method} {self.path} {self.headers} {self.body.decode('utf-8', 'replace')}"

    @property
    def json(self) -> dict[str, Any]:
        """Its body as data."""
        told: dict[str, Any] = json.loads(self.body)
        return told


class Recipients:
    """The listening host; `broken` makes it answer 503 until mended."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.broken = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                if not outer.broken:
                    outer.calls.append(
                        Call(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                    )
                self.send_response(503 if outer.broken else 200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer  # noqa: N815 (the names that http.server calls)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def file(self, folder: Path, *ids: str) -> Path:
        """The JSON file that tells the product where each recipient listens."""
        path = folder / "recipients.json"
        path.write_text(json.dumps({name: f"{self.url}/{name}" for name in ids}))
        return path

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def to(self, recipient: str) -> list[Call]:
        """Calls to one recipient."""
        return [call for call in list(self.calls) if call.recipient == recipient]

    def wait(self, recipient: str, where: Callable[[Call], bool] = lambda _: True, within: float = 15) -> Call:
        """The first call to a recipient that fits, once it came."""
        end = time.monotonic() + within
        while True:
            fits = [call for call in self.to(recipient) if where(call)]
            if fits:
                return fits[0]
            assert time.monotonic() < end, f"no such call to {recipient}; calls: {[c.text[:300] for c in self.calls]}"
            time.sleep(0.05)
