"""How often one address may try a code, or submit, before it has to wait a while."""

from datetime import datetime, timedelta
from typing import Final, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from shouwen.web.models import PortalTry

Kind = Literal["code", "submit", "file"]

WINDOW: Final = timedelta(minutes=15)
#: Wrong codes; matters submitted; times files are handed in. A service point's one computer serves
#: a queue of people.
MOST: Final[dict[Kind, int]] = {"code": 10, "submit": 30, "file": 60}


def minutes_to_wait(request: HttpRequest, kind: Kind, now: datetime) -> int:
    """Return for how many more minutes an address has to wait; 0 when it need not."""
    tries = list(
        PortalTry.objects.filter(kind=kind, address=_mark(request), at__gt=now - WINDOW)
        .order_by("-at")
        .values_list("at", flat=True)[: MOST[kind]]
    )
    if len(tries) < MOST[kind]:
        return 0
    left = tries[-1] + WINDOW - now
    return max(1, -int(-left.total_seconds() // 60))


def note(request: HttpRequest, kind: Kind, now: datetime) -> None:
    """Remember a try, and drop those that no longer count."""
    PortalTry.objects.filter(at__lte=now - WINDOW).delete()
    PortalTry.objects.create(kind=kind, address=_mark(request), at=now)


def _mark(request: HttpRequest) -> str:
    return salted_hmac(
        "shouwen.web.public.patience", _address(request), algorithm="sha256"
    ).hexdigest()[:32]


def _address(request: HttpRequest) -> str:
    """Return where a request comes from.

    Behind the proxy that ends TLS every request comes from the proxy: what it wrote last in
    ``X-Forwarded-For`` is the visitor. Without one the header is anybody's invention.
    """
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
