"""A case at a glance, beside the list: where it stands, by when, what may be done."""

from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from shouwen.casework import queries
from shouwen.web.desk.case import page_values
from shouwen.web.requests import DeskRequest, show

_HAPPENINGS: Final = 3
_FACTS: Final = 8


@require_safe
def preview(request: DeskRequest, number: str) -> HttpResponse:
    """Show the short of a case in the drawer; nothing private is opened by it."""
    view = queries.case_view(request.actor, number, request.now, request.language)
    values = page_values(view)
    values["happenings"] = list(values["happenings"])[:_HAPPENINGS]  # type: ignore[call-overload]
    values["short_facts"] = list(values["short_facts"])[:_FACTS]  # type: ignore[call-overload]
    values["number"] = number
    return show(request, "desk/preview.html", values, fragment="desk/preview_drawer.html")
