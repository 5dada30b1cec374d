"""Docs agree with code: links lead somewhere, settings and routes are told, words are the house's words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to a file of this project names one that is there."""
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|/", target):
            assert (page.parent / target).exists(), target


def test_every_setting_is_told() -> None:
    """Each `AVOW_` variable that the code reads stands in the docs, and no other does."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"AVOW_[A-Z_]+", code))
    told = set(
        re.findall(r"AVOW_[A-Z_]+", (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8"))
    )
    assert read == told


def test_the_readme_says_what_is_in_force() -> None:
    """The clauses that the README counts are those that the published statement has in force."""
    folder = ROOT / "statements" / "webex-2009"
    texts = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.md")) + sorted(folder.glob("supplements/*.md"))
    )
    named = set(re.findall(r"\{#(C\d+)( draft)?\}", texts))
    kept = sorted(name for name, draft in named if not draft)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"**{len(kept)} of them are in force**" in readme
    listed = readme.partition("**26 of them are in force**")[2].partition("\n")[0]
    spans = re.findall(r"C(\d+)(?: to C(\d+))?", listed)
    counted = {f"C{number:02}" for first, last in spans for number in range(int(first), int(last or first) + 1)}
    assert counted == set(kept)


def test_the_figures_are_kept_with_machine_and_commit() -> None:
    """`make bench` has left its figures as the README's table needs them."""
    rows = json.loads((ROOT / "bench" / "results" / "latest.json").read_text(encoding="utf-8"))
    assert rows
    for row in rows:
        assert {"name", "value", "unit", "bar", "holds", "against", "ratio", "machine", "commit"} == set(row)


def test_every_rule_has_its_paragraph() -> None:
    """Each rule of a decision has a heading of its own name in the docs."""
    from avow.policy.compiler import RULES

    page = (ROOT / "docs" / "explanation" / "rules.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^#+ `?([a-z_]+)`?\s*$", page, re.MULTILINE))
    assert set(RULES) <= headings


def test_every_decision_record_is_listed() -> None:
    """The list of decision records names each of them."""
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.glob("0*.md"):
        assert path.name in listed, path.name
