"""Forms and letters of a case: looked at, printed with a reason, handed out as files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.casework.errors import ReasonNeeded
from shouwen.documents import cases, printing
from shouwen.documents.errors import FormLacks
from shouwen.documents.papers import Paper
from shouwen.documents.sheet import Box, Part, Ruled
from shouwen.web.files import as_file
from shouwen.web.requests import DeskRequest, command_id, new_token, show

WAYS: Final = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a sheet as a page shows it: a table by its rows, or running text."""

    part: Part
    rows: tuple[tuple[Box, ...], ...] = ()


def shown_parts(parts: Iterable[Part]) -> list[Shown]:
    """Return the parts of a sheet with the rows of its tables, each box in the row it begins in."""
    found = []
    for part in parts:
        if not isinstance(part, Ruled):
            found.append(Shown(part))
            continue
        count = max(box.line for box in part.boxes) + 1
        rows = [
            tuple(sorted((b for b in part.boxes if b.line == n), key=lambda b: b.start))
            for n in range(count)
        ]
        found.append(Shown(part, tuple(rows)))
    return found


@require_safe
def document(request: DeskRequest, number: str, position: int) -> HttpResponse:
    """Show an issued form or letter as it was issued, and the ways to print it."""
    found = cases.case_of(request.actor, number, request.now)
    paper = _issued(request, found, position)
    return _page(request, number, paper, position)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: DeskRequest, number: str, position: int, way: str) -> HttpResponse:
    """Hand out an issued document: masked on asking, in full with a reason, which is recorded."""
    found = cases.case_of(request.actor, number, request.now)
    issued = _issued(request, found, position)
    return _handed_out(request, number, found, issued, way, position)


@require_safe
def forms(request: DeskRequest, number: str) -> HttpResponse:
    """Show every form of the case's regulation, those issued and those that could be made out."""
    found = cases.case_of(request.actor, number, request.now)
    rows = cases.forms_of_case(found, request.language)
    values = {
        "number": number,
        "issued": [row for row in rows if row.issued],
        "others": [row for row in rows if not row.issued],
    }
    return show(request, "desk/forms.html", values)


@require_safe
def draft(request: DeskRequest, number: str, form: str) -> HttpResponse:
    """Show a form that has not been issued, filled with what is known, or say what it lacks."""
    found = cases.case_of(request.actor, number, request.now)
    try:
        made = cases.paper_of_case(found, form, request.now, language=request.language)
    except FormLacks as lacking:
        words = lacking.english if request.language == "en" else lacking.problem
        values = {"number": number, "problem": words}
        return show(request, "desk/form_lacks.html", values, status=409)
    return _page(request, number, made)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_file(request: DeskRequest, number: str, form: str, way: str) -> HttpResponse:
    """Hand out a draft: masked on asking, in full with a reason, which is recorded."""
    found = cases.case_of(request.actor, number, request.now)
    made = cases.paper_of_case(found, form, request.now, language=request.language)
    return _handed_out(request, number, found, made, way)


def _issued(request: DeskRequest, found: cases.OpenCase, position: int) -> Paper:
    try:
        return cases.paper_at(found, position, request.language)
    except KeyError as unknown:
        raise Http404 from unknown


def _page(
    request: DeskRequest,
    number: str,
    paper: Paper,
    position: int = 0,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    sheet = paper.sheet(1 if paper.copies else None)
    values = {
        "number": number,
        "paper": paper,
        "position": position,
        "sheet": sheet,
        "parts": shown_parts(sheet.parts),
        "masked": bool(paper.particulars),
        "token": new_token(),
        "reasons": [_("归档"), _("送交当事人或承办单位"), _("签字盖章"), _("检查、督办调阅")],
        "error": error,
    }
    return show(request, "desk/document.html", values, status=status)


def _handed_out(
    request: DeskRequest,
    number: str,
    found: cases.OpenCase,
    paper: Paper,
    way: str,
    position: int = 0,
) -> HttpResponse:
    if way not in WAYS:
        raise Http404
    copy = _copy(request, paper)
    if request.method != "POST":
        return as_file(printing.preview(paper, way, copy))  # type: ignore[arg-type]
    reason = request.POST.get("other", "").strip() or request.POST.get("reason", "")
    try:
        return as_file(
            printing.print_paper(
                found, paper, way, copy=copy, reason=reason, by=request.actor.person,  # type: ignore[arg-type]
                command_id=command_id(request), now=request.now,
            )
        )  # fmt: skip
    except ReasonNeeded:
        words = _("请选择或写明理由")
        return _page(request, number, paper, position, error=words, status=422)


def _copy(request: DeskRequest, paper: Paper) -> int | None:
    given = (request.POST if request.method == "POST" else request.GET).get("copy", "")
    return int(given) if given.isdigit() and 1 <= int(given) <= len(paper.copies) else None
