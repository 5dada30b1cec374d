"""The folder of a statement: the draft at the top, every published revision beneath, hashed and chained.

The only file of this package that touches a disk. `sha256sum -c` verifies a revision without this program.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from avow.statement.check import ordered, read_statement
from avow.statement.diagnostics import Diagnostic
from avow.statement.model import Span, Statement
from avow.statement.numbers import Numbers
from avow.statement.prose import normal_text

LOCK = "numbers.lock"


class FolderError(Exception):
    """the folder of a statement cannot be used"""


class Problems(Exception):
    """the statement has problems; `diagnostics` are all of them, `sources` the texts they point into"""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: dict[str, str]) -> None:
        super().__init__(f"the statement has {len(diagnostics)} problems")
        self.diagnostics = diagnostics
        self.sources = sources


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts of one statement by file name, normalised."""

    path: Path
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Revision:
    """One published revision on disk."""

    number: int
    dated: str
    path: Path


def load_draft(path: Path) -> Sources:
    """The texts at the top of a statement's folder, or of one published revision. Raises FolderError."""
    if path.is_file():
        return Sources(path.parent, {path.name: _read(path)})
    if not path.is_dir():
        raise FolderError(f"there is no statement at `{path}`: name its folder")
    files = {file.name: file for file in path.glob("*.md")}
    files |= {f"supplements/{file.name}": file for file in (path / "supplements").glob("*.md")}
    names = ordered(dict.fromkeys(files, ""))
    if not names:
        raise FolderError(f"`{path}` holds no statement: write `statement.md`, or files such as `10-standing.md`")
    return Sources(path, {name: _read(files[name]) for name in names})


def _read(file: Path) -> str:
    try:
        return normal_text(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FolderError(f"`{file.name}` cannot be read as UTF-8 text: save it again") from error


def published(path: Path) -> list[Revision]:
    """Every published revision, oldest first, verified against its hashes and the chain. Raises FolderError (A701)."""
    chain = path / "revisions" / "chain"
    if not chain.exists():
        return []
    found, before = [], ""
    for line in chain.read_text(encoding="utf-8").splitlines():
        number, dated, sums, link = line.split(" ")
        folder = path / "revisions" / f"{int(number):04d}"
        if link != _digest(before.encode()):
            raise FolderError(
                f"the chain of revisions was changed at revision {number} (A701): restore `revisions/chain`"
            )
        _verify(folder, int(number), sums)
        found.append(Revision(int(number), dated, folder))
        before = line
    return found


def _verify(folder: Path, number: int, sums: str) -> None:
    listing = folder / "SHA256SUMS"
    advice = "restore it, and publish a new revision"
    if not listing.exists() or _digest(listing.read_bytes()) != sums:
        raise FolderError(f"revision {number} was changed after it was published: `SHA256SUMS` (A701): {advice}")
    for line in listing.read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        file = folder / name
        if not file.exists() or _digest(file.read_bytes()) != digest:
            raise FolderError(f"revision {number} was changed after it was published: `{name}` (A701): {advice}")


def publish(path: Path, slots: Callable[[Sequence[Statement]], list[str]]) -> Revision:
    """Check the draft, copy it, hash it, append numbers and a link of the chain, in that order.

    `slots` names the choices that a history of statements needs. Raises Problems, FolderError.
    """
    draft = load_draft(path)
    statement, found = read_statement(draft.texts)
    accepted = _accepted(draft.texts)
    problems = tuple(one for one in found if one.severity == "error" or one.code not in accepted)
    if statement is None or problems:
        raise Problems(problems, draft.texts)
    before = published(path)
    expected = before[-1].number + 1 if before else 1
    if statement.revision != expected:
        message = f"`revision: {statement.revision}` follows {expected - 1}"
        raise Problems((Diagnostic("A702", message, f"write `{expected}`", _place(draft)),), draft.texts)
    history = [_published_statement(one) for one in before] + [statement]
    _no_return(history, draft)
    lock = path / LOCK
    numbers = Numbers.parse(lock.read_text(encoding="utf-8") if lock.exists() else "").extended(
        statement, slots(history)
    )
    folder = path / "revisions" / f"{expected:04d}"
    sums = _copy(draft, folder)
    lock.write_text(numbers.text(), encoding="utf-8")
    chain = path / "revisions" / "chain"
    lines = chain.read_text(encoding="utf-8").splitlines() if chain.exists() else []
    dated = statement.dated.isoformat()
    lines.append(f"{expected} {dated} {sums} {_digest((lines[-1] if lines else '').encode())}")
    chain.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Revision(expected, dated, folder)


def _copy(draft: Sources, folder: Path) -> str:
    """Write the texts and their hashes; the hash of the hashes."""
    if folder.exists():
        # an earlier publish was cut off before its link of the chain: begin again
        shutil.rmtree(folder)
    for name, text in draft.texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    listing = "".join(f"{_digest(text.encode())}  {name}\n" for name, text in sorted(draft.texts.items()))
    (folder / "SHA256SUMS").write_text(listing, encoding="utf-8")
    return _digest(listing.encode())


def _published_statement(revision: Revision) -> Statement:
    statement, _ = read_statement(load_draft(revision.path).texts)
    if statement is None:
        raise FolderError(f"revision {revision.number} cannot be read: restore it")
    return statement


def _no_return(history: list[Statement], draft: Sources) -> None:
    """A clause that was dropped may not come back with other words (A703)."""
    now, last = history[-1], history[-2] if len(history) > 1 else history[-1]
    for old in history[:-2]:
        for clause in now.clauses.values():
            was = old.clauses.get(clause.id)
            if was and clause.id not in last.clauses and was.words != clause.words:
                message = f"clause `{clause.id}` was dropped after revision {old.revision} and may not return with other words"
                raise Problems((Diagnostic("A703", message, "use a new id", clause.spans[0]),), draft.texts)


def _place(draft: Sources) -> Span:
    """Where the revision is written."""
    for name, text in draft.texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith("revision:"):
                return Span(name, number, 1, len(line))
    return Span(next(iter(draft.texts)), 1, 1, 1)


def _accepted(texts: dict[str, str]) -> set[str]:
    """Warning codes that the statement accepts, with a reason."""
    return {code for text in texts.values() for code in re.findall(r"^\s+(W\d{3}):\s*\S", text, re.MULTILINE)}


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
