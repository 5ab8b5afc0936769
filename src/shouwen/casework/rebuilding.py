"""The tables are caches of the ledger: made anew from it, and compared with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework import (
    bulletins,
    calling,
    contacts,
    days,
    duties,
    editions,
    models,
    publishing,
    regulations,
    serials,
    telling_apart,
    writing,
)
from shouwen.casework.keys import path_of
from shouwen.casework.matter import PREFIX, Matter, matter_of, stream_of
from shouwen.casework.projection import Rows, rows_of

_BATCH: Final = 200
#: What a fault is about where events are missing themselves.
LEDGER: Final = "ledger"
#: Emptied before a full rebuild. Notices stay, for when they were read is kept nowhere else.
_CACHES: Final = (
    models.Case, models.Clock, models.Desk, models.Document, models.Particular, models.SearchText,
    models.Contact, models.Duty, models.Edition, models.Adoption,
    models.LocalAdoption, models.Companion, models.Published, models.Apart, models.Bulletin,
    models.BulletinCase,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplayFault:
    """Rows of one case that are not what its events say.

    Where `table` is :data:`LEDGER` the rows are not at fault: a number was drawn, and the ledger
    has nothing under it. `number` is then the series and the serial.
    """

    number: str
    table: str

    def __str__(self) -> str:
        if self.table == LEDGER:
            return (
                f"{self.number}：编过这个号，账册中却没有 / "
                f"{self.number}: this number was given, and the ledger has nothing under it"
            )
        return (
            f"{self.number}：{self.table} 表与账册不符 / "
            f"{self.number}: table {self.table} differs from the ledger"
        )


def rebuild(numbers: Iterable[str] | None = None) -> int:
    """Make the tables anew from the ledger, of some cases or of all, and return how many cases.

    One transaction: readers see the old rows until it ends.
    """
    with transaction.atomic():
        if numbers is not None:
            return _put(_matters(numbers))
        for model in _CACHES:
            model.objects.all().delete()
        _put_editions()
        _put_published()
        _put_adoptions()
        _put_turns()
        days.put_all()
        _put_contacts()
        _put_duties()
        calling.rebuild_attempts()
        telling_apart.put_all(ledger.walk(telling_apart.PREFIX))
        _put_bulletins()
        count = _put(_all_matters())
        gone = models.Notice.objects.exclude(number="")  # those about no case come from elsewhere
        gone.exclude(number__in=models.Case.objects.values("number")).delete()
        return count


def replay_faults(numbers: Iterable[str] | None = None) -> Iterator[ReplayFault]:
    """Yield every table whose rows of a case are not what replaying its events gives.

    Of all cases, also every number that was given and is not in the ledger: numbers have no gaps,
    so a case or a contact that was removed whole, rows and all, leaves one.
    """
    given = serials.lasts()  # first: what is drawn later must not look missing
    drawn = serials.Drawn()
    matters = _all_matters() if numbers is None else _matters(numbers)
    seen: set[str] = set()
    for batch in _batches(matters):
        rows = [_rows(matter) for matter in batch]
        seen |= {matter.number for matter in batch}
        for each in (each for matter in batch for each in _drawn(matter)):
            drawn.see(*each)
        for table, number in writing.differing(rows):
            yield ReplayFault(number, table)
    if numbers is None:
        for number in models.Case.objects.values_list("number", flat=True).iterator():
            if number not in seen:
                yield ReplayFault(number, "case")
        for prefix in (contacts.PREFIX, bulletins.PREFIX):
            for event in ledger.walk(prefix):
                series, dash, serial = event.stream.rpartition("-")
                drawn.see(f"{series}{dash}", int(serial))
        for series, last in given.items():
            for serial in drawn.missing(series, last):
                yield ReplayFault(f"{series}·{serial}", LEDGER)


def follow_units(*, now: datetime) -> int:
    """Bring the places of cases in the tree of units up to date after units were moved.

    Returns how many cases changed place. Units that were closed stay where they last were.
    """
    directory = people.directory(now)
    changed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for unit_column, path_column in (
            ("unit", "unit_path"),
            ("receiving_unit", "receiving_path"),
        ):
            cursor.execute(f"SELECT DISTINCT {unit_column} FROM casework_case")  # noqa: S608
            for (unit,) in cursor.fetchall():
                path = path_of(unit, directory)
                if not path:
                    continue
                cursor.execute(
                    f"UPDATE casework_case SET {path_column} = %s"  # noqa: S608 - own columns
                    f" WHERE {unit_column} = %s AND {path_column} <> %s",
                    [path, unit, path],
                )
                changed += cursor.rowcount
    return changed


def _put(matters: Iterable[Matter]) -> int:
    count = 0
    lasts: dict[str, int] = {}
    for batch in _batches(matters):
        writing.put([_rows(matter) for matter in batch])
        count += len(batch)
        for drawn in (each for matter in batch for each in _drawn(matter)):
            lasts[drawn[0]] = max(lasts.get(drawn[0], 0), drawn[1])
    serials.raise_to(lasts)
    return count


def _drawn(matter: Matter) -> Iterator[tuple[str, int]]:
    """Yield the serials a case used: its own number and those of its documents."""
    # The number it was given when it came in, whatever edition it has gone over to since.
    pattern = matter.editions()[0].pack.pack.number
    assert matter.case.opened_at is not None  # noqa: S101 - it was read from the ledger
    numbered = [(pattern, matter.case.opened_at, matter.number)]
    numbered += [
        (issued.pattern, issued.at, issued.number)
        for issued in matter.case.documents
        if issued.pattern is not None and issued.number is not None
    ]
    for each in numbered:
        if drawn := serials.drawn_as(*each):
            yield drawn


def _rows(matter: Matter) -> Rows:
    # As the organisation stood when the case last changed: then the rows come out the same again.
    assert matter.recorded_at is not None  # noqa: S101 - it was read from the ledger
    procedure = editions.procedure_of(matter.case.digest)
    return rows_of(matter, procedure, people.directory(matter.recorded_at))


def _all_matters() -> Iterator[Matter]:
    for stream, events in groupby(ledger.walk(PREFIX), key=lambda event: event.stream):
        yield matter_of(stream.removeprefix(PREFIX), events)


def _matters(numbers: Iterable[str]) -> Iterator[Matter]:
    for batch in _chunks(numbers):
        streams = ledger.read_many(stream_of(number) for number in batch)
        for number in batch:
            if streams[stream_of(number)]:
                yield matter_of(number, streams[stream_of(number)])


def _put_editions() -> None:
    for event in ledger.walk(editions.PREFIX):
        editions.put(event.stream.removeprefix(editions.PREFIX), event.body)


def _put_published() -> None:
    for stream, events in groupby(ledger.walk(publishing.PREFIX), key=lambda event: event.stream):
        publishing.put(stream, list(events))


def _put_adoptions() -> None:
    for event in ledger.walk(regulations.PREFIX):
        regulations.put(event.stream.removeprefix(regulations.PREFIX), event.happened_at)


def _put_turns() -> None:
    for prefix in (regulations.LOCAL, regulations.BESIDE):
        for event in ledger.walk(prefix):
            regulations.put_turn(event.stream, event.type, event.happened_at)


def _put_contacts() -> None:
    walked = ledger.walk(contacts.PREFIX)
    lasts: dict[str, int] = {}
    for stream, events in groupby(walked, key=lambda event: event.stream):
        contacts.put(stream.removeprefix(contacts.PREFIX), contacts.row_of(list(events)))
        day, _, serial = stream.rpartition("-")
        lasts[f"{day}-"] = max(lasts.get(f"{day}-", 0), int(serial))
    serials.raise_to(lasts)


def _put_bulletins() -> None:
    walked = ledger.walk(bulletins.PREFIX)
    lasts: dict[str, int] = {}
    for stream, events in groupby(walked, key=lambda event: event.stream):
        stored = list(events)
        bulletin = stream.removeprefix(bulletins.PREFIX)
        bulletins.put(bulletin, bulletins.row_of(stored))
        day, _, serial = stream.rpartition("-")
        lasts[f"{day}-"] = max(lasts.get(f"{day}-", 0), int(serial))
    serials.raise_to(lasts)
    for event in ledger.walk(bulletins.ATTACHED):
        bulletin, _, number = event.stream.removeprefix(bulletins.ATTACHED).partition("/")
        bulletins.put_attached(bulletin, number, event.actor, event.happened_at)


def _put_duties() -> None:
    for event in ledger.walk(duties.PREFIX):
        key = event.stream.removeprefix(duties.PREFIX)
        if event.type == duties.OPENED:
            duties.put({key: event.body})
        elif event.type == duties.SIGNED:
            duties.put_signed(key, event)


def _batches(matters: Iterable[Matter]) -> Iterator[list[Matter]]:
    remaining = iter(matters)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _chunks(numbers: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(numbers)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
