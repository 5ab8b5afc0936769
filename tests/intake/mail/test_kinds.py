"""Machines are told from people."""

import pytest

from shouwen.intake.mail.message import parse
from tests.intake.mail.raw import message, raw

DSN = """
    From: MAILER-DAEMON@mx.example
    To: kefu@bank.example
    Subject: Undelivered Mail Returned to Sender
    Message-ID: <d@mx>
    Date: Tue, 1 Apr 2025 10:00:00 +0800
    Content-Type: multipart/report; report-type=delivery-status; boundary=x

    --x

    Your message could not be delivered.
    --x
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example

    Final-Recipient: rfc822; zhang@example.com
    Action: failed
    Status: 5.1.1
    --x
    Content-Type: text/rfc822-headers

    Message-ID: <ours@bank.example>
    --x--
    """


def test_a_delivery_report():
    found = parse(raw(DSN))
    assert found.kind == "bounce"
    assert "Final-Recipient: rfc822; zhang@example.com" in found.reports
    assert not found.answerable


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        (
            ["From: MAILER-DAEMON@qq.com", "Subject: failure notice"],
            "Sorry, I wasn't able to deliver",
        ),
        (["From: postmaster@163.com", "Subject: =?utf-8?B?57O757uf6YCA5L+h?="], "收件人不存在"),
        (["From: PostMaster@qq.com", "Subject: x", "Return-Path: <>"], "无法投递到对方邮箱"),
        (["X-Failed-Recipients: z@b.cn", "From: Mail Delivery System <a@b.cn>"], "see above"),
    ],
)
def test_bounces_of_no_standard(fields, body):
    assert parse(message(body, *fields)).kind == "bounce"


@pytest.mark.parametrize(
    "fields",
    [
        ["Auto-Submitted: auto-replied"],
        ["Auto-Submitted: auto-generated (rejected)"],
        ["X-Autoreply: yes"],
        ["X-Autorespond: 1"],
        ["Precedence: auto_reply"],
        ["Precedence: bulk", "In-Reply-To: <ours@bank.example>"],
        ["Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSNOiDmipXor4k=?="],
        ["Subject: Automatic reply: hello"],
        ["Subject: Out of Office: back on Monday"],
    ],
)
def test_automatic_replies(fields):
    found = parse(message("我正在休假。", *fields))
    assert found.kind == "auto_reply"
    assert not found.answerable


@pytest.mark.parametrize(
    "fields",
    [
        [],
        ["Auto-Submitted: no"],
        ["Subject: =?utf-8?B?5oqV6K+J6Ieq5Yqo5omj5qy+?="],  # 投诉自动扣款
        ["Subject: Re: delivery of my card failed"],
        ["From: postmaster@customer.example", "Subject: question"],
    ],
)
def test_people_are_people(fields):
    found = parse(message("自动扣款没有通知我。", *fields))
    assert found.kind == "message"
    assert found.answerable


@pytest.mark.parametrize(
    "field", ["List-Id: <l.example>", "Precedence: list", "Return-Path: <>", "X-Loop: shouwen"]
)
def test_nobody_answers_by_machine_what_a_machine_may_have_sent_on(field):
    assert not parse(message("x", field)).answerable
