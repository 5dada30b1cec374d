"""Hostile input: other sites, other people's ids, guesses, oversized and broken requests, script in values."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.kit.fixtures import Make
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, PASSWORD, Person, address, apply, blank_registration, register
from tests.kit.post import letter, send
from tests.kit.traces import canary, in_folder

POSTS = (
    "/signin", "/signout", "/link", "/ask", "/children", "/register", "/register/age", "/me/preferences", "/me/export", "/me/deactivate",
    "/me/reactivate", "/me/erase", "/me/password", "/me/address", "/me/profile", "/staff/signin", "/desk/intake", "/desk/find",
)  # fmt: skip


@pytest.fixture(scope="module")
def person(rehearsal: Instance) -> Person:
    """Somebody whom others are after."""
    return register(rehearsal, choices=["research.survey"])


@pytest.mark.parametrize("path", POSTS)
def test_a_cross_site_post_is_refused(path: str, person: Person) -> None:
    """A form of another site gets 403, whatever cookies the browser sends along, and nothing happens."""
    for headers in (
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        said = dict.fromkeys(("origin", "sec-fetch-site"), "") | headers
        said = {name: value for name, value in said.items() if value}
        answer = person.visitor.client.post(
            path,
            content="confirm=erase",
            headers={"content-type": "application/x-www-form-urlencoded", **said},
            follow_redirects=False,
        )
        assert answer.status_code == 403, (path, headers, answer.status_code)
    assert person.visitor.get("/me").status == 200


def test_another_persons_ids_open_nothing(rehearsal: Instance, person: Person) -> None:
    """Items, receipts and sessions of somebody else answer 404, as ids that nobody has."""
    other = register(rehearsal)
    item = person.item("person.name").path
    receipt = next(link for link, _ in person.visitor.get("/me/consents").links if "/me/receipts/" in link)
    session = next(form.path for form in person.visitor.get("/me/sessions").forms if form.path.endswith("/end"))
    nobody = str(uuid.uuid4())
    for path in (item, receipt, f"/me/correct/{nobody}", f"/me/receipts/{nobody}", "/me/correct/x", "/me/receipts/x"):
        assert other.visitor.get(path).status == 404, path
    for path in (item, session, f"/me/sessions/{'0' * 16}/end", f"/me/confirm/{nobody}"):
        assert other.visitor.post(path, {"person.name": "Mallory"} if "correct" in path else {}).status in (303, 404), (
            path
        )
    page = person.visitor.get("/me")
    assert page.status == 200
    assert person.canaries["person.name"] in page.text
    assert "Mallory" not in page.text


def test_a_person_is_no_staff_and_staff_is_no_person(rehearsal: Instance, person: Person) -> None:
    """Neither kind of session opens the other's pages."""
    for path in ("/desk", "/staff", "/desk/intake", "/desk/find"):
        assert person.visitor.get(path, follow=False).status in (401, 403), path
    who = rehearsal.seed.worker("auditor")
    with rehearsal.visitor() as auditor:
        form = auditor.get("/staff/signin").form("/staff/signin")
        auditor.submit(form, {"staff.email": who["email"], "staff.password": who["password"]})
        assert auditor.get("/staff").status == 200
        for path in ("/desk", "/desk/intake", "/desk/find"):
            assert auditor.get(path).status == 403, path
        assert auditor.get("/me", follow=False).status == 401


def test_guessing_a_password_is_slowed_and_tells_nothing(fresh_instance: Make) -> None:
    """After a few wrong passwords an account must wait; known and unknown addresses look alike all the way."""
    product = fresh_instance()
    known, unknown = register(product), address()
    seen: dict[str, list[tuple[int, str]]] = {}
    for who in (known.email, unknown):
        with product.visitor() as visitor:
            form = visitor.get("/signin").form("/signin", having=EMAIL)
            pages = [visitor.submit(form, {EMAIL: who, PASSWORD: f"wrong-password-{n}"}) for n in range(9)]
            seen[who] = [(page.status, re.sub(r"\d+", "#", page.text.replace(who, ""))) for page in pages]
    assert seen[known.email] == seen[unknown]
    assert seen[unknown][0][0] == 422
    assert seen[unknown][-1][0] == 429
    with product.visitor() as visitor:
        assert known.sign_in(visitor).status == 429, "even the right password waits"
    product.clock("+2h")
    with product.visitor() as visitor:
        known.sign_in(visitor)
        assert visitor.get("/me").status == 200


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{7*7}}",
        '"><img src=x onerror=alert(1)>',
        "' OR 1=1 --",
        "\u202eevil",
        "%0d%0aSet-Cookie:x=y",
    ],
)
def test_what_people_type_is_shown_as_typed(name: str, rehearsal: Instance) -> None:
    """Values are text wherever they are shown: no tag, no template, no header comes out of them."""
    person = register(rehearsal)
    page = person.correct("person.name", name)
    assert page.status in (200, 422)
    me = person.visitor.get("/me")
    assert me.status == 200
    assert "<script>alert" not in me.body
    assert "onerror=alert(1)>" not in me.body.replace("&gt;", ">") or "<img" not in me.body
    assert "49" not in me.text or name != "{{7*7}}"
    assert "set-cookie" not in me.response.headers


