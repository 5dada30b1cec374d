"""Looking for a value everywhere: in what can be opened, and byte by byte in every file of the data folder.

What is found is told by place and form, never by value.
"""

import base64
import hashlib
import quopri
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from avow.vault.home import HomeGone, load
from avow.vault.keys import item_bound
from avow.vault.store import Transaction
from avow.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the value stands: the table or file, the form it was found in, how often."""

    where: str
    form: str
    count: int


def forms(value: str) -> dict[str, bytes]:
    """The encodings and common digests of a value, by name."""
    raw = value.encode()
    folded = value.casefold().encode()
    found = {
        "plain": raw,
        "case-folded": folded,
        "utf-16": value.encode("utf-16-le"),
        "url-encoded": urllib.parse.quote(value, safe="").encode(),
        "form-encoded": urllib.parse.quote_plus(value).encode(),
        "quoted-printable": quopri.encodestring(raw),
        "hex": raw.hex().encode(),
    }
    for shift in range(3):
        # base64 of a value inside a longer text depends on where it starts
        encoded = base64.b64encode(b"\0" * shift + raw).decode()
        found[f"base64+{shift}"] = (
            encoded[-(-shift * 8 // 6) : len(encoded) - 4].encode() if len(raw) > 8 else encoded.encode()
        )
    for name in ("md5", "sha1", "sha256", "sha512"):
        for label, text in (("", raw), (" of case-folded", folded)):
            digest = hashlib.new(name, text)
            found[f"{name}{label}"] = digest.digest()
            found[f"{name}{label} in hex"] = digest.hexdigest().encode()
            found[f"{name}{label} in base64"] = base64.b64encode(digest.digest())
    return found


def in_bytes(where: str, data: bytes, wanted: dict[str, bytes]) -> Iterator[Finding]:
    """Every form that stands in some bytes."""
    folded = data.lower()
    for form, pattern in wanted.items():
        count = data.count(pattern) or (
            folded.count(pattern.lower()) if form in {"case-folded", "url-encoded", "hex"} else 0
        )
        if count:
            yield Finding(where, form, count)


def in_folder(folder: Path, wanted: dict[str, bytes]) -> Iterator[Finding]:
    """Every form that stands in a file of the folder, or in its name."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        yield from in_bytes(f"name of {name}", name.encode(), wanted)
        if path.is_file() and not path.is_socket():
            yield from in_bytes(f"file {name}", path.read_bytes(), wanted)


async def in_vault(vault: Vault, wanted: dict[str, bytes]) -> list[Finding]:
    """Every form that stands in a sealed value, task or request, home by home."""
    found: list[Finding] = []
    after = b""
    while homes := await vault.store.unit(_page, after):
        for home in homes:
            found.extend(await vault.store.unit(_in_home, vault, home, wanted))
        after = homes[-1]
    return found


async def _page(tx: Transaction, after: bytes) -> list[bytes]:
    return [row[0] for row in await tx.rows("home.page", after)]


async def _in_home(tx: Transaction, vault: Vault, home_id: bytes, wanted: dict[str, bytes]) -> list[Finding]:
    try:
        home = await load(tx, vault.keys, home_id, wide=vault.wide)
    except HomeGone:
        return []
    found: list[Finding] = []
    for item, owner, category, terms, version, _, _, _, sealed in await tx.rows("item.all", home_id):
        plain = home.secret.open(sealed, item_bound(home_id, owner, item, category, terms, version))
        name = vault.program.numbers.id("category", category)
        found.extend(in_bytes(f"item {name}", plain, wanted))
    for task, kind, _, _, _, payload in await tx.rows("task.all", home_id):
        found.extend(in_bytes(f"task {kind}", home.secret.open(payload, b"task" + home_id + task), wanted))
    for row in await tx.rows("request.of_home", home_id):
        found.extend(in_bytes("request", home.secret.open(row[7], b"request" + home_id + row[0]), wanted))
    for entry_id, _, _, _, _, _, evidence in await tx.rows("choice_act.all", home_id):
        found.extend(in_bytes("choice", home.secret.open(evidence, b"choice" + home_id + entry_id), wanted))
    return found
