"""Whole messages, from the careful to the hostile."""

from base64 import encodebytes

import pytest

from shouwen.intake.mail.limits import Limits
from shouwen.intake.mail.message import parse
from tests.intake.mail.raw import b64, message, raw


def files(found):
    return [(each.name, each.media_type, each.size) for each in found.attachments]


def test_a_plain_message():
    found = parse(message("我要投诉。\r\n\r\n-- \r\n张三\r\n"))
    assert found.kind == "message"
    assert str(found.from_) == "张三 <zhang@example.com>"
    assert [str(each) for each in found.to] == ["kefu@bank.example"]
    assert found.date.isoformat() == "2025-04-01T10:00:00+08:00"
    assert (found.subject, found.message_id) == ("投诉", "m1@example.com")
    assert (found.text, found.reply, found.signature) == (
        "我要投诉。\n\n-- \n张三",
        "我要投诉。",
        "张三",
    )
    assert found.problems == ()


def test_raw_bytes_in_fields_are_read_in_the_code_table_of_the_text():
    body = "请处理".encode("gbk")
    found = parse(
        b"From: " + "张三".encode("gbk") + b" <z@b.cn>\r\nSubject: " + "投诉".encode("gbk")
        + b"\r\nDate: Tue, 1 Apr 2025 10:00:00 +0800\r\nMessage-ID: <a@b>\r\n"
        + b"Content-Type: text/plain; charset=gb2312\r\n\r\n" + body
    )  # fmt: skip
    assert (found.from_.name, found.subject, found.text) == ("张三", "投诉", "请处理")


ALTERNATIVE = """
    From: z@b.cn
    Message-ID: <a@b>
    Date: Tue, 1 Apr 2025 10:00:00 +0800
    Content-Type: multipart/alternative; boundary=x

    --x
    Content-Type: text/plain; charset=utf-8

    {plain}
    --x
    Content-Type: text/html; charset=utf-8

    <p>HTML 正文</p><style>p {{}}</style><script>bad()</script>
    --x--
    """


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("纯文本", "纯文本"),
        ("", "HTML 正文"),
        ("This message is in HTML. Please use a client that shows it.", "HTML 正文"),
    ],
)
def test_the_alternative_that_says_something_is_read(plain, text):
    found = parse(raw(ALTERNATIVE.format(plain=plain)))
    assert found.text == text
    assert "HTML 正文" in found.html


def test_attachments_their_names_and_what_is_inline():
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    found = parse(
        raw(f"""
        From: z@b.cn
        Message-ID: <a@b>
        Date: Tue, 1 Apr 2025 10:00:00 +0800
        Content-Type: multipart/mixed; boundary="o"

        --o
        Content-Type: multipart/related; boundary="i"

        --i
        Content-Type: text/html; charset=utf-8

        <p>见图</p><img src="cid:p1">
        --i
        Content-Type: image/png; name="=?gb2312?B?zbw=?=.png"
        Content-ID: <p1>
        Content-Transfer-Encoding: base64

        {b64(picture)}
        --i--
        --o
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename*=utf-8''..%2F..%2F%E6%9D%90%E6%96%99.docx
        Content-Transfer-Encoding: base64

        {b64(b"x" * 30)}
        --o
        Content-Type: message/rfc822

        Subject: =?utf-8?B?5Y6f5Lu2?=

        inner
        --o
        Content-Type: text/calendar; method=REQUEST; charset=utf-8

        BEGIN:VCALENDAR
        --o
        Content-Type: application/pgp-signature; name=signature.asc

        -----BEGIN PGP SIGNATURE-----
        --o--
        """)
    )
    assert found.text == "见图"
    names = [each.name for each in found.attachments]
    assert names == ["图.png", "材料.docx", "原件.eml", "attachment-4.ics", "signature.asc"]
    assert found.attachments[0].content == picture
    assert found.attachments[0].content_id == "p1"
    assert found.attachments[1].size == 30


