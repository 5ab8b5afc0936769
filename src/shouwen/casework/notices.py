"""Notices on somebody's desk."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from shouwen import people
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import actor_keys, person_key
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


def tell_persons(persons: Iterable[str], text: str, *, now: datetime) -> int:
    """Put a notice that is about no case on somebody's desk, and return how many were told.

    The same words to the same person at the same moment are one notice.
    """
    digest = sha256(f"{now.isoformat()} {text}".encode()).digest()
    version = int.from_bytes(digest[:4]) >> 1
    told = [
        Notice(
            number="", version=version, to=person_key(person), kind="notify",
            text=text[:1000], article="", at=now,
        )
        for person in dict.fromkeys(persons)
    ]  # fmt: skip
    return len(Notice.objects.bulk_create(told, ignore_conflicts=True))


def mark_all_notices_read(*, actor: Actor, now: datetime) -> int:
    """Note that every notice told to this person by now was read, and return how many."""
    keys = actor_keys(actor, people.directory(now), adopted_procedures(now))
    return Notice.objects.filter(to__in=keys, at__lte=now, read_at=None).update(read_at=now)
