"""Periodic duties: opened for whoever owes them, due also when nothing happened, signed by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Min

from shouwen import ledger, people
from shouwen.casework import editions
from shouwen.casework.errors import NoSuchDuty
from shouwen.casework.in_force import InForce, in_force
from shouwen.casework.keys import path_of, posts_of
from shouwen.casework.models import Duty
from shouwen.engine import DutyDue, duties_due
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, at_office, iso, moment

OPENED: Final = "duty.opened"
SIGNED: Final = "duty.signed"
PREFIX: Final = "duty/"
#: Duties are looked at again for so long: a unit may have been entered late.
_LOOK_BACK: Final = timedelta(days=7)
#: The first time, every period that may still be due: also the year before.
_FIRST_LOOK: Final = timedelta(days=400)
_BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class DutiesOpened:
    """What :func:`open_duties` did."""

    opened: int
    known: int


def open_duties(*, now: datetime) -> DutiesOpened:
    """Open the duties of every period that has begun by now and is not open yet.

    May run as often as wanted and in several processes: each duty of a unit and period is opened
    once.
    """
    today = at_office(now).date()
    directory = people.directory(now)
    opened = known = 0
    rules = in_force(now)
    here: dict[str | None, frozenset[str]] = {}
    for procedure in rules.procedures():
        if not procedure.pack.duties:
            continue
        first = _resume(procedure, today)
        due = [
            each
            for each in duties_due(procedure, directory, first, today)
            if procedure.pack.pack.id in _worked_by(rules, each.unit, directory, here)
        ]
        # What was due before this record began was never owed to it.
        began = _first_due(procedure) or now
        due = _unopened(procedure, [each for each in due if each.due_at >= began])
        for batch in _batches(due):
            with transaction.atomic():
                editions.keep(procedure, actor=_CLOCKWORK, now=now)
                done = _open(procedure, directory, batch, now)
            opened += done
            known += len(batch) - done
    return DutiesOpened(opened, known)


_CLOCKWORK: Final = "shouwen"


def _worked_by(
    rules: InForce,
    unit: str | None,
    directory: Directory,
    known: dict[str | None, frozenset[str]],
) -> frozenset[str]:
    if unit not in known:
        known[unit] = rules.at(unit, directory)
    return known[unit]


def sign_duty(
    key: str, *, note: str, actor: Actor, now: datetime, command_id: str | None = None
) -> bool:
    """Sign a duty off; False if it was signed before.

    :raises NoSuchDuty: if there is none, or this person holds no post that owes it
    """
    with transaction.atomic():
        row = Duty.objects.select_for_update().filter(key=key).first()
        if row is None or not may_sign(actor, row, people.directory(now)):
            raise NoSuchDuty(key)
        if row.signed_at is not None:
            return False
        stream = f"{PREFIX}{key}"
        head = ledger.head(stream)
        body = {"person": actor.person, "note": note.strip()[:2000]}
        ledger.append(
            stream,
            expected_version=head.version,
            events=[ledger.NewEvent(SIGNED, 1, body, now)],
            actor=actor.person,
            command_id=command_id or f"sign/{key}",
            now=now,
            previous=head.digest,
        )
        row.signed_by, row.signed_at, row.note = actor.person, now, body["note"]
        row.save(update_fields=["signed_by", "signed_at", "note"])
        return True


def may_sign(actor: Actor, row: Duty, directory: Directory) -> bool:
    """Say whether one of the actor's posts owes this duty, or stands in for the one that does."""
    procedure = editions.procedure_of(row.digest)
    for post in posts_of(actor, directory):
        if row.role not in procedure.stand_ins.get(post.role, frozenset({post.role})):
            continue
        if not row.unit or post.unit is None or post.unit == row.unit:
            return True
        if post.role != row.role and directory.within(row.unit, post.unit):
            return True
    return False


def key_of(procedure: Procedure, due: DutyDue) -> str:
    """Return the key of a duty: the same regulation, unit and period always have the same."""
    return f"{procedure.pack.pack.id}/{due.key}"


def _resume(procedure: Procedure, today: date) -> date:
    """Return the first day to look at: periods that began earlier are open already."""
    last = _last_opened(procedure)
    return today - _FIRST_LOOK if last is None else min(last, today - _LOOK_BACK)


def _last_opened(procedure: Procedure) -> date | None:
    return (
        Duty.objects.filter(pack=procedure.pack.pack.id)
        .order_by("-first")
        .values_list("first", flat=True)
        .first()
    )


def _first_due(procedure: Procedure) -> datetime | None:
    found = Duty.objects.filter(pack=procedure.pack.pack.id).aggregate(first=Min("due_at"))
    return found["first"]


def _unopened(procedure: Procedure, due: Iterable[DutyDue]) -> list[DutyDue]:
    wanted = {key_of(procedure, each): each for each in due}
    found: set[str] = set()
    keys = list(wanted)
    for n in range(0, len(keys), 10_000):
        found |= set(
            Duty.objects.filter(key__in=keys[n : n + 10_000]).values_list("key", flat=True)
        )
    return [each for key, each in wanted.items() if key not in found]


def _batches(due: list[DutyDue]) -> Iterator[list[DutyDue]]:
    for n in range(0, len(due), _BATCH):
        yield due[n : n + _BATCH]


def _open(procedure: Procedure, directory: Directory, batch: list[DutyDue], now: datetime) -> int:
    bodies = {key_of(procedure, due): _body(procedure, due, directory) for due in batch}
    done = ledger.append_many(
        [
            ledger.NewStream(
                f"{PREFIX}{key}",
                [ledger.NewEvent(OPENED, 1, body, now)],
                _CLOCKWORK,
                f"duty/{key}",
            )
            for key, body in bodies.items()
        ],
        now=now,
    )
    put(bodies)
    return len(done.appended)


def _body(procedure: Procedure, due: DutyDue, directory: Directory) -> dict[str, Any]:
    return {
        "pack": procedure.pack.pack.id,
        "digest": procedure.digest,
        "duty": due.duty,
        "role": procedure.pack.duties[due.duty].by,
        "unit": due.unit or "",
        "unit_path": path_of(due.unit, directory),
        "first": due.first.isoformat(),
        "last": due.last.isoformat(),
        "due_at": iso(due.due_at),
        "provisional": due.provisional,
        "article": procedure.articles(due.cite),
    }


def put(bodies: dict[str, dict[str, Any]]) -> None:
    """Write the rows of opened duties."""
    rows = [
        Duty(
            key=key,
            **{
                **body,
                "first": date.fromisoformat(body["first"]),
                "last": date.fromisoformat(body["last"]),
                "due_at": moment(body["due_at"]),
            },
        )
        for key, body in bodies.items()
    ]
    Duty.objects.bulk_create(rows, ignore_conflicts=True)


def put_signed(key: str, stored: ledger.StoredEvent) -> None:
    """Write what a ``duty.signed`` event says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_duty SET signed_by = %s, signed_at = %s, note = %s WHERE key = %s",
            [stored.body["person"], stored.happened_at, stored.body["note"], key],
        )
