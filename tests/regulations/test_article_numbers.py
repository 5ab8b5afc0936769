"""Numbers of articles in English: read for certain, or left as they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.packs import shelf
from shouwen.regulations import open_pack
from shouwen.vocabulary.articles import article_in_english
from shouwen.vocabulary.numerals import chinese_numeral, number_of

CHINESE = re.compile(r"[\u3400-\u9fff（）]")
NUMBERS = st.integers(1, 9999)
#: An article with what may stand behind it; 0 stands for nothing.
PLACES = st.tuples(
    st.integers(1, 999),
    st.integers(0, 9),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 9),
)


def written(place):
    article, inserted, paragraph, item, point = place
    parts = (
        (f"第{chinese_numeral(article)}条", 1),
        ("之{}", inserted),
        ("第{}款", paragraph),
        ("第{}项", item),
        ("第{}目", point),
    )
    return "".join(words.format(chinese_numeral(n)) for words, n in parts if n)


@given(NUMBERS)
def test_a_numeral_is_read_as_it_is_written(number):
    numeral = chinese_numeral(number)
    assert number_of(numeral) == number
    assert number_of(numeral.replace("零", "〇")) == number
    assert number_of(str(number)) == number


@given(st.text("零一二两三四五六七八九十百千0１", max_size=6))
def test_what_is_no_numeral_has_no_number(text):
    number = number_of(text)
    if number is not None and not any(sign.isdecimal() for sign in text):
        one_by_one = "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
        plain = text.replace("两", "二").lstrip("零")
        assert plain in (chinese_numeral(number), f"一{chinese_numeral(number)}", one_by_one)


@given(PLACES)
def test_every_place_of_a_statute_is_read(place):
    article, inserted, paragraph, item, point = place
    said = article_in_english(written(place))
    assert said is not None
    assert not CHINESE.search(said)
    assert re.findall(r"\d+", said) == [
        str(n) for n in (article, inserted, paragraph, item, point) if n
    ]


@given(PLACES, PLACES)
def test_two_places_never_read_alike(one, other):
    same = article_in_english(written(one)) == article_in_english(written(other))
    assert same == (one == other)


@given(st.text("第一二十百条款项目之（）0１附件录补至、和F-结语 ", max_size=12))
def test_any_text_is_read_whole_or_not_at_all(text):
    said = article_in_english(text)
    assert said is None or (said and not CHINESE.search(said))


@pytest.mark.parametrize(
    ("number", "english"),
    [
        ("第十二条第二款", "Art. 12(2)"),
        ("第十二条之一第二款第三项", "Art. 12-1(2) item 3"),
        ("第 5 条第（三）项第１目", "Art. 5 item 3 point 1"),
        ("第七条（一）3", "Art. 7(1)3"),
        ("第一百零三条", "Art. 103"),
        ("第一、二条", "Arts. 1, 2"),
        ("第一条至第三条", "Arts. 1–3"),
        ("第五条、第六条第二款", "Art. 5, Art. 6(2)"),
        ("第三章第二节", "Ch. 3, Sec. 2"),
        ("第三章第十条", "Ch. 3, Art. 10"),
        ("二（4）", "Sec. 2(4)"),
        ("附件二第三条", "Annex 2, Art. 3"),
        ("附录", "Appendix"),
        ("补十一", "Supp. 11"),
        ("F-01", "F-01"),
    ],
)
def test_as_it_is_quoted(number, english):
    assert article_in_english(number) == english


@pytest.mark.parametrize(
    "number",
    [
        "",
        "结语",
        "第条",
        "第十百条",
        "第三条至第一条",
        "热线三（又）",
        "第零条",
        "本办法第三条",
        "第三条等",
    ],
)
def test_what_cannot_be_read_is_left(number):
    assert article_in_english(number) is None


PACK = """
pack:
  {id: kiosk, title: 书亭办法, version: "2024.1", effective: 2024-01-01, issuer: 书亭,
   first_stage: open}
articles:
  a1: {no: 第一、二条, gist: 当日答复}
  a2: {no: 第三条（一）, gist: 登记}
  a3: {no: 亭规一, gist: 结案}
calendars: {office: {title: 营业时间, days: every_day, hours: ["09:00-17:00"]}}
roles: {clerk: {title: 店员}}
facts: {subject: {type: text, title: 事由, means: subject, cite: [a1]}}
stages: {open: {title: 办理中, owner: clerk}, done: {title: 已办结, kind: end}}
acts:
  register: {title: 登记, by: [clerk], in: [open], starts_case: true, form: [subject], cite: [a1]}
  close: {title: 办结, by: [clerk], in: [open], do: [{goto: done}], cite: [a2, a3]}
clocks:
  answer:
    {title: 答复时限, calendar: office, start: [act register], stop: [act close], limit: 1 day,
     points: [{at: due, do: [{notify: clerk}]}], cite: [a1]}
"""
ENGLISH = """
english:
  书亭办法: Rules of the kiosk
  亭规一: House rule 1
"""


def test_the_words_of_a_pack_come_first_and_what_lacks_is_told_once():
    opened = open_pack(PACK + ENGLISH, "kiosk.yaml", shelf.day_sets())
    assert not opened.errors
    procedure = opened.procedure
    assert procedure.articles(["a1", "a2", "a3"], "en") == "Arts. 1, 2, Art. 3(1), House rule 1"
    assert procedure.articles(["a1", "a2", "a3"]) == "第一、二条、第三条（一）、亭规一"
    # As it was written down in a table, 、 between and within.
    assert procedure.pack.requoted("第一、二条、亭规一", "en") == "Arts. 1, 2, House rule 1"
    assert procedure.pack.requoted("第一、二条", "zh") == "第一、二条"
    told = [each for each in opened.findings if each.code == "N06"]
    assert len(told) == 1
    assert told[0].severity == "note"
    assert "“书亭”" in told[0].problem
    assert "书亭办法" not in told[0].problem
    assert "第三条" not in told[0].problem
