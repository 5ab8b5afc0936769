"""One decision: what the regulation makes of one command at one moment.

The order is fixed: let the time pass up to now, check everything and collect every reason, record
the facts, the act and the task, do the effects as written, then answer each tag in the order it
was raised (clocks first, rules after) until nothing is left to answer.
"""

from datetime import datetime

from shouwen.engine.case import Case
from shouwen.engine.checking import reasons_against
from shouwen.engine.clockstate import ClockState
from shouwen.engine.consequences import NotComputable
from shouwen.engine.doing import Doing
from shouwen.engine.events import (
    ActDone,
    ApprovalGiven,
    ApprovalLapsed,
    CaseOpened,
    PointReached,
    TaskDone,
)
from shouwen.engine.forms import typed_form
from shouwen.engine.outcome import Command, Outcome, Reason, Refused
from shouwen.engine.papers import contents_of
from shouwen.regulations.compiled import (
    Procedure,
    ReadyAct,
    ReadyApproval,
)
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office
from shouwen.vocabulary.identity import COMPLAINANT

#: More answers than this to one command means rules that feed each other: the proofreader proves
#: there are none, and this is the belt to its braces.
MOST_TAGS = 500


class RulesDoNotSettle(ShouwenError):
    """Rules answered one another without end."""


class WrongEdition(ShouwenError):
    """A case was put before another edition than the one it is pinned to."""


def decide(
    procedure: Procedure, case: Case | None, command: Command, directory: Directory, now: datetime
) -> Outcome:
    """Return what the regulation makes of one command: events with the case after, or reasons.

    Reads no clock, file or database: the same arguments always give the same answer. `case` is
    None before a matter is taken in. A command without an act lets the time pass up to `now`.

    :raises WrongEdition: if the case is pinned to another text than `procedure`
    """
    now = at_office(now)
    if case is not None and case.digest != procedure.digest:
        raise WrongEdition(
            f"本件适用 {case.pack}（{case.digest[:12]}），不能按 {procedure.key} 办理",
            "请打开本件登记时适用的版本",
            f"the case is pinned to {case.pack}, not to {procedure.key}",
        )
    if case is not None and case.changed_at is not None and now < case.changed_at:
        return Refused(
            (
                Reason(
                    "order",
                    "时间早于本件的最后一次变动，请核对时钟",
                    english="Earlier than the last change of the case; please check the clock",
                ),
            )
        )
    decision = _Decision(procedure, case, directory, now)
    if command.act is None:
        decision.let_time_pass()
        return decision.accepted()
    decision.let_time_pass(up_to_now=False)
    ready = procedure.acts.get(command.act)
    if ready is None or command.actor is None:
        return Refused(
            (
                Reason(
                    "no_such_act",
                    f"本办法没有“{command.act}”这一动作",
                    english=f"The regulation has no act '{command.act}'",
                ),
            )
        )
    form, unfit = typed_form(procedure, command.form, directory, tuple(ready.act.cite))
    post, reasons = reasons_against(
        procedure,
        None if case is None else decision.case,
        ready,
        command.actor,
        form,
        command.task,
        directory,
        now,
        unfit=unfit,
    )
    if unfit or reasons:
        return Refused((*unfit, *reasons))
    try:
        decision.perform(
            ready,
            command.actor,
            post.role if post else None,
            post.unit if post and post.unit else command.actor.unit,
            form,
            command.task,
        )
        decision.settle()
    except NotComputable as not_computable:
        return Refused((not_computable.reason,))
    decision.let_time_pass()
    return decision.accepted()


