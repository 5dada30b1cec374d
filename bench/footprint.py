"""Size and start: installed bytes, warm start, idle memory, script on a page."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import ROOT, Figure
from bench.world import started


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def _installed() -> float | None:
    """Megabytes of the product with everything that it needs to run; None without a package index."""
    with TemporaryDirectory(prefix="avow-bench-") as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            folder,
            str(ROOT),
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
        return _size(Path(folder))


def figures() -> list[Figure]:
    """The figures of this bench."""
    with TemporaryDirectory(prefix="avow-bench-") as folder:
        data, starts, memory = Path(folder) / "data", [], 0.0
        for _ in range(4):
            process, running = started(data)
            starts.append(running.seconds)
            time.sleep(1.5)
            memory = running.megabytes
            process.terminate()
            process.wait(15)
    script = sum(path.stat().st_size for path in (ROOT / "src" / "avow" / "web" / "static").glob("*.js")) / 1000
    found = [
        Figure(
            "warm start until it answers",
            min(starts[1:]),
            "s",
            1.5,
            True,
            "Fides 10 s, published",
            min(starts[1:]) / 10,
        ),
        Figure("idle memory", memory, "MB", 100, True, "Fides 380 MB, published", memory / 380),
        Figure("script on the page that has most", script, "kB", 5),
    ]
    size = _installed()
    return (
        found
        if size is None
        else [*found, Figure("installed size", size, "MB", 100, True, "Fides 801 MB, published", size / 801)]
    )


if __name__ == "__main__":
    from bench.figures import table

    print(table(figures()))
