"""What a letter belongs to: by our marks, by numbers it names, and who may say so."""

from base64 import b64encode

import pytest

from shouwen.casework import marks
from shouwen.intake.mail.models import Mailbox
from shouwen.intake.mail.receiving import Place, receive
from tests.intake.conftest import NOW
from tests.intake.mail.raw import message
from tests.intake.test_enclosing import bank, taken_in

__all__ = ["bank"]


@pytest.fixture
def case(bank):
    return taken_in().number


@pytest.fixture
def box(bank):
    return Mailbox.objects.create(
        name="客服", address="kefu@bank.example", host="h", port=1, tls="none", login="l",
        key_id="", sealed=b"", folder="INBOX", regulation="postal-bank", unit="ho",
    )  # fmt: skip


def subject(words):
    return f"Subject: =?utf-8?B?{b64encode(words.encode()).decode()}?="


def test_a_letter_finds_its_case_and_a_stranger_only_a_hint(case, box):
    mark = marks.mark_of(case)
    small, wide = case.lower(), "".join(chr(ord(each) + 0xFEE0) for each in case)
    letters = {
        "references": [f"References: <other@x> <{mark}.0a@bank.example> <last@x>"],
        "folded": [f"In-Reply-To: <{mark}\r\n .0a@bank.example>"],
        "plus": [f"To: kefu+{mark}@bank.example"],
        "plus, delivered": [f"Delivered-To: kefu+{mark.upper()}@bank.example"],
        "alone": [subject(case)],
        "in words": [subject(f"关于投诉编号{case}的补充")],
        "small": [subject(f"re: {small}")],
        "wide": [subject(f"投诉{wide}")],
        "with its own word": [subject(f"【{case}号】投诉")],
    }
    for uid, (way, fields) in enumerate(letters.items(), 1):
        found = receive(box, Place(1, uid), message("补充", *fields, f"X-N: {uid}"), now=NOW)
        # Whoever knows a number may write it: nobody is let near the case for that.
        assert (found.suggested, found.number, found.state) == (case, "", "new"), way
    forward = message(f"转发给你们\n\n---------- 转发邮件 ----------\n发件人：客服\n\n编号{case}",
                      subject("转发：处理结果"), "X-N: forward")  # fmt: skip
    assert receive(box, Place(1, 90), forward, now=NOW).suggested == case
    other = message("订单JD" + case[2:], subject("X" + case), "X-N: other")
    assert receive(box, Place(1, 91), other, now=NOW).suggested == ""


def test_machines_that_answer_machines_end_with_us(case, box):
    mark = marks.mark_of(case)
    for uid, fields in enumerate(
        (["X-Shouwen-Loop: 1"], ["Auto-Submitted: auto-replied"], [subject("自动回复：受理")],
         ["Precedence: bulk"]), 1,
    ):  # fmt: skip
        letter = message("已收到", *fields, f"In-Reply-To: <{mark}.0a@bank.example>")
        found = receive(box, Place(1, uid), letter, now=NOW)
        assert (found.state, found.contact, found.answerable) == ("machine", "", False), fields
