"""Mail as clients, relays and machines really send it: what each came out as before it was mended.

The tables are short on purpose: one line for each habit, in our own words.
"""

import pytest

from shouwen.intake.mail.message import parse
from shouwen.intake.mail.replies import cut
from tests.intake.mail.raw import b64, message

ANSWER = "利息仍然算错了。"
THEM = "客服 <kefu@bank.example>"


@pytest.mark.parametrize(
    "line",
    [
        "发自 iPhone 的 QQ 邮箱", "从 Windows 版邮件发送", "发自 Outlook", "来自 华为手机",
        "由 Foxmail 发送", "[发自网易邮箱大师]", "发自 139 邮箱", "来自 iPhone 版网易邮箱",
        "Outlook for Android 获取", "从 iPhone 版 Outlook 发送", "发送自 Windows 10 版邮件应用",
        "📱 发自我的手机", "手机发送", "iPhoneから送信", "Sent from Huawei", "来自钉邮",
        "使用 Spark 发送", "Sent from Lark Mail", "请考虑环境，非必要不打印此邮件。",
        "本邮件（含附件）所载信息为某公司所有，仅限于发送给上述收件人。",
    ],
)  # fmt: skip
def test_lines_of_devices_are_signatures(line):
    found = cut(f"{ANSWER}\n\n{line}\n")
    assert (found.reply, found.signature) == (ANSWER, line)


@pytest.mark.parametrize(
    "history",
    [
        "-----邮件原件-----\n发件人: 客服\n\n您好",
        "----------回复的邮件信息----------\n客服 于 2025年4月1日周二 14:00写道：\n您好",
        "---- 客服 编写 ----\n\n您好",
        "------------------\n\n\n----- 原始邮件 -----\n发件人：客服\n日期：2025年\n\n您好",
        "引用 客服 的话：\n您好",
        f"{THEM} schrieb am Di., 1. Apr. 2025, 14:00:\n> hallo",
        f"{THEM}\n在 2025年4月1日 14:00 寫了：\n> 您好",
        f"2025年4月1日(火) 14:00 {THEM}:\n\n> こんにちは",
        "2025/04/01 14:00、客服 wrote:\n> hello",
        f"Vào Th 3, 1 thg 4, 2025 vào lúc 14:00 {THEM} đã viết:\n\n> hello",
        "客服/客户部/银行 写于 2025/04/01 14:00:00:\n\n> 您好",
        "------&nbsp;原始邮件&nbsp;------\n发件人：客服\n您好",
        "－－－－－原始邮件－－－－－\n发件人：客服\n您好",
        "-----Original Messages-----\nFrom: kefu\nhello",
        "由： 客服 <kefu@bank.example>\n日期： 25/4/1 14:00\n至： z@b.cn\n主题： 回复\n您好",
        "发 件 人：客服\n发送时间：2025-04-01\n收 件 人：张三\n主    题：利息\n\n您好",
        "发件人∶客服\n发送时间∶2025-04-01\n收件人∶张三\n主题∶利息\n\n您好",
        f"{THEM} 于2025年4月1日周二 14:00写道：\n> 这一段引文长得超过了客户端折行的长度，所以它"
        "被折成了两行来显示，请\n谅解\n> 谢谢",
    ],
)
def test_history_however_it_is_announced(history):
    assert cut(f"{ANSWER}\n\n{history}", subject="回复：结果").reply == ANSWER


@pytest.mark.parametrize(
    "story",
    [
        "他在2025年4月1日14:00的短信中写道：\n利息下月补。\n到今天也没有补。",
        "On Monday 1 April at 10:00 your clerk wrote:\nwe will refund.\nNothing came.",
        "收到一封冒充贵行的邮件，如下：\n发件人：x@fake.example\n发送时间：2025-04-01 10:00\n"
        "主题：中奖\n\n请查处。",
        "经过：\n----------\n电话客服说不收费。\n次日又扣一百元，公司经理也不管。\n----------\n请退。",
        "经过\n--\n四月一日我去存定期，柜员让我买了理财，说是一样的，到期却亏了，找了三次主任都不见，请主持公道。",
        "本邮件内容请为我保密。\n我要举报网点主任。",
        "对不上的是来自手机银行的扣款",
        "尊敬的领导：\n我要投诉。\n此致\n敬礼\n\n投诉人：张三\n电话：13800138000",
        "贵行条款写道：\n“年费可减免”。\n我的没有减免。",
    ],
)
def test_what_people_tell_is_theirs(story):
    found = cut(story, sender="张三")
    assert (found.reply, found.signature) == (story, "")


@pytest.mark.parametrize(
    "notice",
    [
        "本电子邮件可能为保密文件。如阁下并非指定之收件人，请立即删除。",
        "声明：本邮件含有某公司的机密信息，仅限指定的收件人使用，未经授权不得传阅。",
    ],
)
def test_notices_of_firms_are_not(notice):
    assert cut(f"{ANSWER}\n\n{notice}").reply == ANSWER


