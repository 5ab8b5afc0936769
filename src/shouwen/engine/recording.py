"""Entries made from the facts of the moment, and the facts made ready for the next entry."""

from collections.abc import Iterable
from datetime import datetime

from shouwen.engine.case import Case
from shouwen.engine.entries import NO_ENTRIES, Entry
from shouwen.engine.events import Cite, FactsReset, RecordEntered, RecordStruck
from shouwen.engine.scope import CaseScope
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.expressions import UNKNOWN


def entering(
    procedure: Procedure, case: Case, scope: CaseScope, name: str, at: datetime, cite: Cite
) -> RecordEntered | None:
    """Return the entry the facts of the moment make, or None.

    None where nothing is known, or where part of the key is not: nobody could find it again.
    """
    record = procedure.pack.records[name]
    values = {column: value for column in record.of if (value := scope.look(column)) is not UNKNOWN}
    if not values or not values.keys() >= set(record.key):
        return None
    known = case.records.get(name, NO_ENTRIES)
    before = known.keyed({column: values[column] for column in record.key}) if record.key else None
    number = before.number if before is not None else known.last + 1
    why = tuple(dict.fromkeys((*record.cite, *cite)))
    return RecordEntered(at, why, name, number, values, before is not None)


def striking(
    procedure: Procedure, case: Case, scope: CaseScope, name: str, at: datetime, cite: Cite
) -> RecordStruck | None:
    """Return the striking of the entry whose key the facts name, or None where there is none."""
    found = named_entry(procedure, case, scope, name)
    if found is None:
        return None
    why = tuple(dict.fromkeys((*procedure.pack.records[name].cite, *cite)))
    return RecordStruck(at, why, name, found.number, found.values)


def named_entry(procedure: Procedure, case: Case, scope: CaseScope, name: str) -> Entry | None:
    """Return the entry of a record whose key the facts of the moment name, or None."""
    key = {column: scope.look(column) for column in procedure.pack.records[name].key}
    return case.records.get(name, NO_ENTRIES).keyed(key)


def blank_again(
    procedure: Procedure, case: Case, records: Iterable[str], at: datetime, cite: Cite
) -> FactsReset | None:
    """Return what makes the columns of these records ready for a next entry; None if they are."""
    pack = procedure.pack
    columns = dict.fromkeys(
        column
        for name in records
        for column in pack.records[name].of
        if column in pack.facts and column not in pack.records[name].keeps
    )
    defaults = procedure.defaults
    values = {
        name: defaults[name]
        for name in columns
        if name in defaults and case.facts.get(name) != defaults[name]
    }
    names = tuple(name for name in columns if name in case.facts and name not in defaults)
    return FactsReset(at, cite, names, values) if names or values else None
