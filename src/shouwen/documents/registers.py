"""Registers of the cases somebody may see: a page of lines, or the whole for paper and sheets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from shouwen import ledger, people, vault
from shouwen.casework import editions
from shouwen.casework.access import OpenCase, scope_of
from shouwen.casework.in_force import adopted_procedures, governing
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.paging import COUNTS, Asked, fetch, read_cursor, write_cursor
from shouwen.casework.secrecy import closed_refs
from shouwen.documents.errors import NoSuchForm
from shouwen.documents.periods import Period, kind_of, period_named, period_of
from shouwen.documents.register_lines import Known, chosen
from shouwen.documents.register_tables import Head, Line, RegisterTable, cutoff_words, made_out
from shouwen.regulations import Procedure
from shouwen.regulations.compiled import ReadyRegister
from shouwen.vocabulary import Actor, Directory, at_office

__all__ = [
    "Head",
    "Line",
    "RegisterRow",
    "RegisterTable",
    "cutoff_words",
    "neighbours",
    "register_list",
    "register_named",
    "register_page",
    "register_whole",
]

#: Cases read from the ledger at once.
_BATCH: Final = 200
#: A page looks at no more cases than this, however few of them belong into the register.
_MOST_LOOKED: Final = 1000


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One register on the list of them."""

    regulation: str
    regulation_title: str
    id: str
    form: str
    title: str
    period: str | None
    statistics: bool
    article: str


def register_list(now: datetime, language: str = "zh") -> tuple[RegisterRow, ...]:
    """Return every register of the regulations the organisation works by."""
    rows = []
    for procedure in adopted_procedures(now):
        pack = procedure.pack
        for name, register in pack.registers.items():
            rows.append(
                RegisterRow(
                    pack.pack.id, pack.say(pack.pack.title, language), name, register.form or "",
                    pack.say(register.title, language), register.period,
                    bool(register.figures), procedure.articles(register.cite, language),
                )
            )  # fmt: skip
    return tuple(rows)


def register_named(procedure: Procedure, code: str) -> str:
    """Return the id of the register with this form code, or of this id.

    :raises NoSuchForm: if the regulation has none
    """
    registers = procedure.pack.registers
    for name, register in registers.items():
        if code in (register.form, name):
            return name
    known = [each.form or name for name, each in registers.items()]
    raise NoSuchForm(procedure.pack.pack.title, code, known)


def period_asked(register: ReadyRegister, name: str | None, now: datetime) -> Period | None:
    """Return the period of this name, the present one unless said; None for a register without.

    :raises NoSuchPeriod: if the register has no such period
    """
    kind = register.register.period
    if kind is None:
        return None
    return period_named(kind, name) if name else period_of(kind, at_office(now).date())


def neighbours(period: Period | None) -> tuple[str, str]:
    """Return the names of the period before and of the one after; empty without a period."""
    if period is None:
        return "", ""
    kind, day = kind_of(period), timedelta(days=1)
    return period_of(kind, period.first - day).name, period_of(kind, period.last + day).name


def register_page(
    actor: Actor, regulation: str, name: str, *, period: str | None = None,
    cursor: str | None = None, limit: int = 50, now: datetime, language: str = "zh",
) -> RegisterTable:  # fmt: skip
    """Return one page of a register, newest case first; statistics come whole.

    :raises NotOnShelf: if there is no such regulation
    :raises NoSuchForm: if it has no such register
    :raises NoSuchPeriod: if the register has no such period
    :raises BadCursor: if the cursor is not one of this list
    """
    procedure = governing(regulation, now)
    register = procedure.registers[register_named(procedure, name)]
    asked = period_asked(register, period, now)
    directory = people.directory(now)
    if register.figures:
        cases = cases_of(actor, procedure, register, asked, directory, now)
        return made_out(procedure, register, asked, cases, directory, now, language)
    found, more = _page(actor, procedure, register, asked, directory, now, cursor, limit)
    return made_out(procedure, register, asked, found, directory, now, language, more)


def register_whole(
    actor: Actor | None, regulation: str, name: str, *, period: str | None = None,
    now: datetime, language: str = "zh",
) -> RegisterTable:  # fmt: skip
    """Return a whole register, oldest case first: for paper and for sheets.

    :param actor: whose view it is; None for whoever administers the machine
    :raises NotOnShelf: if there is no such regulation
    :raises NoSuchForm: if it has no such register
    :raises NoSuchPeriod: if the register has no such period
    """
    procedure = governing(regulation, now)
    register = procedure.registers[register_named(procedure, name)]
    asked = period_asked(register, period, now)
    directory = people.directory(now)
    cases = cases_of(actor, procedure, register, asked, directory, now)
    return made_out(procedure, register, asked, cases, directory, now, language)


