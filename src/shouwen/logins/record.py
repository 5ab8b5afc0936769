"""Who came in when and from where, and which sessions are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from shouwen.logins.models import LoginNote, StaffSession
from shouwen.vocabulary import at_office

#: Addresses and devices of staff are dropped after so long.
KEPT: Final = timedelta(days=180)
_LONGEST_DEVICE: Final = 200


@dataclass(frozen=True, slots=True)
class LoginLine:
    """Something that happened at a login: `what` is entered, failed, added, changed and so on."""

    at: datetime
    what: str
    way: str
    address: str
    device: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """An open session; `number` is what ends it, the session's key never leaves this part."""

    number: int
    ways: tuple[str, ...]
    started_at: datetime
    seen_at: datetime
    address: str
    device: str
    here: bool


def note(
    user: AbstractBaseUser, what: str, way: str, *, address: str, device: str, now: datetime
) -> None:
    """Write down that something happened at a login."""
    LoginNote.objects.create(
        user_id=user.pk, at=now, what=what, way=way, address=address[:60],
        device=device[:_LONGEST_DEVICE],
    )  # fmt: skip


def note_failure(login: str, way: str, *, address: str, device: str, now: datetime) -> None:
    """Write down that somebody failed at a login, if there is such a login."""
    user = User.objects.filter(username=login).first()
    if user is not None:
        note(user, "failed", way, address=address, device=device, now=now)


def recent(user: AbstractBaseUser, limit: int = 20) -> tuple[LoginLine, ...]:
    """Return what happened at a login, newest first."""
    rows = LoginNote.objects.filter(user_id=user.pk).order_by("-id")[:limit]
    return tuple(
        LoginLine(at_office(row.at), row.what, row.way, row.address, row.device) for row in rows
    )


def began(
    user: AbstractBaseUser, key: str, ways: Sequence[str], *, address: str, device: str,
    now: datetime,
) -> None:  # fmt: skip
    """Write down that a session has begun."""
    told = {
        "user_id": user.pk, "ways": list(ways), "started_at": now, "seen_at": now,
        "ended_at": None, "address": address[:60], "device": device[:_LONGEST_DEVICE],
    }  # fmt: skip
    StaffSession.objects.update_or_create(key=key, defaults=told)
    note(user, "entered", ways[0], address=address, device=device, now=now)


def seen(key: str, now: datetime) -> None:
    """Write down that a session was used."""
    StaffSession.objects.filter(key=key, ended_at=None).update(seen_at=now)


def sessions(user: AbstractBaseUser, here: str | None) -> tuple[SessionLine, ...]:
    """Return the open sessions of a login, the one used last first.

    :param here: the key of the session that asks
    """
    rows = list(StaffSession.objects.filter(user_id=user.pk, ended_at=None).order_by("-seen_at"))
    alive = set(
        Session.objects.filter(session_key__in=[row.key for row in rows]).values_list(
            "session_key", flat=True
        )
    )
    return tuple(
        SessionLine(
            row.id, tuple(row.ways), at_office(row.started_at), at_office(row.seen_at),
            row.address, row.device, row.key == here,
        )
        for row in rows
        if row.key in alive
    )  # fmt: skip


def end_session(user: AbstractBaseUser, number: int, now: datetime) -> None:
    """End one session of a login; nothing happens if it is not open, or not this login's."""
    _end(list(StaffSession.objects.filter(user_id=user.pk, id=number, ended_at=None)), now)


def end_sessions(user: AbstractBaseUser, now: datetime, *, but: str | None = None) -> int:
    """End the sessions of a login, all but the one with the key `but`; return how many."""
    rows = StaffSession.objects.filter(user_id=user.pk, ended_at=None)
    return _end(list(rows.exclude(key=but) if but else rows), now)


def _end(rows: Sequence[StaffSession], now: datetime) -> int:
    Session.objects.filter(session_key__in=[row.key for row in rows]).delete()
    return StaffSession.objects.filter(id__in=[row.id for row in rows]).update(ended_at=now)


def forget_old(now: datetime) -> int:
    """Drop notes and sessions older than half a year, and sessions of Django's that are over."""
    dropped = LoginNote.objects.filter(at__lt=now - KEPT).delete()[0]
    dropped += StaffSession.objects.filter(seen_at__lt=now - KEPT).delete()[0]
    Session.objects.filter(expire_date__lt=now).delete()
    return dropped
