"""The help of every command is what its golden file says, shows an example and names its exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "help"
COMMANDS = (
    "", "check", "publish", "explain", "serve", "classes", "ledger", "ledger list", "ledger verify", "verify", "sweep", "staff", "staff add",
    "prove", "dump", "clock", "seed",
)  # fmt: skip


def told(words: str) -> str:
    """What `avow … --help` prints at 100 columns."""
    command = [sys.executable, "-m", "avow", *words.split(), "--help"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout


@pytest.mark.parametrize("words", COMMANDS)
def test_help_is_what_it_was(words: str) -> None:
    """A change of the help is a change of the golden file, made by `make regen` and looked at."""
    path = GOLDEN / f"{words.replace(' ', '-') or 'avow'}.txt"
    found = told(words)
    if os.environ.get("AVOW_REGEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found)
    assert path.read_text() == found


def test_the_reference_holds_the_help_of_every_command() -> None:
    """The page of commands is made of the golden files, by `make regen`."""
    parts = ["# Commands\n\nMade from the help of each command by `make regen`.\n"]
    for words in COMMANDS:
        text = (GOLDEN / f"{words.replace(' ', '-') or 'avow'}.txt").read_text()
        indented = "".join(f"    {line}".rstrip() + "\n" for line in text.strip().splitlines())
        parts.append(f"\n## avow {words}".rstrip() + f"\n\n{indented}")
    page, made = ROOT / "docs" / "reference" / "commands.md", "".join(parts)
    if os.environ.get("AVOW_REGEN"):
        page.write_text(made)
    assert page.read_text() == made


@pytest.mark.parametrize("words", [one for one in COMMANDS if one])
def test_help_shows_an_example(words: str) -> None:
    """Every command shows one line to copy."""
    assert "\nExample: " in (GOLDEN / f"{words.replace(' ', '-')}.txt").read_text()


def test_the_list_names_every_command_and_the_exit_codes() -> None:
    """`avow --help` names every command with its line, and what exit codes mean."""
    text = (GOLDEN / "avow.txt").read_text()
    for name in {one.split()[0] for one in COMMANDS if one}:
        assert f"\n  {name}" in text or f" {name} " in text, name
    for code in ("0 fine", "1 problems", "2 wrong usage", "3 not possible"):
        assert code in text


@pytest.mark.parametrize(
    ("words", "code"),
    [("chek", 2), ("check --instnce", 2), ("check nowhere", 2), ("clock 8d", 2), ("verify nowhere.json", 2)],
)
def test_wrong_usage_is_told_in_one_line(words: str, code: int) -> None:
    """What is wrong and what to do stand in one line, in the house's grammar; never a traceback."""
    command = [sys.executable, "-m", "avow", *words.split()]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False
    )
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("avow: ")
    assert not done.stderr.strip().endswith(".")
    assert len(done.stderr.strip().splitlines()) == 1
