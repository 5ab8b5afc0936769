"""Which matter a browser has opened: number and code in a signed cookie of half an hour.

The code is a key. It is never part of an address that reaches a server, is not kept in the
database in the clear, and goes with the browser. Why so: decision 0020.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "opened"
STAYS: Final = timedelta(minutes=30)
_SALT: Final = "shouwen.web.public.opened"


@dataclass(frozen=True, slots=True)
class Opened:
    """Number and code of the matter this browser has opened; `did` is the act just done."""

    number: str
    code: str
    did: str = ""


def read(request: HttpRequest, now: datetime) -> Opened | None:
    """Return what is open, or None: never opened, left, or longer than half an hour untouched."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
        opened, at = Opened(kept["n"], kept["c"], kept["d"]), kept["t"]
    except (signing.BadSignature, KeyError, TypeError):
        return None
    if not 0 <= now.timestamp() - at <= STAYS.total_seconds():
        return None
    return opened


def keep(response: HttpResponse, opened: Opened, now: datetime) -> HttpResponse:
    """Keep a matter open for another half hour; it closes with the browser in any case."""
    value = signing.dumps(
        {"n": opened.number, "c": opened.code, "d": opened.did, "t": int(now.timestamp())},
        salt=_SALT,
    )
    response.set_cookie(
        COOKIE, value, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def leave(response: HttpResponse) -> HttpResponse:
    """Close what is open, for whoever uses this computer next."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
