"""Open cases go over from one edition to another, through the same door as everything else.

Cases are taken in the order of their numbers, some in each transaction. One that has gone over is
pinned to the new edition and is not found again: the work can be interrupted, killed, repeated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.casework import editions
from shouwen.casework.in_force import adopted_ids, in_force
from shouwen.casework.keys import path_of, range_of
from shouwen.casework.matter import Matter, matter_of, stream_of
from shouwen.casework.models import Case, Edition
from shouwen.casework.recording import followed_by, prepare, record_many
from shouwen.casework.regulations import adopt_in, adopt_regulation
from shouwen.casework.sweeping import numbered
from shouwen.consequences import operations as consequences
from shouwen.engine import (
    Accepted,
    ClockState,
    Migrated,
    explain_reasons,
    migrate,
)
from shouwen.packs import migrations
from shouwen.packs.migrations import NoPlan, PlanFile, PlanSheet, opened_plan
from shouwen.regulations import Finding, Procedure
from shouwen.regulations.migration import MigrationPlan, PlanUnfit
from shouwen.vocabulary import Actor, Directory, ShouwenError

_BATCH: Final = 50
#: Where a case lies: where it is handled, or was received while nobody handles it.
_PLACE: Final = "(CASE unit_path WHEN '' THEN receiving_path ELSE unit_path END COLLATE \"C\")"


@dataclass(frozen=True, slots=True)
class ClockOver:
    """What became of one clock: how, its date before and after.

    `late` if it is past its date now that the case has gone over, and was not before.
    """

    clock: str
    title: str
    how: str
    before: datetime | None
    after: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class CaseOver:
    """One case: gone over (or, in a dry run, able to), or why it cannot."""

    number: str
    stage: str
    reasons: tuple[str, ...]
    clocks: tuple[ClockOver, ...]

    @property
    def goes(self) -> bool:
        """Whether it goes over."""
        return not self.reasons


@dataclass(slots=True)
class MigrationReport:
    """What a migration did, or would do. `more` when it stopped at the limit."""

    old: str
    new: str
    plan: str
    dry_run: bool
    findings: tuple[Finding, ...] = ()
    cases: list[CaseOver] = field(default_factory=list)
    more: bool = False


def migrate_open(
    old: str,
    new: str,
    *,
    actor: Actor,
    now: datetime,
    plan: PlanFile | PlanSheet | None = None,
    dry_run: bool = False,
    unit: str | None = None,
    numbers: Iterable[str] | None = None,
    limit: int = 1_000_000,
    batch: int = _BATCH,
) -> MigrationReport:
    """Let the open cases of one edition go over to another, and say of each what became of it.

    :param old: the key cases are pinned to, such as ``postal-bank@2015.1``, also one that lies on
        the shelf no more
    :param plan: instead of the one on the shelf
    :param dry_run: write nothing. Without a plan, cases can be looked at only like this
    :param unit: only cases of this unit and those below it; they work by the new regulation then,
        and the others do not
    :param numbers: only these cases
    :param batch: cases in one transaction
    :raises NotOnShelf: if the shelf does not hold the new edition
    :raises NoPlan: if nobody has written a plan, except in a dry run
    :raises PlanUnfit: if the plan has errors
    :raises NoSuchUnit: if there is no such unit
    """
    below = None if unit is None else _below(unit, people.directory(now))
    target = migrations.procedure(new)
    report = MigrationReport(old, target.key, "", dry_run)
    for source in _sources(old):
        ready = _ready(source, target, plan, report)
        if not dry_run and not ready.cite:
            raise NoPlan(source.key, target.key)
        move = _Move(source, target, ready, actor, now, report, dry_run, unit, below)
        move.all(None if numbers is None else sorted(numbers), limit, batch)
    return report


def rehearse(
    old: str,
    target: Procedure,
    *,
    actor: Actor,
    now: datetime,
    plan: PlanSheet | None = None,
    limit: int = 200,
) -> MigrationReport:
    """Say what would become of the open cases of an edition under a text not yet in force.

    Nothing is written. Without a plan they are looked at under the one nobody wrote.

    :param limit: cases at most; the report says whether there are more
    :raises NotOnShelf: if the shelf does not hold the old edition
    :raises PlanUnfit: if the plan has errors
    """
    report = MigrationReport(old, target.key, "", dry_run=True)
    for source in _sources(old):
        ready = _ready(source, target, plan, report)
        _Move(source, target, ready, actor, now, report, True, None, None).all(None, limit, _BATCH)
    return report


def _below(unit: str, directory: Directory) -> tuple[str, str]:
    path = path_of(unit, directory)
    if not path:
        raise people.NoSuchUnit(unit)
    return range_of(path)


def _sources(old: str) -> Iterator[Procedure]:
    """Yield every text cases of this key are pinned to; the shelf's where there are none."""
    id_, _, version = old.partition("@")
    digests = list(
        Edition.objects.filter(pack=id_, version=version)
        .order_by("digest")
        .values_list("digest", flat=True)
    )
    yield from (editions.procedure_of(digest) for digest in digests)
    if not digests:
        yield migrations.procedure(old)


def _ready(
    source: Procedure,
    target: Procedure,
    plan: PlanFile | PlanSheet | None,
    report: MigrationReport,
) -> MigrationPlan:
    opened = opened_plan(source, target, plan)
    report.findings = tuple(dict.fromkeys((*report.findings, *opened.findings)))
    if opened.plan is None:
        raise PlanUnfit(plan.name if plan else f"{source.key} → {target.key}", opened.errors)
    report.plan = opened.plan.name
    return opened.plan