@pytest.mark.parametrize(
    ("said", "encoding", "label"),
    [
        ("朱镕基、㐂来福", "gb18030", "charset=gb2312"),
        ("利息算错了请更正", "gbk", "charset=utf-8"),
        ("利息算错了请更正", "gbk", ""),
        ("利息算错了", "utf-8", "charset=gbk"),
        ("利息", "gbk", "charset=iso-8859-1"),
        ("利息算錯，係啱嘅", "big5hkscs", "charset=big5"),
        ("利息算錯了，請貴行更正。", "big5", "charset=gb2312"),
    ],
)
def test_bytes_sent_as_they_are_survive_a_false_label(said, encoding, label):
    found = parse(message(said.encode(encoding), content=f"text/plain; {label}"))
    assert found.text == said


@pytest.mark.parametrize(
    ("way", "body", "content", "said"),
    [
        ("base64", "没有编码过。".encode(), "text/plain; charset=utf-8", "没有编码过。"),
        ("base64", b"I wrote this as it is, not encoded.", "text/plain",
         "I wrote this as it is, not encoded."),
        ("base64", b64("利息".encode()).encode() + b"\n_____\nlist of readers", "text/plain",
         "利息\n_____\nlist of readers"),
        ("base64", b64("利息".encode("utf-16")).encode(), "text/plain", "利息"),
        ("8bit", "--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n利息\r\n--q--".encode(),
         "multipart/mixed", "利息"),
        ("8bit", "--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n利息\r\n--q--".encode(),
         "multipart/mixed; boundary=other", "利息"),
        ("7bit", b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n- interest\r\n"
         b"-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----", "text/plain",
         "interest"),
    ],
)  # fmt: skip
def test_transfer_that_is_not_what_it_says(way, body, content, said):
    found = parse(message(body, f"Content-Transfer-Encoding: {way}", content=content))
    assert found.text == said


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "smime.p7m"),
        ("application/pgp-encrypted; name=version.asc", "version.asc"),
        ('application/pdf; name="%E5%88%A9%E6%81%AF.pdf"', "利息.pdf"),
        ('application/pdf; name="&#21033;&#24687;.pdf"', "利息.pdf"),
    ],
)
def test_files_that_need_a_word(content, name):
    found = parse(message("MIIB", "Content-Transfer-Encoding: base64", content=content))
    assert [each.name for each in found.attachments] == [name]
    assert ("pdf" in content) != any("encrypted" in each for each in found.problems)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tue, 1 Apr 2025 14:00:00 CST", "2025-04-01T14:00:00+08:00"),
        ("Tue Apr 01 14:00:00 CST 2025", "2025-04-01T14:00:00+08:00"),
        ("周二, 1 4月 2025 14:00:00 +0800", "2025-04-01T14:00:00+08:00"),
        ("星期二, 01 四月 2025 14:00:00 +0800", "2025-04-01T14:00:00+08:00"),
        ("Tue, 1 Apr 2025 2:00:00 PM", "2025-04-01T14:00:00+08:00"),
        ("2025年4月1日 下午2:00", "2025-04-01T14:00:00+08:00"),
        ("Tue, 1 Apr 2025 12:30:00 AM", "2025-04-01T00:30:00+08:00"),
    ],
)
def test_dates_as_people_of_china_send_them(written, read):
    assert parse(message("x", f"Date: {written}")).date.isoformat() == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("张三（zhang@x.cn）", "张三 <zhang@x.cn>"),
        ("张三＜zhang@x.cn＞", "张三 <zhang@x.cn>"),
        ("zhang＠x.cn", "zhang@x.cn"),
        ("张三 [mailto:zhang@x.cn]", "张三 <zhang@x.cn>"),
        (r'"O\"Brien" <o@x.cn>', 'O"Brien <o@x.cn>'),
        ("张三 <张三@邮箱.中国>", "张三 <张三@邮箱.中国>"),
    ],
)
def test_addresses_however_they_are_bracketed(written, read):
    assert str(parse(message("x", f"From: {written}")).from_) == read


QUOTED = (
    "\n\n----- 原始邮件 -----\n发件人：客服\n日期：2025年4月1日\n\n本邮件由系统自动发送，请勿回复。"
)


