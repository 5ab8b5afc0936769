"""A month: its figures taken in from a sheet, its close."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.accountability import operations, queries
from shouwen.intake.sheets import in_memory, open_book
from shouwen.vocabulary import Month, ShouwenError
from shouwen.web.money.rooms import month_asked, rooms
from shouwen.web.requests import DeskRequest, go, show

_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def month(request: DeskRequest) -> HttpResponse:
    """Show how a month stands; close it."""
    asked = month_asked(request)
    if request.method == "POST" and asked is not None:
        report = operations.close_month(
            asked,
            actor=request.actor,
            now=request.now,
            leave_missing=request.POST.get("leave") == "true",
        )
        if report.ended:
            messages.success(request, _("%(month)s 已月结") % {"month": asked})
        else:
            missing = {"closed": report.closed, "missing": len(report.missing)}
            text = _("已结 %(closed)s 户，另有 %(missing)s 户缺基数") % missing
            messages.warning(request, text)
        return go(request, f"?month={asked}")
    return _show(request, asked)


@require_POST
def figures(request: DeskRequest) -> HttpResponse:
    """Take in the figures of a month, and say what became of every line that was not set."""
    asked, sheet = month_asked(request), request.FILES.get("sheet")
    if asked is None or not isinstance(sheet, UploadedFile):
        messages.error(request, _("请选择月份和表格文件"))
        return go(request, _back(asked))
    try:
        outcomes = operations.set_bases(
            asked,
            operations.read_sheet(_lines(sheet)),
            source=str(sheet.name or ""),
            actor=request.actor,
            now=request.now,
        )
    except ShouwenError as refusal:
        told = refusal.english if request.language == "en" else ""
        messages.error(request, told or str(refusal.problem))
        return go(request, _back(asked))
    english = request.language == "en"
    refused = [
        (each.line, each.id.id, each.english if english else each.why)
        for each in outcomes
        if each.outcome == "refused"
    ]
    values = {
        "counts": Counter(each.outcome for each in outcomes),
        "refused": refused[:_SHOWN],
        "source": sheet.name,
    }
    return _show(request, asked, values)


@require_safe
def sheet(request: DeskRequest) -> HttpResponse:
    """Hand out what a closed month took of everybody, as a table for whoever pays wages."""
    asked = month_asked(request)
    if asked is None:
        raise Http404
    lines = queries.month_sheet(request.actor, asked, request.now, request.language)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    # With it, spreadsheets know the encoding.
    response.write("\ufeff")
    csv.writer(response).writerows(lines)
    name = _("扣收清单")
    response["Content-Disposition"] = (
        f"attachment; filename=\"{asked}.csv\"; filename*=UTF-8''{quote(f'{name}{asked}.csv')}"
    )
    return response


def _show(
    request: DeskRequest, asked: Month | None, values: Mapping[str, object] | None = None
) -> HttpResponse:
    view = queries.month_view(request.actor, asked, request.now, request.language)
    after = request.GET.get("after", "")
    page = None
    if view.state in ("begun", "closed") and queries.may_close(request.actor, request.now):
        page = queries.month_list(
            request.actor, Month.parse(view.month), request.now, request.language, cursor=after
        )
    here = f"?month={view.month}"
    told = {
        "view": view,
        "page": page,
        "first": here if after else "",
        "next": f"{here}&{urlencode({'after': page.next})}" if page and page.next else "",
        "rooms": rooms(request, "month"),
        "takes_in": queries.may_close(request.actor, request.now) and view.state != "closed",
    }
    return show(request, "money/month.html", {**told, **(values or {})})


def _back(asked: Month | None) -> str:
    return "../" if asked is None else f"../?month={asked}"


def _lines(sheet: UploadedFile) -> Iterator[tuple[int, list[object]]]:
    with in_memory("figures", sheet.read()) as place:
        book = open_book(place, hints=("工号", "绩效奖金", "绩效工资"))
        for line in book.sheets[0].read():
            yield line.number, list(line.cells)
