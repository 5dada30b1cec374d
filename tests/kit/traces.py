"""SWEEP: looking for a value where it must not be, with the product's own command and with one's own eyes."""

from __future__ import annotations

import base64
import hashlib
import quopri
import secrets
import string
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from tests.kit.instance import Instance

LETTERS = string.ascii_lowercase + string.digits


def canary(start: str = "cny") -> str:
    """A word of 24 letters that stands nowhere else."""
    return start + "".join(secrets.choice(LETTERS) for _ in range(24 - len(start)))


def _texts(value: str) -> set[str]:
    return {value, value.casefold(), value.lower(), value.upper(), value.strip(), value.casefold().strip()}


def _cores(raw: bytes) -> Iterable[bytes]:
    """Base64 of `raw` as it looks at each of the three offsets inside something longer."""
    for offset in range(3):
        body = base64.b64encode(b"\0" * offset + raw)
        start = -(-offset * 8 // 6)
        core = body[start : len(body) - (4 if (len(raw) + offset) % 3 else 0)]
        if len(core) >= 12:
            yield core
            yield core.translate(bytes.maketrans(b"+/", b"-_"))


def disguises(value: str) -> dict[bytes, str]:
    """Every form in which the register asks to look for a value; forms of text are compared without case."""
    found: dict[bytes, str] = {}
    for text in _texts(value):
        raw = text.encode()
        found.setdefault(text.encode().lower(), "plain")
        found.setdefault(text.encode("utf-16-le").lower(), "utf-16")
        found.setdefault(quote(text, safe="").encode().lower(), "url")
        found.setdefault(quote_plus(text).encode().lower(), "url")
        found.setdefault(quopri.encodestring(raw).lower(), "quoted-printable")
        found.setdefault(raw.hex().encode(), "hex")
        for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256"):
            digest = hashlib.new(name, raw, usedforsecurity=False)
            found.setdefault(digest.hexdigest().encode(), name)
    return found


def exact_disguises(value: str) -> dict[bytes, str]:
    """Forms in which case matters: base64, raw digests."""
    found: dict[bytes, str] = {}
    for text in _texts(value):
        raw = text.encode()
        for core in _cores(raw):
            found.setdefault(core, "base64")
        for name in ("md5", "sha1", "sha256", "sha512"):
            digest = hashlib.new(name, raw, usedforsecurity=False).digest()
            found.setdefault(digest, f"{name}, raw")
            found.setdefault(base64.b64encode(digest).rstrip(b"="), f"{name}, base64")
            found.setdefault(base64.urlsafe_b64encode(digest).rstrip(b"="), f"{name}, base64")
    return found


def in_folder(folder: Path, *values: str) -> list[str]:
    """Where in the files below `folder`, names included, one of the values stands in any disguise."""
    found = []
    loose = {form: f"{value} ({kind})" for value in values for form, kind in disguises(value).items()}
    tight = {form: f"{value} ({kind})" for value in values for form, kind in exact_disguises(value).items()}
    for path in sorted(folder.rglob("*")):
        if any(form in str(path.relative_to(folder)).lower().encode() for form in loose):
            found.append(f"name of {path}")
        try:
            body = path.read_bytes() if path.is_file() else b""
        except FileNotFoundError:
            continue
        low = body.lower()
        found += [f"{path}: {what}" for form, what in loose.items() if form in low]
        found += [f"{path}: {what}" for form, what in tight.items() if form in body]
    return found


def traces(instance: Instance, *values: str) -> list[str]:
    """Where one of the values is left: what `avow sweep` finds and what an ordinary search of the folder finds."""
    found = in_folder(instance.data, *values)
    for value in values:
        answer = instance.avow("sweep", value, fine=(0, 1))
        if answer.returncode:
            found.append(f"avow sweep: {answer.stdout.strip()[:400]}")
    return found


def nothing_left(instance: Instance, *values: str, within: float = 10.0) -> None:
    """Assert that SWEEP finds none of the values; removal that was promised may take `within` seconds."""
    assert values
    end = time.monotonic() + within
    while (found := traces(instance, *values)) and time.monotonic() < end:
        time.sleep(0.3)
    assert not found, "\n".join(found[:20])
