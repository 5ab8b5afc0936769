"""A case goes over from one edition to another by a plan, or not, with every reason."""

from dataclasses import dataclass, replace
from datetime import datetime

from shouwen.engine.case import Case, absorb
from shouwen.engine.clockstate import ClockState, Kept, PointAhead
from shouwen.engine.decision import WrongEdition, decide
from shouwen.engine.entries import called_otherwise
from shouwen.engine.events import Event, Migrated
from shouwen.engine.outcome import Accepted, Command, Outcome, Reason, Refused
from shouwen.engine.scope import CaseScope
from shouwen.engine.timing import points_of, set_clock, since_of
from shouwen.regulations.compiled import Procedure, ReadyClock
from shouwen.regulations.migration import MigrationPlan
from shouwen.vocabulary import Directory, TermUnit, at_office


def migrate(
    old: Procedure,
    new: Procedure,
    plan: MigrationPlan,
    case: Case,
    directory: Directory,
    now: datetime,
) -> Outcome:
    """Return the case under the new edition, or every reason why it cannot go over.

    First time passes up to `now` under the old edition: what fell due before is dated and done by
    it. Then one event carries everything that is otherwise from now on. Points of clocks that have
    come by the new dates take effect when time next passes.

    :raises WrongEdition: if the case is pinned to another text than `old`, or the plan leads
        elsewhere
    """
    now = at_office(now)
    if case.digest != old.digest or (plan.old, plan.new) != (old.key, new.key):
        raise WrongEdition(
            f"本件适用 {case.pack}，方案由 {plan.old} 迁至 {plan.new}",
            "请核对两版办法和迁移方案",
            f"the case is pinned to {case.pack}; the plan leads from {plan.old} to {plan.new}",
        )
    if case.ended:
        said = Reason("ended", "本件已经终结，仍适用原来的版本", english="The case has ended")
        return Refused((said,))
    passed = decide(old, case, Command(), directory, now)
    if isinstance(passed, Refused):
        return passed
    going = _Going(old, new, plan, passed.case, now)
    reasons = going.reasons()
    if reasons:
        return Refused(tuple(reasons))
    after = passed.case.copy()
    event = going.event()
    absorb(after, event)
    events: tuple[Event, ...] = (*passed.events, event)
    return Accepted(events, after, passed.rules)


