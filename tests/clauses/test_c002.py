"""C02: everything the Company runs is one governed set of Services.

The promise is made for the website and for every product and service together: every route, socket, listener, queue
and job belongs to one registered service and inherits its rules. Privacy costs nobody the service.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.kit.crawl import crawl
from tests.kit.fixtures import Make, Report
from tests.kit.folder import Folder
from tests.kit.instance import Instance, StartRefused
from tests.kit.person import register

WITHOUT_SITE = Path(__file__).parent / "statements" / "no_service"


def listening(pid: int) -> set[int]:
    """TCP ports on which the process listens, as the kernel says."""
    sockets = set()
    for name in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(name.readlink())
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    ports = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            row = line.split()
            if row[3] == "0A" and row[9] in sockets:
                ports.add(int(row[1].rpartition(":")[2], 16))
    return ports


def test_everything_that_runs_belongs_to_exactly_one_service(rehearsal: Instance) -> None:
    """Each route, socket, listener, queue and job that `avow check --boundary` lists is named by one service."""
    services = {one["id"] for one in rehearsal.machine()["services"]}
    assert "site" in services
    told = rehearsal.check("boundary")
    kinds = {row["kind"] for row in told["boundary"]}
    assert {"route", "listener", "job"} <= kinds
    names = [(row["kind"], row["name"]) for row in told["boundary"]]
    assert len(names) == len(set(names))
    for row in told["boundary"]:
        assert row["service"] in services | {"avow"}, row


def test_every_port_that_is_open_is_listed(rehearsal: Instance) -> None:
    """What the kernel says of open ports and what the product says of its listeners is the same."""
    told = rehearsal.check("boundary")
    listed = {int(row["name"].rpartition(":")[2]) for row in told["boundary"] if row["kind"] == "listener"}
    assert rehearsal.process is None or listening(rehearsal.process.pid) == listed
    assert rehearsal.smtp_in[1] in listed


def test_every_route_that_answers_is_listed(rehearsal: Instance) -> None:
    """Every page that a crawl finds and every operation of `/openapi.json` is a listed route."""
    told = rehearsal.check("boundary")
    routes = [row["name"] for row in told["boundary"] if row["kind"] == "route"]
    declared = rehearsal.get("/openapi.json").json()["paths"]
    assert len(declared) > 20
    plain = [re.sub(r"\{(\w+):\w+\}", r"{\1}", name) for name in routes]
    for path, operations in declared.items():
        for method in operations:
            assert f"{method.upper()} {path}" in plain
    with rehearsal.visitor() as visitor:
        found = crawl(visitor)
    for path, page in found.items():
        assert page.status == 200, (path, page)


def test_a_service_taken_out_whole_is_gone(fresh_instance: Make) -> None:
    """A service that is off in the configuration and absent from the statement answers 404; its ports are closed."""
    product = fresh_instance(WITHOUT_SITE, env={"AVOW_SERVICES": ""})
    assert [one["id"] for one in product.machine()["services"]] == []
    with product.visitor() as visitor:
        assert visitor.get("/privacy").status == 200
        for path in ("/register", "/signin", "/me", "/link", "/desk", "/staff/signin"):
            assert visitor.get(path).status == 404, path
        for path in ("/ask", "/children", "/register"):
            assert visitor.post(path, {"contact.email": "someone@people.example"}).status in (404, 405), path
    assert product.process is not None
    assert len(listening(product.process.pid)) == 1, "only the statement's own port is open"
    if product.smtp_in[1]:
        with pytest.raises(ConnectionRefusedError), socket.create_connection(product.smtp_in, timeout=2):
            pass


def test_a_service_taken_out_of_the_statement_alone_stops_the_start(fresh_instance: Make) -> None:
    """What the configuration runs and the statement does not name is named, and nothing starts."""
    with pytest.raises(StartRefused) as refused:
        fresh_instance(WITHOUT_SITE, env={"AVOW_SERVICES": "site"})
    assert "site" in refused.value.said
    assert refused.value.code == 1
    assert "Traceback" not in refused.value.said


def test_a_service_taken_out_of_the_configuration_alone_stops_the_start(fresh_instance: Make) -> None:
    """What the statement promises and no code runs is named too."""
    with pytest.raises(StartRefused) as refused:
        fresh_instance(env={"AVOW_SERVICES": ""})
    assert "site" in refused.value.said
    assert refused.value.code == 1


def test_a_control_taken_out_of_the_statement_stops_the_start(fresh_instance: Make, folder: Folder) -> None:
    """Code that registers a control which the statement does not name is refused by the control's name."""
    folder.remove("control", "site.leaving_notice")
    with pytest.raises(StartRefused) as refused:
        fresh_instance(folder)
    assert "site.leaving_notice" in refused.value.said or "C06" in refused.value.said


def test_who_refuses_everything_optional_can_use_each_service(rehearsal: Instance, not_applicable: Report) -> None:
    """With everything optional refused, one task is finished in each service."""
    person = register(rehearsal, leave=["person.name"])
    for field in person.visitor.get("/me/preferences").form("/me/preferences").visible:
        assert field.name.startswith("choice."), field.name
        person.prefer(field.name.removeprefix("choice."), "no")
    assert person.visitor.get("/me").status == 200
    page = person.visitor.submit(person.visitor.get("/me/export").form("/me/export"))
    assert page.status == 200
    assert "zip" in page.type
    not_applicable("finish a task in meetings", "C105")
    not_applicable("finish a task in Connect", "C118")
    not_applicable("finish a task in Mail", "C131")
