"""One decision with reasons, against policy engines that decide the same questions in the same run."""

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from avow.policy.evaluator import decide
from avow.policy.program import Program
from avow.policy.request import Facts
from bench.figures import ROOT, Figure
from bench.world import program

PEERS: Final = ("vakt==1.6.0", "pycasbin==2.8.0", "cedarpy==4.12.2")
_FOLDER: Final = ROOT / "build" / "bench-peers"
Question = tuple[str, str, bool]


def questions(made: Program) -> list[Question]:
    """(category, purpose, agreed) for every pair of the account's point."""
    point = made.statement.points["site.account"]
    categories = [one.category for one in point.asked]
    return [
        (category, purpose, agreed)
        for category in categories
        for purpose in made.statement.purposes
        for agreed in (False, True)
    ]


def seconds(call: Callable[[int], object], count: int, times: int = 5) -> float:
    """The best mean of some rounds, per call."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        for number in range(count):
            call(number)
        best = min(best, (time.perf_counter() - begun) / count)
    return best


def ours(made: Program, asked: Sequence[Question]) -> tuple[list[bool], float, float]:
    """Answers, seconds with names, seconds with numbers that are known already."""
    terms = made.terms("site.account")
    facts = {
        agreed: Facts(0, sum({made.consented(0, one) for one in made.statement.purposes}) if agreed else 0, 30_000)
        for agreed in (False, True)
    }
    for name in made.statement.purposes:
        facts[True] = Facts(0, made.consented(facts[True].choices, name), 30_000)
    count = len(asked)
    encoded = [(facts[agreed], made.use(terms, category, purpose)) for category, purpose, agreed in asked]
    answers = [decide(made, *one).allowed for one in encoded]

    def named(number: int) -> object:
        category, purpose, agreed = asked[number % count]
        return decide(made, facts[agreed], made.use(terms, category, purpose))

    def known(number: int) -> object:
        fact, use = encoded[number % count]
        return decide(made, fact, use)

    return answers, seconds(named, 200_000), seconds(known, 200_000)


def _peers_python() -> str | None:
    """A Python that has the peers; they are no dependency of ours and live in a folder of their own."""
    if not (_FOLDER / ".ready").exists():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(_FOLDER),
            *PEERS,
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
        (_FOLDER / ".ready").touch()
    return str(_FOLDER)


def peers(made: Program, asked: Sequence[Question]) -> dict[str, Any]:
    """Seconds per decision of each peer, and whether it agreed with us; empty when they cannot be had."""
    folder = _peers_python()
    if folder is None:
        return {}
    point = made.statement.points["site.account"]
    rules = {
        name: {"basis": one.basis, "uses": list(one.uses)}
        for name, one in made.statement.purposes.items()
        if name in point.purposes
    }
    told = json.dumps({"rules": rules, "asked": list(asked)})
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("peers.py")), folder],
        input=told,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else {}


def figures() -> list[Figure]:
    """The figures of this bench."""
    made = program()
    asked = questions(made)
    answers, named, known = ours(made, asked)
    found = [
        Figure("one decision with reasons, names in", named * 1e6, "µs", 2.0),
        Figure("one decision with reasons, numbers in", known * 1e6, "µs", 0.4),
    ]
    for name, told in peers(made, asked).items():
        agrees = "" if told["answers"] == answers else " (answers differ)"
        found.append(
            Figure(
                f"the same by {name}{agrees}",
                told["seconds"] * 1e6,
                "µs",
                None,
                True,
                "ours, names in",
                named / told["seconds"],
            )
        )
    return found


def have(module: str) -> bool:
    """Whether a module can be imported."""
    return importlib.util.find_spec(module) is not None


if __name__ == "__main__":
    from bench.figures import table

    print(table(figures()))
