"""One import: a file, a mapping and a regulation become drafts, and drafts become cases.

Rows are taken in batches, each one transaction: killed at any moment, an import leaves whole
batches behind, and the same file imported again goes on where it stopped. A row is known again by
its command id, ``import:REGULATION:MAPPING:KEY``, which the ledger accepts once for ever.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from django.db import DatabaseError, DataError, OperationalError, connection, transaction

from shouwen import ledger, people
from shouwen.casework import operations, queries
from shouwen.casework.shapes import NotDone, Why
from shouwen.intake import runs
from shouwen.intake.draft import Draft, Fault
from shouwen.intake.drafting import Drafter, Skipped
from shouwen.intake.mapping import As, Bound, OpenedMapping, alike, bind, check, read_mapping
from shouwen.intake.sheets import Book, Line, open_book
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office

#: Rows in one transaction. Closed ones are written together; open ones hold the regulation's
#: serial numbers while they last, and somebody at a counter may be waiting for one.
_CLOSED: Final = 500
_OPEN: Final = 25
_TRIES: Final = 5
#: How often a row may be taken in and taken back again.
_MOST_TURNS: Final = 20
_TRY_AGAIN: Final = frozenset({"40001", "40P01"})

_T = TypeVar("_T")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against a row: the fact and the columns it is about, and the article.

    `english` is the sentence in English, with its articles.
    """

    code: str
    text: str
    field: str | None = None
    columns: tuple[str, ...] = ()
    article: str = ""
    english: str = ""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row.

    `row` counts from 1 as a spreadsheet does; in a text the row begins at `line`, which is later
    where cells above it hold line breaks. `number` is the case's: the new one, or of a duplicate
    the earlier one.
    """

    row: int
    outcome: Literal["accepted", "refused", "duplicate", "skipped"]
    key: str
    number: str | None = None
    closed: bool = False
    reasons: tuple[Refusal, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Plan:
    """An import that may begin: everything about file, mapping and regulation was checked."""

    path: Path
    procedure: Procedure
    opened: OpenedMapping
    as_: As
    book: Book
    bound: Bound
    unit: str | None

    @property
    def regulation(self) -> str:
        """The id of the regulation."""
        return self.procedure.pack.pack.id

    def command_id(self, key: str) -> str:
        """Return the id under which the ledger knows a row."""
        return f"import:{self.regulation}:{self.opened.mapping.mapping}:{key}"

    def about(self) -> dict[str, Any]:
        """Return what the record keeps about the import."""
        with self.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return {
            "edition": self.procedure.key,
            "digest": self.procedure.digest,
            "mapping": self.opened.mapping.mapping,
            "mapping_digest": self.opened.digest,
            "file": self.path.name,
            "file_digest": digest,
            "size": self.path.stat().st_size,
            "kind": self.book.kind,
            "encoding": self.book.encoding,
            "sheet": self.bound.sheet.name,
            "as": self.as_,
        }


def plan(
    path: Path,
    mapping: str,
    regulation: str,
    *,
    now: datetime,
    as_: As | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    unit: str | None = None,
) -> Plan:
    """Return an import ready to begin; nothing has been written.

    :param mapping: a file, or the id of a mapping shipped with the program
    :param as_: instead of what the mapping says
    :param unit: the receiving unit, instead of the mapping's
    :raises Unreadable: if the file is no table
    :raises MappingUnfit: with every finding, if mapping, regulation and table do not fit
    :raises NoSuchMapping: if there is no such mapping
    :raises NotOnShelf: if there is no such regulation
    :raises NoSuchUnit: if there is no such receiving unit
    """
    opened = read_mapping(mapping)
    procedure = shelf.procedure(regulation, on=at_office(now).date())
    how = as_ or opened.mapping.as_
    opened = check(opened, procedure, how)
    book = open_book(
        path,
        hints=opened.mapping.headers,
        encoding=encoding or opened.mapping.encoding,
        delimiter=delimiter or opened.mapping.delimiter,
    )
    bound = bind(book, opened, how, sheet)
    named = unit or (opened.mapping.act.unit if opened.mapping.act is not None else None)
    at = None if named is None else _unit(named, now)
    return Plan(path, procedure, opened, how, book, bound, at)


def carry_out(
    planned: Plan, *, by: Actor, clock: Clock, dry_run: bool = False, limit: int | None = None
) -> Iterator[RowOutcome]:
    """Import, and yield what became of each row, in the order of the sheet.

    The rows yielded are written already. To stop, close the iterator: the import is then on record
    as cut short, and may be carried out again.

    :param by: who imports. Staff act by their own posts; anybody else, such as the person at the
        server's command line, in the role the mapping names
    :param clock: tells the moment
    :param dry_run: only say what would become of each row
    :param limit: look at so many rows
    """
    work = _Rehearsal(planned, by, clock) if dry_run else _Work(planned, by, clock)
    counts: Counter[str] = Counter()
    head = None if dry_run else runs.begin(planned.about(), by=by.person, now=clock())
    try:
        for outcome in work.outcomes(limit):
            counts[outcome.outcome] += 1
            yield outcome
    except BaseException:
        if head is not None:
            _note_the_stop(head, counts, by, clock)
        raise
    if head is not None:
        complete = limit is None or counts.total() < limit
        runs.end(head, dict(counts), complete=complete, by=by.person, now=clock())


def _note_the_stop(head: ledger.Head, counts: Counter[str], by: Actor, clock: Clock) -> None:
    try:
        runs.end(head, dict(counts), complete=False, by=by.person, now=clock())
    except DatabaseError:
        # Without its end the import counts as cut short anyway, and what went wrong first matters.
        return


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    draft: Draft
    command_id: str


class _Work:
    """The rows of one import, batch by batch."""

    def __init__(self, planned: Plan, by: Actor, clock: Clock) -> None:
        self.plan = planned
        self.clock = clock
        self.version = planned.procedure.pack.pack.version
        directory = people.directory(clock())
        self.actor = _seated(planned, by, directory)
        self.drafter = Drafter(
            planned.opened, planned.procedure, planned.bound, planned.as_, directory,
            ragged=planned.book.kind == "CSV",
        )  # fmt: skip

    def outcomes(self, limit: int | None) -> Iterator[RowOutcome]:
        size = _OPEN if self.plan.as_ == "open" else _CLOSED
        lines = islice(self.plan.bound.lines(), limit)
        while batch := list(islice(lines, size)):
            yield from self._batch(batch)

    def _batch(self, lines: Sequence[Line]) -> list[RowOutcome]:
        found: list[RowOutcome] = []
        closed: list[_Row] = []
        open_: list[_Row] = []
        for line in lines:
            draft = self.drafter.draft(line)
            if isinstance(draft, Skipped):
                why = Refusal("skipped", draft.why)
                found.append(RowOutcome(line.number, "skipped", "", reasons=(why,)))
                continue
            row = _Row(line.number, draft, self.plan.command_id(draft.key) if draft.key else "")
            if draft.faults:
                found.append(self._faulty(row))
            else:
                (open_ if draft.past is None else closed).append(row)
        closed, open_ = self._anew(closed), self._anew(open_)
        found += self.take_closed(closed)
        for start in range(0, len(open_), _OPEN):
            found += self.take_open(open_[start : start + _OPEN])
        begins = {line.number: line.line for line in lines}
        return [
            replace(outcome, line=begins[outcome.row])
            for outcome in sorted(found, key=lambda outcome: outcome.row)
        ]

    def _anew(self, rows: list[_Row]) -> list[_Row]:
        """Return the rows, those whose cases an undone import took back under new command ids."""
        for turn in range(2, _MOST_TURNS):
            known = _known(rows)
            gone = queries.taken_back_among(known.values())
            if not gone:
                return rows
            rows = [
                replace(row, command_id=f"{row.command_id.partition('~')[0]}~{turn}")
                if known.get(row.command_id) in gone
                else row
                for row in rows
            ]
        return rows

    # -- what is written

    def take_closed(self, rows: list[_Row]) -> list[RowOutcome]:
        if not rows:
            return []
        try:
            outcomes = _again_if_in_the_way(lambda: self._import_rows(rows))
        except (ShouwenError, DataError) as error:
            # One row the database cannot keep must not take the others with it.
            if len(rows) == 1:
                return [self._unkept(rows[0], error)]
            half = len(rows) // 2
            return self.take_closed(rows[:half]) + self.take_closed(rows[half:])
        return [self._told(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]

    def _import_rows(self, rows: list[_Row]) -> Sequence[operations.ImportOutcome]:
        with transaction.atomic():
            self._wait_for_turn()
            return operations.import_rows(
                self.plan.regulation,
                [self.as_import_row(row) for row in rows],
                actor=self.actor,
                now=self.clock(),
                version=self.version,
            )

    def take_open(self, rows: list[_Row]) -> list[RowOutcome]:
        return _again_if_in_the_way(lambda: self._register_rows(rows))

    def _register_rows(self, rows: list[_Row]) -> list[RowOutcome]:
        with transaction.atomic():
            self._wait_for_turn()
            known = _known(rows)
            return [self._register(row, known) for row in rows]

    def _register(self, row: _Row, known: dict[str, str]) -> RowOutcome:
        if row.command_id in known:
            return RowOutcome(row.number, "duplicate", row.draft.key, known[row.command_id])
        taking = self.plan.opened.mapping.act
        assert taking is not None  # noqa: S101 - checked before anything was read
        try:
            answer = operations.register(
                self.plan.regulation,
                taking.name,
                row.draft.form,
                actor=self.actor,
                now=self.clock(),
                command_id=row.command_id,
                version=self.version,
            )
        except (ShouwenError, DataError) as error:
            return self._unkept(row, error)
        if isinstance(answer, NotDone):
            return self._refused(row, answer.reasons)
        known[row.command_id] = answer.number
        return RowOutcome(row.number, "accepted", row.draft.key, answer.number)

    def _wait_for_turn(self) -> None:
        # Imports into one regulation take turns, batch by batch: two of the same file then see each
        # other's rows, and none waits for serials the other holds.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))",
                [f"shouwen.intake.import/{self.plan.regulation}"],
            )

    # -- what is said

    def as_import_row(self, row: _Row) -> operations.ImportRow:
        past = row.draft.past
        assert past is not None  # noqa: S101 - only closed rows come here
        return operations.ImportRow(
            row.command_id, past.opened_at, past.ended_at, row.draft.form,
            past.unit or self.plan.unit, past.number, past.stage, past.replied_at,
        )  # fmt: skip

    def _told(self, row: _Row, outcome: operations.ImportOutcome) -> RowOutcome:
        if outcome.reasons:
            return self._refused(row, outcome.reasons)
        kind: Literal["duplicate", "accepted"] = "duplicate" if outcome.duplicate else "accepted"
        return RowOutcome(row.number, kind, row.draft.key, outcome.number, closed=True)

    def _faulty(self, row: _Row) -> RowOutcome:
        reasons = tuple(map(self._refusal, row.draft.faults))
        return RowOutcome(row.number, "refused", row.draft.key, reasons=reasons)

    def _refusal(self, fault: Fault) -> Refusal:
        if fault.fact is None:
            return Refusal("row", fault.text, english=fault.english)
        cite = self.plan.procedure.pack.facts[fault.fact].cite
        return Refusal(
            "form_invalid", fault.text, fault.fact, self.drafter.columns_of(fault.fact),
            self.plan.procedure.articles(cite),
            _cited(fault.english, self.plan.procedure.articles(cite, "en")),
        )  # fmt: skip

    def _refused(self, row: _Row, reasons: Sequence[Why]) -> RowOutcome:
        told = tuple(
            Refusal(
                why.code, why.text, why.field,
                self.drafter.columns_of(why.field) if why.field else (), why.article,
                _cited(why.english, self.plan.procedure.articles(why.cite, "en")),
            )
            for why in reasons
        )  # fmt: skip
        closed = row.draft.past is not None
        return RowOutcome(row.number, "refused", row.draft.key, closed=closed, reasons=told)

    def _unkept(self, row: _Row, error: Exception) -> RowOutcome:
        text, english = "内容无法存入数据库", "The database cannot keep it"
        if isinstance(error, ShouwenError):
            text, english = error.problem, error.english
        told = (Refusal("row", text, english=english),)
        return RowOutcome(row.number, "refused", row.draft.key, reasons=told)


class _Rehearsal(_Work):
    """The same verdicts, and nothing written."""

    def __init__(self, planned: Plan, by: Actor, clock: Clock) -> None:
        super().__init__(planned, by, clock)
        self._seen: set[str] = set()

    def take_closed(self, rows: list[_Row]) -> list[RowOutcome]:
        found, fresh = self._apart(rows)
        outcomes = operations.check_rows(
            self.plan.regulation,
            [self.as_import_row(row) for row in fresh],
            now=self.clock(),
            version=self.version,
        )
        told = [self._told(row, outcome) for row, outcome in zip(fresh, outcomes, strict=True)]
        self._remember(fresh, told)
        return found + told

    def take_open(self, rows: list[_Row]) -> list[RowOutcome]:
        known = _known(rows)
        found: list[RowOutcome] = []
        for row in rows:
            repeated, fresh = self._apart([row])
            told = repeated or [self._checked(row, known)]
            self._remember(fresh, told)
            found += told
        return found

    def _checked(self, row: _Row, known: Mapping[str, str]) -> RowOutcome:
        if row.command_id in known:
            return RowOutcome(row.number, "duplicate", row.draft.key, known[row.command_id])
        taking = self.plan.opened.mapping.act
        assert taking is not None  # noqa: S101 - checked before anything was read
        try:
            answer = operations.check_registration(
                self.plan.regulation,
                taking.name,
                row.draft.form,
                actor=self.actor,
                now=self.clock(),
                version=self.version,
            )
        except ShouwenError as error:
            return self._unkept(row, error)
        if answer is not None:
            return self._refused(row, answer.reasons)
        return RowOutcome(row.number, "accepted", row.draft.key)

    def _apart(self, rows: list[_Row]) -> tuple[list[RowOutcome], list[_Row]]:
        """Return rows that repeat one accepted above in the file, and the others."""
        repeated = [row for row in rows if row.command_id in self._seen]
        fresh = [row for row in rows if row.command_id not in self._seen]
        told = [
            RowOutcome(row.number, "duplicate", row.draft.key, closed=row.draft.past is not None)
            for row in repeated
        ]
        return told, fresh

    def _remember(self, rows: list[_Row], told: list[RowOutcome]) -> None:
        self._seen.update(
            row.command_id
            for row, outcome in zip(rows, told, strict=False)
            if outcome.outcome == "accepted"
        )


def _cited(english: str, articles: str) -> str:
    """Return a sentence in English with its articles; nothing where it has no English."""
    return f"{english} ({articles})" if english and articles else english


def _unit(named: str, now: datetime) -> str:
    """Return the id of a unit called by its id or its name."""
    directory = people.directory(now)
    if not directory.units or named in directory.units:
        return named
    called = [unit.id for unit in directory.units.values() if alike(unit.name) == alike(named)]
    if len(called) != 1:
        raise people.NoSuchUnit(named)
    return called[0]


def _seated(planned: Plan, by: Actor, directory: Directory) -> Actor:
    taking = planned.opened.mapping.act
    if taking is None:
        return by
    external = planned.procedure.pack.roles[taking.role].external
    seat = frozenset({taking.role} if external or by.person not in directory.people else ())
    return Actor(by.person, by.name, by.roles | seat, planned.unit or by.unit)


def _known(rows: Sequence[_Row]) -> dict[str, str]:
    """Return the numbers of rows that were imported before, by command id."""
    used = ledger.used_many([row.command_id for row in rows])
    return {id_: repeated.stream.partition("/")[2] for id_, repeated in used.items()}


def _again_if_in_the_way(work: Callable[[], _T]) -> _T:
    """Do the work again where two transactions got in each other's way."""
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            return work()
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if last or state not in _TRY_AGAIN:
                raise
    raise AssertionError("the last try returns or raises")