@dataclass(frozen=True, slots=True)
class _Going:
    """One case on its way from one edition to another."""

    old: Procedure
    new: Procedure
    plan: MigrationPlan
    case: Case
    now: datetime

    # -- why not

    def reasons(self) -> list[Reason]:
        """Return everything that keeps the case from going over."""
        plan, case, old = self.plan, self.case, self.old.pack
        found: list[Reason] = []

        def no(chinese: str, english: str, field: str | None = None) -> None:
            found.append(Reason("migration", chinese, plan.cite, field, english))

        if case.stage not in plan.stages:
            title = old.stages[case.stage].title
            no(f"阶段“{title}”在新版没有去处", f"Stage '{title}' leads nowhere in the new edition")
        for name in sorted(case.facts):
            target = plan.facts.get(name, name)
            if target is not None and target not in self.new.pack.facts:
                title = old.facts[name].title if name in old.facts else name
                no(f"要素“{title}”在新版没有对应", f"Fact '{title}' has no counterpart", name)
        for ledger in sorted(case.posted):
            if ledger not in self.new.pack.ledgers and case.posted[ledger]:
                title = old.ledgers[ledger].title
                no(f"已记入“{title}”，新版没有这本账", f"It has been charged under '{title}'")
        for name, state in case.clocks.items():
            move = plan.clocks.get(name)
            title = old.clocks[name].title
            if move is None:
                no(f"时限“{title}”在新版没有对应", f"Clock '{title}' has no counterpart", name)
            elif move.do == "recompute" and self._mixes_units(state, move.to):
                no(
                    f"时限“{title}”已经延期，而两版的计时单位不同，不能重算",
                    f"Clock '{title}' was extended in another unit; it cannot be computed again",
                    name,
                )
        return found

    def _mixes_units(self, state: ClockState, target: str | None) -> bool:
        if not state.added or state.state == "stopped" or target is None:
            return False
        fresh = self._anew(self.new.clocks[target], state)
        return fresh.unit is not None and fresh.unit != state.unit

    # -- what becomes of it

    def event(self) -> Migrated:
        """Return the one event of the migration."""
        plan = self.plan
        clocks: dict[str, ClockState] = {}
        moved: dict[str, str] = {}
        for name, state in self.case.clocks.items():
            move = plan.clocks[name]
            if move.to is None:
                moved[name] = "drop"
                continue
            clocks[move.to] = self._moved(name, state, move.to, move.do)
            moved[move.to] = "keep" if state.state == "stopped" else move.do
        for name in plan.start:
            ready = self.new.clocks[name]
            if ready.when is None or ready.when(self._scope()) is True:
                since = since_of(ready, self._scope(), self.now)
                clocks[name] = set_clock(
                    ready, self._scope(), started_at=self.now, since=since, now=self.now
                )
                moved[name] = "start"
        return Migrated(
            self.now,
            plan.cite,
            self.case.pack,
            self.case.digest,
            self.new.key,
            self.new.digest,
            plan.digest,
            plan.stages[self.case.stage],
            plan.facts,
            plan.values,
            self._begun(),
            plan.tasks,
            plan.acts,
            plan.records,
            plan.approvals,
            clocks,
            moved,
        )

    def _begun(self) -> dict[str, object]:
        """Return the defaults of facts the case does not know under the new edition yet."""
        known = called_otherwise(self.case.facts, self.plan.facts, self.plan.values)
        before = self.old.pack.facts.keys() | self.plan.facts.keys()
        return {
            name: value
            for name, value in self.new.defaults.items()
            if name not in known and name not in before
        }

    def _scope(self) -> CaseScope:
        """Return the case as the new edition sees it."""
        facts = called_otherwise(self.case.facts, self.plan.facts, self.plan.values)
        stage = self.plan.stages.get(self.case.stage, self.case.stage)
        seen = replace(self.case, facts={**facts, **self._begun()}, stage=stage)
        return CaseScope(self.new, seen, self.now)

    def _moved(self, name: str, state: ClockState, target: str, do: str) -> ClockState:
        ready = self.new.clocks[target]
        ahead = self._same_points(self.old.clocks[name], ready, state)
        state = replace(state, points=ahead)
        if state.state == "stopped":
            return state
        if do == "restart":
            fresh = set_clock(
                ready, self._scope(), started_at=self.now, since=self.now, now=self.now, again=True
            )
            paused = state.state == "paused" and fresh.state == "running"
            return replace(fresh, state="paused", paused_at=self.now) if paused else fresh
        if do == "recompute":
            if state.state == "paused":
                return replace(state, kept=None)  # it is counted anew when it resumes
            return self._anew(ready, state)
        kept = state.kept or Kept(self.old.key, self.plan.cite)
        if state.due_at is None:
            return replace(self._anew(ready, state), kept=None)
        return replace(state, kept=kept, points=self._kept_points(ready, state, ahead))

    def _anew(self, ready: ReadyClock, state: ClockState) -> ClockState:
        """Return a clock counted again from the same beginning, by the new edition."""
        return set_clock(
            ready,
            self._scope(),
            started_at=state.started_at,
            since=state.since,
            now=self.now,
            before=state,
            added=state.added,
            extended=state.extended,
            again=state.again,
            by_facts=True,
        )

    @staticmethod
    def _same_points(old: ReadyClock, new: ReadyClock, state: ClockState) -> tuple[PointAhead, ...]:
        """Return the points not yet reached, as the new edition numbers them."""
        places = {point.moment: index for index, point in enumerate(new.points)}
        return tuple(
            PointAhead(point.at, places[moment], point.turn)
            for point in state.points
            if (moment := old.points[point.index].moment) in places
        )

    def _kept_points(
        self, ready: ReadyClock, state: ClockState, ahead: tuple[PointAhead, ...]
    ) -> tuple[PointAhead, ...]:
        """Return the points of a clock whose date stays: those there were, and the new ones ahead.

        A point the old edition had and has passed does not come again.
        """
        assert state.due_at is not None  # noqa: S101 - looked at before
        unit = TermUnit.HOUR if state.unit in (None, "until") else TermUnit(state.unit)
        there = {(point.index, point.turn) for point in ahead}
        name = next(old for old, move in self.plan.clocks.items() if move.to == ready.name)
        had = {point.moment for point in self.old.clocks[name].points}
        fresh = [
            point
            for point in points_of(ready, self._scope(), state.since, state.due_at, unit)
            if (point.index, point.turn) not in there
            and ready.points[point.index].moment not in had
            and point.at > self.now
        ]
        every = [*ahead, *fresh]
        every.sort(key=lambda each: (each.at, each.index, each.turn))
        return tuple(every)