@pytest.mark.parametrize(
    ("way", "body", "text"),
    [
        ("base64", b"5oqV6K+J" + b"\r\n!!" + b"5Lu2", "投诉件"),
        ("BASE64", b"5oqV6K+J5", "投诉"),
        ("quoted-printable", b"=E6=8A=95=E8=AF=89=  \r\n=E4=BB=B6", "投诉件"),
        ("Quoted-Printable ; x", b"a=3D=ZZ", "a==ZZ"),
        ("8bits", "投诉".encode(), "投诉"),
        ("x-uuencode", b"begin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n", "abc"),
        ("nonsense", "投诉".encode(), "投诉"),
    ],
)
def test_transfer_encodings_as_they_come(way, body, text):
    assert parse(message(body, f"Content-Transfer-Encoding: {way}")).text == text


def test_format_flowed_is_put_together():
    body = "这是 \r\n一段\r\n\r\n> 引文 \r\n> 续行\r\n> 又一行\r\n-- \r\n张三"
    found = parse(message(body, content="text/plain; charset=utf-8; format=flowed"))
    assert found.text == "这是 一段\n\n> 引文 续行\n> 又一行\n-- \n张三"
    assert (found.reply, found.signature) == ("这是 一段", "张三")


def test_a_file_written_into_the_text_is_taken_out():
    found = parse(message("你好\r\n\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n"))
    assert found.text == "你好"
    assert files(found) == [("a.txt", "text/plain", 3)]


def test_a_broken_winmail_is_kept_and_said():
    found = parse(
        message(encodebytes(b"\x78\x9f\x3e\x22junk"), "Content-Transfer-Encoding: base64",
                content="application/ms-tnef; name=winmail.dat")
    )  # fmt: skip
    assert files(found) == [("winmail.dat", "application/ms-tnef", 8)]
    assert any("winmail.dat" in each for each in found.problems)


def nested(depth):
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth)
    )
    return ("From: z@b.cn\r\n" + head + "Content-Type: text/plain\r\n\r\ndeep\r\n").encode()


@pytest.mark.parametrize("depth", [10, 60, 5_000])
def test_bombs_of_depth_are_survived_and_said(depth):
    found = parse(nested(depth))
    assert found.from_.email == "z@b.cn"
    assert (found.text == "deep") == (depth == 10)
    assert depth == 10 or any("深" in each for each in found.problems)


def test_bombs_of_number_and_size():
    many = b"From: z@b.cn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + (
        b"--b\r\nContent-Type: application/x-a\r\n\r\nx\r\n" * 3_000
    )
    found = parse(many)
    assert len(found.attachments) < 500
    assert any("太多" in each for each in found.problems)
    big = parse(message("x" * 5_000), limits=Limits(size=4_000))
    assert (big.kind, big.from_.email, big.text) == ("unparsed", "zhang@example.com", "")
    assert any("larger" in each for each in big.problems)


@pytest.mark.parametrize(
    "junk", [b"", b"\r\n \r\n", b"\x00\x01\x02" * 400, b"hello\r\nworld", b"\xd0\xcf\x11\xe0" * 99]
)
def test_what_is_no_mail_says_why(junk):
    found = parse(junk)
    assert found.kind == "unparsed"
    assert found.problems


@pytest.mark.parametrize(
    "first", ["From z@b.cn Tue Apr  1 10:00:00 2025\r\n", "From z@b.cn\r\n", "\ufeff"]
)
def test_what_mailbox_files_put_before_a_message_is_ignored(first):
    assert parse(first.encode() + message("正文")).text == "正文"


def test_every_cut_of_a_message_is_read_somehow():
    whole = raw(ALTERNATIVE.format(plain="纯文本")) + "尾".encode("gbk")
    for end in range(0, len(whole), 7):
        assert parse(whole[:end]).digest


@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("Authentication-Results: mx.bank.example; spf=pass; dmarc=fail (p=reject)", True),
        ("Authentication-Results: mx.bank.example; spf=fail; dkim=none", True),
        ("Authentication-Results: mx.bank.example; spf=fail; dkim=pass; dmarc=pass", False),
        ("Subject: dmarc=fail", False),
    ],
)
def test_who_failed_the_proofs_of_our_server_is_not_who_he_says(field, forged):
    found = parse(message("x", field))
    assert found.forged is forged
    assert any("冒充" in each for each in found.problems) is forged
