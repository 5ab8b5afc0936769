"""Files as they come: encodings, separators, torn rows, workbooks, pages under a false name."""

import csv
import io
import random
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.intake.errors import Unreadable
from shouwen.intake.sheets import LostDigits, harmless, number_as_written, open_book, text_of
from shouwen.intake.sheets.encoding import find_encoding
from tests.intake.compound import compound_file

HEADER = ["编号", "投诉内容", "联系电话"]
ROWS = [
    ["1", "柜台排队时间太长，无人引导", "13800001111"],
    ["2", "手机银行转账失败，客服没有答复", "13900002222"],
    ["3", "工作人员态度不好，要求道歉", "13700003333"],
]
TRADITIONAL = [
    ["編號", "投訴內容"],
    ["1", "櫃檯人員態度不好，要求說明與道歉"],
    ["2", "網路轉帳沒有回應"],
]


def text_of_rows(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write(folder: Path, content: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def cells(book, sheet: int = 0, width: int = 0) -> list[list[str]]:
    book.sheets[sheet].expect(width)
    return [list(map(text_of, line.cells)) for line in book.sheets[sheet].read()]


# -- text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "；"])
def test_encoding_and_separator_are_found(tmp_path, encoding, delimiter):
    path = write(tmp_path, text_of_rows([HEADER, *ROWS], delimiter).encode(encoding))
    assert cells(open_book(path, hints=HEADER)) == [HEADER, *ROWS]
    assert cells(open_book(path)) == [HEADER, *ROWS]


def test_big5_is_told_from_gbk(tmp_path):
    path = write(tmp_path, text_of_rows(TRADITIONAL).encode("big5"))
    book = open_book(path)
    assert book.encoding == "big5hkscs"
    assert cells(book) == TRADITIONAL


def test_western_letters_are_read_too(tmp_path):
    rows = [["id", "plainte"], ["1", "réclamation déposée à l'agence, très mal traitée"]] * 3
    book = open_book(write(tmp_path, text_of_rows(rows).encode("cp1252")))
    assert cells(book) == rows


def test_an_encoding_asked_for_is_taken_and_a_made_up_one_refused(tmp_path):
    path = write(tmp_path, text_of_rows(ROWS).encode("gbk"))
    assert open_book(path, encoding="gbk").encoding == "gbk"
    with pytest.raises(Unreadable, match="没有“klingon”这种编码"):
        open_book(path, encoding="klingon")


def test_one_broken_byte_costs_one_row(tmp_path):
    rows = [HEADER, *ROWS * 20]
    content = text_of_rows(rows).encode().replace("无人引导".encode(), b"\xff\xfe\xfa", 1)
    lines = list(open_book(write(tmp_path, content)).sheets[0].read())
    assert [line.number for line in lines if line.damage] == [2]
    assert len(lines) == len(rows)


def test_excels_own_separator_line(tmp_path):
    path = write(tmp_path, ("sep=;\r\n" + text_of_rows([HEADER, *ROWS], ";")).encode())
    book = open_book(path)
    assert cells(book) == [HEADER, *ROWS]
    assert next(book.sheets[0].read()).number == 2


def test_line_breaks_in_cells_and_the_numbers_of_rows(tmp_path):
    rows = [HEADER, ["1", "第一行\n第二行\r\n第三行", "1"], ["2", "好", "2"]]
    lines = list(open_book(write(tmp_path, text_of_rows(rows).encode())).sheets[0].read())
    assert [(line.number, line.line) for line in lines] == [(1, 1), (2, 2), (3, 5)]
    assert lines[1].cells[1] == "第一行\n第二行\r\n第三行"


@pytest.mark.parametrize("bad", ['2,"没有闭合,139', '2,x,"139'])
def test_a_loose_quotation_mark_costs_its_own_row_only(tmp_path, bad):
    good = [f"{n},内容{n},13800000000" for n in range(3, 40)]
    for closing in ([], ['40,"带引号，的",138']):
        text = "\n".join(["编号,投诉内容,联系电话", "1,内容,138", bad, *good, *closing]) + "\n"
        book = open_book(write(tmp_path, text.encode()))
        book.sheets[0].expect(3)
        lines = list(book.sheets[0].read())
        assert [line.number for line in lines if line.damage] == [3]
        assert len([line for line in lines if len(line.cells) == 3]) == 2 + len(good) + len(closing)


def test_an_endless_cell_and_nul_bytes_stop_nobody(tmp_path):
    text = f"编号,投诉内容,联系电话\n1,{'很' * 900_000},138\n2,a\0b,139\n"
    lines = list(open_book(write(tmp_path, text.encode())).sheets[0].read())
    assert [line.number for line in lines] == [1, 2, 3]
    assert lines[2].cells == ["2", "a\0b", "139"]


@pytest.mark.parametrize("place", [40, 41, 2000])
def test_a_stray_zero_does_not_make_it_utf_16(tmp_path, place):
    rows = [["Unique Key", "Descriptor"], *([str(n), "loud music again"] for n in range(300))]
    content = text_of_rows(rows).encode()
    content = content[:place] + b"\0" + content[place:]
    assert len(cells(open_book(write(tmp_path, content)))) == len(rows)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("w", encoding="gbk") as out:
        out.write("编号,投诉内容\n")
        for n in range(60_000):
            out.write(f'{n},"内容很长的一行，{"投诉" * 20}"\n')
    book = open_book(path)
    lines = book.sheets[0].read()
    next(lines)
    assert book.done() < 0.2
    assert sum(1 for _ in lines) == 60_000
    assert book.done() == 1


ANY_TEXT = st.text(
    st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(ANY_TEXT, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",\t;"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_whatever_is_written_is_read_back(tmp_path_factory, rows, delimiter, encoding):
    path = tmp_path_factory.mktemp("any") / "a.csv"
    wanted = [HEADER, *ROWS, *rows]
    path.write_bytes(text_of_rows(wanted, delimiter).encode(encoding))
    book = open_book(path, hints=HEADER)
    found = [line.cells for line in book.sheets[0].read()]
    assert [row for row in found if any(row)] == [row for row in wanted if any(row)]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_plainly_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "a.xls"
    path.write_bytes(content)
    with suppress(Unreadable):
        for sheet in open_book(path).sheets:
            list(sheet.read())


def test_the_same_encoding_is_found_for_halves_of_a_text(tmp_path):
    text = "".join(random.Random(7).choices("投诉办理结果的是不了在人有我他这中大来上国", k=4000))
    for encoding in ("gb18030", "utf-8"):
        for part in (text[:200], text[2000:]):
            assert find_encoding(write(tmp_path, part.encode(encoding))).name == encoding


# -- workbooks


def workbook(path: Path, fill) -> Path:
    with xlsxwriter.Workbook(path) as book:
        fill(book)
    return path


def test_cells_of_a_workbook(tmp_path):
    def fill(book):
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("登记")
        sheet.merge_range("A1:C1", "二〇二六年投诉登记表")
        sheet.write_row("A3", ["编号", "时间", "电话"])
        sheet.write_row("A4", [1, "", 13800001111])
        sheet.write_datetime("B4", datetime(2026, 10, 4, 15, 20), day)
        sheet.merge_range("A5:A6", "合并")
        sheet.write("C5", 1.5)
        sheet.write("C6", True)
        sheet.write_blank("A9000", None, day)
        book.add_worksheet("底稿").hide()

    book = open_book(workbook(tmp_path / "a.xlsx", fill))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
        ("登记", False),
        ("底稿", True),
    ]
    rows = cells(book)
    assert rows[0] == ["二〇二六年投诉登记表"] * 3
    assert rows[3] == ["1", "2026-10-04 15:20", "13800001111"]
    assert rows[4][::2] == ["合并", "1.5"]
    assert rows[5][::2] == ["合并", "TRUE"]
    assert len(rows) < 100


def test_merged_cells_are_filled_where_they_are_in_a_sheet_with_empty_first_columns(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range("C2:G2", "登记表")
        sheet.merge_range("C4:C5", "编号")
        sheet.merge_range("D4:E4", "来件")
        sheet.write_row("D5", ["日期", "渠道"])
        sheet.merge_range("F4:G4", "客户")
        sheet.write_row("F5", ["姓名", "电话"])
        sheet.write_row("C6", ["1", "2026-10-04", "来电", "王芳", "13800001111"])
        sheet.merge_range("A8:C8", "合计")
        sheet.write("E8", "1")

    # Begin at the third column: what is merged is told by the columns of the sheet.
    rows = cells(open_book(workbook(tmp_path / "a.xlsx", fill)))
    begin = len(rows[5]) - 5
    assert rows[4][begin:] == ["编号", "日期", "渠道", "姓名", "电话"]
    assert rows[5][begin:] == ["1", "2026-10-04", "来电", "王芳", "13800001111"]
    assert rows[7][begin:] == ["合计", "", "1", "", ""]


def test_long_numbers_a_sheet_has_forgotten_are_refused():
    with pytest.raises(LostDigits, match="15 位"):
        text_of(350102199001011230.0)
    with pytest.raises(LostDigits, match="缩写"):
        number_as_written("1.38E+10")
    assert number_as_written("3E10") == "3E10"  # a code somebody wrote


def test_two_cells_in_far_corners_stop_nobody(tmp_path):
    """Laid out with all that lies between them, they would take half a terabyte."""

    def corners(book):
        sheet = book.add_worksheet()
        sheet.write_string(1_048_575, 0, " ")
        sheet.write_string(0, 16_383, " ")

    path = workbook(tmp_path / "a.xlsx", corners)
    assert path.stat().st_size < 10_000
    with pytest.raises(Unreadable) as refused:
        open_book(path)
    assert "展开后过大" in refused.value.problem


def test_hidden_rows_are_told(tmp_path):
    def hidden(book):
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.write_string(row, 0, "x")
        sheet.set_row(1, None, None, {"hidden": True})

    book = open_book(workbook(tmp_path / "a.xlsx", hidden))
    assert len(cells(book)) == 3
    assert any("1 行是隐藏" in note for note in book.notes)


def test_a_locked_workbook_is_refused_plainly(tmp_path):
    content = compound_file({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 4000})
    with pytest.raises(Unreadable, match="密码"):
        open_book(write(tmp_path, content, "a.xlsx"))


def test_damaged_and_foreign_files_are_refused_plainly(tmp_path):
    path = workbook(tmp_path / "a.xlsx", lambda book: book.add_worksheet())
    with pytest.raises(Unreadable, match="已损坏"):
        open_book(write(tmp_path, path.read_bytes()[:2000], "b.xlsx"))
    for content, what in (
        (b"PAR1....PAR1", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"", "空的"),
        (bytes(range(256)) * 20, "不是可以读取的表格"),
    ):
        with pytest.raises(Unreadable, match=what):
            open_book(write(tmp_path, content, "c.csv"))
    with pytest.raises(Unreadable, match="打不开"):
        open_book(tmp_path / "nowhere.csv")


# -- pages and text under the name of a workbook


def test_a_page_renamed_is_read_as_its_table(tmp_path):
    page = (
        "<html><head><meta charset=gb2312><style>td{}</style></head><body><table><tr><td>导航</td>"
        "</tr></table><table><tr><th>编号<th>内容<th>电话</tr>"
        "<tr><td rowspan=2>1<td>排队<br>太久<td>138</tr><tr><td>态度<td>139</tr>"
        "<tr><td colspan=2>合计<td>2</tr></table></body></html>"
    )
    book = open_book(write(tmp_path, page.encode("gbk"), "a.xls"))
    assert book.kind == "HTML"
    assert cells(book) == [
        ["编号", "内容", "电话"],
        ["1", "排队\n太久", "138"],
        ["1", "态度", "139"],
        ["合计", "合计", "2"],
    ]


def test_an_xml_sheet_renamed_is_read(tmp_path):
    sheet = (
        '<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="S"><Table><Row><Cell><Data>编号</Data></Cell><Cell><Data>内容</Data>'
        '</Cell></Row><Row ss:Index="3"><Cell ss:Index="2"><Data>排队</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    assert cells(open_book(write(tmp_path, sheet.encode(), "a.xls"))) == [
        ["编号", "内容"],
        [],
        ["", "排队"],
    ]


def test_text_renamed_is_read_as_text(tmp_path):
    path = write(tmp_path, text_of_rows([HEADER, *ROWS], "\t").encode("gbk"), "a.xls")
    assert cells(open_book(path)) == [HEADER, *ROWS]


def test_a_workbook_broken_at_any_byte_is_read_through_or_has_to_be_tried_out(tmp_path):
    sound = io.BytesIO()
    with xlsxwriter.Workbook(sound) as book:
        book.add_worksheet().write_row(0, 0, HEADER * 20)
    seen = set()
    for at in range(0, len(sound.getvalue()), 7):
        broken = bytearray(sound.getvalue())
        broken[at] ^= 0xFF
        path = tmp_path / "broken.xlsx"
        path.write_bytes(broken)
        seen.add(harmless._worksheets(path) is None)
    assert seen == {True, False}
