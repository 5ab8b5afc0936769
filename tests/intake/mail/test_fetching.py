"""Fetching from a real server: every message once, whatever happens in between."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from shouwen import vault
from shouwen.casework import marks
from shouwen.casework.models import Contact
from shouwen.intake.mail import fetching, mailboxes, queries, receiving
from shouwen.intake.mail.errors import CannotReach, WrongMailbox
from shouwen.intake.mail.fetching import fetch_all
from shouwen.intake.mail.models import Mail, MailAnswer, Mailbox
from shouwen.vocabulary import Actor
from tests.intake.conftest import NOW
from tests.intake.mail.raw import b64, message
from tests.intake.mail.servers import LOGIN, SECRET, imap_server

ROOT = Actor("root")


@pytest.fixture
def server():
    with imap_server() as running:
        yield running


def given(server, **more):
    return {
        "name": "客服邮箱", "address": "kefu@bank.example", "host": "127.0.0.1",
        "port": str(server.port), "tls": "none", "login": LOGIN, "secret": SECRET, "folder": "",
        "processed": "", "regulation": "postal-bank", "unit": "ho", **more,
    }  # fmt: skip


def add(server, **more):
    id_ = mailboxes.save(given(server, **more), actor=ROOT, now=NOW, command_id="box")
    return Mailbox.objects.get(id=id_)


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def test_messages_come_in_once_and_become_contacts(record, server):
    box = add(server)
    server.put(message("我要投诉柜台排队。"), message("第二封", "Message-ID: <m2@example.com>"))
    report = fetch_all(now=NOW)
    assert (report.boxes, report.new, report.failed) == (1, 2, {})
    assert fetch_all(now=NOW, force=True).new == 0
    rows = list(Mail.objects.order_by("uid"))
    assert [row.state for row in rows] == ["new", "new"]
    contact = Contact.objects.get(id=rows[0].contact)
    assert (contact.channel, contact.unit, contact.summary) == ("email", "ho", "投诉")
    assert rows[0].shown_sender == "张** z***@example.com"
    words = queries.words_of(rows[0], by="p", reason="x", now=NOW)
    assert (words.email, words.reply) == ("zhang@example.com", "我要投诉柜台排队。")
    kept = vault.reveal_file(rows[0].raw[0], by="p", reason="x", case="", now=NOW)
    assert kept.content == message("我要投诉柜台排队。")
    assert Mailbox.objects.get(id=box.id).fetched_at == NOW


def test_the_secret_is_sealed_and_the_change_is_on_record(record, server):
    box = add(server)
    assert SECRET.encode() not in bytes(box.sealed)
    assert mailboxes.secret_of(box) == SECRET
    mailboxes.save(
        given(server, secret="", name="别名"), actor=ROOT, now=NOW, command_id="2", id_=box.id
    )
    box.refresh_from_db()
    assert (box.name, mailboxes.secret_of(box)) == ("别名", SECRET)


def test_what_is_wrong_with_a_mailbox_is_said_by_field(db, server):
    with pytest.raises(WrongMailbox) as wrong:
        mailboxes.checked({**given(server), "port": "99999", "secret": "", "address": "x"})
    assert set(wrong.value.faults) == {"port", "secret", "address"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"secret": "wrong"}, "拒绝登录"),
        ({"folder": "Nowhere"}, "打不开文件夹"),
        ({"port": "1"}, "拒绝连接"),
        ({"tls": "ssl"}, "加密连接"),
    ],
)
def test_trying_out_says_what_the_server_says(db, server, more, said):
    with pytest.raises(CannotReach) as refusal:
        mailboxes.try_out(given(server, **more))
    assert said in refusal.value.problem
    assert SECRET not in str(refusal.value)


def test_trying_out_changes_nothing(db, server):
    server.put(message("x"))
    assert mailboxes.try_out(given(server)) == 1
    assert not Mailbox.objects.exists()


def test_an_error_is_kept_with_the_box_and_tried_again_later(record, server):
    add(server, secret="wrong")
    report = fetch_all(now=NOW)
    assert "拒绝登录" in report.failed["客服邮箱"]
    assert queries.troubles() == [("客服邮箱", report.failed["客服邮箱"])]
    assert fetch_all(now=NOW + timedelta(seconds=30)).boxes == 0
    assert fetch_all(now=later(2)).boxes == 1
    assert Mailbox.objects.get().failures == 2


def test_one_broken_message_does_not_stop_the_rest(record, server, monkeypatch):
    add(server)
    server.put(
        message("一"), message("坏", "Message-ID: <bad@x>"), message("三", "Message-ID: <3@x>")
    )
    read = receiving.parse

    def parse(raw):
        if b"bad@x" in raw:
            raise RuntimeError("boom")
        return read(raw)

    monkeypatch.setattr(receiving, "parse", parse)
    report = fetch_all(now=NOW)
    assert (report.new, report.unparsed) == (3, 1)
    broken = Mail.objects.get(state="unparsed")
    assert "boom" in broken.problems[0]
    assert (
        b"bad@x" in vault.reveal_file(broken.raw[0], by="p", reason="x", case="", now=NOW).content
    )
    assert Contact.objects.filter(id=broken.contact).exists()


def test_a_worker_killed_between_message_and_move_loses_and_doubles_nothing(
    record, server, monkeypatch
):
    box = add(server, processed="Done")
    server.put(message("一"), message("二", "Message-ID: <2@x>"))

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_done_with", killed)
        with pytest.raises(KeyboardInterrupt):
            fetch_all(now=NOW)
    assert Mail.objects.count() == 1
    assert server.count() == 2
    assert fetch_all(now=later(1)).boxes == 0  # still claimed by the dead worker
    assert fetch_all(now=later(11)).new == 1
    assert (server.count(), server.count("Done")) == (0, 2)
    assert Mail.objects.filter(mailbox=box).count() == 2


def test_a_database_that_goes_away_leaves_the_message_for_the_next_time(
    record, server, monkeypatch
):
    add(server)
    server.put(message("一"))

    def away(*args, **more):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "receive", away)
        with pytest.raises(OperationalError):
            fetch_all(now=NOW)
    assert fetch_all(now=later(11)).new == 1


def test_a_server_that_counts_anew_brings_nothing_twice(record, server):
    add(server)
    server.put(message("一"))
    fetch_all(now=NOW)
    Mailbox.objects.update(validity=1, last_uid=999_999)
    Mail.objects.update(validity=1)
    server.put(message("二", "Message-ID: <2@x>"))
    report = fetch_all(now=later(2))
    assert (report.new, report.known) == (1, 1)


def test_a_paused_box_is_left_alone(record, server):
    box = add(server)
    mailboxes.set_active(box.id, active=False, actor=ROOT, now=NOW, command_id="p")
    assert fetch_all(now=NOW, force=True).boxes == 0


def test_machines_are_filed_and_bounces_find_our_answer(record, server):
    box = add(server)
    server.put(message("请问几点开门？"))
    fetch_all(now=NOW)
    mail = Mail.objects.get()
    MailAnswer.objects.create(
        mail=mail, message_id="ours@bank.example", to="", subject="", words="", by="p", at=NOW,
        state="sent",
    )  # fmt: skip
    server.put(
        message("Out", "Subject: Automatic reply: x", "Message-ID: <a@x>"),
        message("550 5.1.1 user unknown\r\nMessage-ID: <ours@bank.example>",
                "From: MAILER-DAEMON@x.cn", "Subject: failure notice", "Message-ID: <b@x>"),
    )  # fmt: skip
    fetch_all(now=later(2))
    assert list(Mail.objects.order_by("uid").values_list("state", flat=True)) == [
        "new", "machine", "machine",
    ]  # fmt: skip
    assert MailAnswer.objects.get().state == "bounced"
    assert Contact.objects.count() == 1
    assert box.name == "客服邮箱"


def test_files_are_looked_at_and_kept_or_refused_with_the_reason(record, server):
    add(server)
    body = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n见附件\r\n"
        f"--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{b64('说明'.encode())}\r\n"
        f"--b\r\nContent-Type: application/pdf; name=bill.pdf\r\nContent-Transfer-Encoding: base64"
        f"\r\n\r\n{b64(b'MZ' + bytes(64))}\r\n--b--\r\n"
    )
    server.put(message(body, content='multipart/mixed; boundary="b"'))
    fetch_all(now=NOW)
    kept, refused = Mail.objects.get().files.order_by("n")
    assert (kept.kind, bool(kept.ref)) == ("txt", True)
    assert (refused.kind, refused.ref) == ("program", "")
    assert "程序" in refused.refusal


def test_long_numbers_are_masked_in_the_subject_a_list_shows():
    assert receiving.shown_subject("卡号6222021234567890123") == "卡号622***23"
    assert receiving.shown_subject("关于 TS2025042500001 的补充") == "关于 TS2025042500001 的补充"


def test_marks_lead_back_and_cannot_be_made_up(db):
    mark = marks.mark_of("TS2025042500001")
    assert marks.number_marked(f"<{mark}.0a1b@bank.example>") == "TS2025042500001"
    assert marks.number_marked(f"kefu+{mark}@bank.example") == "TS2025042500001"
    forged = mark[:-1] + ("a" if mark[-1] != "a" else "b")
    assert marks.number_marked(forged) == ""
