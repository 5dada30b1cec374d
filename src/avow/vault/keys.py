"""Keys: epoch keys wrap one secret per home; named secrets serve the installation (storage design, section 5)."""

import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from avow.vault.store import Store, Transaction

NAMED = ("lookup", "token", "log", "spool", "journal")
_REF, _TAG, _RECIPIENT = b"\x01", b"\x02", b"\x03"


class KeyLost(Exception):
    """an epoch key is missing: put the key folder back beside the data"""


class Tampered(Exception):
    """a sealed value does not belong where it was found: the database was changed from outside"""


class KeyService(Protocol):
    """Holds a few epoch keys; never one key per person."""

    def epochs(self) -> tuple[int, ...]:
        """The living epochs, oldest first."""
        ...

    def create(self) -> int:
        """A new epoch key; its number."""
        ...

    def open(self, epoch: int) -> bytes:
        """The 32 bytes of an epoch key. Raises KeyLost."""
        ...

    def made(self, epoch: int) -> int:
        """The moment (ms) at which an epoch key was made. Raises KeyLost."""
        ...

    def destroy(self, epoch: int) -> int:
        """End an epoch key; the moment (ms) from which no copy can be opened."""
        ...


class Secret:
    """The opened secret of one home: 32 bytes for sealing, 32 for authenticating. Lives for one unit of work."""

    __slots__ = ("_aead", "_mac")

    def __init__(self, raw: bytes) -> None:
        self._aead = AESGCM(raw[:32])
        self._mac = raw[32:]

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Nonce and ciphertext of `plain`, tied to `bound`."""
        nonce = secrets.token_bytes(12)
        return nonce + self._aead.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """The plain bytes. Raises Tampered when anything was changed or moved."""
        try:
            return self._aead.decrypt(sealed[:12], sealed[12:], bound)
        except InvalidTag as error:
            raise Tampered from error

    def reference(self, entry_id: bytes) -> str:
        """The reference of this home in one ledger entry: new in every entry, means nothing without the key."""
        return hmac.digest(self._mac, _REF + entry_id, "sha256")[:16].hex()

    def tag(self, row: bytes) -> bytes:
        """Authenticates state, version and choices of the home's row."""
        return hmac.digest(self._mac, _TAG + row, "sha256")[:16]

    def known_as(self, recipient: str) -> str:
        """The name under which one recipient knows this person; another recipient gets another one."""
        return hmac.digest(self._mac, _RECIPIENT + recipient.encode(), "sha256")[:16].hex()


def item_bound(home: bytes, owner: bytes, item: bytes, category: int, terms: int, version: int) -> bytes:
    """What an item's ciphertext is tied to, so that rows cannot be swapped nor terms rewritten."""
    numbers = category.to_bytes(4, "big") + terms.to_bytes(4, "big") + version.to_bytes(4, "big")
    return b"avow1" + home + owner + item + numbers


def normal(kind: str, value: str) -> str:
    """A look-up value in the one form that is compared: for e-mail, without case and with an ASCII domain."""
    text = unicodedata.normalize("NFKC", value).strip()
    if kind in {"email", "staff"}:
        local, at, domain = text.rpartition("@")
        if at:
            try:
                domain = domain.encode("idna").decode("ascii")
            except UnicodeError:
                return text.casefold()
            return f"{local.casefold()}@{domain.lower()}"
    return text.casefold()


class Keyring:
    """Epoch keys and named secrets in the memory of this process."""

    def __init__(self, service: KeyService) -> None:
        """Open the living epochs, making the first one. Raises KeyLost."""
        self.service = service
        if not service.epochs():
            service.create()
        self._epochs: dict[int, AESGCM] = {}
        self.refresh()
        self._named: dict[str, bytes] = {}

    def refresh(self) -> None:
        """Look again at which epochs live."""
        self._epochs = {epoch: AESGCM(self.service.open(epoch)) for epoch in self.service.epochs()}
        self.current = max(self._epochs)

    def new_home(self, home: bytes) -> tuple[int, bytes, Secret]:
        """A fresh secret for a home: epoch, wrapped bytes, opened secret."""
        raw = secrets.token_bytes(64)
        return self.current, self._wrap(raw, b"key" + home, self.current), Secret(raw)

    def unwrap(self, home: bytes, epoch: int, wrapped: bytes) -> Secret:
        """The secret of one home. Raises KeyLost, Tampered."""
        return Secret(self._unwrap(wrapped, b"key" + home, epoch))

    def rewrap(self, name: bytes, epoch: int, wrapped: bytes) -> bytes:
        """The same secret under the current epoch; `name` is `key` and the home's id, or `secret` and a name."""
        return self._wrap(self._unwrap(wrapped, name, epoch), name, self.current)

    def named(self, name: str) -> bytes:
        """A named secret: 32 bytes."""
        return self._named[name]

    def digest(self, kind: str, value: str) -> bytes:
        """The blind index of a look-up value."""
        return hmac.digest(self._named["lookup"], kind.encode() + b"\x00" + normal(kind, value).encode(), "sha256")

    async def load(self, store: Store) -> None:
        """Read the named secrets, making those that are missing. Raises Unavailable, KeyLost, Tampered."""
        self._named = dict(await store.unit(self._load))

    async def _load(self, tx: Transaction) -> Mapping[str, bytes]:
        found = {}
        for name in NAMED:
            row = await tx.row("secret.get", name)
            if row is None:
                raw = secrets.token_bytes(32)
                await tx.do("secret.set", name, self.current, self._wrap(raw, b"secret" + name.encode(), self.current))
            else:
                raw = self._unwrap(row[1], b"secret" + name.encode(), row[0])
            found[name] = raw
        return found

    def _wrap(self, raw: bytes, name: bytes, epoch: int) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._epochs[epoch].encrypt(nonce, raw, name + epoch.to_bytes(4, "big"))

    def _unwrap(self, wrapped: bytes, name: bytes, epoch: int) -> bytes:
        aead = self._epochs.get(epoch)
        if aead is None:
            raise KeyLost
        try:
            return aead.decrypt(wrapped[:12], wrapped[12:], name + epoch.to_bytes(4, "big"))
        except InvalidTag as error:
            raise Tampered from error
