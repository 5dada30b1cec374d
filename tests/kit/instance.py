"""A running product, its folder, its commands. Started, stopped and killed by process id alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.kit.post import Sink
from tests.kit.visitor import Visitor, anyone

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "statements" / "webex-2009"
START_SECONDS = 30


class StartRefused(Exception):
    """The product would not start: its exit code and what it said."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"exit code {code}: {said}")
        self.code = code
        self.said = said


@dataclass
class Seed:
    """What `avow seed` prints: one of each kind of person and staff, and a service token."""

    token: str
    people: list[dict[str, Any]]
    staff: list[dict[str, Any]]
    recipients: dict[str, Any]

    def person(self, role: str) -> dict[str, Any]:
        """The person of that role."""
        fits = [one for one in self.people if one["role"] == role]
        assert fits, f"`avow seed` made no {role}, only {[one['role'] for one in self.people]}"
        return fits[0]

    def worker(self, role: str) -> dict[str, Any]:
        """The member of staff with that role."""
        fits = [one for one in self.staff if one["role"] == role]
        assert fits, f"`avow seed` made no staff {role}, only {[one['role'] for one in self.staff]}"
        return fits[0]


def rows_of(text: str) -> list[dict[str, Any]]:
    """Rows of NDJSON, or of one JSON list or object that holds one list."""
    text = text.strip()
    if not text:
        return []
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(whole, list):
        return whole
    lists = [value for value in whole.values() if isinstance(value, list)]
    return lists[0] if len(lists) == 1 and len(whole) == 1 else [whole]


