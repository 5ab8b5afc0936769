"""What every change has in common: one transaction, one at a time, one line in the log."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from shouwen.people.errors import NoSuchPerson
from shouwen.people.models import Person


class Log:
    """The lines a change writes; called with what was done, to whom or what, and details."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def __call__(self, what: str, subject: str, **details: object) -> None:
        self.lines.append({"what": what, "subject": subject, "details": details})


@contextmanager
def changing(by: str, now: datetime) -> Iterator[Log]:
    """Run one change of the organisation and write down what it says it did."""
    log = Log()
    with transaction.atomic(), connection.cursor() as cursor:
        # The number comes from a sequence: one that was rolled back is never used again, so a
        # directory remembered under a number is the same in every process.
        cursor.execute("UPDATE people_version SET number = nextval('people_version_number')")
        yield log
        cursor.execute(
            """
            INSERT INTO people_change (at, by, what, subject, details)
            SELECT %s::timestamptz, %s, line.what, line.subject, line.details
            FROM jsonb_to_recordset(%s::jsonb) AS line(what text, subject text, details jsonb)
            """,
            [now, by, json.dumps(log.lines, ensure_ascii=False)],
        )


def end_now(entries: Any, by: str, now: datetime) -> None:
    """End what is in force; what was to begin later ends as it begins, and so never holds."""
    running = entries.filter(Q(until=None) | Q(until__gt=now))
    running.filter(since__lt=now).update(until=now, ended_by=by)
    running.filter(since__gte=now).update(until=F("since"), ended_by=by)


def present(person: str) -> Person:
    """Return a person who has not left.

    :raises NoSuchPerson: if there is none of this id
    """
    row = Person.objects.select_related("user").filter(id=person, left_at=None).first()
    if row is None:
        raise NoSuchPerson(person)
    return row


def note_change(what: str, subject: str, *, by: str, now: datetime) -> None:
    """Write a line into the log for a change another part makes of a person's login."""
    with changing(by, now) as log:
        log(what, subject)
