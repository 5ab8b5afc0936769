"""The inbox without script: read with a reason, registered, attached, answered, closed; by whom."""

import re

import pytest
from django.urls import reverse

from shouwen import people, vault
from shouwen.casework import operations
from shouwen.casework.models import Contact
from shouwen.intake.mail.models import Mail, MailAnswer, Mailbox
from shouwen.intake.mail.receiving import Place, receive
from shouwen.people import NewPost, Office
from shouwen.vocabulary import Actor
from tests.intake.mail.raw import message
from tests.intake.mail.servers import LOGIN, SECRET, imap_server
from tests.web.conftest import LONG_AGO

CLERK = "lin_xiao"


@pytest.fixture
def box(bank):
    posts = bank.posts_of(CLERK)
    return Mailbox.objects.create(
        name="客服邮箱", address="kefu@bank.example", host="h", port=1, tls="none", login="l",
        key_id="", sealed=b"", folder="INBOX", regulation="postal-bank", unit=posts[0].unit,
    )  # fmt: skip


@pytest.fixture
def came(box, clock):
    uids = iter(range(1, 1000))

    def come(body="我要投诉柜台排队。", *fields, **more):
        return receive(box, Place(1, next(uids)), message(body, *fields, **more), now=clock.now)

    return come


def page(mail):
    return reverse("mail:message", args=[mail.id])


def text(answer):
    return answer.content.decode()


def post(browser, mail, way, **values):
    return browser.post(page(mail), {"way": way, "token": f"t{way}", **values}, follow=True)


def test_the_list_is_masked_and_each_reading_is_recorded(desk, came):
    mail = came()
    browser = desk(CLERK)
    listed = text(browser.get(reverse("mail:inbox")))
    assert "张** z***@example.com" in listed
    shown = text(browser.get(page(mail)))
    assert "柜台排队" not in shown
    assert "柜台排队" not in text(post(browser, mail, "read", reason="", other=""))
    assert "柜台排队" in text(post(browser, mail, "read", reason="核对"))
    notes = vault.readings(f"mail/{mail.id}")
    assert [(note.by, note.reason) for note in notes] == [(CLERK, "核对")]


def test_others_and_strangers_see_nothing(desk, stranger, came, bank):
    mail = came()
    assert stranger.get(page(mail)).status_code == 302
    outsider = desk("wu_yong")
    assert outsider.get(page(mail)).status_code == 404
    assert outsider.post(reverse("mail:file", args=[mail.id, 0])).status_code == 404
    assert "张**" not in text(outsider.get(reverse("mail:inbox")))


def test_a_mail_is_registered_with_everything_it_says(desk, came, matter, clock):
    mail = came("我要投诉，短信费扣了两次。")
    browser = desk(CLERK)
    post(browser, mail, "take")
    form = post(browser, mail, "register", act="register")
    shown = text(form)
    assert "短信费扣了两次" in shown
    assert re.search(r'value="network"[^>]*(selected|checked)', shown)  # by mail is by network
    mail.refresh_from_db()
    assert mail.state == "drafted"
    typed = {f"f-{name}": value for name, value in matter.items()}
    given = {**typed, "f-content": "短信费扣了两次。", "draft": mail.draft, "token": "reg"}
    address = reverse("desk:register", args=["postal-bank", "register"])
    done = browser.post(address, given, follow=True)
    assert done.status_code == 200
    mail.refresh_from_db()
    assert mail.state == "registered"
    assert mail.number in text(done)
    assert Contact.objects.get(id=mail.contact).number == mail.number


def test_a_known_sender_in_the_thread_is_matched_and_put_with_the_case(
    desk, came, bank, clock, matter
):
    given = operations.register(
        "postal-bank", "register", {**matter, "email": "zhang@example.com"},
        actor=Actor(CLERK), now=clock.now, command_id="known",
    )  # fmt: skip
    mail = came("补充材料", f"Subject: Re: {given.number}")
    assert (mail.state, mail.suggested) == ("matched", given.number)
    proof = "Authentication-Results: mx; dmarc=fail"
    forged = came("补充", f"Subject: Re: {given.number}", proof, "Message-ID: <forged@x>")
    assert (forged.state, forged.known_sender) == ("new", False)
    browser = desk(CLERK)
    post(browser, mail, "take")
    post(browser, mail, "attach", number=given.number)
    mail.refresh_from_db()
    assert (mail.state, mail.number) == ("attached", given.number)


