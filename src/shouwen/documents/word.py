"""Sheets as Word files, in the same arrangement as on paper; offices go on writing in them."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from itertools import accumulate, pairwise
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from shouwen.documents.sheet import PARTS, Box, Part, Place, Prose, Ruled, Sheet, Signing

#: Fonts every Chinese Word has; the reader's machine supplies them.
_SONG, _HEI, _LATIN = "宋体", "黑体", "Times New Roman"
_TWIPS_A_MM: Final = 56.7
_RED, _GREY = RGBColor(0xA6, 0x1B, 0x1B), RGBColor(0x5F, 0x5F, 0x5F)
_SIZES: Final = {"portrait": (210, 297), "landscape": (297, 210), "half": (210, 148)}
_MARGINS: Final = {"portrait": 17, "landscape": 17, "half": 12}
_LETTER_MARGIN: Final = 28
_LINE = "＿＿＿＿＿＿＿＿"
#: Room for a day to be written by hand, in Chinese and English.
_DAY: Final = ("　　　　年　　月　　日", "____-__-__")
_CUT: Final = ("沿虚线剪下", "cut here")
#: The space between a rule and what is written, in twips: also how far Word sets tables out.
_CELL_SIDE: Final = 100
_UNSTORABLE: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Zip archives know no time before this.
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def docx_of(sheets: list[Sheet], *, day: date | None = None) -> bytes:
    """Return sheets as one Word file, each in a section of its own.

    The same sheets and day make the same bytes.
    """
    document = docx.Document()
    _plain_style(document)
    for n, sheet in enumerate(sheets):
        section = document.sections[0] if n == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        _page(section, sheet)
        _head(document, sheet)
        for part in sheet.parts:
            _part(document, part, _width(sheet))
    properties = document.core_properties
    properties.title, properties.author = _storable(sheets[0].title), "Shouwen"
    properties.created = properties.modified = datetime.combine(
        day or date(2000, 1, 1), time(), UTC
    )
    written = io.BytesIO()
    document.save(written)
    return timeless(written.getvalue())


def _plain_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    _font(style, _SONG)
    language = _element("w:lang", val="zh-CN", eastAsia="zh-CN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.space_before = Pt(0)


def _font(of: Any, chinese: str) -> None:
    """Set the font; Word keeps that of Chinese text apart."""
    of.font.name = _LATIN
    fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), chinese)


def _width(sheet: Sheet) -> float:
    margin = _LETTER_MARGIN if sheet.letter else _MARGINS[sheet.page]
    return _SIZES[sheet.page][0] - 2 * margin


def _page(section: Any, sheet: Sheet) -> None:
    wide, high = _SIZES[sheet.page]
    section.orientation = WD_ORIENT.LANDSCAPE if wide > high else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    margin = _LETTER_MARGIN if sheet.letter else _MARGINS[sheet.page]
    section.left_margin = section.right_margin = Mm(margin)
    section.top_margin = Mm(24 if sheet.letter else 12 if sheet.page == "half" else 15)
    section.bottom_margin = Mm(20 if sheet.letter else 12 if sheet.page == "half" else 16)
    section.footer_distance = Mm(8)
    _number_pages_anew(section)
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Normal"  # that of footers has stops of its own
    _right_tab(paragraph, _width(sheet))
    before, between, after = ("", " / ", "") if sheet.english else ("第 ", " 页　共 ", " 页")
    _run(paragraph, f"{sheet.foot}\t{before}", size=7.5, colour=_GREY)
    _field(paragraph, "PAGE")
    _run(paragraph, between, size=7.5, colour=_GREY)
    _field(paragraph, "SECTIONPAGES")
    _run(paragraph, after, size=7.5, colour=_GREY)


def _number_pages_anew(section: Any) -> None:
    numbering = _element("w:pgNumType", start="1")
    section._sectPr.insert_element_before(numbering, "w:cols", "w:docGrid")


def _head(document: Any, sheet: Sheet) -> None:
    marks = "　".join((*sheet.marks, *([sheet.copy] if sheet.copy else [])))
    line = _paragraph(document)
    _right_tab(line, _width(sheet))
    _run(line, sheet.over, size=9.5, chinese=_HEI, colour=_GREY)
    _run(line, f"\t{marks}", size=9.5, chinese=_HEI, colour=_RED if sheet.marks else None)
    title = _paragraph(document, ALIGN.CENTER, before=6, after=4)
    _run(title, sheet.title, size=20 if sheet.letter else 18, chinese=_HEI, bold=True, spaced=2)
    if sheet.under:
        _run(_paragraph(document, ALIGN.CENTER), sheet.under, size=10.5)
    if sheet.left or sheet.right:
        sides = _paragraph(document, after=12 if sheet.letter else 2)
        _right_tab(sides, _width(sheet))
        _run(sides, f"{sheet.left}\t{sheet.right}", size=10)


def _part(document: Any, part: Part, width: float) -> None:
    match part:
        case Ruled():
            _table(document, part, width)
        case Signing():
            for place in part.places:
                paragraph = _paragraph(document, ALIGN.RIGHT if part.letter else None, before=14)
                _run(paragraph, _signed(place))
        case Prose():
            _prose(document, part)


def _signed(place: Place) -> str:
    colon = ": " if place.english else "："
    who = f"{place.who}{colon}" if place.who else ""
    name = place.name or (_LINE if place.who else "")
    return f"{who}{name}　{place.day or _DAY[place.english]}"


def _prose(document: Any, part: Prose) -> None:
    match part.kind:
        case "note":
            for line in part.text.split("\n"):
                _run(_paragraph(document, before=3), line, size=8.5, colour=_GREY)
        case "tear":
            cut = _paragraph(document, ALIGN.CENTER, before=14, after=6)
            _run(cut, f"{'－ ' * 16}{_CUT[part.english]}{' －' * 16}", size=8.5, colour=_GREY)
            title = _paragraph(document, ALIGN.CENTER, after=4)
            _run(title, part.text, size=14, chinese=_HEI, bold=True, spaced=3)
        case "seal":
            _run(_paragraph(document, ALIGN.RIGHT, before=24), f"{part.text}　　　　")
            _run(
                _paragraph(document, ALIGN.RIGHT, before=18),
                f"{part.more or _DAY[part.english]}　　　　",
            )
        case "sender":
            _run(_paragraph(document, ALIGN.RIGHT, before=24), f"{part.text}　　", size=12)
            _run(
                _paragraph(document, ALIGN.RIGHT, before=4),
                f"{part.more or _DAY[part.english]}　　",
                size=12,
            )
        case "wish":
            _run(_paragraph(document, indent=True, lines=1.5), part.text, size=12)
            if part.more:
                _run(_paragraph(document, lines=1.5), part.more, size=12)
        case "to":
            _run(_paragraph(document, lines=1.5), part.text, size=12)
        case "paragraph":
            for line in part.text.split("\n"):
                paragraph = _paragraph(document, ALIGN.JUSTIFY, indent=True, lines=1.5)
                _run(paragraph, line, size=12)


# -- the ruled table


def _table(document: Any, part: Ruled, width: float) -> None:
    places = list(accumulate(part.widths or (1,) * PARTS, initial=0))
    used = {0, len(places) - 1} | {x for b in part.boxes for x in (b.start, b.start + b.span)}
    edges = {place: width * _TWIPS_A_MM * places[place] / places[-1] for place in sorted(used)}
    table, properties = OxmlElement("w:tbl"), OxmlElement("w:tblPr")
    properties.append(_element("w:tblStyle", val="TableGrid"))
    properties.append(_element("w:tblW", type="dxa", w=str(round(width * _TWIPS_A_MM))))
    properties.append(_element("w:tblInd", type="dxa", w=str(_CELL_SIDE)))
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 40), ("left", _CELL_SIDE), ("bottom", 40), ("right", _CELL_SIDE)):
        margins.append(_element(f"w:{side}", type="dxa", w=str(twips)))
    properties.append(margins)
    table.append(properties)
    grid = OxmlElement("w:tblGrid")
    for left, right in pairwise(edges.values()):
        grid.append(_element("w:gridCol", w=str(round(right - left))))
    table.append(grid)
    for line in range(max(box.line + box.rows for box in part.boxes)):
        table.append(_row(part, line, edges))
    document.element.body.insert_element_before(table, "w:sectPr")
    document.add_paragraph().paragraph_format.line_spacing = Pt(4)


def _row(part: Ruled, line: int, edges: dict[int, float]) -> Any:
    boxes = sorted(
        (box for box in part.boxes if box.line <= line < box.line + box.rows),
        key=lambda box: box.start,
    )
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(_element("w:cantSplit"))
    tall = max((box.tall or 0 for box in boxes if box.rows == 1), default=0)
    height = max(tall, 6 if any(box.small for box in boxes) else 8)
    properties.append(_element("w:trHeight", val=str(round(height * _TWIPS_A_MM)), hRule="atLeast"))
    if line < part.head:
        properties.append(_element("w:tblHeader"))
    row.append(properties)
    for box in boxes:
        row.append(_cell(box, line, edges, part.size))
    return row


def _cell(box: Box, line: int, edges: dict[int, float], small: float) -> Any:
    cell, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    begin, end = box.start, box.start + box.span
    twips = round(edges[end] - edges[begin])
    properties.append(_element("w:tcW", type="dxa", w=str(twips)))
    spanned = sum(begin < place <= end for place in edges)
    if spanned > 1:
        properties.append(_element("w:gridSpan", val=str(spanned)))
    if box.rows > 1:
        properties.append(_element("w:vMerge", val="restart" if line == box.line else "continue"))
    shade = {"heading": "E8E8E8", "label": "F7F7F7", "side": "F7F7F7", "head": "F7F7F7"}
    if box.kind in shade:
        properties.append(_element("w:shd", val="clear", color="auto", fill=shade[box.kind]))
    top = box.kind == "value" and box.tall is not None
    properties.append(_element("w:vAlign", val="top" if top else "center"))
    cell.append(properties)
    for paragraph in _cell_paragraphs(box if line == box.line else None, small):
        cell.append(paragraph)
    return cell


def _cell_paragraphs(box: Box | None, small: float) -> Iterable[Any]:
    """Yield the paragraphs of a cell; a cell without one would be a broken file."""
    if box is None:
        yield OxmlElement("w:p")
        return
    centred = box.kind != "value" or box.align == "center"
    align = "center" if centred else "right" if box.align == "right" else None
    text = "\n".join(box.text) if box.kind == "side" else box.text
    black = box.kind != "value"
    size = small if box.small else 10 if box.kind == "label" else 10.5
    for line in text.split("\n"):
        paragraph = _raw_paragraph(line, align, black=black, bold=box.kind == "heading", size=size)
        if box.kind in ("heading", "head"):  # never alone at the foot of a page
            paragraph.get_or_add_pPr().get_or_add_keepNext()
        yield paragraph
    if box.sign is not None:
        for _ in range(max(0, ((box.tall or 0) - 14) // 6)):
            yield OxmlElement("w:p")
        yield _raw_paragraph(_signed(box.sign), "right", black=False, bold=False, size=10)


def _raw_paragraph(text: str, align: str | None, *, black: bool, bold: bool, size: float) -> Any:
    paragraph = OxmlElement("w:p")
    if align is not None:
        properties = OxmlElement("w:pPr")
        properties.append(_element("w:jc", val=align))
        paragraph.append(properties)
    run, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    fonts = _element("w:rFonts", ascii=_LATIN, hAnsi=_LATIN, eastAsia=_HEI if black else _SONG)
    properties.append(fonts)
    if bold:
        properties.append(_element("w:b"))
    properties.append(_element("w:sz", val=str(round(size * 2))))
    run.append(properties)
    written = OxmlElement("w:t")
    written.text = _storable(text)
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(written)
    paragraph.append(run)
    return paragraph


# -- paragraphs


def _paragraph(
    document: Any,
    align: Any = None,
    *,
    before: float = 0,
    after: float = 0,
    indent: bool = False,
    lines: float | None = None,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if lines is not None:
        form.line_spacing = lines
    if indent:
        form.first_line_indent = Pt(24)
        # Two characters, whatever their size: in hundredths of a character.
        paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "200")
    return paragraph


def _run(
    paragraph: Any,
    text: str,
    *,
    size: float = 10.5,
    chinese: str = _SONG,
    bold: bool = False,
    colour: RGBColor | None = None,
    spaced: float = 0,
) -> None:
    run = paragraph.add_run(_storable(text))
    run.font.size, run.font.bold = Pt(size), bold or None
    _font(run, chinese)
    if colour is not None:
        run.font.color.rgb = colour
    if spaced:
        wider = _element("w:spacing", val=str(round(spaced * 20)))
        run._r.get_or_add_rPr().insert_element_before(wider, "w:w", "w:kern", "w:position", "w:sz")


def _right_tab(paragraph: Any, width: float) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Any, name: str) -> None:
    field = _element("w:fldSimple", instr=f" {name} ")
    field.append(_raw_run("1"))
    paragraph._p.append(field)


def _raw_run(text: str) -> Any:
    run, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    properties.append(_element("w:color", val=str(_GREY)))
    properties.append(_element("w:sz", val="15"))
    run.append(properties)
    written = OxmlElement("w:t")
    written.text = text
    run.append(written)
    return run


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _storable(text: str) -> str:
    """Return a text without the characters no XML file may hold."""
    return _UNSTORABLE.sub("", text)


def timeless(archive: bytes) -> bytes:
    """Return a zip archive whose entries bear no time of making."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(made, "w") as written:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, given.read(name))
    return made.getvalue()
