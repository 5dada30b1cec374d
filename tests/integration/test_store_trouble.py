"""A store that is locked, full or damaged: a clear word, uses stop, refusals are kept sealed and carried out first."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.kit.fixtures import Make
from tests.kit.instance import Instance, StartRefused
from tests.kit.person import EMAIL, Person, register
from tests.kit.traces import in_folder, nothing_left

PURPOSE = "research.survey"


@contextmanager
def locked(product: Instance) -> Iterator[None]:
    """Another process holds the data file."""
    with closing(sqlite3.connect(product.data / "store" / "avow.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(product: Instance) -> Iterator[None]:
    """No file of the product can grow any more, as on a full disk."""
    assert product.process is not None
    before = resource.prlimit(product.process.pid, resource.RLIMIT_FSIZE)
    wal = product.data / "store" / "avow.db-wal"
    resource.prlimit(product.process.pid, resource.RLIMIT_FSIZE, (max(wal.stat().st_size, 1 << 20), before[1]))
    yield
    resource.prlimit(product.process.pid, resource.RLIMIT_FSIZE, before)


def refused(product: Instance, person: Person) -> None:
    """Wait until the kept refusals have been carried out, then see that the use is refused."""
    end = time.monotonic() + 15
    while product.use(person.email, EMAIL, PURPOSE).status_code == 503 and time.monotonic() < end:
        time.sleep(0.1)
    assert product.use(person.email, EMAIL, PURPOSE).status_code == 403


def test_a_locked_store_stops_uses_and_keeps_refusals(fresh_instance: Make) -> None:
    """While the data file is locked a use answers 503, a withdrawal 202; it is carried out before anything else is used."""
    product = fresh_instance()
    person, _ = register(product, choices=[PURPOSE]), product.seed
    form = person.visitor.get("/me/consents").form(f"/me/consents/{PURPOSE}/withdraw")
    assert product.use(person.email, EMAIL, PURPOSE).status_code == 200
    with locked(product):
        answer = product.use(person.email, EMAIL, "account.notices")
        assert answer.status_code == 503
        assert "clause" not in answer.json()
        kept = person.visitor.submit(form)
        assert kept.status == 202, kept
        assert "kept" in kept.text.lower()
        assert in_folder(product.data / "spool", person.email, PURPOSE) == [], "the spool is sealed"
        assert person.visitor.post("/ask", {}).status in (422, 503)
    refused(product, person)
    rows = [row for row in product.of(person.email) if row["act"] == "withdraw"]
    assert [row["purpose"] for row in rows] == [PURPOSE]


def test_leaving_and_erasing_are_kept_too(fresh_instance: Make) -> None:
    """Erasing while the store is away is acknowledged as kept, and done when it is back."""
    product = fresh_instance()
    person, _ = register(product), product.seed
    form = person.visitor.get("/me/erase").form("/me/erase")
    with locked(product):
        assert person.visitor.submit(form, {"confirm": "erase"}).status == 202
    end = time.monotonic() + 15
    while product.use(person.email, EMAIL, "account.run").status_code != 403 and time.monotonic() < end:
        time.sleep(0.1)
    nothing_left(product, *person.canaries.values())


def test_a_kept_refusal_outlives_a_kill(fresh_instance: Make) -> None:
    """Kept, then killed: at the next start it is carried out before anything is served."""
    product = fresh_instance()
    person, _ = register(product, choices=[PURPOSE]), product.seed
    form = person.visitor.get("/me/consents").form(f"/me/consents/{PURPOSE}/withdraw")
    with locked(product):
        assert person.visitor.submit(form).status == 202
        product.kill()
    product.start()
    refused(product, person)


def test_a_full_disk_stops_uses_and_keeps_refusals(fresh_instance: Make) -> None:
    """When no file can grow, uses answer 503 in time, refusals 202: their file was written beforehand."""
    product = fresh_instance()
    person, _ = register(product, choices=[PURPOSE]), product.seed
    form = person.visitor.get("/me/consents").form(f"/me/consents/{PURPOSE}/withdraw")
    with full(product):
        end = time.monotonic() + 20
        while product.use(person.email, EMAIL, PURPOSE).status_code == 200 and time.monotonic() < end:
            continue
        assert product.use(person.email, EMAIL, PURPOSE).status_code == 503
        assert person.visitor.submit(form).status == 202
    refused(product, person)
    product.avow("ledger", "verify")


@pytest.mark.parametrize("name", ["store/avow.db", "keys/keys.db"])
def test_a_damaged_file_is_said_and_nothing_starts(name: str, fresh_instance: Make) -> None:
    """With a file overwritten in the middle the product says which store is damaged, and does not start."""
    product = fresh_instance()
    register(product)
    product.stop()
    path: Path = product.data / name
    raw = bytearray(path.read_bytes())
    for at in range(4096, len(raw), 4096):
        raw[at : at + 64] = b"\xff" * 64
    path.write_bytes(bytes(raw))
    for rest in (f"{path}-wal", f"{path}-shm"):
        Path(rest).unlink(missing_ok=True)
    with pytest.raises(StartRefused) as failed:
        product.start()
    assert failed.value.code == 3
    assert "damaged" in failed.value.said
    assert "Traceback" not in failed.value.said


def test_two_processes_never_share_a_folder(fresh_instance: Make) -> None:
    """A second start on a folder in use is refused with a clear word."""
    product = fresh_instance()
    second = Instance(data=product.data, env=product.env)
    with pytest.raises(StartRefused) as failed:
        second.start()
    assert failed.value.code == 3
    assert product.get("/health").status_code == 200
