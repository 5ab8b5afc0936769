"""From a matter to the rows lists read: pure, so that replay can be compared with the tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from shouwen.casework import beside
from shouwen.casework.concern import (
    circle_of,
    desk_of,
    flags_of,
    meant,
    parties_of,
    recipient_keys,
    unit_of,
)
from shouwen.casework.forwarder_date import NAME as FORWARDER
from shouwen.casework.forwarder_date import forwarder_date
from shouwen.casework.keys import path_of, person_key
from shouwen.casework.kinds import waiting_for
from shouwen.casework.matter import Matter
from shouwen.casework.search_words import indexed
from shouwen.casework.words import NEVER, soon_from
from shouwen.engine import (
    ActDone,
    ClockSet,
    ClockState,
    DocumentIssued,
    FactsCleared,
    FactsRecorded,
    FactsReset,
    NoticeDue,
    PointReached,
    RecordEntered,
    RecordStruck,
    moment_words,
)
from shouwen.engine.circles import recused_persons
from shouwen.ledger import StoredEvent
from shouwen.regulations import Procedure
from shouwen.vocabulary import Directory

#: After these the words a case is found by, or its particulars, may be others.
_SAYING = FactsRecorded | FactsCleared | FactsReset | RecordEntered | RecordStruck | DocumentIssued
#: What an act makes of a reason for lateness, by what it means.
_REASONS = {
    "accepted": "reason_accepted",
    "rejected": "reason_rejected",
    "given": "late_explained",
}
_MOST_SEARCHED = 6000
_MOST_MONEY = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Rows:
    """What one matter looks like in the tables, as JSON values by column.

    Whole, or only what the events after a version can have changed; `search` is None where they
    cannot have changed it.
    """

    case: dict[str, Any]
    clocks: list[dict[str, Any]]
    desk: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    particulars: list[dict[str, Any]]
    search: str | None
    whole: bool = True


def rows_of(matter: Matter, procedure: Procedure, directory: Directory, since: int = 0) -> Rows:
    """Return the rows of a matter: all, or those the events after version `since` may change."""
    desk = desk_of(matter, procedure, directory)
    told = [each.event for each in matter.told if each.version > since]
    clocks = matter.case.clocks
    if since:
        moved = {each.clock for each in told if isinstance(each, ClockSet | PointReached)}
        clocks = {name: state for name, state in clocks.items() if name in moved}
    said = since == 0 or any(isinstance(each, _SAYING) for each in told)
    put = said or any(each.version > since for each in matter.enclosed)
    return Rows(
        _case(matter, procedure, directory, desk),
        [_clock(matter, procedure, name, state) for name, state in clocks.items()],
        desk,
        [row for row in (*_notices(matter), *_told_beside(matter)) if row["version"] > since],
        [row for row in _documents(matter) if row["version"] > since],
        (_particulars(matter, procedure, since) if put else []) + _given(matter, since),
        _search(matter, procedure) if said else None,
        whole=since == 0,
    )


# -- the case


def _case(
    matter: Matter, procedure: Procedure, directory: Directory, desk: list[dict[str, Any]]
) -> dict[str, Any]:
    case, pack = matter.case, procedure.pack
    unit, receiving = unit_of(matter, procedure), case.receiving_unit or ""
    due = next_due(matter, procedure)
    circle = circle_of(matter, procedure, directory)
    amount = meant(matter, procedure, "amount")
    # Whoever filed his own matter finds it among his own, and nowhere on a desk.
    own = [matter.own] if matter.own else []
    assert case.opened_at is not None  # noqa: S101 - rows are made of opened cases
    return {
        "number": matter.number,
        "code_hash": None if matter.code_hash is None else f"\\x{matter.code_hash.hex()}",
        "pack": pack.pack.id,
        "edition": pack.pack.version,
        "digest": case.digest,
        "version": matter.version,
        "stage": case.stage,
        "ended": case.ended,
        "imported": matter.imported is not None,
        "opened_at": _iso(case.opened_at),
        "ended_at": _iso(case.ended_at),
        "updated_at": _iso(case.changed_at or case.opened_at),
        "receiving_unit": receiving,
        "receiving_path": path_of(receiving, directory),
        "unit": unit,
        "unit_path": path_of(unit, directory),
        "handler": _one(meant(matter, procedure, "handler")),
        "first_receiver": case.first_receiver or "",
        "subject": _subject(matter, procedure),
        "complainant": _one(meant(matter, procedure, "complainant")),
        "channel": _one(meant(matter, procedure, "channel")),
        "category": _one(meant(matter, procedure, "category")),
        "amount": _amount(amount),
        "next_due_at": _iso(NEVER if due is None else due.due_at),
        "next_due_since": None if due is None else _iso(due.since),
        "next_soon_at": _iso(NEVER if due is None else soon_from(due.since, due.due_at)),
        "next_clock": "" if due is None else due.name,
        "next_provisional": due is not None and due.provisional,
        "confidential": circle is not None,
        "circle": sorted(circle or ()),
        "recused": sorted(recused_persons(procedure, case)) + own,
        "parties": sorted(parties_of(matter, procedure, directory, desk)) + own,
        "flags": list(flags_of(matter, procedure)),
        "rating": rating_of(matter, procedure),
        "timed": any(
            not pack.clocks[name].soft and state.due_at is not None
            for name, state in case.clocks.items()
        ),
        "delay": _delay(matter, procedure),
        "waiting": waiting_for(row["kind"] for row in desk),
    }


def rating_of(matter: Matter, procedure: Procedure) -> str:
    """Return how the outcome was rated: good, fair, bad, none (no answer); empty: not asked."""
    name = procedure.pack.fact_meaning("satisfied")
    value = matter.case.facts.get(name or "")
    if name is None or value is None:
        return ""
    if isinstance(value, bool):
        return "good" if value else "bad"
    fact = procedure.pack.facts[name]
    sorts = {"good": fact.good, "bad": fact.bad, "none": fact.unrated}
    return next((sort for sort, values in sorts.items() if value in values), "fair")


def _delay(matter: Matter, procedure: Procedure) -> str:
    """Return where a reason for lateness stands: owed, given, accepted, rejected; none: empty.

    The last one counts. A rejected one that need not be given again stays rejected.
    """
    pack = procedure.pack
    acts = pack.acts_meaning("late_explained")
    tasks = {pack.acts[act].completes for act in acts}
    owed = any(task.task in tasks for task in matter.case.open_tasks())
    for told in reversed(matter.told):
        act = told.event.act if isinstance(told.event, ActDone) else ""
        found = [state for state, meaning in _REASONS.items() if act in pack.acts_meaning(meaning)]
        if found:
            return "owed" if owed and found[0] != "rejected" else found[0]
    return "owed" if owed else ""


@dataclass(frozen=True, slots=True)
class NextDue:
    """The date the list shows, of which clock, and since when it is counted."""

    name: str
    due_at: datetime
    since: datetime
    provisional: bool


def next_due(matter: Matter, procedure: Procedure) -> NextDue | None:
    """Return the date the list shows: the nearest limit, else the nearest reminder.

    What a forwarder asks for counts as a limit where no clock counts to it.
    """
    if matter.case.ended:
        return None
    running = [
        (
            procedure.pack.clocks[name].soft,
            NextDue(name, state.due_at, state.since, state.provisional),
        )
        for name, state in matter.case.clocks.items()
        if state.state == "running" and state.due_at is not None
    ]
    asked = forwarder_date(matter, procedure)
    if asked is not None and asked.answered_at is None:
        running.append((False, NextDue(FORWARDER, asked.due_at, asked.since, False)))
    if not running:
        return None
    return min(running, key=lambda each: (each[0], each[1].due_at, each[1].name))[1]


def _subject(matter: Matter, procedure: Procedure) -> str:
    name = procedure.pack.fact_meaning("subject")
    if name is not None and procedure.pack.facts[name].private is None:
        return _one(matter.case.facts.get(name))[:400]
    category = procedure.pack.fact_meaning("category")
    value = _one(matter.case.facts.get(category or ""))
    if category is not None and (kind := procedure.pack.facts[category].type).startswith("enum:"):
        return procedure.pack.terms[kind[5:]].get(value, value)
    return value


# -- its parts


def _clock(matter: Matter, procedure: Procedure, name: str, state: ClockState) -> dict[str, Any]:
    fires = state.points[0].at if state.state == "running" and state.points else None
    return {
        "number": matter.number,
        "clock": name,
        "state": state.state,
        "started_at": _iso(state.started_at),
        "since": _iso(state.since),
        "due_at": _iso(state.due_at),
        "next_fire_at": _iso(fires),
        "stopped_at": _iso(state.stopped_at),
        "provisional": state.provisional,
        "soft": procedure.pack.clocks[name].soft,
        "extended": state.extended,
    }


def _notices(matter: Matter) -> Iterator[dict[str, Any]]:
    for told, moment in matter.notices():
        event = told.event
        assert isinstance(event, NoticeDue)  # noqa: S101 - notices() yields no others
        to = [person_key(person) for person in event.to.persons]
        then = matter.under(told)
        for key in dict.fromkeys(to or recipient_keys(then, event.to)[:1]):
            yield {
                "number": matter.number,
                "version": told.version,
                "to": key,
                "kind": event.kind,
                "text": event.say or _because(then, event.because, moment),
                "article": then.articles(event.cite),
                "at": _iso(event.at),
            }


def _told_beside(matter: Matter) -> Iterator[dict[str, Any]]:
    """Yield the notices of what was given to the case beside its acts."""
    for given in matter.beside:
        for key in given.event.told:
            yield {
                "number": matter.number,
                "version": given.version,
                "to": key,
                "kind": "notify",
                "text": beside.NOTICES[beside.type_of(given.event)][0],
                "article": "",
                "at": _iso(given.at),
            }


def _given(matter: Matter, since: int) -> list[dict[str, Any]]:
    """Return the references of what was given beside the acts."""
    return [
        {"ref": ref, "number": matter.number, "fact": name}
        for given in matter.beside
        if given.version > since
        for ref, name in beside.refs_of(given.event).items()
    ]


def _because(procedure: Procedure, because: str, moment: str | None) -> str:
    kind, _, name = because.partition(" ")
    pack = procedure.pack
    match kind:
        case "clock":
            return f"{pack.clocks[name].title}：{moment_words(moment or 'due')}"
        case "act":
            return pack.acts[name].title
        case "approval":
            return pack.approvals[name].title
        case _:
            rule = pack.rules.get(name)
            return (rule.title if rule is not None else None) or pack.pack.title


def _documents(matter: Matter) -> Iterator[dict[str, Any]]:
    for told in matter.told:
        event = told.event
        if isinstance(event, DocumentIssued):
            yield {
                "number": matter.number,
                "version": told.version,
                "pack": matter.under(told).pack.pack.id,
                "document": event.document,
                "sequence": event.sequence,
                "issued_number": event.number or "",
                "issued_at": _iso(event.at),
            }


def _particulars(matter: Matter, procedure: Procedure, since: int) -> list[dict[str, Any]]:
    """Return every reference the case ever held: a number given once still finds the case."""
    written = [
        (matter.under(told).pack.facts, told.event.values)
        for told in matter.told
        if told.version > since and isinstance(told.event, FactsRecorded)
    ]
    now = (procedure.pack.facts, matter.case.facts)
    refs: dict[str, str] = {}
    for facts, values in written if since else [now, *written]:
        for name, value in values.items():
            if name in facts and facts[name].private is not None:
                for ref in _several(value):
                    refs[ref] = name
    for event in matter.enclosed:
        if event.version > since:
            refs |= dict.fromkeys(enclosed_refs(event), event.type)
    return [
        {"ref": ref, "number": matter.number, "fact": name} for ref, name in sorted(refs.items())
    ]


def enclosed_refs(event: StoredEvent) -> list[str]:
    """Return the references into the vault that something put with a case holds."""
    held = (event.body.get(name) for name in ("file", "name", "thumbnail", "conclusion"))
    return [ref for ref in held if ref]


def _search(matter: Matter, procedure: Procedure) -> str:
    facts = procedure.pack.facts
    texts = [matter.number, _subject(matter, procedure)]
    # In the order of the pack: a fold over stored events knows no other.
    for name, fact in facts.items():
        if fact.type != "text" or fact.private is not None:
            continue
        texts += [
            value
            for value in (matter.case.facts.get(name), *_in_records(matter, procedure, name))
            if isinstance(value, str)
        ]
    texts += _in_documents(matter)
    return indexed(dict.fromkeys(texts))[:_MOST_SEARCHED]


def _in_records(matter: Matter, procedure: Procedure, name: str) -> Iterator[object]:
    """Yield what a fact said in every entry the case keeps."""
    for record in procedure.pack.records:
        for entry in matter.case.entries(record):
            yield entry.values.get(name)


def _in_documents(matter: Matter) -> Iterator[str]:
    """Yield what issued documents are called and say, as far as it is not private."""
    for told in matter.told:
        event = told.event
        if not isinstance(event, DocumentIssued):
            continue
        pack = matter.under(told).pack
        document = pack.documents[event.document]
        yield document.title
        if event.number:
            yield event.number
        # In the order of the form, for the same reason.
        for name in document.shown:
            fact = pack.facts.get(name)
            if fact is not None and fact.private is None and fact.type == "text":
                yield _one(event.contents.get(name))


def _one(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    return "" if value is None else str(value)


def _amount(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    amount = Decimal(value)
    return str(amount) if abs(amount) < _MOST_MONEY else None


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def _several(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