class _Decision(Doing):
    """Time, acts, approvals and answers over a draft."""

    # -- time

    def let_time_pass(self, *, up_to_now: bool = True) -> None:
        """Fire every point that has come, in order, dated at its instant however late seen.

        Before an act, points of this very instant wait: what is done at the due instant is in time.
        """
        self._person = None
        while (found := self._next_point(up_to_now)) is not None:
            name, clock = found
            ahead = clock.points[0]
            ready = self.procedure.clocks[name]
            point = ready.points[ahead.index]
            at = max(ahead.at, self.case.changed_at or ahead.at)
            if at > self.at or not self.events:
                # A clock that starts itself anew each week may have much to catch up with.
                self._answered = 0
            self.at = at
            self._scope = None
            self.emit(
                PointReached(
                    self.at, tuple(ready.clock.cite), name, point.moment, point.is_due, self.now
                )
            )
            self.do(point.do, tuple(ready.clock.cite), f"clock {name}")
            if point.is_due:
                self._tags.append(f"due {name}")
            self.settle()
        self.at = self.now
        self._scope = None

    def _next_point(self, up_to_now: bool) -> tuple[str, ClockState] | None:
        waiting = [
            (clock.points[0].at, name)
            for name, clock in self.case.clocks.items()
            if clock.state == "running"
            and clock.points
            and (clock.points[0].at < self.now or (up_to_now and clock.points[0].at == self.now))
        ]
        if not waiting:
            return None
        _, name = min(waiting)
        return name, self.case.clocks[name]

    # -- acts

    def perform(
        self,
        ready: ReadyAct,
        actor: Actor,
        role: str | None,
        unit: str | None,
        form: dict[str, object],
        task: str | None,
    ) -> None:
        act, cite = ready.act, tuple(ready.act.cite)
        pack = self.procedure.pack
        if act.own:
            # His own matter: he is its complainant, and no desk has received it yet.
            actor, role, unit = Actor(COMPLAINANT), pack.pack.complainant, None
        self._person = actor.person
        external = role in pack.roles and pack.roles[str(role)].external
        if self.case.opened_at is None:
            self.emit(
                CaseOpened(
                    self.at,
                    cite,
                    self.procedure.key,
                    self.procedure.digest,
                    pack.pack.first_stage,
                    actor.person,
                    unit,
                    dict(self.procedure.defaults),
                    external,
                )
            )
            self._tags.append(f"enter {pack.pack.first_stage}")
        if form:
            self.record(form, cite)
        self.emit(ActDone(self.at, cite, ready.name, actor.person, role, unit, external))
        self._tags.append(f"act {ready.name}")
        if act.means:
            self._tags.extend(f"means {meaning}" for meaning in act.means)
        if act.completes is not None:
            self._complete(act.completes, task, actor, form, cite)
        self.do(ready.do, cite, f"act {ready.name}")

    def _complete(
        self,
        name: str,
        item: str | None,
        actor: Actor,
        form: dict[str, object],
        cite: tuple[str, ...],
    ) -> None:
        found = next(
            task for task in self.case.open_tasks(name) if item in (None, task.item, task.id)
        )
        self._item = found.item
        self.emit(TaskDone(self.at, cite, found.id, name, found.item, actor.person, dict(form)))
        self._tags.append(f"done {name}")
        if not self.case.open_tasks(name):
            self._tags.append(f"all_done {name}")

    # -- approvals

    def _give(self, ready: ReadyApproval) -> None:
        """Let an approval be given on what the facts say now."""
        if ready.when is not None and ready.when(self.scope()) is not True:
            return
        basis = contents_of(ready.approval.rests_on, self.scope())
        self._facts_changed.add(ready.name)
        self._fresh.clear()
        cite = tuple(ready.approval.cite)
        self.emit(ApprovalGiven(self.at, cite, ready.name, self._person, basis))

    def _lapse(self) -> None:
        """Let every approval lapse whose basis is not what it was, and do what follows.

        One that is about to be given anew is replaced instead.
        """
        waiting = (self.procedure.reactions.get(tag) for tag in self._tags)
        coming = {ready.name for each in waiting if each is not None for ready in each.approvals}
        for name, given in list(self.case.approvals.items()):
            if given.lapsed_at is not None or name in coming:
                continue
            changed = self.scope().changed_since(name, given.basis)
            if not changed:
                continue
            ready = self.procedure.approvals[name]
            cite = tuple(ready.approval.cite)
            self._facts_changed.add(name)
            self._fresh.clear()
            self.emit(ApprovalLapsed(self.at, cite, name, changed))
            self.do(ready.lapse, cite, f"approval {name}")
            self._tags.append(f"lapse {name}")

    # -- answers

    def settle(self) -> None:
        """Answer every tag in the order raised, then let clocks follow changed facts.

        Approvals lapse as soon as their basis is another, before the next tag is answered.
        """
        while self._tags or self._facts_changed or self._written:
            while self._tags:
                if self.case.approvals:
                    self._lapse()
                self._answer(self._tags.popleft())
            if self.case.approvals:
                self._lapse()
                if self._tags:
                    continue
            self._recompute()
            if self._written:
                self._blank_again()

    def _answer(self, tag: str) -> None:
        self._answered += 1
        if self._answered > MOST_TAGS:
            raise RulesDoNotSettle(
                f"规则互相触发，超过 {MOST_TAGS} 次仍未停止",
                "请用 rules check 查找循环的规则",
                "rules keep triggering each other; run rules check",
            )
        reaction = self.procedure.reactions.get(tag)
        if reaction is None:
            return
        for approval in reaction.approvals:
            self._give(approval)
        for clock, part in reaction.clocks:
            self._answer_clock(clock, part)
        for rule in reaction.rules:
            if rule.when is None or rule.when(self.scope()) is True:
                self._fired.add(rule.name)
                self.do(rule.do, tuple(rule.rule.cite), f"rule {rule.name}")
