"""What a person wrote this time, by the habits of the clients people use."""

import pytest

from shouwen.intake.mail.html import text_of
from shouwen.intake.mail.replies import cut

ANSWER = "我不同意这个处理结果。"

HISTORIES = {
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "某银行" <a@b.cn>;\n'
    '发送时间: 2025年4月1日(星期二) 下午2:00\n收件人: "张三"<z@qq.com>;\n主题: 回复：投诉\n\n您好',
    "QQ abroad": "------------------ Original ------------------\nFrom: bank <a@b.cn>\n"
    "Date: Tue,Apr 1,2025 2:00 PM\nTo: z <z@qq.com>\nSubject: Re: x\n\nhello",
    "163": '在 2025-04-01 14:00:00，"某银行" <a@b.cn> 写道：\n\n您好，处理结果如下',
    "163 in English": 'At 2025-04-01 14:00:00, "某银行" <a@b.cn> wrote:\n\n>您好\n>结果',
    "NetEase master": "---- 回复的原邮件 ----\n"
    "| 发件人 | 某银行<a@b.cn> |\n| 日期 | 2025年04月01日 |\n您好",
    "Outlook": "发件人： 某银行 <a@b.cn>\n发送时间： 2025年4月1日 14:00\n收件人： 张三 <z@b.cn>\n"
    "主题： 回复: 投诉\n\n您好",
    "Outlook on the web": "________________________________\n发件人: 某银行 <a@b.cn>\n"
    "发送时间: 2025年4月1日 14:00\n收件人: 张三\n主题: 投诉\n\n您好",
    "Gmail": "某银行 <kefu@bank.example> 于2025年4月1日周二 14:00写道：\n\n> 您好\n> 已受理",
    "Gmail, wrapped": "某银行 <kefu-with-a-very-long-address@bank.example> 于2025年4月1日周二\n"
    "14:00写道：\n\n> 您好\n> 已受理",
    "Gmail, traditional": "客服 <a@b.tw> 於 2025年4月1日 週二 下午2:00寫道：\n\n> 您好",
    "Foxmail": "发件人： 某银行\n发送时间： 2025-04-01 14:00\n收件人： 张三\n主题： 回复\n您好",
    "Aliyun": "------------------------------------------------------------------\n"
    "发件人：某银行 <a@b.cn>\n日　期：2025年04月01日 14:00:00\n收件人：张三\n主　题：回复\n\n您好",
    "139": "----邮件原文----\n发件人：某银行 <a@b.cn>\n收件人：z\n发送时间：2025-04-01\n\n您好",
    "iPhone": "> 在 2025年4月1日，14:00，某银行 <a@b.cn> 写道：\n> \n> 您好",
    "Gmail in English": "On Tue, Apr 1, 2025 at 2:00 PM Bank <a@b.cn>\nwrote:\n\n> hello",
    "Outlook in English": "From: Bank <a@b.cn>\nSent: Tuesday, April 1, 2025 2:00 PM\n"
    "To: Z <z@b.cn>\nSubject: RE: x\n\nhello",
    "announced": "-----Original Message-----\n\nhello",
    "French": "Le mar. 1 avr. 2025 à 14:00, Banque <a@b.cn> a écrit :\n\nbonjour",
    "German": "Am 01.04.2025 um 14:00 schrieb Bank <a@b.cn>:\n> hallo",
    "no introduction": "> 您好\n> 已受理",
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_history_is_cut(history):
    found = cut(f"{ANSWER}\n\n{history}\n")
    assert found.reply == ANSWER
    assert found.signature == ""
    assert any(each.role == "quote" for each in found.pieces)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("-- \n张三\n电话：13800138000", "张三\n电话：13800138000"),
        ("--\n张三", "张三"),
        ("发自我的iPhone", "发自我的iPhone"),
        ("发自我的华为手机", "发自我的华为手机"),
        ("来自我的小米手机", "来自我的小米手机"),
        ("Sent from my iPhone", "Sent from my iPhone"),
        (
            "获取 Outlook for iOS<https://aka.ms/o0ukef>",
            "获取 Outlook for iOS<https://aka.ms/o0ukef>",
        ),
        ("Best regards,\nZhang San\nTeacher", "Best regards,\nZhang San\nTeacher"),
        ("张三\n某公司财务部\n电话：010-12345678", "张三\n某公司财务部\n电话：010-12345678"),
        ("----------\n张三\nTel: 010-12345678", "张三\nTel: 010-12345678"),
        ("| |\n张三\n|\n签名由网易邮箱大师定制", "| |\n张三\n|\n签名由网易邮箱大师定制"),
        (
            "本邮件及其附件含有保密信息，仅限于收件人使用。",
            "本邮件及其附件含有保密信息，仅限于收件人使用。",
        ),
    ],
)
def test_signatures_are_set_apart(text, signature):
    found = cut(
        f"{ANSWER}\n\n{text}\n\n> 在 2025年4月1日，14:00，某银行 <a@b.cn> 写道：\n> 您好",
        sender="张三",
    )
    assert (found.reply, found.signature) == (ANSWER, signature)


