"""The label is believed while it is true."""

import pytest

from shouwen.intake.mail.charsets import codec_of, decode

SAID = "我要投诉人民路网点排队时间太长，请尽快处理并给我答复。"
TRADITIONAL = "我要投訴這個網點，請儘快處理並給我答覆，謝謝。"


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (SAID, "gb18030", "GB2312"),
        ("镕堃喆", "gb18030", "gb2312"),  # not in GB2312 at all
        (SAID, "gbk", "x-gbk"),
        (SAID, "hz", "hz-gb-2312"),
        (TRADITIONAL, "big5", "Big5"),
        ("日本語のメール", "iso2022_jp", "ISO-2022-JP"),
        ("한국어 편지", "cp949", "ks_c_5601-1987"),
        (SAID, "utf-7", "utf-7"),
        ("café “smart”", "cp1252", "iso-8859-1"),
        ("Привет, мир", "koi8-r", "koi8-r"),
    ],
)
def test_a_true_label_is_believed(text, encoding, label):
    read = decode(text.encode(encoding), label)
    assert read.text == text
    assert not read.mislabelled


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (SAID, "utf-8", "gb2312"),
        (SAID, "gbk", "utf-8"),
        (SAID, "gbk", "us-ascii"),
        (SAID, "gbk", "iso-8859-1"),
        (TRADITIONAL, "big5", "iso-8859-1"),
        (TRADITIONAL, "big5", "gb2312"),
        (SAID, "gb2312", "big5"),
        ("naïve", "utf-8", "iso-8859-1"),
    ],
)
def test_a_false_label_is_seen_through(text, encoding, label):
    read = decode(text.encode(encoding), label)
    assert read.text == text
    assert read.mislabelled


@pytest.mark.parametrize("label", [None, "", "x-unknown", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "hz"])
def test_bytes_without_a_label_speak_for_themselves(encoding, label):
    assert decode(SAID.encode(encoding), label).text == SAID


def test_iso_2022_cn_which_python_does_not_know():
    coded = b"\x1b$)A\x0e" + bytes(each & 0x7F for each in "投诉".encode("gb2312")) + b"\x0f ok"
    assert decode(coded, "iso-2022-cn").text == "投诉 ok"


def test_a_cut_character_spoils_no_other():
    read = decode(SAID.encode()[:-1], "utf-8")
    assert read.text.startswith(SAID[:-1])
    assert read.damaged


@pytest.mark.parametrize("label", ["rot13", "base64", "idna", "unicode_escape", "zip"])
def test_codecs_that_are_no_code_tables_are_not_used(label):
    assert codec_of(label) == ""


@pytest.mark.parametrize("label", ["gb2312", "big5", "utf-8", "utf-16", "hz", "iso-2022-cn", None])
def test_any_bytes_are_read_somehow(label):
    assert isinstance(decode(bytes(range(256)) * 3, label).text, str)