@pytest.mark.parametrize(
    "sent",
    [
        "a@people.example\r\nBcc: b@people.example", "a@people.example, b@people.example", "<a@people.example>", '"a b"@people.example\n.',
        "a@people.example\0", "@", "a@", "a@b", "a" * 300 + "@people.example", "a@people.example b@people.example",
    ],
)  # fmt: skip
def test_no_address_smuggles_a_header(sent: str, rehearsal: Instance) -> None:
    """An address with line ends, lists or nothing in it is refused beside its field, and no mail goes out."""
    before = rehearsal.sink.names()
    with rehearsal.visitor() as visitor:
        page = visitor.submit(visitor.get("/link").form("/link"), {EMAIL: sent})
        assert page.status == 422, page
        page = visitor.submit(blank_registration(visitor), {EMAIL: sent, PASSWORD: canary("Pw7-")})
        assert page.status == 422, page
    rehearsal.clock("+1m")
    assert not [one for one in rehearsal.sink.letters("", before) if "b@people" in one["to"] + one["bcc"] + one["cc"]]


def test_a_subject_smuggles_no_header(rehearsal: Instance) -> None:
    """A mail whose subject is folded over lines is answered with one clean subject and no foreign header."""
    who = address()
    contact = rehearsal.machine()["contacts"]["privacy"]["email"]
    message = letter(who, contact, "Hello", "What do you hold?")
    raw = message.as_bytes().replace(b"Subject: Hello", b"Subject: Hello\r\n Bcc: victim@people.example\r\n\tX-Evil: 1")
    import smtplib

    with smtplib.SMTP(*rehearsal.smtp_in, timeout=20) as server:
        server.sendmail(who, [contact], raw)
    answer = rehearsal.sink.wait(who)
    assert answer["bcc"] == ""
    assert answer["x-evil"] == ""
    assert "\n" not in answer["subject"]


@pytest.mark.parametrize(
    "to", ["stranger@people.example", "postmaster@harbour.example", "privacy@harbour.example.evil.example"]
)
def test_the_mail_door_is_no_relay(to: str, rehearsal: Instance) -> None:
    """Mail for anybody but the privacy mailbox is refused at the door."""
    import smtplib

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(rehearsal.smtp_in, letter(address(), to, "x", "y"), "a@people.example", to)


def test_broken_and_oversized_requests_are_refused(rehearsal: Instance, person: Person) -> None:
    """Too large, of another kind, with a name twice, or cut short: a clear status, never 500."""
    client, origin = person.visitor.client, {"origin": person.visitor.url, "sec-fetch-site": "same-origin"}
    form = {"content-type": "application/x-www-form-urlencoded", **origin}
    assert client.post("/ask", content="case.text=" + "x" * 100_000, headers=form).status_code == 413
    assert client.post("/ask", content="{}", headers={"content-type": "application/json", **origin}).status_code == 415
    assert client.post("/ask", content="case.text=a&case.text=b", headers=form).status_code == 422
    assert client.post("/ask", content=b"case.text=\xff\xfe", headers=form).status_code in (400, 422)
    assert client.post("/ask", content="&".join(f"f{n}=1" for n in range(500)), headers=form).status_code in (400, 422)
    assert client.post("/ask", content="case.text=%00", headers=form).status_code == 422
    assert client.request("PUT", "/me", headers=origin).status_code == 405
    assert client.get("/static/..%2f..%2fapp.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404
    assert client.get("/privacy/versions/999999999999999999999").status_code == 404
    assert client.get("/log/tile/0/x999/999").status_code == 404


def test_what_is_wrong_stands_beside_its_field(rehearsal: Instance) -> None:
    """A bad form comes back with what is wrong beside each field; what was typed is kept, a password never."""
    word = canary()
    with rehearsal.visitor() as visitor:
        page = visitor.submit(
            blank_registration(visitor), {EMAIL: f"{word} at people", PASSWORD: "short", "person.name": word}
        )
        assert page.status == 422
        form = page.form("/register", having=EMAIL)
        told = {one.name: one for one in form.visible}
        assert told[EMAIL].value == f"{word} at people"
        assert told["person.name"].value == word
        assert told[PASSWORD].value == ""
        for name in (EMAIL, PASSWORD):
            assert told[name].node.get("aria-invalid") == "true"
            assert len(told[name].described) > len("running your account")
        assert told["person.name"].node.get("aria-invalid") == ""
    assert in_folder(rehearsal.data, word) == []


def test_a_link_cannot_be_replayed_or_raced(rehearsal: Instance) -> None:
    """A confirmation is taken once, however many windows send it at the same moment."""
    from concurrent.futures import ThreadPoolExecutor

    person = apply(rehearsal)
    link = rehearsal.sink.wait(person.email).link("/confirm/")
    windows = [rehearsal.visitor() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda window: window.post(link).status, windows))
    assert min(statuses) == 200
    assert statuses.count(200) == 1
    homes = {row["home"] for row in rehearsal.dump(EMAIL) if row["value"] == person.email}
    assert len(homes) == 1


def test_nothing_personal_is_printed(rehearsal: Instance, person: Person) -> None:
    """What the process printed during all of this holds no value, no address and no token."""
    said = rehearsal.output()
    for value in (*person.canaries.values(), *person.visitor.jar.values(), "Traceback"):
        assert value not in said
