"""Running the clause tests in a process of their own, and signing what they showed."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.cli.proof.plugin import RESULTS
from avow.cli.stop import NOT_NOW, USAGE, Stop
from avow.ledger.checkpoint import Checkpoint, sign, verifier_key

_CHECKOUT: Final = Path(__file__).resolve().parents[4]
TESTS: Final = _CHECKOUT / "tests" / "clauses"


def results(
    tests: Path, out: Path, environment: Mapping[str, str], *, workers: int, progress: Callable[[int, int], None]
) -> list[dict[str, Any]]:
    """What every test showed. `progress` is told (done, total) as they end. Raises Stop."""
    if importlib.util.find_spec("pytest") is None:
        raise Stop("the clause tests need pytest, which is not installed: run `make setup` in a checkout", NOT_NOW)
    if not any(tests.glob("test_c*.py")):
        raise Stop(f"there are no clause tests in `{tests}`: name their folder with `--tests`", USAGE)
    lines = out / "results.jsonl"
    lines.unlink(missing_ok=True)
    words = [
        sys.executable,
        "-m",
        "pytest",
        str(tests),
        "-q",
        "-p",
        "avow.cli.proof.plugin",
        "-p",
        "no:cacheprovider",
        "--tb=short",
    ]
    if workers > 1 and importlib.util.find_spec("xdist") is not None:
        words += ["-n", str(workers), "--dist", "loadfile"]
    with (out / "tests.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
            words,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=_CHECKOUT,
            env={**os.environ, **environment, RESULTS: str(lines)},
        )
        try:
            while process.poll() is None:
                done, whole = _counted(lines)
                progress(done, whole or done)
                time.sleep(0.2)
        except KeyboardInterrupt:
            process.terminate()
            process.wait(15)
            raise
    found = [one for one in _read(lines) if "test" in one]
    # 0: all passed, 1: some failed; anything else means that the run itself broke off
    if process.returncode not in {0, 1} or not found:
        raise Stop(f"the clause tests could not be run: `{out / 'tests.log'}` says why", NOT_NOW)
    return found


def _read(lines: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    except FileNotFoundError:
        return []


def _counted(lines: Path) -> tuple[int, int | None]:
    told = _read(lines)
    total = next((one["collected"] for one in told if "collected" in one), None)
    return sum(1 for one in told if "test" in one), total


def proof_key(keys: Path) -> Ed25519PrivateKey:
    """The key that signs the reports of an installation, made at the first."""
    file = keys / "proof.key"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(os.urandom(32))
    except FileExistsError:
        pass
    return Ed25519PrivateKey.from_private_bytes(file.read_bytes())


def signed(report: bytes, name: str, count: int, key: Ed25519PrivateKey) -> tuple[str, str]:
    """(note, verifier key): the note has the form of a checkpoint, with the report's SHA-256 in the place of the root."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    digest = hashlib.sha256(report).digest()
    return sign(Checkpoint(name, count, digest), key, name), verifier_key(name, public)
