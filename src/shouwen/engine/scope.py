"""What an expression sees: the facts of a case, and what follows from them, computed when asked."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from shouwen.calendars import WorkCalendar
from shouwen.engine.case import Case
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import TermUnit


class CaseScope:
    """A case at one moment, with the values of a form laid over its facts.

    `hidden` facts count as unknown: a form may still change them.
    """

    __slots__ = ("_cache", "_calendar", "_case", "_form", "_hidden", "_now", "_procedure")

    def __init__(
        self,
        procedure: Procedure,
        case: Case,
        now: datetime,
        form: Mapping[str, object] | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self._procedure = procedure
        self._case = case
        self._now = now
        self._form = form or {}
        self._hidden = hidden
        self._cache: dict[str, object] = {}
        self._calendar: WorkCalendar | None = None

    def look(self, name: str) -> object:
        """Return the value of a fact, a derived fact, a table's row, the entries of a record.

        What is not there is UNKNOWN; so is a record without entries.
        """
        if name in self._hidden:
            return UNKNOWN
        if name in self._form:
            return self._form[name]
        facts = self._case.facts
        if name in facts:
            return facts[name]
        cached = self._cache.get(name)
        if cached is not None:
            return cached
        value = self._compute(name)
        self._cache[name] = value
        return value

    def _compute(self, name: str) -> object:
        procedure = self._procedure
        if (derived := procedure.derived.get(name)) is not None:
            return derived(self)
        if (table := procedure.tables.get(name)) is not None:
            return table.look_up(self)
        if name == "now":
            return self._now
        if name == "stage":
            return self._case.stage
        if name == "first_receiver":
            return UNKNOWN if self._case.first_receiver is None else self._case.first_receiver
        if name == "receiving_unit":
            return UNKNOWN if self._case.receiving_unit is None else self._case.receiving_unit
        if entries := self._case.entries(name):
            return [dict(entry.values) for entry in entries]
        return UNKNOWN

    def call(self, function: str, args: tuple[object, ...]) -> object:
        """Answer a function that depends on the case or its calendars."""
        case = self._case
        match function, args:
            case "pending", (str() as task,):
                return len(case.open_tasks(task))
            case "late", (str() as name,):
                return name in case.clocks and case.clocks[name].late(self._now)
            case "running", (str() as name,):
                return name in case.clocks and case.clocks[name].state == "running"
            case "due", (str() as name,):
                clock = case.clocks.get(name)
                return UNKNOWN if clock is None or clock.due_at is None else clock.due_at
            case "times", (str() as act,):
                return len(case.did.get(act, ()))
            case "approved", (str() as name,):
                return self.approved(name)
            case "entries", (str() as name,):
                return len(case.entries(name))
            case "column", (str() as name, str() as column):
                return self._column(name, column)
            case "total", (str() as name, str() as column):
                fact = self._procedure.pack.typed(column)
                nothing = 0 if fact is not None and fact.type == "int" else Decimal(0)
                return sum(self._column(name, column), nothing)
            case "working_days", (start, end):
                return self._elapsed(start, end, TermUnit.WORKING_DAY)
            case _:
                raise LookupError(f"no function {function} with {len(args)} arguments")

    def approved(self, name: str) -> object:
        """Say whether an approval was given and all it rests on is what it was then.

        What a form writes counts already, what it may yet write (`hidden`) leaves it UNKNOWN.
        """
        given = self._case.approvals.get(name)
        if given is None or given.lapsed_at is not None:
            return False
        if not self.changed_since(name, given.basis):
            return True
        return UNKNOWN if self._hidden else False

    def changed_since(self, approval: str, basis: Mapping[str, object]) -> tuple[str, ...]:
        """Return what an approval rests on and is not what it was when `basis` was taken."""
        return tuple(
            name
            for name in self._procedure.pack.approvals[approval].rests_on
            if (now := self.look(name)) is not (before := basis.get(name, UNKNOWN))
            and (now is UNKNOWN or before is UNKNOWN or now != before)
        )

    def _column(self, record: str, column: str) -> list[Any]:
        """Return the known values of one column, entry by entry."""
        entries = self._case.entries(record)
        return [entry.values[column] for entry in entries if column in entry.values]

    def _elapsed(self, start: object, end: object, unit: TermUnit) -> int:
        calendar = next(
            (found for found in self._procedure.calendars.values() if found.days is not None),
            None,
        ) or next(iter(self._procedure.calendars.values()))
        return calendar.elapsed(_instant(start), _instant(end), unit)


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    raise TypeError(f"{type(value).__name__} is no instant")
