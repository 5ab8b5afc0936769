"""Notices on somebody's desk."""

from datetime import datetime

from shouwen import people
from shouwen.casework.keys import actor_keys
from shouwen.casework.models import Notice
from shouwen.casework.regulations import adopted_procedures
from shouwen.vocabulary import Actor


def mark_notice_read(notice: int, *, actor: Actor, now: datetime) -> bool:
    """Note that a notice was read; False if it is not this person's or was read before."""
    keys = actor_keys(actor, people.directory(now), adopted_procedures(now))
    found = Notice.objects.filter(id=notice, to__in=keys, read_at=None)
    return bool(found.update(read_at=now))
