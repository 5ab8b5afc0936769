"""The command palette: a case, an act, a list, a colleague or a place, by a few letters."""

import re
from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.shapes import ActOption, CaseRow
from shouwen.web.desk.views import views_of
from shouwen.web.navigation import PLACES
from shouwen.web.requests import DeskRequest, show

_CASES: Final = 6
_PEOPLE: Final = 5
_BARRED: Final = 4
_CASE: Final = re.compile(r"/desk/case/([^/]+)/")


@require_safe
def palette(request: DeskRequest) -> HttpResponse:
    """Show what fits what was typed so far; acts are those of the case one is looking at."""
    text = request.GET.get("q", "").strip()
    number = request.GET.get("case", "") or _here(request)
    wanted = text.lower()
    cases: tuple[CaseRow, ...] = ()
    if text:
        cases = queries.quick_search(
            request.actor, text, request.now, request.language, limit=_CASES
        )
    acts = [each for each in _acts(request, number) if wanted in each.title.lower()]
    values = {
        "text": text,
        "number": number,
        "cases": cases,
        "acts": [each for each in acts if each.allowed],
        "barred": [each for each in acts if not each.allowed][:_BARRED] if text else [],
        "lists": [
            (reverse("desk:list") + f"?view={name}", words[1 if request.language == "en" else 0])
            for name, words in queries.VIEWS.items()
            if wanted in words[0].lower() or wanted in words[1].lower()
        ],
        "saved": [each for each in views_of(request) if wanted in each.title.lower()],
        "people": queries.find_people(request.actor, text, request.now, _PEOPLE) if text else (),
        "goals": [
            place
            for place in PLACES
            if place.open_to(request.offices) and wanted in _(place.label).lower()
        ],
    }
    only_list = request.headers.get("HX-Target") == "palette-list"
    fragment = "desk/palette_list.html" if only_list else "desk/palette_box.html"
    return show(request, "desk/palette.html", values, fragment=fragment)


def _here(request: DeskRequest) -> str:
    """Return the number of the case on the page the palette was opened over."""
    found = _CASE.search(request.htmx.current_url_abs_path or "") if request.htmx else None
    return found[1] if found else ""


def _acts(request: DeskRequest, number: str) -> list[ActOption]:
    if not number:
        return []
    try:
        view = queries.case_view(request.actor, number, request.now, request.language)
    except CaseNotFound:
        return []
    return list(view.options)
