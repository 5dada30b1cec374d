"""Signed checkpoints: C2SP tlog-checkpoint in a C2SP signed note with Ed25519."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ED25519: Final = b"\x01"


class NoteError(Exception):
    """the checkpoint is not signed by this log"""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits to: its name, how many entries, the root over them."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def _key_hash(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """The key to verify by, as `name+hash+base64`."""
    return f"{name}+{_key_hash(name, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def parse_verifier(text: str) -> tuple[str, bytes]:
    """Name and 32 bytes of a verifier key. Raises NoteError."""
    try:
        name, digest, encoded = text.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise NoteError("this is no verifier key") from error
    if len(raw) != 33 or raw[:1] != _ED25519 or _key_hash(name, raw[1:]).hex() != digest:
        raise NoteError("this is no verifier key")
    return name, raw[1:]


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey, name: str) -> str:
    """The signed note of a checkpoint."""
    body = checkpoint.body()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = base64.b64encode(_key_hash(name, public) + key.sign(body.encode())).decode()
    return f"{body}\n\N{EM DASH} {name} {signature}\n"


def verify_note(text: str, verifier: str) -> Checkpoint:
    """The checkpoint of a note that `verifier` (a verifier key) signed. Raises NoteError."""
    name, public = parse_verifier(verifier)
    body, _, signatures = text.partition("\n\n")
    body += "\n"
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[:2] == ["\N{EM DASH}", name]:
            _check(public, name, parts[2], body)
            return _parse(body)
    raise NoteError(NoteError.__doc__)


def _check(public: bytes, name: str, encoded: str, body: str) -> None:
    try:
        raw = base64.b64decode(encoded, validate=True)
        if raw[:4] != _key_hash(name, public):
            raise NoteError(NoteError.__doc__)
        Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], body.encode())
    except (ValueError, InvalidSignature) as error:
        raise NoteError(NoteError.__doc__) from error


def _parse(body: str) -> Checkpoint:
    try:
        origin, size, root = body.splitlines()[:3]
        found = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError as error:
        raise NoteError("this is no checkpoint") from error
    if found.body() != body:
        raise NoteError("this is no checkpoint")
    return found
