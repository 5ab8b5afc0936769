"""Registers: the list of them, a page of one, and the whole as a file."""

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework.paging import BadCursor
from shouwen.documents import registers
from shouwen.documents.handing_out import register_file
from shouwen.documents.periods import NoSuchPeriod
from shouwen.documents.registers import RegisterRow
from shouwen.web.files import as_file
from shouwen.web.requests import DeskRequest, show

WAYS: Final = ("pdf", "docx", "xlsx")
_ROWS: Final = 50


@require_safe
def books(request: DeskRequest) -> HttpResponse:
    """Show every register of the regulations the organisation works by."""
    found: dict[str, list[RegisterRow]] = {}
    for row in registers.register_list(request.now, request.language):
        found.setdefault(row.regulation_title, []).append(row)
    return show(request, "desk/books.html", {"books": list(found.items())})


@require_safe
def book(request: DeskRequest, regulation: str, register: str) -> HttpResponse:
    """Show a page of a register, or a table of figures, for a period."""
    period = request.GET.get("period", "").strip()
    after = request.GET.get("after") or None
    here = reverse("desk:book", args=[regulation, register])
    wrong = ""
    try:
        table = _page(request, regulation, register, period, after)
    except BadCursor:
        return redirect(f"{here}?{urlencode({'period': period})}")
    except NoSuchPeriod as unknown:
        wrong = (
            unknown.english if request.language == "en" else f"{unknown.problem}，{unknown.remedy}"
        )
        table = _page(request, regulation, register, "", None)
    shown = table.period.name if table.period else ""
    asked = {"period": shown} if shown else {}
    values = {
        "table": table,
        "rows": [(line.case, _cells(table, line)) for line in table.lines],
        "total": _cells(table, table.total) if table.total is not None else [],
        "period": period if wrong else shown,
        "period_words": table.period.words(english=request.language == "en") if shown else "",
        "neighbours": registers.neighbours(table.period),
        "wrong": wrong,
        "cutoff": registers.cutoff_words(table),
        "first": f"{here}?{urlencode(asked)}" if after else "",
        "next": f"{here}?{urlencode({**asked, 'after': table.more})}" if table.more else "",
        "query": f"?{urlencode(asked)}" if asked else "",
        "files": [
            (way, label, reverse("desk:book_file", args=[regulation, table.id, way]))
            for way, label in (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"))
        ],
        "empty": _("这一期间没有应列入的投诉。") if shown else _("还没有应列入的投诉。"),
    }
    return show(request, "desk/book.html", values, status=422 if wrong else 200)


@require_safe
def book_file(request: DeskRequest, regulation: str, register: str, way: str) -> HttpResponse:
    """Hand out the whole register of a period, of what this person may see."""
    if way not in WAYS:
        raise Http404
    table = registers.register_whole(
        request.actor, regulation, register, period=request.GET.get("period", "").strip() or None,
        now=request.now, language=request.language,
    )  # fmt: skip
    return as_file(register_file(table, way))  # type: ignore[arg-type]


def _page(
    request: DeskRequest, regulation: str, register: str, period: str, after: str | None
) -> registers.RegisterTable:
    return registers.register_page(
        request.actor, regulation, register, period=period or None, cursor=after, limit=_ROWS,
        now=request.now, language=request.language,
    )  # fmt: skip


def _cells(
    table: registers.RegisterTable, line: registers.Line
) -> list[tuple[registers.Head, str]]:
    return list(zip(table.heads, line.words, strict=True))
