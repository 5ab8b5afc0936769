"""Notices on somebody's desk."""

from collections.abc import Iterable
from datetime import datetime

from shouwen import people
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import actor_keys
from shouwen.casework.models import Notice
from shouwen.vocabulary import Actor


def mark_notice_read(notice: int, *, actor: Actor, now: datetime) -> bool:
    """Note that a notice was read; False if it is not this person's or was read before."""
    return bool(mark_notices_read([notice], actor=actor, now=now))


def mark_notices_read(notices: Iterable[int], *, actor: Actor, now: datetime) -> int:
    """Note that notices were read and return how many; others' and those read before are not."""
    keys = actor_keys(actor, people.directory(now), adopted_procedures(now))
    found = Notice.objects.filter(id__in=list(notices), to__in=keys, read_at=None)
    return found.update(read_at=now)