@pytest.mark.parametrize(
    "text",
    [
        "我在2025年4月1日给你们写道歉信，你们却写道：\n不予受理。我不服。",
        "发件人是谁我不知道。\n时间：2025年4月1日\n地点：人民路网点\n经过：排队两小时",
        "时间：2025年4月1日 10:00\n收件人：人民路\n主题：排队",
        "尊敬的领导：\n我要投诉。\n此致\n敬礼！\n张三\n2025年4月1日",
        "损失\n> 100元\n请赔偿。",
        "On Thursday:\n\nI came on time.",
        "Sent from my desk, this is easier than from my telephone.",
        "Two points:\n-- first point\n-- second point\n\nThanks!",
        "一、事实\n----\n二、要求\n----\n请退还多扣的费用。",
        "The data comes From: our database, not From: external sources.",
    ],
)
def test_what_only_looks_like_history_stays(text):
    found = cut(text)
    assert found.reply == text
    assert found.signature == ""


@pytest.mark.parametrize(
    "text",
    [
        "请看下面\n\n---------- Forwarded message ---------\n发件人： 某银行 <a@b.cn>\n"
        "Date: 2025年4月1日\nSubject: 通知\n\n您的账户被扣费。",
        "-------- 转发邮件信息 --------\n发件人：某银行 <a@b.cn>\n主题：通知\n\n您的账户被扣费。",
        "请看\n\nBegin forwarded message:\n\nFrom: Bank <a@b.cn>\nSubject: x\n\n扣费",
    ],
)
def test_forwarded_messages_are_kept(text):
    assert cut(text).reply == text


def test_the_subject_tells_a_forward_where_the_text_does_not():
    assert "您好" in cut(f"{ANSWER}\n\n{HISTORIES['QQ']}", subject="转发：投诉").reply
    assert "您好" not in cut(f"{ANSWER}\n\n{HISTORIES['QQ']}", subject="回复：投诉").reply


def test_answers_below_and_between_quotes():
    text = "某银行 <a@b.cn> 于2025年4月1日周二 14:00写道：\n\n> 一\n> 二\n\n甲\n\n> 三\n> 四\n\n乙"
    assert cut(text).reply == "甲\n\n乙"


def test_the_pieces_are_the_whole_text():
    text = f"{ANSWER}\n\n--\n张三\n\n{HISTORIES['Gmail']}"
    assert "\n".join(each.text for each in cut(text).pieces) == text


@pytest.mark.parametrize(
    "html",
    [
        f"<div>{ANSWER}</div><includetail><div>------------------&nbsp;原始邮件&nbsp;---------"
        "</div><div>您好</div></includetail>",
        f'<p>{ANSWER}</p><div class="gmail_quote">某银行 &lt;a@b.cn&gt; 于2025年写道：'
        "<blockquote>您好</blockquote></div>",
        f'<div>{ANSWER}</div><hr id="stopSpelling"><b>发件人:</b> 某银行<br><b>发送时间:</b> 2025',
        f'<p>{ANSWER}</p><div id="divRplyFwdMsg"><b>发件人:</b> 某银行<br>您好</div>',
        f"<p>{ANSWER}</p><blockquote>您好</blockquote>",
        f'<div>{ANSWER}</div><div id="isReplyContent">在 2025-04-01，某银行写道：'
        "<pre>您好</pre></div>",
    ],
)
def test_history_of_html_mail_is_cut(html):
    assert cut(text_of(html)).reply == ANSWER


def test_a_signature_marked_in_html():
    found = cut(text_of(f"<div>{ANSWER}</div><sign><div>张三</div><div>主任</div></sign>"))
    assert (found.reply, found.signature) == (ANSWER, "张三\n主任")


@pytest.mark.parametrize(
    "line",
    [
        "On " + "1 " * 20_000,
        "> " * 20_000,
        "在" * 50_000,
        "a:" * 30_000,
        " " * 50_000 + "x",
        "-" * 50_000,
        "[" + " " * 50_000,
    ],
)
def test_no_line_takes_long(line):
    assert isinstance(cut("\n".join([line] * 20)).reply, str)
