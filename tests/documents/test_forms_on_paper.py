"""Forms of a played story: what stands on them, copy by copy, as PDF and as Word."""

import io
from datetime import date

import docx
import pytest
from pypdf import PdfReader

from shouwen.documents import printing, stories
from shouwen.documents.errors import FormLacks, NoSuchCopy, NoSuchForm, NotIssued
from shouwen.documents.sheet import Ruled
from shouwen.documents.typesetting import pdf_of
from shouwen.documents.word import docx_of

LARGE = "大额，收两件物证，开单，答复并退款"
SMALL = "小额，开单两次，未答复"


@pytest.fixture
def paper(stall, organisation, told):
    def make(code, story=LARGE, sequence=None, language="zh"):
        return stories.paper_of_story(
            stall, told(story), organisation, code, sequence=sequence, language=language
        )

    return make


def squeezed(text):
    return "".join(text.split())


def test_a_slip_shows_what_was_known_when_it_was_issued(paper):
    text = paper("F-01").sheet(1).text
    assert "☑电话　☐来信　☐上门" in text
    assert "王大力" in text
    assert "要求退还 <现金> & 道歉。" in text
    assert "112.35 元" in text  # the two pieces of evidence there were then
    assert "账页" not in text  # found after the slip had left
    assert "HS2024001" in text
    assert "2024年9月26日" in text


def test_who_took_the_matter_in_stands_there_by_name(paper):
    assert "＿陈一开具" in squeezed(paper("F-01").sheet(1).text)


def test_conditional_blocks_follow_the_facts(paper):
    large, small = paper("F-01").sheet(1).text, paper("F-01", SMALL).sheet(1).text
    assert "涉及金额" in large
    assert "见证人" not in large
    assert "涉及金额" not in small
    assert "见证人" in small


def test_who_did_the_act_has_signed_and_others_have_a_line(paper):
    signs = [
        box.sign
        for part in paper("F-01").sheet(1).parts
        if isinstance(part, Ruled)
        for box in part.boxes
        if box.sign is not None
    ]
    assert [(each.name, each.day) for each in signs] == [
        ("苏三", "2024年9月26日"),
        ("陈一", "2024年9月26日"),
        ("", ""),
    ]


def test_each_copy_bears_its_mark_on_a_page_of_its_own(paper, words_of):
    printed = printing.made(paper("F-01"), "pdf", printing.copies_of(paper("F-01")))
    pages = [squeezed(page) for page in words_of(printed.content)]
    marks = ["第一联存根（管理员）", "第二联办理（摊主）", "第三联告知（三号摊）"]
    assert len(pages) == 3
    for page, mark in zip(pages, marks, strict=True):
        assert mark in page
        assert "王大力" in page
        assert "第1页共1页" in page


def test_one_copy_is_printed_alone_and_one_too_many_is_refused(paper, words_of):
    (page,) = words_of(
        printing.made(paper("F-01"), "pdf", printing.copies_of(paper("F-01"), 2)).content
    )
    assert "第二联" in page
    assert "第一联" not in page
    with pytest.raises(NoSuchCopy, match="没有第 4 联"):
        printing.copies_of(paper("F-01"), 4)


def test_the_lines_of_a_table_are_ruled_also_where_nothing_was_entered(paper):
    small = paper("F-01", SMALL).sheet(1)
    numbers = [box.text for part in small.parts if isinstance(part, Ruled) for box in part.boxes]
    assert numbers.count("3") == 1
    assert "合计" in numbers


def test_a_letter_is_running_text_with_its_sender_and_day(paper, words_of):
    sheet = paper("L-05").sheet()
    text = sheet.text
    assert "王大力：" in text
    assert "经核实，摊主确实少找。已责令退还。" in text
    assert "退款120.00 元已办理。" in text
    assert "再次向您致歉。" in text
    assert "东门市场管理处" in text
    assert sheet.copy == ""  # a letter has no copies, it names who else gets it
    assert "存档：管理员" in sheet.foot
    (page,) = words_of(pdf_of([sheet]))
    assert "退款120.00元已办理。" in squeezed(page)


