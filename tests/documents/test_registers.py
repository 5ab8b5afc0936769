"""Registers of played stories: lines, figures, periods, paper and workbook."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from shouwen.documents import stories
from shouwen.documents.errors import NoSuchForm, TooLongForPaper
from shouwen.documents.handing_out import register_file
from shouwen.documents.periods import NoSuchPeriod, period_named, period_of
from shouwen.documents.register_sheets import MOST_LINES, register_sheet
from shouwen.documents.register_tables import Line, Share
from shouwen.documents.workbook import xlsx_of
from shouwen.vocabulary import OFFICE_ZONE

NOW = datetime(2024, 10, 8, 12, 0, tzinfo=OFFICE_ZONE)
BOTH = ("大额，收两件物证，开单，答复并退款", "小额，开单两次，未答复")


@pytest.fixture
def register(stall, organisation, told):
    def make(code, period="2024-09", titles=BOTH, language="zh"):
        cases = [(f"TS{n}", told(title)) for n, title in enumerate(titles, 1)]
        return stories.register_of_stories(
            stall, cases, organisation, code, period=period, now=NOW, language=language
        )

    return make


def test_a_list_has_a_line_for_each_case(register):
    table = register("F-04")
    assert [head.title for head in table.heads] == [
        "受理编号", "受理时间", "渠道", "内容", "金额", "现状", "答复时限到期", "答复时限是否逾期",
        "答复函签发日", "收物证次数", "答复日期", "历时（天）",
    ]  # fmt: skip
    first, second = (line.words for line in table.lines)
    assert first == (
        "TS1", "2024-09-26 10:00", "电话", "少找了一百二十元。\n要求退还 <现金> & 道歉。",
        "120.00 元", "已办结", "2024-09-30 18:00", "否", "2024-09-27", "3", "2024-09-27", "1",
    )  # fmt: skip
    assert second[5:] == ("已登记", "2024-09-30 18:00", "是", "", "0", "", "12")


def test_a_register_is_of_its_period_only(register):
    assert len(register("F-04", "2024-09").lines) == 2
    assert register("F-04", "2024-10").lines == ()


def test_figures_are_counted_by_group_with_a_total(register):
    table = register("F-07")
    assert [line.words for line in table.lines] == [
        ("电话", "1", "1", "120.00", "100.0%（1/1）"),
        ("上门", "1", "0", "5.00", "无数据"),
    ]
    assert table.total.words == ("合计", "2", "1", "125.00", "100.0%（1/1）")
    assert table.total.values[3] == Decimal("125.00")
    assert table.lines[1].values[4] == Share(0, 0)


def test_nothing_to_count_is_nothing_and_no_data(register):
    table = register("F-07", "2025-01")
    assert table.lines == ()
    assert table.total.words == ("合计", "0", "0", "0.00", "无数据")


def test_a_share_says_what_it_was_reckoned_from(register):
    sheet = register_sheet(register("F-07"))
    assert "及时率：分母为当前阶段是已办结的件数，分子为其中“答复时限”未逾期的件数" in sheet.text
    assert "本表由登记员填制。" in sheet.text
    assert "原因" in sheet.text  # room for the author beneath
    assert "截至 2024-10-08 12:00" in sheet.text
    assert "2024年9月" in sheet.text


def test_english_heads(register):
    table = register("F-07", language="en")
    assert table.total.words[0] == "Total"
    assert table.total.words[-1] == "100.0% (1/1)"
    assert register("F-07", "2025-01", language="en").total.words[-1] == "no data"


def test_an_unknown_register_is_told(register):
    with pytest.raises(NoSuchForm, match="F-04、F-07"):
        register("F-13")


def test_a_register_on_paper_repeats_its_head(register, words_of):
    table = register("F-04")
    long = type(table)(**{**table.__dict__, "lines": table.lines * 40})
    pages = words_of(register_file(long, "pdf").content)
    assert len(pages) > 2
    assert all("答复时限到期" in "".join(page.split()) for page in pages)
    assert "共80件" in "".join(pages[0].split())


def test_paper_ends_somewhere(register):
    table = register("F-04")
    long = type(table)(**{**table.__dict__, "lines": (Line(("x",) * 12, ("x",) * 12),) * 2001})
    assert len(long.lines) > MOST_LINES
    with pytest.raises(TooLongForPaper, match="2001 行"):
        register_sheet(long)


def test_the_same_register_is_the_same_bytes(register):
    for way in ("pdf", "docx", "xlsx"):
        one, two = register_file(register("F-04"), way), register_file(register("F-04"), way)
        assert one.content == two.content, way
    assert register_file(register("F-04"), "xlsx").name == "F-04-投诉登记簿-2024-09.xlsx"


def test_a_workbook_holds_numbers_and_moments_as_such(register):
    rows = _read(xlsx_of(register("F-04")))
    head = next(n for n, row in enumerate(rows) if row[0] == "受理编号")
    assert rows[0][0] == "投诉登记簿"
    assert "截至" in rows[1][0]
    line = rows[head + 1]
    assert line[0] == "TS1"
    assert line[1] == datetime(2024, 9, 26, 10, 0)
    assert line[4] == 120.0
    assert line[8] == date(2024, 9, 27)
    assert line[11] == 1.0


def test_a_workbook_gives_a_share_its_numerator_and_denominator(register):
    rows = _read(xlsx_of(register("F-07")))
    head = next(n for n, row in enumerate(rows) if row[0] == "渠道")
    assert rows[head][4:7] == ["及时率", "及时率 分子", "及时率 分母"]
    assert rows[head + 1][4:7] == [1.0, 1.0, 1.0]
    assert rows[head + 2][4:7] == ["无数据", 0.0, 0.0]


def test_what_looks_like_a_formula_stays_text(register):
    table = register("F-04")
    sly = type(table)(
        **{**table.__dict__, "lines": (Line(("=1+1",) * 12, ("=1+1", "http://x.y", *("",) * 10)),)}
    )
    rows = _read(xlsx_of(sly))
    assert ["=1+1", "http://x.y"] in [row[:2] for row in rows]


def _read(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    ("kind", "name", "first", "last", "words"),
    [
        ("half_month", "2026-02-a", "2026-02-01", "2026-02-15", "2026年2月上半月"),
        ("half_month", "2026-02-b", "2026-02-16", "2026-02-28", "2026年2月下半月"),
        ("month", "2026-07", "2026-07-01", "2026-07-31", "2026年7月"),
        ("quarter", "2026-Q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("half_year", "2026-H1", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("half_year", "2026-H2", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("year", "2026", "2026-01-01", "2026-12-31", "2026年"),
    ],
)
def test_periods_are_named_as_people_name_them(kind, name, first, last, words):
    period = period_named(kind, name)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.words() == words
    assert period_of(kind, period.first) == period_of(kind, period.last) == period


@pytest.mark.parametrize(
    ("kind", "name"),
    [("month", "2026-13"), ("month", "2026-00"), ("month", "2026"), ("quarter", "2026-Q5"),
     ("half_month", "2026-07"), ("year", "26"), ("year", "0000"), ("month", "2026-7")],
)  # fmt: skip
def test_a_period_written_otherwise_is_refused(kind, name):
    with pytest.raises(NoSuchPeriod, match=name):
        period_named(kind, name)
