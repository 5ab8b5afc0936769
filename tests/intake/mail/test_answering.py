"""Answers go out by a real server, once, so that what comes back finds its thread."""

import json
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db import connection

from shouwen import vault
from shouwen.casework import marks
from shouwen.intake.mail import answering
from shouwen.intake.mail.models import Mail, MailAnswer, Mailbox
from shouwen.intake.mail.receiving import Place, receive
from shouwen.notices.adapters import Letter, Never, NotNow
from shouwen.notices.adapters.mail import MailAdapter
from shouwen.notices.setup import setup_from
from tests.intake.conftest import NOW
from tests.intake.mail.raw import message
from tests.intake.mail.servers import LOGIN, SECRET, smtp_server


def adapter(port, **more):
    table = {"host": "127.0.0.1", "port": port, "tls": "none", "from": "kefu@bank.example", **more}
    made = setup_from({"mail": table}, Path("unused")).adapters["mail"]
    assert isinstance(made, MailAdapter)
    return made


def letter(**more):
    values = {
        "id": "7", "channel": "mail", "to": "zhang@example.com", "shown_to": "z***@example.com",
        "occasion": "accepted", "subject": "您的投诉已受理", "text": "编号见信内。",
        "number": "TS2025042500001", **more,
    }  # fmt: skip
    return Letter(**values)


def test_a_letter_of_a_machine_says_so_and_carries_the_mark_of_its_case(db):
    with smtp_server() as (port, postman):
        sent = adapter(port, plus=True).send(letter(), now=NOW)
        again = adapter(port, plus=True).send(letter(), now=NOW)
    assert sent == again  # the same message at every try
    taken = message_from_bytes(postman.letters[0].content)
    assert postman.letters[0].mail_from == "kefu@bank.example"
    assert postman.letters[0].rcpt_tos == ["zhang@example.com"]
    assert taken["Auto-Submitted"] == "auto-generated"
    assert marks.number_marked(taken["Message-ID"]) == "TS2025042500001"
    assert marks.number_marked(taken["Reply-To"]) == "TS2025042500001"
    assert taken.get_payload(decode=True).decode().strip() == "编号见信内。"
    assert "List-Unsubscribe" not in taken


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 5.1.1 no such user", Never), ("451 4.7.1 later", NotNow)]
)
def test_what_the_server_says_decides_whether_to_try_again(db, answer, kind):
    with smtp_server() as (port, postman):
        postman.answer = answer
        with pytest.raises(kind) as refusal:
            adapter(port).send(letter(), now=NOW)
    assert answer[4:] in refusal.value.words


def test_a_wrong_secret_and_a_silent_server_are_worth_another_try(db):
    with smtp_server(login=True) as (port, postman):
        adapter(port, login=LOGIN, secret=SECRET).send(letter(), now=NOW)
        with pytest.raises(NotNow):
            adapter(port, login=LOGIN, secret="wrong").send(letter(), now=NOW)
        with pytest.raises(NotNow):
            adapter(port, tls="starttls").send(letter(), now=NOW)
    assert len(postman.letters) == 1
    with pytest.raises(NotNow):
        adapter(port).send(letter(), now=NOW)


@pytest.mark.parametrize("to", ["", "nobody", "a@b.cn\nBcc: c@d.cn", "a@b.cn, c@d.cn"])
def test_no_address_smuggles_another_in(db, to):
    with pytest.raises(Never):
        adapter(1).send(letter(to=to), now=NOW)


@pytest.fixture
def queued(record):
    box = Mailbox.objects.create(
        name="客服", address="kefu@bank.example", host="h", port=1, tls="none", login="l",
        key_id="", sealed=b"", folder="INBOX", regulation="postal-bank", unit="ho",
    )  # fmt: skip
    mail = receive(box, Place(1, 1), message("几点开门？"), now=NOW)
    out = answering.Outgoing(
        "kefu@bank.example", "zhang@example.com", "回复：投诉", "九点。", "ours@bank.example",
        "m1@example.com", ("m1@example.com",),
    )  # fmt: skip
    ref = vault.keep("text", json.dumps(answering._as_data(out)), now=NOW)
    return MailAnswer.objects.create(
        mail=mail, message_id=out.message_id, to=mail.sender, subject="投诉", words=ref, by="p",
        at=NOW, next_at=NOW,
    )  # fmt: skip


def hand_over(made):
    def send(out):
        try:
            made.send_answer(
                out.to, out.subject, out.text, from_=out.from_, message_id=out.message_id,
                in_reply_to=out.in_reply_to, references=out.references, now=NOW,
            )  # fmt: skip
        except NotNow as again:
            raise answering.Again(again.words) from again
        except Never as never:
            raise answering.NeverSent(never.words) from never

    return send


def test_an_answer_goes_out_once_and_what_comes_back_finds_its_thread(queued):
    with smtp_server() as (port, postman):
        assert answering.send_due(hand_over(adapter(port)), now=NOW).sent == 1
        assert answering.send_due(hand_over(adapter(port)), now=NOW).sent == 0
    taken = message_from_bytes(postman.letters[0].content)
    assert taken["In-Reply-To"] == "<m1@example.com>"
    assert taken["Message-ID"] == "<ours@bank.example>"
    assert taken["Auto-Submitted"] is None  # a person wrote it
    back = message("谢谢", "In-Reply-To: <ours@bank.example>", "Message-ID: <m9@example.com>")
    answered = receive(queued.mail.mailbox, Place(1, 2), back, now=NOW)
    assert Mail.objects.get(id=answered.id).earlier_id == queued.mail_id


def test_our_own_answer_coming_back_and_a_second_copy_are_known(queued):
    box = queued.mail.mailbox
    ours = receive(box, Place(1, 2), message("九点。", "Message-ID: <ours@bank.example>"), now=NOW)
    assert (ours.state, ours.contact) == ("machine", "")
    assert "our own mail" in ours.problems[-1]
    copy = b"Received: from another way\r\n" + message("几点开门？")
    again = receive(box, Place(1, 3), copy, now=NOW)
    assert (again.state, again.earlier_id) == ("new", queued.mail_id)
    assert "came before" in again.problems[-1]


def test_a_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(queued):
    away = answering.send_due(hand_over(adapter(1)), now=NOW)
    assert (away.sent, away.waiting) == (0, 1)
    with smtp_server() as (port, postman):
        postman.answer = "550 no such user"
        send = hand_over(adapter(port))
        assert not answering.send_due(send, now=NOW + timedelta(seconds=30)).failed
        assert answering.send_due(send, now=NOW + timedelta(minutes=2)).failed
    queued.refresh_from_db()
    assert (queued.state, queued.next_at) == ("failed", None)
    assert "no such user" in queued.error


def test_a_worker_killed_while_sending_leaves_the_answer_for_the_next(queued):
    def killed(out):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answering.send_due(killed, now=NOW)
    with smtp_server() as (port, _postman):
        assert answering.send_due(hand_over(adapter(port)), now=NOW).sent == 0
        assert (
            answering.send_due(hand_over(adapter(port)), now=NOW + timedelta(minutes=6)).sent == 1
        )


def test_lists_of_the_inbox_are_read_through_their_index(record):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM intake_mail WHERE mailbox_id = 1 AND state = 'new' AND"
            " (received_at, id) < (now(), 5) ORDER BY received_at DESC, id DESC LIMIT 31"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "mail_by_state" in plan
    assert "Sort" not in plan
