"""Figures: measured, compared in the same run, printed as a table, kept as JSON."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = ROOT / "bench" / "results" / "latest.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `bar` is what it is held to (`most`: lower is better); `ratio` is ours to `against`, measured side by side."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    most: bool = True
    against: str = ""
    ratio: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the bar is reached; None without one."""
        if self.bar is None:
            return None
        return self.value <= self.bar if self.most else self.value >= self.bar


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    return f"{model or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return done.stdout.strip()


def kept(figures: Sequence[Figure]) -> None:
    """Write the figures to bench/results/latest.json."""
    machine, commit = _machine(), _commit()
    rows = []
    for one in figures:
        row = asdict(one)
        row.pop("most")
        rows.append({**row, "holds": one.holds, "machine": machine, "commit": commit})
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> str:
    """The figures as people read them."""
    rows = [("what", "figure", "bar", "holds", "against", "ratio")]
    for one in figures:
        bar = "" if one.bar is None else f"{'≤' if one.most else '≥'} {one.bar:,g} {one.unit}"
        holds = "" if one.holds is None else "yes" if one.holds else "NO"
        ratio = "" if one.ratio is None else f"{one.ratio:.3g}"
        rows.append((one.name, f"{one.value:,.4g} {one.unit}", bar, holds, one.against, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
