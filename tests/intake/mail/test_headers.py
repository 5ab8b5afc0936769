"""Fields as people meant them."""

from email import message_from_bytes

import pytest

from shouwen.intake.mail.addresses import addresses
from shouwen.intake.mail.headers import date_of, identifiers, parameters, readable


def fields(text: str | bytes):
    return message_from_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("=?UTF-8?B?5oqV6K+J?=", "投诉"),
        ("=?gb2312?B?zba?= =?gb2312?B?y98=?=", "投诉"),  # padding left out, split in two
        ("=?utf-8?B?5oo=?= =?utf-8?B?leivieihjOWRmA==?=", "投诉行员"),  # inside a character
        ("=?gb2312?Q?=CD=B6=CB=DF_=BF=CD=BB=A7?= 1", "投诉 客户 1"),
        ("Re:=?utf-8?B?5oqV6K+J?=", "Re:投诉"),
        ("=?utf-8*zh-CN?Q?=E6=8A=95?=", "投"),
        ("=?utf-8?Q?a_=3F?= b", "a ? b"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("plain  text", "plain  text"),
        ("投诉".encode("gbk").decode("ascii", "surrogateescape"), "投诉"),
        ("bell\x07 and \u202eturn", "bell and turn"),
    ],
)
def test_encoded_words(raw, read):
    assert readable(raw, "gb2312") == read


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('attachment; filename="=?gb18030?B?zba?= =?gb18030?B?y98udHh0?="', "投诉.txt"),
        ("attachment; filename*=utf-8''%E6%8A%95%E8%AF%89.txt", "投诉.txt"),
        ("attachment; filename*0*=gb2312''%CD%B6; filename*1*=%CB%DF; filename*2=.txt", "投诉.txt"),
        ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        ("attachment; filename=a b c.txt; size=3", "a b c.txt"),
        ('attachment; filename="a;b.txt"', "a;b.txt"),
        ('attachment; filename="C:\\temp\\a.txt"', "C:\\temp\\a.txt"),
        ('attachment; filename="never closed.txt', "never closed.txt"),
    ],
)
def test_parameters(raw, name):
    assert parameters(raw)[1]["filename"] == name


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ('"张, 三" <a@b.cn>, c@d.cn', ["张, 三 <a@b.cn>", "c@d.cn"]),
        ("=?utf-8?B?5bygLOS4iQ==?= <a@b.cn>", ["张,三 <a@b.cn>"]),
        ("a@b.cn (Zhang San)", ["Zhang San <a@b.cn>"]),
        ("Pete(A nice \\) chap) <pete(x)@silly.test(host)>", ["Pete <pete@silly.test>"]),
        ("Group: a@b.cn, c@d.cn;, e@f.cn", ["a@b.cn", "c@d.cn", "e@f.cn"]),
        ("undisclosed-recipients:;", []),
        ("Surname, Name <a@b.cn>", ["Surname, Name <a@b.cn>"]),
        ("<@relay.test:a@b.cn>", ["a@b.cn"]),
        ("mailto:a@b.cn", ["a@b.cn"]),
        (", a@b.cn；c@d.cn", ["a@b.cn", "c@d.cn"]),
        ('"a@b.cn" <a@b.cn>', ["a@b.cn"]),
        ('"boss@bank.cn" <thief@x.cn>', ["boss@bank.cn <thief@x.cn>"]),
    ],
)
def test_addresses(raw, read):
    assert [str(each) for each in addresses(fields(f"To: {raw}\n\n"), "to")] == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Tue, 1 Apr 2025 10:00:00 +0800 (CST)", "2025-04-01T10:00:00+08:00"),
        ("1 Apr 25 10:00 GMT", "2025-04-01T10:00:00+00:00"),
        ("Tue, 1 Apr 2025 10:00:00 -0000", "2025-04-01T10:00:00+00:00"),
        ("Tue, 1 Apr 2025 10:00:00", "2025-04-01T10:00:00+08:00"),
        ("2025-04-01 10:00:00", "2025-04-01T10:00:00+08:00"),
        ("2025-04-01T10:00:00Z", "2025-04-01T10:00:00+00:00"),
        ("2025年4月1日 10:00", "2025-04-01T10:00:00+08:00"),
        ("yesterday", None),
        ("Tue, 41 Apr 2025 10:00:00 +0800", None),
    ],
)
def test_dates_have_a_zone_or_are_none(raw, read):
    found, _fault = date_of(fields(f"Date: {raw}\n\n"))
    assert (found and found.isoformat()) == read


def test_identifiers_lose_what_folding_put_in():
    found = identifiers(fields("References: <a@b>\n\t<c@\n d> <a@b>\n\n"), "references")
    assert found == ["a@b", "c@d"]