# -- which cases


def cases_of(
    actor: Actor | None, procedure: Procedure, register: ReadyRegister, period: Period | None,
    directory: Directory, now: datetime,
) -> Iterator[Known]:  # fmt: skip
    """Yield the cases that belong into a register, oldest first, a batch of them at a time."""
    belongs = chosen(register, period)
    asked, column = _asked(actor, procedure, register, period, directory)
    after: str | None = None
    while True:
        rows, after = _rows(asked, column, "ASC", after, _BATCH)
        yield from (known for known in _known(rows, actor, directory, now) if belongs(known))
        if after is None:
            return


def _page(
    actor: Actor, procedure: Procedure, register: ReadyRegister, period: Period | None,
    directory: Directory, now: datetime, cursor: str | None, limit: int,
) -> tuple[list[Known], str | None]:  # fmt: skip
    """Return a page of cases, newest first, and the cursor of the next.

    Cases that do not belong into the register are passed over, but never more than a bounded
    number of them: a page may then be short, with more to come.
    """
    belongs = chosen(register, period)
    asked, column = _asked(actor, procedure, register, period, directory)
    found: list[Known] = []
    looked = 0
    while True:
        rows, after = _rows(asked, column, "DESC", cursor, limit)
        for row, known in zip(rows, _known(rows, actor, directory, now), strict=True):
            if len(found) == limit:
                return found, cursor
            cursor = write_cursor(column, row[column].isoformat(), row["number"])
            if belongs(known):
                found.append(known)
        looked += len(rows)
        if after is None:
            return found, None
        if len(found) == limit or looked >= _MOST_LOOKED:
            return found, cursor


def _asked(
    actor: Actor | None, procedure: Procedure, register: ReadyRegister, period: Period | None,
    directory: Directory,
) -> tuple[Asked, str]:  # fmt: skip
    """Return the condition that narrows the cases down, and the column of their order."""
    id_ = procedure.pack.pack.id
    if actor is None:
        asked = Asked("TRUE", {})
    else:
        asked = Asked(*scope_of(actor, directory, [procedure]).where())
    asked = asked.also('c."pack" = %(register_pack)s::text', register_pack=id_).also(COUNTS)
    column = "ended_at" if register.register.by == "ended" else "opened_at"
    if column == "ended_at":
        asked = asked.also('c."ended" AND c."ended_at" IS NOT NULL')
    if period is not None:
        asked = asked.also(
            f'c."{column}" < %(register_end)s::timestamptz', register_end=period.ends
        )
        if register.register.by in ("opened", "ended"):
            asked = asked.also(
                f'c."{column}" >= %(register_begin)s::timestamptz', register_begin=period.begins
            )
    return asked, column


def _rows(
    asked: Asked, column: str, direction: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    if cursor is not None:
        at, number = read_cursor(cursor, column)
        sign = ">" if direction == "ASC" else "<"
        asked = asked.also(
            f'(c."{column}", c."number") {sign} (%(after_at)s::timestamptz, %(after_no)s::text)',
            after_at=at,
            after_no=number,
        )
    order = f'ORDER BY c."{column}" {direction}, c."number" {direction} LIMIT {limit}'
    rows = fetch(asked, order)
    if len(rows) < limit:
        return rows, None
    last = rows[-1]
    return rows, write_cursor(column, last[column].isoformat(), last["number"])


def _known(
    rows: list[dict[str, Any]], actor: Actor | None, directory: Directory, now: datetime
) -> list[Known]:
    """Return the cases of these rows as the actor may read them, in one query to the ledger."""
    stored = ledger.read_many(stream_of(row["number"]) for row in rows)
    known, closed = [], {}
    for row in rows:
        matter = matter_of(row["number"], stored[stream_of(row["number"])])
        procedure = editions.procedure_of(matter.case.digest)
        known.append(Known.of(matter.number, procedure, matter.case, matter.events(), now))
        refs = closed_refs(OpenCase(matter, procedure, directory, actor))
        if refs is not None:
            closed[matter.number] = refs
    if not closed:
        return known
    blacks = vault.without_each(closed)
    return [
        replace(each, closed=closed[each.number], blacks=blacks[each.number])
        if each.number in closed
        else each
        for each in known
    ]