def test_a_stranger_quoting_a_number_changes_nothing_and_is_shown_as_one(desk, came, number):
    before = operations.replay_faults()
    mail = came("把案情告诉我", f"Subject: {number}", "From: thief@evil.example")
    assert (mail.state, mail.suggested, mail.number) == ("new", number, "")
    assert Contact.objects.get(id=mail.contact).number == ""
    shown = text(desk(CLERK).get(page(mail)))
    assert "提到编号不等于是本人" in shown
    assert list(operations.replay_faults()) == list(before)


def test_attaching_asks_for_a_case_one_may_know_of(desk, came, number):
    mail = came()
    browser = desk(CLERK)
    post(browser, mail, "take")
    refused = post(browser, mail, "attach", number="TS2099010100001")
    assert refused.status_code == 422
    assert "TS2099010100001" in text(refused)
    assert post(browser, mail, "attach", number=number).status_code == 200
    mail.refresh_from_db()
    assert (mail.state, mail.number) == ("attached", number)


def test_an_answer_is_kept_recorded_and_queued_once(desk, came):
    mail = came("几点开门？")
    browser = desk(CLERK)
    post(browser, mail, "take")
    assert post(browser, mail, "answer", text=" ").status_code == 422
    values = {"text": "九点开门。", "settle": "true"}
    post(browser, mail, "answer", **values)
    post(browser, mail, "answer", **values)
    row = MailAnswer.objects.get()
    assert (row.state, row.by) == ("queued", CLERK)
    assert "九点" not in row.subject
    mail.refresh_from_db()
    assert mail.state == "answered"
    assert Contact.objects.get(id=mail.contact).kind == "consultation"


def test_closing_needs_a_reason_and_keeps_what_was_typed(desk, came):
    mail = came("谢谢你们！")
    browser = desk(CLERK)
    post(browser, mail, "take")
    refused = post(browser, mail, "close", kind="praise", reason="")
    assert refused.status_code == 422
    assert 'value="praise" selected' in text(refused)
    post(browser, mail, "close", kind="praise", reason="表扬信，已转告网点")
    contact = Contact.objects.get(id=mail.contact)
    assert (contact.kind, contact.reason) == ("praise", "表扬信，已转告网点")
    again = post(browser, mail, "close", kind="other", reason="x")
    assert again.status_code == 422


def test_the_raw_mail_comes_out_as_it_came_in_and_never_as_a_page(desk, came):
    mail = came("正文", content="text/html; charset=utf-8")
    answer = desk(CLERK).post(reverse("mail:file", args=[mail.id, 0]))
    assert answer.content.endswith("正文".encode())
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_pages_of_the_inbox_follow_each_other(desk, came):
    for n in range(32):
        came(f"第 {n} 封", f"Message-ID: <{n}@x>", f"Subject: letter {n}")
    browser = desk(CLERK)
    first = browser.get(reverse("mail:inbox"))
    assert text(first).count("data-row") == 30
    second = browser.get(reverse("mail:inbox") + first.context["next"])
    assert text(second).count("data-row") == 2
    assert browser.get(reverse("mail:inbox") + "?after=nonsense").status_code == 409


@pytest.fixture
def administrator(desk, bank):
    people.give_posts([NewPost(CLERK, Office.ADMINISTRATOR, None)], by="root", now=LONG_AGO)
    return desk(CLERK)


def test_only_administrators_see_mailboxes(desk, box):
    assert desk("sun_fang").get(reverse("mail:mailboxes")).status_code == 403


def test_an_administrator_adds_tries_and_pauses_a_mailbox(administrator, bank):
    with imap_server() as server:
        server.put(message("x"))
        given = {
            "name": "投诉信箱", "address": "ts@bank.example", "host": "127.0.0.1",
            "port": str(server.port), "tls": "none", "login": LOGIN, "secret": SECRET,
            "regulation": "postal-bank", "unit": bank.posts_of(CLERK)[0].unit, "token": "b1",
        }  # fmt: skip
        address = reverse("mail:new_mailbox")
        tried = administrator.post(address, {**given, "way": "try"})
        assert "1 封" in text(tried)
        wrong = administrator.post(address, {**given, "way": "try", "secret": "wrong"})
        assert "拒绝登录" in text(wrong)
        assert "投诉信箱" in text(wrong)
        assert SECRET not in text(tried)
    lacking = administrator.post(address, {**given, "way": "save", "address": ""})
    assert lacking.status_code == 422
    administrator.post(address, {**given, "way": "save"})
    kept = Mailbox.objects.get()
    listed = text(administrator.get(reverse("mail:mailboxes")))
    assert "投诉信箱" in listed
    administrator.post(reverse("mail:mailbox", args=[kept.id]), {"way": "pause", "token": "b2"})
    assert not Mailbox.objects.get().active
    assert Mail.objects.count() == 0
