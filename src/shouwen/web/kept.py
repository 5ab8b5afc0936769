"""What somebody has typed must not be lost because the page it stands on is no longer good.

A session ends, a form's secret changes: then what was sent travels along, in hidden fields, until
its author has logged in again or confirmed it, and is sent once more to where it was going. It is
never stored: nobody else who uses the computer finds it.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: In front of the names of fields that travel along.
PREFIX: Final = "kept-"
#: Names the page itself uses: they never travel.
_ITS_OWN: Final = frozenset(
    {
        "csrfmiddlewaretoken", "username", "password", "next", "code", "credential", "present",
        "again",
    }
)  # fmt: skip

Fields = tuple[tuple[str, str], ...]


def typed(request: HttpRequest) -> Fields:
    """Return what was sent, as name and value; nothing when it came from another site's page.

    What another site made a browser send must not come back as if the reader had typed it.
    """
    if request.method != "POST" or not _from_here(request):
        return ()
    return _pairs(request, (name for name in request.POST if not name.startswith(PREFIX)))


def carried(request: HttpRequest) -> Fields:
    """Return what has travelled along with this form, under the names it had at first."""
    if request.method != "POST":
        return ()
    names = (name for name in request.POST if name.startswith(PREFIX))
    return tuple((name.removeprefix(PREFIX), value) for name, value in _pairs(request, names))


def ask_again(
    request: HttpRequest, address: str, fields: Fields, title: str, status: int = 200
) -> HttpResponse:
    """Return a page that sends the fields to the address again when its reader says so.

    :param address: a path of this site
    """
    values = {"title": title, "address": address, "fields": fields}
    return render(request, "web/again.html", values, status=status)


def _pairs(request: HttpRequest, names: Iterable[str]) -> Fields:
    return tuple(
        (name, str(value))
        for name in names
        if name.removeprefix(PREFIX) not in _ITS_OWN
        for value in request.POST.getlist(name)
    )


def _from_here(request: HttpRequest) -> bool:
    whence = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(whence).netloc == request.get_host()
