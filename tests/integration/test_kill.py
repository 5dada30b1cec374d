"""`kill -9` at any moment loses no acknowledged act, leaves no act without its entry, and finishes a half-done erasure."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.kit.fixtures import Make
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, Person, apply, confirm, register
from tests.kit.traces import in_folder

ROUNDS = 10
PURPOSE = "research.survey"


@dataclass
class Told:
    """What the product acknowledged before it died."""

    entries: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    correcting: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def ask(host: str, method: str, path: str, body: str, **headers: str) -> tuple[int, dict[str, Any]]:
    """One exchange; an answer cut off in the middle counts as none."""
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        raw = answer.read()
        return answer.status, json.loads(raw) if answer.getheader("content-type", "").startswith(
            "application/json"
        ) else {}
    finally:
        connection.close()


def user(product: Instance, token: str, email: str, told: Told, stop: threading.Event) -> None:
    """A service that uses an address again and again."""
    body = json.dumps({"person": email, "classes": [EMAIL], "purpose": "account.notices"})
    while not stop.is_set():
        try:
            status, answer = ask(
                product.host, "POST", "/api/use", body, authorization=f"Bearer {token}", content_type="application/json"
            )
        except (OSError, http.client.HTTPException, ValueError):
            return
        if status == 200:
            with told.lock:
                told.entries.append(answer["entry"])


def chooser(product: Instance, person: Person, notice: tuple[str, str], told: Told, stop: threading.Event) -> None:
    """A person who changes their mind again and again, and corrects their name in between."""
    cookie = "; ".join(f"{name}={value}" for name, value in person.visitor.jar.items())
    head = {
        "content_type": "application/x-www-form-urlencoded",
        "accept": "application/json",
        "cookie": cookie,
        "origin": product.url,
    }
    item = person.item("person.name").path
    for number in range(10_000):
        answer = "yes" if number % 2 else "no"
        if stop.is_set():
            return
        told.tried[person.email] = answer
        try:
            status, _ = ask(
                product.host,
                "POST",
                "/me/preferences",
                urlencode({f"choice.{PURPOSE}": answer, notice[0]: notice[1]}),
                **head,
            )
            assert status == 200, status
            told.choices[person.email] = answer
            name = told.correcting[person.email] = f"Canary {number}"
            status, _ = ask(product.host, "POST", item, urlencode({"person.name": name}), **head)
            assert status == 200, status
            told.corrected[person.email] = name
        except (OSError, http.client.HTTPException, ValueError):
            return


def notice_of(person: Person) -> tuple[str, str]:
    """Name and value of the notice token at `/me/preferences`."""
    form = person.visitor.get("/me/preferences").form("/me/preferences")
    return next((name, value) for name, value in form.untouched().items() if name.startswith("notice."))


def test_acknowledged_acts_survive_many_kills(fresh_instance: Make) -> None:
    """Killed in the middle of work, ten times over: every acknowledged use, choice and correction is there, with its entry."""
    product = fresh_instance()
    people = [register(product) for _ in range(3)]
    token = product.seed.token
    dice = random.Random(9)
    for _ in range(ROUNDS):
        told, stop = Told(), threading.Event()
        notices = [notice_of(person) for person in people]
        workers = [threading.Thread(target=user, args=(product, token, people[0].email, told, stop)) for _ in range(3)]
        workers += [
            threading.Thread(target=chooser, args=(product, person, notice, told, stop))
            for person, notice in zip(people, notices, strict=True)
        ]
        for worker in workers:
            worker.start()
        time.sleep(dice.uniform(0.1, 0.7))
        product.kill()
        stop.set()
        for worker in workers:
            worker.join(10)
        product.start()
        survived(product, people, told)
        for person in people:
            # a start takes a new port, so the browser is a new one too
            person.visitor.close()
            person.visitor = product.visitor()
            person.sign_in()


def survived(product: Instance, people: list[Person], told: Told) -> None:
    """Nothing that was acknowledged is missing; what was not is there wholly or not at all."""
    product.avow("ledger", "verify")
    rows = {row["entry"]: row for row in product.of(people[0].email)}
    assert set(told.entries) <= set(rows), "an acknowledged use has no entry"
    acts = product.dump("choice_act")
    homes = {row["value"]: row["home"] for row in product.dump(EMAIL)}
    for person in people:
        if person.email in told.choices:
            # the last acknowledged answer stands, or the one that was on its way when the power went
            mine = [row for row in acts if row["home"] == homes[person.email] and row["purpose"] == PURPOSE]
            last = "yes" if max(mine, key=lambda row: row["at"])["yes"] else "no"
            assert last in {told.choices[person.email], told.tried[person.email]}
            allowed = product.use(person.email, EMAIL, PURPOSE).status_code == 200
            assert allowed == (last == "yes")
        if person.email in told.corrected:
            names = [row["value"] for row in product.dump("person.name") if row["home"] == homes[person.email]]
            assert names[0] in {told.corrected[person.email], told.correcting[person.email]}
        entries = [row for row in product.of(person.email) if row["act"] in ("consent", "withdraw")]
        mine = [row for row in acts if row["home"] == homes[person.email]]
        assert len(entries) == len(mine), "a choice without its entry, or an entry without its choice"


def test_a_half_done_erasure_is_finished_before_serving(fresh_instance: Make) -> None:
    """Killed while people are being erased: after the start nothing is left of whoever was told so, and no home is half there."""
    product = fresh_instance()
    dice = random.Random(4)
    for _ in range(4):
        people = [register(product) for _ in range(3)]
        done: list[Person] = []
        workers = [threading.Thread(target=eraser, args=(product, person, done)) for person in people]
        for worker in workers:
            worker.start()
        time.sleep(dice.uniform(0.0, 0.12))
        product.kill()
        for worker in workers:
            worker.join(10)
        product.start()
        for person in done:
            assert in_folder(product.data, person.email, person.canaries["person.name"]) == []
            assert product.use(person.email, EMAIL, "account.run").status_code == 403
        assert "erased" not in {row["state"] for row in product.dump("home")}, (
            "an erased home is still listed after the start"
        )
        homes = {row["home"] for row in product.dump("home")}
        assert {row["home"] for row in product.dump("item")} <= homes
        product.avow("ledger", "verify")


def eraser(product: Instance, person: Person, done: list[Person]) -> None:
    """Somebody who erases everything."""
    cookie = "; ".join(f"{name}={value}" for name, value in person.visitor.jar.items())
    head = {"content_type": "application/x-www-form-urlencoded", "cookie": cookie, "origin": product.url}
    try:
        status, _ = ask(product.host, "POST", "/me/erase", urlencode({"confirm": "erase"}), **head)
    except (OSError, http.client.HTTPException):
        return
    if status == 200:
        done.append(person)


def test_a_registration_killed_in_the_middle_can_be_finished(fresh_instance: Make) -> None:
    """Who has sent the form and was told so can still confirm after a kill, and the mail goes out if it had not."""
    product = fresh_instance()
    person = apply(product)
    product.kill()
    product.start()
    person.visitor.close()
    person.visitor = product.visitor()
    letter = product.sink.wait(person.email)
    assert letter.link("/confirm/")
    confirm(person)
    person.sign_in()
    assert person.visitor.get("/me").status == 200
