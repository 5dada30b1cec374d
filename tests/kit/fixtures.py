"""Fixtures of the stranger's tests; each conftest that wants them imports them by name."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.kit.browser import launched
from tests.kit.folder import Folder
from tests.kit.instance import REFERENCE, Instance
from tests.kit.recipient import Recipients

IDS = ("parent", "interview_partner", "survey_partner")
Make = Callable[..., Instance]
Report = Callable[[str, str], None]


@pytest.fixture
def not_applicable(record_property: Callable[[str, object], None]) -> Report:
    """Say of a step of the register's test that this installation does not have what it walks through.

    The step and the clause that would bring it stand in the test's report, so that no step passes in silence.
    """

    def say(step: str, clause: str) -> None:
        record_property("not_applicable", f"{step} ({clause} is not in force)")

    return say


@pytest.fixture(scope="session")
def recipients() -> Iterator[Recipients]:
    """The host that stands for every recipient of the shared instance."""
    made = Recipients()
    yield made
    made.close()


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="avow-test-"))


def _living() -> Instance | None:
    url = os.environ.get("AVOW_PROVE_URL")
    return Instance.living(url, Path(os.environ["AVOW_PROVE_DATA"])) if url else None


@pytest.fixture(scope="session")
def rehearsal(recipients: Recipients) -> Iterator[Instance]:
    """An installation in test mode, shared by tests that leave it as able as they found it.

    The live one that the environment names, if that is in test mode; else one of our own.
    """
    living = _living()
    if living is not None and living.get("/test/outbox").status_code == 200:
        yield living
        living.close()
        return
    base = _folder()
    made = Instance(data=base / "data", env={"AVOW_RECIPIENTS": str(recipients.file(base, *IDS))})
    try:
        yield made.start()
    finally:
        made.discard()


@pytest.fixture(scope="session")
def instance(request: pytest.FixtureRequest) -> Iterator[Instance]:
    """What is under test: the live installation that the environment names, else the shared one in test mode.

    Tests that take it only read what anybody may read there.
    """
    living = _living()
    if living is None:
        yield request.getfixturevalue("rehearsal")
    else:
        yield living
        living.close()


@pytest.fixture
def fresh_instance() -> Iterator[Make]:
    """Make an installation of one's own, to be broken; it is running when it is returned."""
    made: list[Instance] = []

    def make(
        statement: Folder | Path = REFERENCE,
        env: Mapping[str, str] | None = None,
        *,
        flags: Sequence[str] = (),
        recipients: Recipients | None = None,
        test_mode: bool = True,
        start: bool = True,
    ) -> Instance:
        base = _folder()
        told = dict(env or {})
        if recipients is not None:
            told["AVOW_RECIPIENTS"] = str(recipients.file(base, *IDS))
        path = statement.path if isinstance(statement, Folder) else statement
        one = Instance(data=base / "data", statement=path, env=told, flags=flags, test_mode=test_mode)
        made.append(one)
        return one.start() if start else one

    yield make
    for one in made:
        one.discard()


@pytest.fixture
def own_recipients() -> Iterator[Recipients]:
    """A recording host for one test alone."""
    made = Recipients()
    yield made
    made.close()


@pytest.fixture
def folder() -> Iterator[Folder]:
    """A copy of the reference statement's folder, to be edited."""
    base = _folder()
    yield Folder.copy(base / "statement")
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser for one file of tests; each test opens a session of its own in it.

    Not for longer: its driver holds the thread's event loop, which tests of other files need.
    """
    with launched() as browser:
        yield browser
