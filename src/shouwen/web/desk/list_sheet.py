"""The list as a sheet: exactly what is shown, with what was asked, when and by whom."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.shapes import CaseRow
from shouwen.web.desk.asked import COLUMNS, ListAsked, asked_in
from shouwen.web.desk.worklist import LAID_OUT, facets_of, further
from shouwen.web.requests import DeskRequest

#: A sheet holds no more; whoever wants more narrows the list, or takes it by the API.
MOST: Final = 5000
_BATCH: Final = 500
_HEAD: Final = 4
_WIDTHS: Final = {"status": 18, "who": 24, "time": 18, "regulation": 30, "flags": 20}
_MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def list_sheet(request: DeskRequest) -> HttpResponse | FileResponse:
    """Return the list as a workbook, the rows written as they are read."""
    asked = asked_in(request.GET, request.COOKIES.get(LAID_OUT, ""))
    if asked is None:
        return redirect("desk:list")
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(
        made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("投诉列表"))
    _write(request, asked, book, sheet)
    book.close()
    made.seek(0)
    name = f"{_('投诉列表')}-{request.now:%Y%m%d-%H%M}.xlsx"
    return FileResponse(made, as_attachment=True, filename=name, content_type=_MEDIA)


def _write(request: DeskRequest, asked: ListAsked, book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    moment = book.add_format({"border": 1, "num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
    view = queries.VIEWS[asked.view][1 if request.language == "en" else 0]
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 42)
    for column, name in enumerate(asked.columns, 2):
        sheet.set_column(column, column, _WIDTHS.get(name, 18))
    sheet.write_string(0, 0, _("投诉列表：%(view)s") % {"view": view}, bold)
    sheet.write_string(1, 0, words_of(request, asked))
    sheet.write_string(
        2, 0,
        _("%(person)s 于 %(at)s 导出；至多 %(most)d 件")
        % {"person": request.actor.name, "at": f"{request.now:%Y-%m-%d %H:%M}", "most": MOST},
    )  # fmt: skip
    heads = [_("编号"), _("事由"), *(_(COLUMNS[name]) for name in asked.columns)]
    for column, words in enumerate(heads):
        sheet.write_string(_HEAD, column, words, head)
    row = _HEAD
    for row, case in enumerate(_rows(request, asked), _HEAD + 1):
        if row > _HEAD + MOST:
            sheet.write_string(row, 0, _("还有更多，本表到此为止：请缩小条件再导出"))
            break
        sheet.write_string(row, 0, case.number, text)
        sheet.write_string(row, 1, case.subject, text)
        for column, name in enumerate(asked.columns, 2):
            value = cell_of(case, name)
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value.replace(tzinfo=None), moment)
            else:
                sheet.write_string(row, column, value, text)


def _rows(request: DeskRequest, asked: ListAsked) -> Iterator[CaseRow]:
    cursor: str | None = None
    for _batch in range(MOST // _BATCH + 1):
        page = queries.work_list(
            request.actor,
            view=asked.view,  # type: ignore[arg-type]
            filters=asked.wanted,
            order=asked.order,
            cursor=cursor,
            limit=_BATCH,
            now=request.now,
            language=request.language,
        )
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def cell_of(case: CaseRow, column: str) -> str | datetime:
    """Return what a case has in a column: words, or an instant in the office zone."""
    match column:
        case "status":
            return case.stage_title
        case "who":
            return "　".join(each for each in (case.handler, case.unit) if each)
        case "time":
            return case.due_at or ""
        case "updated":
            return case.updated_at
        case "opened":
            return case.opened_at
        case "flags":
            return "、".join(case.flags)
        case _:
            return str(getattr(case, column))


def words_of(request: DeskRequest, asked: ListAsked) -> str:
    """Return in words what narrows a list."""
    parts = [_("含“%(text)s”") % {"text": asked.text}] if asked.text else []
    if asked.filters:
        parts += [
            f"{each.label}：{each.chosen_label}"
            for each in facets_of(request, asked)
            if each.chosen
        ]
    parts += [f"{each['label']}：{each['words']}" for each in further(request, asked)]
    return _("条件：%(words)s") % {"words": "；".join(parts) or _("无")}