def test_what_is_not_known_becomes_a_line_to_write_on(stall, organisation):
    text = stories.blank_form(stall, organisation, "L-05").sheet().text
    assert "＿＿＿＿＿＿：" in text
    assert "退款＿＿＿＿＿＿已办理。" in text


def test_an_empty_form_shows_its_options_and_leaves_nothing_out(stall, organisation):
    text = stories.blank_form(stall, organisation, "F-01").sheet(1).text
    assert "☐电话　☐来信　☐上门" in text
    assert "涉及金额" in text
    assert "见证人" in text
    assert "草稿" not in text


def test_the_sequence_chooses_among_several(paper):
    first, last = paper("slip", SMALL, sequence=1), paper("slip", SMALL)
    assert (first.number, last.number) == ("HS2024001", "HS2024002")
    assert first.digest != last.digest
    with pytest.raises(NotIssued, match="只签发过 2 份"):
        paper("slip", SMALL, sequence=3)


def test_a_form_not_issued_is_a_marked_draft(stall, organisation, told):
    played = told(SMALL)
    draft = stories.paper_of_story(stall, played, organisation, "plain")
    sheet = draft.sheet()
    assert draft.state == "draft"
    assert draft.digest == ""
    assert sheet.marks == ("草稿 · 未签发",)
    assert sheet.watermark == "草稿"
    assert "缺斤少两" in sheet.text


def test_a_form_lacking_what_it_must_hold_is_refused_with_the_article(paper):
    with pytest.raises(FormLacks, match="核实情况、答复〔第二条〕") as refused:
        paper("L-05", SMALL)
    assert refused.value.articles == "第二条"


def test_a_code_nobody_has_is_told_with_those_there_are(paper):
    with pytest.raises(NoSuchForm, match="F-01、L-05、plain"):
        paper("F-99")


def test_the_same_form_is_the_same_bytes(paper):
    again = [printing.made(paper("F-01"), way, printing.copies_of(paper("F-01"))).content
             for way in ("pdf", "pdf", "docx", "docx")]  # fmt: skip
    assert again[0] == again[1]
    assert again[2] == again[3]
    assert again[0] != pdf_of([paper("F-01").sheet(n) for n in (1, 2, 3)], day=date(2024, 9, 27))


def test_an_issued_form_can_be_archived(paper):
    printed = printing.made(paper("L-05"), "pdf", printing.copies_of(paper("L-05")))
    assert b"pdfaid" in printed.content
    made = PdfReader(io.BytesIO(printed.content)).metadata
    assert made.title == "答复函"
    assert made.creation_date.date() == date(2024, 9, 27)


def test_the_word_file_has_the_same_rows_and_opens_again(paper):
    sheet = paper("F-01").sheet(1)
    opened = docx.Document(io.BytesIO(docx_of([sheet])))
    cells = {cell.text for table in opened.tables for row in table.rows for cell in row.cells}
    body = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "少找了一百二十元。\n要求退还 <现金> & 道歉。" in cells
    assert "☑电话　☐来信　☐上门" in cells
    assert "第一联　存根（管理员）" in body
    assert "回执" in body
    assert len(opened.tables) == 2
    assert opened.core_properties.title == "核实单"


def test_every_copy_is_a_section_of_the_word_file(paper):
    opened = docx.Document(io.BytesIO(docx_of([paper("F-01").sheet(n) for n in (1, 2, 3)])))
    assert len(opened.sections) == 3
    assert [round(section.page_width.mm) for section in opened.sections] == [210, 210, 210]


def test_characters_no_word_file_may_hold_are_left_out(paper):
    sheet = paper("F-01").sheet(1)
    spoilt = type(sheet)(title="核\x0b实\x00单", parts=())
    opened = docx.Document(io.BytesIO(docx_of([spoilt])))
    assert "核实单" in "".join(paragraph.text for paragraph in opened.paragraphs)
