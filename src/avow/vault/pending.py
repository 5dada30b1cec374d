"""Unconfirmed acts: sealed under a token that only the mail carries (storage design, section 6; C12).

An unconfirmed address is in no index, cannot be read by us, blocks nobody, and ends by deleting one row.
"""

import base64
import hashlib
import secrets
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from avow.vault.store import Row, Transaction
from avow.vault.vault import Vault


def new_token() -> str:
    """32 random bytes, for a URL or a cookie."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def digest_of(token: str) -> bytes:
    """What the store knows a token by."""
    return hashlib.sha256(token.encode()).digest()


class Pending:
    """Acts that wait for a person's confirmation."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def put(self, kind: str, payload: dict[str, Any], ttl_ms: int, token: str | None = None) -> str:
        """Keep an act for `ttl_ms`; the token that alone opens it: a new one, or that of an act just taken. Raises Unavailable."""
        token = token or new_token()
        sealed = _seal(token, kind, msgspec.json.encode(payload))
        expires = self._vault.clock.now_ms() + ttl_ms

        async def work(tx: Transaction) -> None:
            await tx.do("pending.add", digest_of(token), kind, expires, sealed)

        await self._vault.store.unit(work)
        return token

    async def peek(self, token: str, kind: str) -> dict[str, Any] | None:
        """The act behind a token, left where it is; None when unknown, of another kind, or too late."""

        async def work(tx: Transaction) -> Row | None:
            return await tx.row("pending.get", digest_of(token))

        return self._opened(await self._vault.store.unit(work), token, kind)

    async def take(self, token: str, kind: str) -> dict[str, Any] | None:
        """The act behind a token, once; None as for `peek`."""

        async def work(tx: Transaction) -> Row | None:
            row = await tx.row("pending.get", digest_of(token))
            if row is not None and row[0] == kind:
                await tx.do("pending.remove", digest_of(token))
                return row
            return None

        return self._opened(await self._vault.store.unit(work), token, kind)

    async def drop_expired(self) -> int:
        """Forget what nobody confirmed in time; how many."""

        async def work(tx: Transaction) -> int:
            return await tx.do("pending.expired", self._vault.clock.now_ms())

        return await self._vault.store.unit(work)

    def _opened(self, row: Row | None, token: str, kind: str) -> dict[str, Any] | None:
        if row is None or row[0] != kind or row[1] <= self._vault.clock.now_ms():
            return None
        try:
            plain = AESGCM(_key(token)).decrypt(row[2][:12], row[2][12:], kind.encode())
        except InvalidTag:
            return None
        found: dict[str, Any] = msgspec.json.decode(plain)
        return found


def _seal(token: str, kind: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key(token)).encrypt(nonce, plain, kind.encode())


def _key(token: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"avow pending").derive(token.encode())
