"""C101: questions and comments reach a person.

Privacy questions go to the privacy mailbox: acknowledgement, case, due date, answer; and the question is used for that
answer only.
"""

from __future__ import annotations

from email.message import EmailMessage

from tests.kit.crawl import crawl, documents
from tests.kit.desk import Desk
from tests.kit.fixtures import Make
from tests.kit.folder import Folder
from tests.kit.instance import Instance
from tests.kit.person import EMAIL, address, by_link
from tests.kit.post import letter, send
from tests.kit.traces import canary, nothing_left


def question(product: Instance, who: str, words: str, **headers: str) -> EmailMessage:
    """Write to the privacy mailbox."""
    contact = product.machine()["contacts"]["privacy"]["email"]
    message = letter(who, contact, "What do you hold about me?", words, **headers)
    assert send(product.smtp_in, message, who, contact) == {}
    return message


def test_a_mail_is_acknowledged_answered_and_threaded(rehearsal: Instance) -> None:
    """Sent: acknowledged; answered from the desk: the reply comes with the right `In-Reply-To` and `References`."""
    who, words, reply = address(), canary(), canary()
    with Desk(rehearsal) as desk:
        before = desk.cases()
        message = question(rehearsal, who, words)
        receipt = rehearsal.sink.wait(who)
        assert receipt["in-reply-to"] == message["Message-ID"]
        assert words not in receipt.text
        assert receipt["auto-submitted"] == "auto-replied"
        case = desk.new_case(before)
        seen = rehearsal.sink.names()
        assert words in desk.case(case).text
        desk.answer(case, f"We hold this: {reply}")
    answer = rehearsal.sink.wait(who, since=seen, where=lambda one: reply in one.text)
    assert answer["in-reply-to"] == message["Message-ID"]
    assert message["Message-ID"] in answer["references"]
    assert answer["subject"].lower().startswith("re:")
    assert answer["from"].lower().find(rehearsal.machine()["contacts"]["privacy"]["email"]) >= 0
    assert answer.link("/privacy")


def test_the_web_form_takes_the_same_path(rehearsal: Instance) -> None:
    """A question on the website becomes a case too, acknowledged and answered by mail."""
    who, words, reply = address(), canary(), canary()
    with Desk(rehearsal) as desk, rehearsal.visitor() as visitor:
        before = desk.cases()
        pages = documents(crawl(visitor)).values()
        form = next(form for page in pages for form in page.forms if form.path == "/ask")
        assert visitor.submit(form, {EMAIL: who, "case.text": words}).status == 200
        rehearsal.sink.wait(who)
        case = desk.new_case(before)
        desk.answer(case, reply)
    assert rehearsal.sink.wait(who, where=lambda one: reply in one.text)


def test_past_due_and_unanswered_is_an_alarm(fresh_instance: Make) -> None:
    """A case shows its due date, and one that is past it and unanswered raises the alarm, in the queue and by mail."""
    product = fresh_instance()
    who = address()
    with Desk(product) as desk:
        question(product, who, canary())
        product.sink.wait(who)
        text = desk.queue().text.lower()
        assert "due" in text
        assert "overdue" not in text
        before = product.sink.names()
    product.clock("+31d")
    with Desk(product) as desk:
        assert "overdue" in desk.queue().text.lower()
    contact = product.machine()["contacts"]["privacy"]["email"]
    alarm = product.sink.wait(contact, since=before, where=lambda one: "overdue" in one["subject"].lower())
    assert who not in alarm.text, "the alarm says which case, not who"


def test_an_answered_case_raises_no_alarm(fresh_instance: Make) -> None:
    """Who was answered in time is not overdue."""
    product = fresh_instance()
    with Desk(product) as desk:
        question(product, address(), canary())
        desk.answer(desk.new_case([]), "Here you are.")
    product.clock("+40d")
    with Desk(product) as desk:
        assert "overdue" not in desk.queue().text.lower()


def test_the_question_serves_its_answer_only(rehearsal: Instance) -> None:
    """The sender is in no list: no campaign counts them, and every purpose but the answer is refused."""
    audiences = {
        purpose: {"audience": "all", "classes": [EMAIL], "purpose": purpose}
        for purpose in ("research.survey", "research.interview", "account.reminder", "account.notices")
    }
    before = {purpose: rehearsal.attempt("use", aim).json()["count"] for purpose, aim in audiences.items()}
    who, words = address(), canary()
    question(rehearsal, who, words)
    rehearsal.sink.wait(who)
    assert {purpose: rehearsal.attempt("use", aim).json()["count"] for purpose, aim in audiences.items()} == before
    home = next(row["home"] for row in rehearsal.dump("case.text") if words in row["value"])
    for purpose in Folder().purposes():
        expected = 200 if purpose == "desk.answer" else 403
        assert rehearsal.use(home, EMAIL, purpose).status_code == expected, purpose


def test_the_asker_sees_the_case(rehearsal: Instance) -> None:
    """Who asked can see at `/me` what is held of it and at `/me/uses` what was done with it."""
    who, words = address(), canary()
    question(rehearsal, who, words)
    rehearsal.sink.wait(who)
    window = by_link(rehearsal, who)
    assert words in window.get("/me").text
    assert window.get("/me/uses").status == 200
    window.close()


def test_machines_are_not_answered(rehearsal: Instance) -> None:
    """Automatic mail gets no automatic reply, and so no two machines write to each other for ever."""
    who = address()
    for header, value in (
        ("Auto_Submitted", "auto-replied"),
        ("Precedence", "bulk"),
        ("List_Id", "<l.people.example>"),
    ):
        question(rehearsal, who, canary(), **{header: value})
    contact = rehearsal.machine()["contacts"]["privacy"]["email"]
    message = letter(who, contact, "bounce", "x")
    send(rehearsal.smtp_in, message, "", contact)
    rehearsal.clock("+1h")
    assert rehearsal.sink.letters(who) == []


def test_a_closed_case_is_gone_after_its_time(fresh_instance: Make) -> None:
    """Thirty days after a case is closed nothing is left of it."""
    product = fresh_instance()
    who, words, reply = address(), canary(), canary()
    with Desk(product) as desk:
        question(product, who, words)
        product.sink.wait(who)
        case = desk.cases()[0]
        desk.answer(case, reply)
        desk.close(case)
    product.clock("+29d")
    assert words in str(product.dump("case.text"))
    product.clock("+2d")
    nothing_left(product, who, words, reply)
