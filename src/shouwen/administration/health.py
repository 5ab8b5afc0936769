"""How the system is: one line for each thing that must be well, with what to do when it is not."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from shouwen import __version__, ledger, logins
from shouwen.administration import calendars, upkeep
from shouwen.administration.models import Anchor, ChoreMark
from shouwen.casework import days
from shouwen.intake.mail import queries as mail
from shouwen.notices import queries as notices
from shouwen.vocabulary import at_office

_SILENT: Final = timedelta(minutes=5)
_DAY: Final = timedelta(days=1)
_LATE: Final = timedelta(minutes=10)
_YEAR_END: Final = (11, 20)
_LITTLE_DISK: Final = 2 * 1024**3
_ANCHORS_KEPT: Final = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `state` is good, warn or bad; the pages find the words."""

    name: str
    state: str
    facts: dict[str, Any]


def alive() -> bool:
    """Say whether the database answers: all a load balancer needs to know."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


def chores(now: datetime, *, swept: bool = True) -> None:
    """Do what is done while the worker runs: a sign of life; once a day anchor and tidy up."""
    if swept:
        mark("sweep", now, {})
    calendars.follow(now)
    last = ChoreMark.objects.filter(chore="anchor").values_list("at", flat=True).first()
    if last is None or last + _DAY <= now or at_office(last).date() < at_office(now).date():
        take_anchor(now)
        logins.forget_old(now)


def take_anchor(now: datetime) -> Anchor:
    """Keep the digest of all heads of the ledger, after comparing with the one before."""
    before = Anchor.objects.order_by("-pk").first()
    agrees = ledger.check_anchor(before.taken).agrees if before is not None else True
    taken = Anchor.objects.create(taken_at=now, taken=ledger.anchor(now), agrees=agrees)
    mark("anchor", now, {"agrees": agrees, "digest": taken.taken["digest"]})
    old = Anchor.objects.order_by("-pk").values_list("pk", flat=True)[_ANCHORS_KEPT:]
    Anchor.objects.filter(pk__in=list(old)).delete()
    return taken


def anchors(limit: int = 30) -> tuple[tuple[datetime, dict[str, Any], bool], ...]:
    """Return the anchors taken, newest first, each with whether the one before still agreed."""
    rows = Anchor.objects.order_by("-pk")[:limit]
    return tuple((at_office(row.taken_at), row.taken, bool(row.agrees)) for row in rows)


def mark(chore: str, now: datetime, told: dict[str, Any]) -> None:
    """Write down that a chore has been done."""
    ChoreMark.objects.update_or_create(chore=chore, defaults={"at": now, "told": told})


def look(now: datetime, *, thorough: bool = True) -> tuple[Finding, ...]:
    """Look at everything that must be well.

    :param thorough: also compare the tables with the program, which reads every migration
    """
    marks = {row.chore: (at_office(row.at), row.told) for row in ChoreMark.objects.all()}
    return (
        _database(thorough), _tables(), _worker(now, marks), _overdue(now), _outgoing(),
        _mailboxes(), _disk(), _anchor(now, marks), _guard(), _calendar(now), _versions(),
    )  # fmt: skip


def _database(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),"
            " current_setting('max_connections')::int"
        )
        version, size, used, most = cursor.fetchone()
    missing = 0
    if thorough:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    state = "bad" if missing else "warn" if used > most * 0.85 else "good"
    facts = {"version": version, "bytes": size, "used": used, "most": most, "missing": missing}
    return Finding("database", state, facts)


def _tables() -> Finding:
    outdated = upkeep.tables_outdated()
    return Finding("tables", "warn" if outdated else "good", {"version": upkeep.TABLES})


def _worker(now: datetime, marks: dict[str, Any]) -> Finding:
    at = marks.get("sweep", (None, {}))[0]
    state = "good" if at is not None and now - at <= _SILENT else "bad"
    return Finding("worker", state, {"at": at})


def _overdue(now: datetime) -> Finding:
    count = _count(
        "SELECT count(*) FROM (SELECT 1 FROM casework_clock WHERE next_fire_at <= %s LIMIT 1000) x",
        [now - _LATE],
    )
    return Finding("queue", "warn" if count else "good", {"waiting": count})


def _outgoing() -> Finding:
    troubles = notices.troubles(limit=99)
    waiting = _count(
        "SELECT count(*) FROM (SELECT 1 FROM notices_delivery"
        " WHERE state IN ('waiting', 'failed') LIMIT 1000) AS x"
    )
    facts = {"waiting": waiting, "given_up": troubles}
    return Finding("outgoing", "warn" if troubles else "good", facts)


def _mailboxes() -> Finding:
    failing = mail.troubles()
    names = "、".join(name for name, _error in failing[:5])
    return Finding(
        "mailboxes", "bad" if failing else "good", {"failing": len(failing), "names": names}
    )


def _disk() -> Finding:
    folder = settings.DATA_FOLDER
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    low = usage.free < _LITTLE_DISK or usage.free < usage.total * 0.05
    return Finding("disk", "bad" if low else "good", {"free": usage.free, "total": usage.total})


def _anchor(now: datetime, marks: dict[str, Any]) -> Finding:
    at, told = marks.get("anchor", (None, {}))
    late = at is None or now - at > 2 * _DAY
    state = "bad" if told.get("agrees") is False else "warn" if late else "good"
    return Finding("anchor", state, {"at": at, "digest": told.get("digest", "")})


def _guard() -> Finding:
    found = _count(
        "SELECT count(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid"
        " WHERE c.relname LIKE 'ledger%%' AND NOT t.tgisinternal AND t.tgenabled = 'A'",
        [],
    )
    # Also true of whoever owns the table, who could switch the triggers off.
    may = bool(_count("SELECT has_table_privilege('ledger_event', 'UPDATE')::int", []))
    state = "bad" if not found else "warn" if may else "good"
    return Finding("guard", state, {"triggers": found, "may": may})


def _calendar(now: datetime) -> Finding:
    until = days.known_until()
    today = at_office(now).date()
    late = (today.month, today.day) >= _YEAR_END and until.year <= today.year
    state = "bad" if until < today else "warn" if late or days.to_recompute() else "good"
    return Finding("calendar", state, {"until": until, "recomputing": days.to_recompute()})


def _versions() -> Finding:
    told = {"shouwen": __version__, "django": django.get_version()}
    return Finding("versions", "good", told)


def _count(query: str, values: list[Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])
