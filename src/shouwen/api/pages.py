"""The description of the interface, for machines and for people, and the answer to any other."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from shouwen.api import problems, reading
from shouwen.api.openapi import description


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    text = json.dumps(description(), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show the interface as a page to read."""
    return render(request, "api/reference.html", reading.shown(request.language))  # type: ignore[attr-defined]


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Answer every address that is none."""
    return problems.response(request, problems.Trouble("not_found"))
