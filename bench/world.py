"""What the benches stand on: the reference statement's program, an installation in a private folder."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from avow.bootstrap import read_publication
from avow.config import from_environment
from avow.policy.program import Program
from bench.figures import ROOT


def program() -> Program:
    """The reference statement, compiled."""
    config = from_environment({"AVOW_STATEMENT": str(ROOT / "statements" / "webex-2009")})
    return read_publication(config).program(30_000)


@dataclass(frozen=True, slots=True)
class Running:
    """A served installation: its process, folder, address, and the seconds that its start took."""

    pid: int
    data: Path
    url: str
    seconds: float

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        """Memory that is its own or shared in proportion."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def started(data: Path) -> tuple[subprocess.Popen[bytes], Running]:
    """Start an installation and wait until it answers."""
    state = data / "run" / "state.json"
    state.unlink(missing_ok=True)
    begun = time.perf_counter()
    environment = {**os.environ, "AVOW_TEST_MODE": "1"}
    command = [sys.executable, "-m", "avow", "serve", "--data", str(data), "--port", "0", "--smtp-in-port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not state.exists():
        if process.poll() is not None:
            raise RuntimeError("the installation did not start")
        time.sleep(0.005)
    told = json.loads(state.read_text())
    return process, Running(process.pid, data, told["url"], time.perf_counter() - begun)


@contextmanager
def installation() -> Iterator[Running]:
    """A fresh installation, ended afterwards."""
    with TemporaryDirectory(prefix="avow-bench-") as folder:
        process, running = started(Path(folder) / "data")
        try:
            yield running
        finally:
            process.terminate()
            process.wait(15)


def avow(data: Path, *words: str) -> str:
    """Run a command on an installation; what it printed."""
    command = [sys.executable, "-m", "avow", *words, "--data", str(data)]
    done = subprocess.run(
        command, env={**os.environ, "AVOW_TEST_MODE": "1"}, capture_output=True, text=True, check=True
    )
    return done.stdout
