"""The command palette: go somewhere, or find a case by number or words."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.shapes import CaseRow
from shouwen.web.navigation import PLACES
from shouwen.web.requests import DeskRequest, show

_CASES = 6


@require_safe
def palette(request: DeskRequest) -> HttpResponse:
    """Show places and cases that fit what was typed so far."""
    text = request.GET.get("q", "").strip()
    cases: tuple[CaseRow, ...] = ()
    if text:
        cases = queries.work_list(
            request.actor,
            view="all",
            filters={"text": text},
            limit=_CASES,
            now=request.now,
            language=request.language,
        ).rows
    goals = [
        place
        for place in PLACES
        if place.open_to(request.offices) and text.lower() in _(place.label).lower()
    ]
    values = {"text": text, "goals": goals, "cases": cases}
    only_list = request.headers.get("HX-Target") == "palette-list"
    fragment = "desk/palette_list.html" if only_list else "desk/palette_box.html"
    return show(request, "desk/palette.html", values, fragment=fragment)
