"""An office's own Word template: drawn from the layout, edited, filled in."""

import io

import docx
import pytest

from shouwen.casework.wording import Wording
from shouwen.documents import own_templates, printing, stories
from shouwen.documents.errors import TemplateUnfit


@pytest.fixture
def paper(stall, organisation, told):
    played = told("大额，收两件物证，开单，答复并退款")
    return stories.paper_of_story(stall, played, organisation, "F-01")


@pytest.fixture
def template(stall, organisation):
    return own_templates.drawn(stall, "slip", Wording(stall, organisation))


def words(content):
    opened = docx.Document(io.BytesIO(content))
    told = [paragraph.text for paragraph in opened.paragraphs]
    told += [cell.text for t in opened.tables for row in t.rows for cell in row.cells]
    return told + [section.footer.paragraphs[0].text for section in opened.sections]


def edited(template, change):
    opened = docx.Document(io.BytesIO(template))
    change(opened)
    written = io.BytesIO()
    opened.save(written)
    return written.getvalue()


def test_a_template_has_marks_where_values_will_stand(template):
    told = words(template)
    assert "{{ channel_boxes }}" in told
    assert "{%tr for entry in evidence %}" in told
    assert "{{ signed.inquire.name }}" in "".join(told)


def test_it_is_filled_with_the_same_as_the_layout(template, paper):
    told = words(own_templates.filled(template, paper, 2, ("补印",)))
    assert "☑电话　☐来信　☐上门" in told
    assert "少找了一百二十元。\n要求退还 <现金> & 道歉。" in told
    assert [text for text in ("小票", "秤", "12.30 元", "112.35 元") if text not in told] == []
    assert not any("{" in text for text in told)
    assert any("第二联　办理（摊主）" in text and "补印" in text for text in told)
    assert any("苏三" in text and "2024年9月26日" in text for text in told)
    assert any(paper.digest[:16] in text for text in told)


def test_what_the_office_writes_into_it_stays(template, paper):
    own = edited(template, lambda file: file.add_paragraph("本摊电话 0379，经手 {{ name }}"))
    assert "本摊电话 0379，经手 王大力" in words(own_templates.filled(own, paper, 1, ()))


def test_a_mark_nobody_knows_is_told(template, paper):
    own = edited(template, lambda file: file.add_paragraph("{{ nmae }}"))
    with pytest.raises(TemplateUnfit, match="nmae"):
        own_templates.filled(own, paper, 1, ())


def test_a_mark_left_open_is_told(template, paper):
    own = edited(template, lambda file: file.add_paragraph("{% if name %}"))
    with pytest.raises(TemplateUnfit):
        own_templates.filled(own, paper, 1, ())


def test_a_template_in_the_data_folder_is_used_for_word_only(template, paper, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    plain = printing.made(paper, "docx", printing.copies_of(paper))
    place = own_templates.place_of("stall", "slip")
    place.parent.mkdir(parents=True)
    place.write_bytes(edited(template, lambda file: file.add_paragraph("本摊自备")))
    own = printing.made(paper, "docx", printing.copies_of(paper, 3))
    assert "本摊自备" in words(own.content)
    assert "本摊自备" not in words(plain.content)
    assert own.content == printing.made(paper, "docx", printing.copies_of(paper, 3)).content
    assert printing.made(paper, "pdf", printing.copies_of(paper)).content.startswith(b"%PDF")
