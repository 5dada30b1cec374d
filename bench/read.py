"""A governed read in process: decide, fetch, unwrap, decrypt, durable entry; against the same store read without a gate."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from avow.bootstrap import open_core
from avow.config import from_environment
from avow.vault.gate import Actor, Gate
from avow.vault.store import Transaction
from bench.figures import ROOT, Figure

_PEOPLE = 200
_WAITING = 64
_READS = 30_000
_ROBOT = Actor("service", "api")


async def _rate(call: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    """(per second, seconds of processor time each)."""
    numbers = iter(range(_READS))

    async def worker() -> None:
        for number in numbers:
            await call(number)

    begun, spent = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(_WAITING)))
    return _READS / (time.perf_counter() - begun), (time.process_time() - spent) / _READS


async def _people(gate: Gate) -> list[bytes]:
    homes = []
    for number in range(_PEOPLE):
        address = f"person{number}@people.example"
        home = await gate.new_home("person", ("email", address))
        assert home is not None
        given = {"contact.email": address, "account.password": "x", "account.age_met": "yes"}
        await gate.collect(
            Actor("subject", "web", home), home, "site.account", given, gate.notice("site.account"), (), 30
        )
        homes.append(home.bytes)
    return homes


async def _measure() -> list[Figure]:
    from uuid import UUID

    with TemporaryDirectory(prefix="avow-bench-") as folder:
        config = from_environment(
            {"AVOW_STATEMENT": str(ROOT / "statements" / "webex-2009")}, data=Path(folder) / "data"
        )
        async with open_core(config) as core:
            gate = core.gate
            homes = await _people(gate)
            ids = [UUID(bytes=one) for one in homes]
            number = gate.program.category("contact.email")

            async def look(tx: Transaction, home: bytes) -> object:
                return await tx.rows("item.of_category", home, number)

            async def governed(at: int) -> object:
                return await gate.use(_ROBOT, ids[at % _PEOPLE], ("contact.email",), "account.run")

            async def bare(at: int) -> object:
                return await gate.vault.store.unit(look, homes[at % _PEOPLE])

            await _rate(bare)
            plain, _ = await _rate(bare)
            rate, cpu = await _rate(governed)
    return [
        Figure(
            "governed reads in process, 64 waiting",
            rate,
            "/s",
            15_000,
            False,
            "the same rows read without a gate",
            rate / plain,
        ),
        Figure("processor time of one governed read", cpu * 1e6, "µs", 60),
    ]


def figures() -> list[Figure]:
    """The figures of this bench."""
    return uvloop.run(_measure())


if __name__ == "__main__":
    from bench.figures import table

    print(table(figures()))
