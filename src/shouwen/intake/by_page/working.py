"""The chore that works through sheets: a slice at a time, beside the sweep.

An import is held by one worker through a lock of its database session: killed, it loses the lock at
once, and the next worker begins at the top of the file. Rows taken in before are found again by
their command ids, so nothing is taken in twice; see :mod:`shouwen.intake.importing`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from shouwen import people
from shouwen.casework import operations, queries
from shouwen.intake.by_page import choosing, keeping, looking
from shouwen.intake.importing import Plan, RowOutcome, carry_out, plan
from shouwen.intake.models import SheetImport, SheetRow
from shouwen.packs import shelf
from shouwen.people import Office
from shouwen.regulations.model import Pack
from shouwen.vocabulary import Actor, ShouwenError, at_office

#: Rows in one slice: the sweep must not wait long.
SLICE: Final = 200
_FIRST: Final = 5


@dataclass(slots=True)
class _Going:
    """An import this process is working through."""

    kept: SheetImport
    outcomes: Iterator[RowOutcome]
    planned: Plan
    stack: ExitStack
    counts: Counter[str] = field(default_factory=Counter)
    done: int = 0
    accepted: list[int] = field(default_factory=list)  # the first rows, by number


class Worker:
    """Works through sheets, one at a time. Keep one per process."""

    def __init__(self) -> None:
        self._going: _Going | None = None
        self._now: datetime | None = None

    def work(self, now: datetime) -> bool:
        """Do a slice of whatever waits; say whether there is more to do at once."""
        self._now = now
        if self._going is None:
            kept = _waiting()
            if kept is None:
                return False
            if kept.state == "undoing":
                return self._held(kept, _undo, now)
            if not self._begin(kept, now):
                return True
        going = self._going
        assert going is not None  # noqa: S101 - begun above
        try:
            more = self._slice(going, now)
        except BaseException:
            self._leave()
            raise
        if not more:
            self._leave()
        return True

    def _held(self, kept: SheetImport, work: Any, now: datetime) -> bool:
        try:
            work(kept, now)
        finally:
            _unlock(kept.id)
        return True

    def _begin(self, kept: SheetImport, now: datetime) -> bool:
        stack = ExitStack()
        stack.callback(_unlock, kept.id)
        try:
            path = stack.enter_context(looking.opened_file(kept, now))
            planned = plan_of(kept, path, now)
            trial = kept.state == "trying"
            outcomes = carry_out(
                planned, by=actor_of(kept, now), clock=lambda: self._now or now, dry_run=trial
            )
        except ShouwenError as error:
            _stop(kept, error, now)
            stack.close()
            return False
        self._going = _Going(kept, outcomes, planned, stack)
        return True

    def _slice(self, going: _Going, now: datetime) -> bool:
        kept, trial = going.kept, going.kept.state == "trying"
        try:
            batch = list(islice(going.outcomes, SLICE))
        except ShouwenError as error:
            _stop(kept, error, now)
            return False
        before = _seen_before(kept, batch, trial=trial)
        going.accepted += [each.row for each in batch if each.outcome == "accepted"]
        del going.accepted[_FIRST:]
        first = _first_rows(going) if trial and len(batch) < SLICE else []
        with transaction.atomic():
            current = SheetImport.objects.select_for_update().filter(id=kept.id).first()
            if current is None or current.state != kept.state:
                return False  # chosen anew meanwhile
            said = {
                str(each.row): [
                    ["、".join(why.columns), _sentence(why), why.english] for why in each.reasons
                ]
                for each in batch
                if each.reasons
            }
            words = keeping.seal(said, now=now) if said else ""
            rows = [_row(kept, outcome, before, words, trial=trial) for outcome in batch]
            SheetRow.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["sheet", "trial", "row"],
                update_fields=["outcome", "number", "closed", "words"],
            )  # fmt: skip
            going.counts.update(row.outcome for row in rows)
            going.done += len(rows)
            current.done, current.counts = going.done, dict(going.counts)
            current.share = round(100 * going.planned.book.done())
            current.changed_at = now
            if len(batch) < SLICE:
                current.state, current.share = ("tried" if trial else "done"), 100
                current.ended_at = None if trial else now
                current.first = keeping.seal(first, now=now) if first else ""
            current.save()
        return len(batch) == SLICE

    def _leave(self) -> None:
        if self._going is not None:
            going, self._going = self._going, None
            try:
                close = getattr(going.outcomes, "close", None)
                if close is not None:
                    close()
            finally:
                going.stack.close()


def plan_of(kept: SheetImport, path: Path, now: datetime) -> Plan:
    """Return the import as the command line would plan it, by what was chosen on the page.

    Raises as :func:`shouwen.intake.importing.plan` does.
    """
    procedure = shelf.procedure(kept.regulation, on=at_office(now).date())
    text = choosing.written(kept.choices, procedure, keeping.mapping_id(kept))
    # The mapping lies beside the sheet, and goes with it.
    mapping = path.parent / f"{keeping.mapping_id(kept)}.yaml"
    mapping.write_text(text, encoding="utf-8")
    return plan(
        path, str(mapping), kept.regulation, now=now, sheet=kept.choices.get("sheet") or None,
        unit=kept.choices.get("unit") or None,
    )  # fmt: skip


def actor_of(kept: SheetImport, now: datetime) -> Actor:
    """Return who imports: an administrator in the role that was chosen, others by their posts."""
    name = people.names_of_persons([kept.by]).get(kept.by, "")
    offices = people.offices_of(kept.by, now)
    role = kept.choices.get("role") or ""
    roles = frozenset({role} if role and Office.ADMINISTRATOR in offices else ())
    return Actor(kept.by, name, roles)


def _first_rows(going: _Going) -> list[list[tuple[str, str]]]:
    """Return the first accepted rows as they would be registered: titles and values."""
    kept, planned = going.kept, going.planned
    pack = planned.procedure.pack
    back = {fact: title for title, fact in kept.choices["columns"].items()}
    shown: list[list[tuple[str, str]]] = []
    for line in planned.bound.lines():
        if len(shown) == len(going.accepted):
            break
        if line.number not in going.accepted:
            continue
        pairs = []
        for name, title in back.items():
            place = planned.bound.place(title)
            cell = line.cells[place] if place is not None and place < len(line.cells) else ""
            label = pack.facts[name].title if name in pack.facts else title
            pairs.append((label, _as_registered(kept, pack, name, cell)))
        shown.append(pairs)
    return shown


def _as_registered(kept: SheetImport, pack: Pack, name: str, cell: object) -> str:
    """Return what a cell is registered as, in words: the answer a spelling was said to mean."""
    text = looking.shown(cell)
    member = kept.choices.get("values", {}).get(name, {}).get(text, text)
    fact = pack.facts.get(name)
    kind = (
        ("text" if name == choosing.NUMBER else "time")
        if fact is None
        else fact.type.removeprefix("list:")
    )
    if kind in ("time", "date"):
        return looking.as_moment(cell, kept.choices.get("order", "")) or text
    terms = pack.terms.get(kind.removeprefix("enum:"), {}) if kind.startswith("enum:") else {}
    return str(terms.get(member, member))


def _undo(kept: SheetImport, now: datetime) -> None:
    """Take back the cases of an import that nobody has touched; a slice at a time."""
    rows = SheetRow.objects.filter(sheet=kept, trial=False, outcome="accepted").order_by("row")
    batch = list(rows[:SLICE])
    by = Actor(kept.by)
    outcome = operations.take_back([row.number for row in batch], run=kept.id, actor=by, now=now)
    taken = set(outcome.taken)
    with transaction.atomic():
        for row in batch:
            row.outcome = "taken_back" if row.number in taken else "touched"
        SheetRow.objects.bulk_update(batch, ["outcome"])
        current = SheetImport.objects.select_for_update().get(id=kept.id)
        counts = Counter(current.counts)
        counts["taken_back"] += len(outcome.taken)
        counts["touched"] += len(outcome.touched)
        counts["accepted"] -= len(batch)
        current.counts, current.changed_at = dict(counts), now
        total = counts["accepted"] + counts["taken_back"] + counts["touched"]
        current.share = 100 - round(100 * counts["accepted"] / max(total, 1))
        if len(batch) < SLICE:
            current.state, current.share, current.ended_at = "undone", 100, now
        current.save()


def _waiting() -> SheetImport | None:
    """Return an import that waits and that no other worker holds; its lock is ours then."""
    waiting = SheetImport.objects.filter(state__in=keeping.WORKING).order_by("changed_at")
    for kept in waiting[:20]:
        if _lock(kept.id):
            fresh = SheetImport.objects.filter(id=kept.id, state=kept.state).first()
            if fresh is not None:
                return fresh
            _unlock(kept.id)
    return None


def _lock(id_: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s::text, 0))", [f"shouwen.sheet/{id_}"]
        )
        return bool(cursor.fetchone()[0])


def _unlock(id_: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(hashtextextended(%s::text, 0))", [f"shouwen.sheet/{id_}"]
            )
    except DatabaseError:
        return  # the session is gone, and its locks with it


def _stop(kept: SheetImport, error: ShouwenError, now: datetime) -> None:
    words = "；".join(part for part in (error.problem, error.remedy) if part)
    english = error.english or words
    findings = getattr(error, "findings", ())
    if findings:
        words = "；".join(f"{each.problem}（{each.remedy}）" for each in findings)
        english = "; ".join(each.english for each in findings)
    after = "choosing" if kept.state == "trying" else "stopped"
    SheetImport.objects.filter(id=kept.id).update(
        state=after, problem=words[:2000], english=english[:2000], changed_at=now
    )


def _seen_before(kept: SheetImport, batch: list[RowOutcome], *, trial: bool) -> frozenset[str]:
    """Return the numbers among duplicates that this very import has taken in before it was cut."""
    numbers = [each.number for each in batch if each.outcome == "duplicate" and each.number]
    if trial or not numbers or kept.began_at is None:
        return frozenset()
    return queries.taken_in_since(numbers, kept.began_at)


def _row(
    kept: SheetImport, outcome: RowOutcome, before: frozenset[str], words: str, *, trial: bool
) -> SheetRow:
    known = outcome.outcome == "duplicate" and outcome.number in before
    return SheetRow(
        sheet=kept,
        trial=trial,
        row=outcome.row,
        outcome="accepted" if known else outcome.outcome,
        number=outcome.number or "",
        closed=outcome.closed,
        words=words if outcome.reasons else "",
    )


def _sentence(refusal: Any) -> str:
    return f"{refusal.text}（{refusal.article}）" if refusal.article else refusal.text
