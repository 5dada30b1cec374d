"""House rules that no linter knows: sizes, names, docstrings, messages, SQL."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "src" / "avow").rglob("*.py"))
FORBIDDEN = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "base", "misc"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    """A module that grows past 400 lines is two modules."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 410


def test_no_room_is_called_by_a_word_that_says_nothing() -> None:
    """No module and no package is called utils, common, helpers, manager or base."""
    assert [name_of(path) for path in MODULES if {path.stem, *path.relative_to(ROOT).parts} & FORBIDDEN] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    """Modules, public classes, functions and methods have a docstring; those of protocols and overrides included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), "the module says nothing"
    missing = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                missing.append(node.name)
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                public = isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_")
                if public and not ast.get_docstring(inner) and not _implements(node):  # type: ignore[arg-type]
                    missing.append(f"{node.name}.{inner.name}")  # type: ignore[attr-defined]
    assert missing == []


def _implements(node: ast.ClassDef) -> bool:
    """Whether a class says that it implements a protocol, whose docstrings then hold."""
    return "Implements `" in (ast.get_docstring(node) or "")


def test_every_statement_of_sql_is_named_and_described() -> None:
    """All SQL stands in files, each statement with a name, a scope and a line that says what it is for."""
    for path in sorted((ROOT / "src" / "avow" / "adapters" / "sql" / "statements").glob("*.sql")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if line.startswith("-- name:"):
                assert re.fullmatch(r"-- name: [a-z_]+\.[a-z_]+ \((home|keys|all|small|log)\)", line), (path.name, line)
                assert re.fullmatch(r"-- [A-Z].{10,}", lines[number + 1]), (path.name, lines[number + 1])


def test_no_sql_stands_in_python() -> None:
    """Python text holds no statement of SQL, save the pragmas of the store itself."""
    words = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
    found = [name_of(path) for path in MODULES if words.search(path.read_text(encoding="utf-8"))]
    assert found == ["src/avow/adapters/sqlite/store.py"], "only the look at its own tables stands in the store"


def test_templates_speak_the_house_words() -> None:
    """Pages never say what the visual language bans."""
    banned = re.compile(
        r"\b(opt.out|data subject|processing|legitimate interest|leverage|submit|we value your privacy)\b",
        re.IGNORECASE,
    )
    for path in sorted((ROOT / "src" / "avow" / "web" / "templates").glob("*.html")):
        text = re.sub(r"\{[%{#].*?[%}#]\}", "", path.read_text(encoding="utf-8"))
        assert not banned.search(text), (path.name, banned.search(text))


def test_no_mail_and_no_page_names_another_host() -> None:
    """Nothing that is shipped loads or links another host, but for the sites that the leaving notice leads to."""
    allowed = {"https://northlight.example/"}
    for path in [
        *MODULES,
        *sorted((ROOT / "src" / "avow" / "web").rglob("*.html")),
        *sorted((ROOT / "src" / "avow" / "web").rglob("*.css")),
    ]:
        for address in re.findall(r"https?://[a-z0-9.-]+\.[a-z]{2,}[^\s\"'`)>]*", path.read_text(encoding="utf-8")):
            host = address.split("/")[2]
            assert address in allowed or host.endswith((".example", "example.org", "www.w3.org")), (path.name, address)