@dataclass(slots=True)
class _Move:
    """The move of every open case of one text to another."""

    source: Procedure
    target: Procedure
    plan: MigrationPlan
    actor: Actor
    now: datetime
    report: MigrationReport
    dry_run: bool
    unit: str | None
    below: tuple[str, str] | None

    def all(self, numbers: list[str] | None, limit: int, batch: int) -> None:
        """Take the cases in the order of their numbers, some in each transaction."""
        after = ""
        begun = False
        while len(self.report.cases) < limit:
            size = min(batch, limit - len(self.report.cases))
            with transaction.atomic():
                chosen = self._claim(after, numbers, size)
                if not chosen:
                    return
                if not self.dry_run and not begun:
                    self._make_ready()
                    begun = True
                self._take(chosen)
            after = chosen[-1]
        self.report.more = True

    def _claim(self, after: str, numbers: list[str] | None, size: int) -> list[str]:
        hold = "" if self.dry_run else "FOR UPDATE"
        low, high = self.below or (None, None)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number FROM casework_case WHERE number > %s::text AND digest = %s::text"  # noqa: S608
                " AND NOT ended AND (%s::text[] IS NULL OR number = ANY(%s::text[]))"
                f" AND (%s::text IS NULL OR ({_PLACE} >= %s AND {_PLACE} < %s))"
                f" ORDER BY number LIMIT %s {hold}",
                [after, self.source.digest, numbers, numbers, low, low, high, size],
            )
            return [row[0] for row in cursor.fetchall()]

    def _make_ready(self) -> None:
        """Keep the text cases go over to, and let the organisation, or the unit, work by it."""
        editions.keep(self.target, actor=self.actor.person, now=self.now)
        id_ = self.target.pack.pack.id
        if self.unit is not None:
            if id_ not in in_force(self.now).at(self.unit, people.directory(self.now)):
                adopt_in(id_, self.unit, actor=self.actor, now=self.now)
        elif id_ not in adopted_ids():
            adopt_regulation(id_, actor=self.actor, now=self.now)

    def _take(self, numbers: list[str]) -> None:
        directory = people.directory(self.now)
        streams = ledger.read_many(stream_of(number) for number in numbers)
        going: list[tuple[Matter, Accepted]] = []
        for number in numbers:
            matter = matter_of(number, streams[stream_of(number)])
            accepted = self._decided(matter, directory)
            if accepted is not None:
                going.append((matter, accepted))
        if not self.dry_run and going:
            self._write(going, directory)

    def _decided(self, matter: Matter, directory: Directory) -> Accepted | None:
        at = max(self.now, matter.case.changed_at or self.now)
        number = matter.number
        title = self.source.pack.stages[matter.case.stage].title
        try:
            outcome = migrate(self.source, self.target, self.plan, matter.case, directory, at)
        except ShouwenError as fault:
            self.report.cases.append(CaseOver(number, title, (str(fault),), ()))
            return None
        if not isinstance(outcome, Accepted):
            told = tuple(explain_reasons(self.target, [each]) for each in outcome.reasons)
            self.report.cases.append(CaseOver(number, title, told, ()))
            return None
        event = outcome.events[-1]
        assert isinstance(event, Migrated)  # noqa: S101 - a migration ends with it
        title = self.target.pack.stages[event.stage].title
        over = tuple(self._over(event, matter.case.clocks))
        self.report.cases.append(CaseOver(number, title, (), over))
        return outcome

    def _over(self, event: Migrated, before: dict[str, ClockState]) -> Iterator[ClockOver]:
        came = {move.to: name for name, move in self.plan.clocks.items() if move.to is not None}
        for name, how in event.moved.items():
            state = event.clocks.get(name)
            old = before.get(name if state is None else came.get(name, ""))
            if (state or old) is None or (state is not None and state.state == "stopped"):
                continue
            pack = self.source.pack if state is None else self.target.pack
            due = None if state is None else state.due_at
            late_before = old is not None and old.late(event.at)
            late = state is not None and state.late(event.at) and not late_before
            was = None if old is None else old.due_at
            yield ClockOver(name, pack.clocks[name].title, how, was, due, late)

    def _write(self, going: list[tuple[Matter, Accepted]], directory: Directory) -> None:
        ready = {}
        decided = [(matter, self.target, accepted) for matter, accepted in going]
        for matter, _, accepted in numbered(decided):
            command = f"migrate/{matter.number}/{self.target.digest[:16]}/{matter.version}"
            prepared = prepare(
                matter, accepted, procedure=self.target, directory=directory,
                actor=self.actor.person, command_id=command, now=self.now,
            )  # fmt: skip
            ready[matter.number] = (prepared, accepted, command)
        written = record_many([each for each, _, _ in ready.values()])
        if lost := ready.keys() - written:
            raise ledger.lost(ready[min(lost)][0].append)  # held, so nobody else wrote
        followed = [
            followed_by(each.after, accepted, self.target, self.actor.person, command)
            for each, accepted, command in ready.values()
        ]
        consequences.follow(followed, directory=directory, now=self.now)


def pinned_to(key: str, most: int = 1_000_000) -> int:
    """Return how many open cases are pinned to an edition, counted to `most`."""
    id_, _, version = key.partition("@")
    digests = Edition.objects.filter(pack=id_, version=version).values("digest")
    return Case.objects.filter(digest__in=digests, ended=False)[:most].count()
