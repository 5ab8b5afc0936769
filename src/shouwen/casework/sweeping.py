"""The sweep: lets time pass in the cases where something has come due, and in no other.

The work is found through the index of clocks that will fire, so it grows with the clocks due and
not with the cases open. A case is claimed by locking its row; other workers skip it. Whatever is
noticed late is dated at the instant it was due. Killing a worker loses its open transaction only.
"""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework import days, editions, serials, writing
from shouwen.casework.matter import Matter, matter_of, stream_of
from shouwen.casework.projection import rows_of
from shouwen.casework.recording import followed_by, prepare, record_many
from shouwen.consequences import operations as consequences
from shouwen.engine import Accepted, Command, decide, number_documents, recalendar
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory, ShouwenError

_Decided = tuple[Matter, Procedure, Accepted]
#: Who acts when only time has passed.
CLOCKWORK: Final = "shouwen"

_CLAIM: Final = """
    SELECT c.number, (SELECT coalesce(max(id), 0) FROM casework_calendar_year)
    FROM casework_clock AS k JOIN casework_case AS c ON c.number = k.number
    WHERE k.next_fire_at <= %s::timestamptz AND k.number <> ALL(%s::text[])
    ORDER BY k.next_fire_at, k.number
    LIMIT %s
    FOR UPDATE OF c SKIP LOCKED
"""


@dataclass(slots=True)
class SweepReport:
    """What a sweep did. `failed` names cases that could not be swept, with the reason."""

    cases: int = 0
    events: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    more: bool = False


def sweep(*, now: datetime, limit: int = 500, batch: int = 20) -> SweepReport:
    """Carry out everything that has come due by `now`, for at most `limit` cases.

    Safe with any number of workers at once. A case that cannot be swept is named in the report and
    holds up no other.

    :param batch: cases claimed in one transaction
    """
    report = SweepReport()
    stuck: set[str] = set()
    while report.cases < limit:
        size = min(batch, limit - report.cases)
        with transaction.atomic():
            # What was swept fires later or never again; only what could not be swept comes back.
            claimed = _claim(now, stuck | report.failed.keys(), size)
            if not claimed:
                return report
            stuck |= _sweep(_still_due(claimed, now), now, report)
    report.more = True
    return report


def recalendar_open(*, now: datetime, limit: int = 1_000_000, batch: int = 50) -> SweepReport:
    """Recompute the running clocks of every open case on the calendars published by now.

    To be run once after a new year's days off have been published. Only clocks whose date changes
    get an event. May be interrupted and run again.
    """
    days.follow_newest()
    report = SweepReport()
    after = ""
    while report.cases < limit:
        with transaction.atomic():
            numbers = _open_after(after, min(batch, limit - report.cases))
            if not numbers:
                return report
            decided = [
                (matter, procedure, recalendar(procedure, matter.case, now))
                for matter, procedure in _matters(numbers, report)
            ]
            _write(decided, people.directory(now), now, report, "calendar")
        after = numbers[-1]
    report.more = True
    return report


def _claim(now: datetime, without: Set[str], size: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, sorted(without), size])
        rows = cursor.fetchall()
    if rows:
        days.follow(rows[0][1])
    # Several clocks of one case may have come due: it is claimed once.
    return list(dict.fromkeys(row[0] for row in rows))


def _still_due(claimed: list[str], now: datetime) -> list[str]:
    """Return those of the claimed cases nobody else has swept meanwhile.

    Between looking and locking another worker may have finished with a case: its row is locked as
    it is now, but its clocks were seen as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT number FROM casework_clock"
            " WHERE number = ANY(%s::text[]) AND next_fire_at <= %s::timestamptz",
            [claimed, now],
        )
        due = {number for (number,) in cursor.fetchall()}
    return [number for number in claimed if number in due]


def _sweep(claimed: list[str], now: datetime, report: SweepReport) -> set[str]:
    """Let time pass in the claimed cases; return those somebody else was faster with."""
    number = people.version()
    directory = people.directory(now, number)
    decided = []
    for matter, procedure in _matters(claimed, report):
        standing = people.directory(now, number, past=procedure.looks_back)
        at = max(now, matter.case.changed_at or now)
        try:
            outcome = decide(procedure, matter.case, Command(), standing, at)
        except ShouwenError as fault:
            report.failed[matter.number] = str(fault)
            continue
        if isinstance(outcome, Accepted):
            decided.append((matter, procedure, outcome))
        else:
            report.failed[matter.number] = "；".join(each.text for each in outcome.reasons)
    return _write(decided, directory, now, report, "tick")


def _write(
    decided: list[_Decided], directory: Directory, now: datetime, report: SweepReport, why: str
) -> set[str]:
    """Write what time has brought in one statement; return the cases that could not be written."""
    report.cases += len(decided)
    quiet = [(matter, procedure) for matter, procedure, accepted in decided if not accepted.events]
    if quiet:
        # The row promised something the case does not: put the row right, or it returns for ever.
        writing.put([rows_of(matter, procedure, directory) for matter, procedure in quiet])
    ready = {
        matter.number: prepare(
            matter, accepted, procedure=procedure, directory=directory, actor=CLOCKWORK,
            command_id=f"{why}/{matter.number}/{matter.version}", now=now,
        )
        for matter, procedure, accepted in numbered(decided)
        if accepted.events
    }  # fmt: skip
    written = record_many(list(ready.values())) if ready else set()
    consequences.follow(
        [
            followed_by(
                ready[matter.number].after, accepted, procedure, CLOCKWORK,
                f"{why}/{matter.number}/{matter.version}",
            )
            for matter, procedure, accepted in decided
            if matter.number in written
        ],
        directory=directory,
        now=now,
    )  # fmt: skip
    report.events += sum(len(ready[number].append.appended.versions) for number in written)
    # Somebody acted on such a case, or swept it, in this moment: time passed for it then.
    return ready.keys() - written


def numbered(decided: list[_Decided]) -> list[_Decided]:
    """Return the decisions with numbers on their documents, each series drawn from once."""
    wanted: Counter[str] = Counter()

    def count(series: str) -> int:
        wanted[series] += 1
        return 0

    for matter, _, accepted in decided:
        number_documents(matter.case, accepted, count)
    # In one order, whatever the cases': two workers must not wait for each other.
    drawn = {series: iter(serials.draw_many(series, wanted[series])) for series in sorted(wanted)}
    return [
        (matter, procedure, number_documents(matter.case, accepted, lambda name: next(drawn[name])))
        for matter, procedure, accepted in decided
    ]


def _matters(numbers: list[str], report: SweepReport) -> list[tuple[Matter, Procedure]]:
    streams = ledger.read_many(stream_of(number) for number in numbers)
    found = []
    for number in numbers:
        try:
            matter = matter_of(number, streams[stream_of(number)])
            found.append((matter, editions.procedure_of(matter.case.digest)))
        except ShouwenError as fault:
            report.failed[number] = str(fault)
            report.cases += 1
    return found


def _open_after(after: str, size: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM casework_case WHERE number > %s::text AND NOT ended"
            " ORDER BY number LIMIT %s FOR UPDATE",
            [after, size],
        )
        return [row[0] for row in cursor.fetchall()]
