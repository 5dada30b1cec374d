"""Keys and sealed values."""

from pathlib import Path

import pytest

from avow.adapters.kms.file import FileKeyService
from avow.vault.keys import KeyLost, Keyring, Tampered, item_bound, normal


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring(FileKeyService(tmp_path))


def test_a_sealed_value_opens_only_where_it_belongs(ring: Keyring):
    """A value moved to another item, category, terms or version does not open."""
    _, _, secret = ring.new_home(b"h" * 16)
    bound = item_bound(b"h" * 16, b"h" * 16, b"i" * 16, 1, 2, 3)
    sealed = secret.seal(b"anna@example.org", bound)
    assert secret.open(sealed, bound) == b"anna@example.org"
    for other in (
        item_bound(b"x" * 16, b"h" * 16, b"i" * 16, 1, 2, 3),
        item_bound(b"h" * 16, b"h" * 16, b"j" * 16, 1, 2, 3),
        item_bound(b"h" * 16, b"h" * 16, b"i" * 16, 2, 2, 3),
        item_bound(b"h" * 16, b"h" * 16, b"i" * 16, 1, 3, 3),
        item_bound(b"h" * 16, b"h" * 16, b"i" * 16, 1, 2, 4),
    ):
        with pytest.raises(Tampered):
            secret.open(sealed, other)


def test_a_home_key_opens_only_for_its_home(ring: Keyring):
    """A wrapped key put into another home's row does not open."""
    epoch, wrapped, _ = ring.new_home(b"h" * 16)
    ring.unwrap(b"h" * 16, epoch, wrapped)
    with pytest.raises(Tampered):
        ring.unwrap(b"x" * 16, epoch, wrapped)


def test_a_destroyed_epoch_opens_nothing(tmp_path: Path):
    """Once an epoch key is destroyed, what it wrapped is lost, and no file holds the key."""
    service = FileKeyService(tmp_path)
    ring = Keyring(service)
    epoch, wrapped, _ = ring.new_home(b"h" * 16)
    raw = service.open(epoch)
    service.create()
    service.destroy(epoch)
    ring.refresh()
    with pytest.raises(KeyLost):
        ring.unwrap(b"h" * 16, epoch, wrapped)
    assert all(raw not in path.read_bytes() for path in tmp_path.iterdir())


def test_references_of_one_home_cannot_be_linked(ring: Keyring):
    """Every entry has another reference, and the home's key proves each."""
    _, _, secret = ring.new_home(b"h" * 16)
    references = {secret.reference(bytes([n]) * 16) for n in range(50)}
    assert len(references) == 50
    assert secret.reference(b"\x07" * 16) in references


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        (" Anna@Example.ORG ", "anna@example.org"),
        ("ANNA@EXAMPLE.org", "anna@example.org"),
        ("anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("anna+news@example.org", "anna+news@example.org"),
    ],
)
def test_addresses_are_compared_in_one_form(written: str, compared: str):
    """Case and the form of a domain make no second person; a tag does."""
    assert normal("email", written) == compared