@dataclass
class Instance:
    """One installation in `data`; `url` and `smtp_in` are known while it runs."""

    data: Path
    statement: Path = REFERENCE
    env: Mapping[str, str] = field(default_factory=dict)
    flags: Sequence[str] = ()
    test_mode: bool = True
    process: subprocess.Popen[bytes] | None = None
    url: str = ""
    smtp_in: tuple[str, int] = ("127.0.0.1", 0)
    said: str = ""

    # -- life ---------------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """What the process gets: nothing of the product's own settings but those of this test."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AVOW_")}
        source = os.pathsep.join(filter(None, (str(ROOT / "src"), kept.get("PYTHONPATH", ""))))
        kept |= {"PYTHONPATH": source, "PYTHONUNBUFFERED": "1", "AVOW_STATEMENT": str(self.statement)}
        return kept | ({"AVOW_TEST_MODE": "1"} if self.test_mode else {}) | dict(self.env)

    def start(self) -> Instance:
        """Start it and wait until it says that it is ready. Raises StartRefused."""
        state = self.data / "run" / "state.json"
        state.unlink(missing_ok=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "avow",
            "serve",
            "--data",
            str(self.data),
            "--port",
            "0",
            "--smtp-in-port",
            "0",
        ]
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *self.flags],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environment(),
                cwd=self.data.parent,
            )
        end = time.monotonic() + START_SECONDS
        while not self._ready(state):
            code = self.process.poll()
            if code is not None:
                self.process = None
                raise StartRefused(code, self.output())
            if time.monotonic() > end:
                self.kill()
                raise AssertionError(f"not ready after {START_SECONDS} s: {self.output()}")
            time.sleep(0.03)
        return self

    def _ready(self, state: Path) -> bool:
        try:
            told = json.loads(state.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        if self.process is not None and told["pid"] != self.process.pid:
            return False
        self._adopt(told)
        return True

    def _adopt(self, told: Mapping[str, Any]) -> None:
        self.url = str(told["url"]).rstrip("/")
        smtp = told.get("smtp_in")
        if isinstance(smtp, str) and smtp:
            host, _, port = smtp.removeprefix("smtp://").rstrip("/").rpartition(":")
            self.smtp_in = (host.strip("[]") or "127.0.0.1", int(port))
        elif isinstance(smtp, int):
            self.smtp_in = ("127.0.0.1", smtp)
        elif smtp:
            self.smtp_in = (str(smtp[0]), int(smtp[1]))
        else:
            self.smtp_in = ("127.0.0.1", 0)

    @classmethod
    def living(cls, url: str, data: Path) -> Instance:
        """An installation that somebody else runs."""
        made = cls(data=data, url=url.rstrip("/"))
        state = data / "run" / "state.json"
        if state.is_file():
            made._adopt(json.loads(state.read_text()))
        made.url = url.rstrip("/")
        return made

    @property
    def _out(self) -> Path:
        return self.data.parent / f"{self.data.name}.out"

    def output(self) -> str:
        """What the process printed."""
        return self._out.read_text(errors="replace") if self._out.exists() else ""

    def stop(self) -> int | None:
        """End it as Ctrl-C does; its exit code."""
        return self._end(signal.SIGINT)

    def kill(self) -> int | None:
        """End it as a power cut does."""
        return self._end(signal.SIGKILL)

    def _end(self, number: int) -> int | None:
        process, self.process = self.process, None
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
            raise AssertionError(f"did not end within 15 s: {self.output()[-2000:]}") from None

    def restart(self) -> Instance:
        """Stop and start again."""
        self.stop()
        return self.start()

    # -- commands -----------------------------------------------------------------------------

    def avow(self, *words: str, fine: Sequence[int] = (0,), data: bool = True) -> subprocess.CompletedProcess[str]:
        """Run an `avow` command on this installation."""
        command = [sys.executable, "-m", "avow", *words, *(["--data", str(self.data)] if data else [])]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env=self.environment(),
            cwd=self.data.parent,
            timeout=120,
            check=False,
        )
        assert done.returncode in fine, (
            f"avow {' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        )
        return done

    def ledger(self, *words: str) -> list[dict[str, Any]]:
        """Rows of the ledger (`--person`, `--clause`, `--since`)."""
        return rows_of(self.avow("ledger", *words).stdout)

    def of(self, person: str) -> list[dict[str, Any]]:
        """The ledger's rows about a person."""
        return self.ledger("--person", person)

    def clock(self, much: str) -> None:
        """Move the product's clock (`+8d`, `+25h`) and let due jobs run."""
        self.avow("clock", much)

    def dump(self, what: str) -> list[dict[str, Any]]:
        """Rows of a table or class as stored, decrypted."""
        return rows_of(self.avow("dump", what, "--json").stdout)

    def catalogue(self) -> list[dict[str, Any]]:
        """The rows of `avow classes`."""
        return rows_of(self.avow("classes", "--json").stdout)

    def check(self, *parts: str, fine: Sequence[int] = (0,)) -> dict[str, Any]:
        """`avow check --instance` or some of its parts, as data."""
        words = [f"--{part}" for part in parts] or ["--instance"]
        told: dict[str, Any] = json.loads(self.avow("check", *words, "--json", fine=fine).stdout)
        return told

    @cached_property
    def seed(self) -> Seed:
        """One of each kind of person, made once."""
        told = json.loads(self.avow("seed", "--json").stdout)
        return Seed(told["service_token"], told["people"], told["staff"], told.get("recipients", {}))

    # -- HTTP ---------------------------------------------------------------------------------

    @property
    def sink(self) -> Sink:
        """Where the messages lie that it sent."""
        return Sink(Path(self.env.get("AVOW_SINK") or os.environ.get("AVOW_SINK") or f"{self.data}-sink"))

    @property
    def host(self) -> str:
        """Host and port of the website."""
        return urlsplit(self.url).netloc

    def visitor(
        self, *, cookies: bool = True, headers: Mapping[str, str] | None = None, source: str | None = None
    ) -> Visitor:
        """A new browser session."""
        return Visitor(self.url, cookies=cookies, headers=headers, source=source)

    @cached_property
    def _wire(self) -> httpx2.Client:
        once = httpx2.Limits(max_keepalive_connections=0)
        return httpx2.Client(
            verify=anyone(), trust_env=False, timeout=30, headers={"accept": "application/json"}, limits=once
        )

    def attempt(self, what: str, body: Mapping[str, Any], token: str | None = None, **headers: str) -> httpx2.Response:
        """ATTEMPT: `POST /api/{what}` with the service token."""
        bearer = {"authorization": f"Bearer {self.seed.token if token is None else token}"}
        bearer |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self._wire.post(f"{self.url}/api/{what}", json=dict(body), headers=bearer)

    def use(self, person: str, category: str, purpose: str | None) -> httpx2.Response:
        """Try to use one category of a person for a purpose."""
        body = {"person": person, "classes": [category], "purpose": purpose}
        return self.attempt("use", {name: value for name, value in body.items() if value is not None})

    def share(self, person: str, category: str, purpose: str, recipient: str) -> httpx2.Response:
        """Try to share one category of a person with a recipient for a purpose."""
        return self.attempt(
            "share", {"person": person, "classes": [category], "purpose": purpose, "recipient": recipient}
        )

    def get(self, path: str) -> httpx2.Response:
        """A plain GET without cookies."""
        return self._wire.get(self.url + path)

    def machine(self) -> dict[str, Any]:
        """`/privacy.json`."""
        answer = self.get("/privacy.json")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def close(self) -> None:
        """Let go of connections."""
        if "_wire" in self.__dict__:
            self._wire.close()

    def discard(self) -> None:
        """Kill it if it runs, and remove all it wrote."""
        self.close()
        self.kill()
        shutil.rmtree(self.data.parent, ignore_errors=True)
