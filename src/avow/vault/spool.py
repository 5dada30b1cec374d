"""The spool for refusals: a preallocated file that takes leaving, withdrawing, correcting and erasing while the store cannot.

Records are sealed to a public key, so that the file says nothing to who finds it (storage design, section 16).
"""

import os
import struct
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIZE = 1 << 20
_HEAD = struct.Struct(">I")


class SpoolFull(Exception):
    """the spool for refusals is full: mend the store, it is emptied first"""


class Spool:
    """Sealed records in a file of fixed size; a zero length ends it."""

    def __init__(self, folder: Path, private: bytes) -> None:
        """Open the spool in `folder`, making its file. `private` are the 32 bytes of the spool key."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / "refusals"
        self._private = X25519PrivateKey.from_private_bytes(private)
        if not self._path.exists() or self._path.stat().st_size != SIZE:
            self._begin()

    def put(self, record: dict[str, Any]) -> None:
        """Keep a refusal; durable when this returns. Raises SpoolFull."""
        sealed = self._seal(msgspec.json.encode(record))
        with self._path.open("r+b") as file:
            raw = file.read()
            end = _end(raw)
            if end + _HEAD.size * 2 + len(sealed) > SIZE:
                raise SpoolFull
            # the body first, its length after: a torn write leaves the old end
            file.seek(end + _HEAD.size)
            file.write(sealed + _HEAD.pack(0))
            file.flush()
            os.fsync(file.fileno())
            file.seek(end)
            file.write(_HEAD.pack(len(sealed)))
            file.flush()
            os.fsync(file.fileno())

    def records(self) -> list[dict[str, Any]]:
        """Every refusal kept, oldest first."""
        raw, found, at = self._path.read_bytes(), [], 0
        while at + _HEAD.size <= len(raw):
            (length,) = _HEAD.unpack_from(raw, at)
            if not length:
                break
            found.append(msgspec.json.decode(self._open(raw[at + _HEAD.size : at + _HEAD.size + length])))
            at += _HEAD.size + length
        return found

    @property
    def waiting(self) -> bool:
        """Whether any refusal waits to be carried out."""
        with self._path.open("rb") as file:
            return file.read(_HEAD.size) != bytes(_HEAD.size)

    def clear(self) -> None:
        """Forget every record: they have been carried out."""
        with self._path.open("r+b") as file:
            end = _end(file.read())
            file.seek(0)
            file.write(bytes(end + _HEAD.size))
            file.flush()
            os.fsync(file.fileno())

    def _begin(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # written, not merely reserved: a full disk must not refuse a refusal
            os.write(descriptor, bytes(SIZE))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _seal(self, plain: bytes) -> bytes:
        once = X25519PrivateKey.generate()
        mine = once.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        key = _derive(once.exchange(self._private.public_key()), mine)
        return mine + AESGCM(key).encrypt(bytes(12), plain, b"spool")

    def _open(self, sealed: bytes) -> bytes:
        key = _derive(self._private.exchange(X25519PublicKey.from_public_bytes(sealed[:32])), sealed[:32])
        try:
            return AESGCM(key).decrypt(bytes(12), sealed[32:], b"spool")
        except InvalidTag as error:
            raise ValueError("the spool was changed from outside") from error


def _derive(shared: bytes, public: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"avow spool" + public).derive(shared)


def _end(raw: bytes) -> int:
    at = 0
    while at + _HEAD.size <= len(raw):
        (length,) = _HEAD.unpack_from(raw, at)
        if not length:
            return at
        at += _HEAD.size + int(length)
    return len(raw)
