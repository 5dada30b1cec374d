"""What the test runner loads: one line of JSON for each test, in the file that AVOW_PROVE_RESULTS names.

A line holds the clause, the sentence that the test asserts, how it ended, and the steps it said are not applicable.
"""

import json
import os
import re
from pathlib import Path
from typing import Any, Final

import pytest

RESULTS: Final = "AVOW_PROVE_RESULTS"
_FILE: Final = re.compile(r"test_c(\d+)$")


def first_sentence(text: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


def clause_of(stem: str) -> str | None:
    """The clause that a file of tests is about: `test_c048` is C48."""
    found = _FILE.match(stem)
    return f"C{int(found[1]):02d}" if found else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fix to each test what it is about, so that the sentence travels with its report."""
    for item in items:
        function = getattr(item, "function", None)
        module = getattr(item, "module", None)
        item.user_properties.append(("clause", clause_of(item.path.stem) or ""))
        item.user_properties.append(("title", first_sentence(getattr(module, "__doc__", ""))))
        item.user_properties.append(("says", first_sentence(getattr(function, "__doc__", ""))))


def pytest_configure(config: pytest.Config) -> None:
    """Write from the one process that gathers, never from its workers."""
    path = os.environ.get(RESULTS)
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(path)), "avow-proof")


class Recorder:
    """Appends what happened to each test."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """How many tests there are; with several workers their controller collects none."""
        if session.items:
            self._write({"collected": len(session.items)})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of one test that says something: its call, or a set-up or clean-up that went wrong."""
        if report.when == "call" or not report.passed:
            known: dict[str, Any] = {name: value for name, value in report.user_properties if name != "not_applicable"}
            steps = [value for name, value in report.user_properties if name == "not_applicable"]
            self._write(
                {
                    **known, "test": report.nodeid, "result": report.outcome, "seconds": round(report.duration, 3),
                    "not_applicable": steps, "why": _why(report),
                }
            )  # fmt: skip

    def _write(self, told: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(told) + "\n")


def _why(report: pytest.TestReport) -> str:
    """The one line that says why a test did not pass; nothing of what it saw besides."""
    if report.passed:
        return ""
    if report.skipped and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr).splitlines()[0][:300]
