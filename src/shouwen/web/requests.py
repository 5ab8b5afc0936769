"""A request as views see it, and the small answers all of them give."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shouwen.people import Office
from shouwen.vocabulary import Actor

_MOST_ID = 64


class DeskRequest(HttpRequest):
    """A request of a member of staff.

    `now` is the one moment everything in this request happens at, in the office zone; `language`
    is ``zh`` or ``en``; `htmx` is true when only a fragment is wanted; `offices` are those of the
    system the person holds.
    """

    now: datetime
    actor: Actor
    offices: frozenset[Office]
    language: str
    htmx: Any


def show(
    request: HttpRequest,
    page: str,
    values: Mapping[str, Any],
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page, or the fragment of it when htmx asks for one."""
    partial = fragment is not None and bool(request.htmx)  # type: ignore[attr-defined]
    template = fragment if partial and fragment is not None else page
    response = render(request, template, dict(values), status=status)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser to a page, as a whole also when htmx asked."""
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address, status=303)


def new_token() -> str:
    """Return the id of a form about to be shown: sent twice, it is carried out once."""
    return token_hex(16)


def command_id(request: DeskRequest) -> str:
    """Return the id of the command a form carries; nobody can repeat somebody else's."""
    token = request.POST.get("token", "")
    if not token.isalnum() or len(token) > _MOST_ID:
        token = new_token()
    return f"web/{request.actor.person}/{token}"
