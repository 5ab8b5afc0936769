"""Nobody tries all passwords: too many failures lock a login for a while."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.crypto import salted_hmac

from shouwen.web.models import LoginFailure

#: So many failures from one address lock the login for that address …
MOST_FROM_ADDRESS: Final = 5
#: … and so many from anywhere lock it for everybody: the guesses come from many machines.
MOST_FROM_ANYWHERE: Final = 30
WINDOW: Final = timedelta(minutes=15)


def minutes_locked(login: str, address: str, now: datetime) -> int:
    """Return for how many more minutes a login is locked for an address; 0 when it is not."""
    since = now - WINDOW
    rows = list(
        LoginFailure.objects.filter(login=_mark(login), at__gt=since)
        .order_by("at")
        .values_list("address", "at")[:MOST_FROM_ANYWHERE]
    )
    here = [at for where, at in rows if where == _mark(address)]
    if len(here) >= MOST_FROM_ADDRESS:
        until = here[-MOST_FROM_ADDRESS] + WINDOW
    elif len(rows) >= MOST_FROM_ANYWHERE:
        until = rows[0][1] + WINDOW
    else:
        return 0
    return max(1, -int(-(until - now).total_seconds() // 60))


def note_failure(login: str, address: str, now: datetime) -> None:
    """Remember a failure, and drop those that no longer count."""
    LoginFailure.objects.filter(at__lte=now - WINDOW).delete()
    LoginFailure.objects.create(login=_mark(login), address=_mark(address), at=now)


def forget(login: str, address: str) -> None:
    """Somebody knew the password: earlier slips from there no longer count."""
    LoginFailure.objects.filter(login=_mark(login), address=_mark(address)).delete()


def _mark(text: str) -> str:
    # People type passwords into the wrong field: what was typed is never kept.
    return salted_hmac("shouwen.web.throttle", text.lower(), algorithm="sha256").hexdigest()[:32]