@pytest.mark.parametrize(
    ("kind", "fields", "body"),
    [
        ("bounce", ["From: MicrosoftExchange329e@x.cn", "Subject: =?utf-8?B?5pyq5Lyg6YCSOiB4?="],
         "未能传递到以下收件人"),
        ("bounce", ["From: Mail Delivery System <d@x.cn>", "Subject: message 1a-b delayed 4 hours"],
         "It has not yet been delivered"),
        ("bounce", ["X-MS-Exchange-Message-Is-Ndr:"], "x"),
        ("auto_reply", [], "我在休假，四月八日返岗。\n此邮件为系统自动回复，请勿回复。"),
        ("auto_reply", [], "您好！来信收到。本邮件为系统自动回复。"),
        ("auto_reply", ["X-Auto-Response-Suppress: All"], "I am currently out of the office."),
        ("message", [], "I am currently out of the office, so call me: the fee is wrong."),
        ("auto_reply", ["From: no-reply@x.cn"], "验证码 1234。本邮件由系统自动发出，请勿回复。"),
        ("auto_reply", ["Subject: =?utf-8?B?5bey6K+7OiB4?="], "您的邮件\n的阅读时间为 15:00"),
        ("auto_reply", ["Subject: =?utf-8?B?6Ieq5YuV5b+c562UOiB4?="], "不在です"),
        ("auto_reply", ["Subject: =?utf-8?B?5byg5LiJIOS4jeWcqOWKnuWFrOWupA==?="],
         "我将于 2025-04-01 开始离开办公室，于 2025-04-08 返回。"),
        ("auto_reply", ["Subject: =?utf-8?B?5bey6K+75Zue5omn77yaeA==?="],
         "您的邮件已于 2025-04-01 14:00 被阅读。"),
        ("auto_reply", ["Subject: =?utf-8?B?5bey6K+7OiB4?="], "邮件\n已于 2025/4/1 15:00 阅读。"),
        # People, who quote machines, write by forms, or only sound like one.
        ("message", ["From: no-reply@x.cn", "Reply-To: li@x.cn"], "留言。本邮件由网站自动发送。"),
        ("message", ["Subject: =?utf-8?B?6KGM6ZW/IOS4jeWcqOWKnuWFrOWupA==?="], "去了三次都不在。"),
        ("message", ["Subject: =?utf-8?B?5Zue5aSNOiDoh6rliqjlm57lpI06IHg=?="], "没有人处理。"),
        ("message", [], f"短信里说的问题没有解决。{QUOTED}"),
        ("message", [], "您好，我已收到您的来信，但是我不同意。请尽快给我说法，否则继续投诉。"),
        ("message", ["Subject: =?utf-8?B?6YKu5Lu26YCA5L+h5LqG?="], "被退回来了，550 user unknown"),
    ],
)  # fmt: skip
def test_who_wrote_it(kind, fields, body):
    assert parse(message(body, *fields)).kind == kind


@pytest.mark.parametrize(
    ("page", "reply"),
    [
        ('<p>一</p><blockquote style="margin:0 0 0 40px;border:none">二</blockquote>', "一\n\n二"),
        ('请处理<div class="gmail_quote">---------- Forwarded message ---------<br>不退</div>',
         "请处理\n---------- Forwarded message ---------\n不退"),
        ("<P>一<B>二<P>三<BR>四", "一二\n\n三\n四"),
        ('<p style="font-size:1px;opacity:0;height:0;overflow:hidden">预览</p><p>一</p>', "一"),
        ('<p>一</p><div class="xmail_sign">郑一</div><div id="ntes-pc-signature">二</div>', "一"),
        ('<div>请回电。</div><div id="ms-outlook-mobile-signature">获取 Outlook</div><hr>'
         '<div id="divRplyFwdMsg"><b>发件人:</b> 客服</div>', "请回电。"),
        ('<div>利息</div><div id="xmail_signature">郑一</div><div>-----回复的邮件信息-----</div>'
         "<div>您好</div>", "利息"),
    ],
)  # fmt: skip
def test_pages_of_clients(page, reply):
    assert parse(message(page, content="text/html; charset=utf-8")).reply == reply


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("Subject: =?utf-8?B?5Yip5oGv5oqV6K+J", "利息投诉"),
        ("Subject: =?utf-8?B?PT91dGYtOD9CPzVZaXA1b0d2Pz0=?=", "利息"),
        ("Subject: =?utf-8?B?5Yip?==?utf-8?B?5oGv?=", "利息"),
        ("Subject: =?broken?", "=?broken?"),
    ],
    ids=["cut off", "encoded twice", "without a blank", "no word at all"],
)
def test_subjects_encoded_badly(field, subject):
    assert parse(message("x", field)).subject == subject


def test_fields_without_end_hide_neither_the_mail_nor_its_kind():
    many = [f"X-Hop-{n}: v" for n in range(3_000)]
    found = parse(message("利息", *many, "X-Long: " + "a" * 200_000))
    assert (found.kind, found.text, len(found.fields)) == ("message", "利息", 300)


def test_answers_between_numbered_questions():
    found = cut(
        "客服 <k@b.cn> 于2025年4月1日周二 14:00写道：\n> 1. 卡号？\n8821\n> 2. 金额？\n一百元"
    )
    assert found.reply == "8821\n\n一百元"
