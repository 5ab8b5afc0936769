"""One decision: what the regulation makes of one command at one moment.

The order is fixed: let the time pass up to now, check everything and collect every reason, record
the facts, the act and the task, do the effects as written, then answer each tag in the order it
was raised (clocks first, rules after) until nothing is left to answer.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from shouwen.engine.case import Case, absorb
from shouwen.engine.checking import reasons_against
from shouwen.engine.circles import recused_persons
from shouwen.engine.clockstate import ClockState
from shouwen.engine.consequences import NotComputable, posting, raising, releasing
from shouwen.engine.events import (
    ActDone,
    ApprovalGiven,
    ApprovalLapsed,
    CaseOpened,
    Cite,
    ClockSet,
    DocumentIssued,
    Event,
    FactsCleared,
    FactsRecorded,
    NoticeDue,
    PointReached,
    Recipient,
    StageChanged,
    TaskCancelled,
    TaskDone,
    TaskOpened,
)
from shouwen.engine.forms import typed_form
from shouwen.engine.outcome import Accepted, Command, Outcome, Reason, Refused
from shouwen.engine.papers import contents_of
from shouwen.engine.recording import blank_again, entering, striking
from shouwen.engine.scope import CaseScope
from shouwen.engine.seating import Seating
from shouwen.engine.timing import resumed, set_clock, since_of
from shouwen.regulations.compiled import (
    Procedure,
    ReadyAct,
    ReadyApproval,
    ReadyClock,
    ReadyEffect,
)
from shouwen.regulations.effects import Naming
from shouwen.regulations.elements import Seat
from shouwen.regulations.expressions import UNKNOWN
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office

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


class _Decision:
    """The scratch case of one decision and the events so far; discarded when refused."""

    def __init__(
        self, procedure: Procedure, case: Case | None, directory: Directory, now: datetime
    ) -> None:
        self.procedure = procedure
        self.case = Case() if case is None else case.copy()
        self.directory = directory
        self.now = now
        self.at = now
        self.events: list[Event] = []
        self._tags: deque[str] = deque()
        self._answered = 0
        self._facts_changed: set[str] = set()
        self._scope: CaseScope | None = None
        self._item: str | None = None
        self._fired: set[str] = set()
        self._fresh: set[str] = set()
        self._written: dict[str, Cite] = {}
        self._person: str | None = None

    def accepted(self) -> Accepted:
        return Accepted(tuple(self.events), self.case, frozenset(self._fired))

    def emit(self, event: Event) -> None:
        absorb(self.case, event)
        self.events.append(event)
        self._scope = None

    def scope(self) -> CaseScope:
        if self._scope is None:
            self._scope = CaseScope(self.procedure, self.case, self.at)
        return self._scope

    def seating(self, item: str | None = None) -> Seating:
        return Seating(self.procedure, self.scope(), self.directory, item or self._item)

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

    def record(self, values: dict[str, object], cite: tuple[str, ...]) -> None:
        changed = {
            name: value
            for name, value in values.items()
            if name not in self.case.facts or self.case.facts[name] != value
        }
        if changed:
            self._facts_changed |= changed.keys()
            self._fresh.clear()
            self.emit(FactsRecorded(self.at, cite, changed))

    # -- effects

    def do(self, effects: Sequence[ReadyEffect], cite: tuple[str, ...], because: str) -> None:
        for ready in effects:
            if ready.when is not None and ready.when(self.scope()) is not True:
                continue
            effect = ready.effect
            why = (*cite, *effect.cite) if effect.cite else cite
            match ready.verb:
                case "goto":
                    self._goto(str(effect.goto), why)
                case "set":
                    self._set(ready, why)
                case "notify" | "escalate":
                    self._tell(ready, why, because)
                case "issue":
                    self._issue(str(effect.issue), why)
                case "open":
                    self._open(str(effect.open), why)
                case "clear":
                    self._clear(effect.clear or (), why)
                case "extend":
                    self._extend(self.procedure.clocks[str(effect.extend)], why)
                case "name":
                    self._name(ready, why)
                case "enter" | "strike":
                    self._write(ready, why)
                case "post" | "release" | "raise":
                    self._follow(ready, why)
                case "cancel":
                    for task in self.case.open_tasks(effect.cancel):
                        self.emit(TaskCancelled(self.at, why, task.id, task.task, task.item))

    def _clear(self, facts: Sequence[str], cite: Cite) -> None:
        names = tuple(name for name in facts if name in self.case.facts)
        if names:
            self._facts_changed |= set(names)
            self._fresh.clear()
            self.emit(FactsCleared(self.at, cite, names))

    def _name(self, ready: ReadyEffect, cite: Cite) -> None:
        """Name whoever holds a seat, or held it that day; where nobody can be told, nobody."""
        naming = ready.effect.name
        assert naming is not None  # noqa: S101 - the verb says so
        persons = self._holders(naming)
        several = self.procedure.pack.facts[naming.fact].type.startswith("list:")
        if several and persons:
            self.record({naming.fact: persons}, cite)
        elif len(persons) == 1:
            self.record({naming.fact: persons[0]}, cite)
        else:
            self._clear([naming.fact], cite)

    def _holders(self, naming: Naming) -> list[str]:
        directory = self.directory
        if naming.on is not None:
            when = self.scope().look(naming.on)
            if not isinstance(when, date):
                return []
            directory = directory.on(when)
        item = self._item
        return Seating(self.procedure, self.scope(), directory, item).holders(naming.seat)

    def _write(self, ready: ReadyEffect, cite: Cite) -> None:
        """Enter something into a record, or strike it out; its columns stay till all is settled."""
        name = str(ready.effect.enter or ready.effect.strike)
        makes = entering if ready.verb == "enter" else striking
        event = makes(self.procedure, self.case, self.scope(), name, self.at, cite)
        if event is None:
            return
        self._facts_changed.add(name)
        self._fresh.clear()
        self._written[name] = cite
        self.emit(event)

    def _follow(self, ready: ReadyEffect, cite: Cite) -> None:
        """Charge, release, or raise an improvement; refuse an act that does not say enough."""
        makes = {"post": posting, "release": releasing, "raise": raising}[ready.verb]
        name = str(ready.effect.post or ready.effect.release or ready.effect.raise_)
        event = makes(self.procedure, self.case, name, self.at, cite, self._person is not None)
        if event is not None:
            self.emit(event)

    def _blank_again(self) -> None:
        """Make the columns of what was written ready for the next entry."""
        cite = tuple(dict.fromkeys(id_ for why in self._written.values() for id_ in why))
        event = blank_again(self.procedure, self.case, self._written, self.at, cite)
        self._written.clear()
        if event is not None:
            self._facts_changed |= {*event.names, *event.values}
            self.emit(event)

    def _set(self, ready: ReadyEffect, cite: tuple[str, ...]) -> None:
        values = {name: expression(self.scope()) for name, expression in ready.sets.items()}
        self.record({n: v for n, v in values.items() if v is not UNKNOWN}, cite)

    def _goto(self, stage: str, cite: tuple[str, ...]) -> None:
        left = self.case.stage
        if left == stage:
            return
        ended = self.procedure.pack.stages[stage].kind == "end"
        for task in self.case.open_tasks():
            if ended or not task.keeps:
                self.emit(TaskCancelled(self.at, cite, task.id, task.task, task.item))
        self.emit(StageChanged(self.at, cite, left, stage, ended))
        self._tags.append(f"leave {left}")
        self._tags.append(f"enter {stage}")

    def _open(self, name: str, cite: tuple[str, ...]) -> None:
        task = self.procedure.pack.tasks[name]
        items: Sequence[str | None] = [None]
        if task.for_each is not None:
            value = self.scope().look(task.for_each)
            items = list(dict.fromkeys(value)) if isinstance(value, list | tuple) else []
        already = {open_.item for open_ in self.case.open_tasks(name)}
        for item in items:
            if item in already:
                continue
            owner = self._seen_by(task.owner, item)
            self.emit(
                TaskOpened(
                    self.at,
                    tuple(dict.fromkeys((*task.cite, *cite))),
                    f"{name}.{len(self.case.tasks) + 1}",
                    name,
                    item,
                    owner,
                    task.keeps,
                )
            )
        self._tags.append(f"open {name}")

    def _tell(self, ready: ReadyEffect, cite: tuple[str, ...], because: str) -> None:
        effect = ready.effect
        seat = effect.notify or effect.escalate
        assert seat is not None  # noqa: S101 - the verb says so
        kind = "escalate" if ready.verb == "escalate" else "notify"
        to = self._seen_by(seat, None)
        self.emit(NoticeDue(self.at, cite, kind, to, because, effect.say))  # type: ignore[arg-type]

    def _seen_by(self, seat: Seat, item: str | None) -> Recipient:
        """Return whom a seat reaches, without anyone who may not see the case."""
        barred = recused_persons(self.procedure, self.case)
        return self.seating(item).recipient(seat, barred)

    def _issue(self, name: str, cite: tuple[str, ...]) -> None:
        document = self.procedure.pack.documents[name]
        sequence = 1 + sum(1 for issued in self.case.documents if issued.document == name)
        contents = contents_of(document.shown, self.scope())
        self.emit(
            DocumentIssued(
                self.at,
                tuple(dict.fromkeys((*document.cite, *cite))),
                name,
                sequence,
                self._pattern(document.number),
                None,
                contents,
                tuple(document.copies),
            )
        )

    def _pattern(self, number: str | None) -> str | None:
        """Return a number pattern with the case's unit filled in: registers are kept by unit."""
        if number is None or "{unit}" not in number:
            return number
        fact = self.procedure.pack.fact_meaning("accused_unit")
        unit = self.case.facts.get(fact or "") or self.case.receiving_unit or ""
        return number.replace("{unit}", str(unit))

    # -- clocks

    def _extend(self, ready: ReadyClock, cite: tuple[str, ...]) -> None:
        clock = self.case.clocks[ready.name]
        extension = ready.clock.extension
        assert extension is not None  # noqa: S101 - checked before the act was accepted
        amount = ready.extension.amount if ready.extension is not None else 0
        if extension.amount is not None:
            asked = self.scope().look(extension.amount)
            amount = asked if isinstance(asked, int) else amount
        state = set_clock(
            ready,
            self.scope(),
            started_at=clock.started_at,
            since=clock.since,
            now=self.at,
            before=clock,
            added=clock.added + amount,
            extended=clock.extended + 1,
            again=clock.again,
        )
        why = tuple(dict.fromkeys((*extension.cite, *cite)))
        self.emit(ClockSet(self.at, why, ready.name, "extended", state))

    def _start(self, ready: ReadyClock) -> None:
        if ready.when is not None and ready.when(self.scope()) is not True:
            return
        before = self.case.clocks.get(ready.name)
        # A first start counts from the receipt; a fresh round counts from what began it, unless
        # each round has a receipt of its own.
        received = before is None or ready.clock.since_always
        since = since_of(ready, self.scope(), self.at) if received else self.at
        state = set_clock(
            ready,
            self.scope(),
            started_at=self.at,
            since=since,
            now=self.at,
            again=not received,
        )
        self._fresh.add(ready.name)
        why = "started" if before is None else "restarted"
        self.emit(ClockSet(self.at, self._cite(ready, state.row), ready.name, why, state))  # type: ignore[arg-type]

    def _cite(self, ready: ReadyClock, row: int | None) -> tuple[str, ...]:
        cite = tuple(ready.clock.cite)
        if row is None or ready.limit_from is None:
            return cite
        return tuple(
            dict.fromkeys((*cite, *self.procedure.tables[ready.limit_from[0]].rows[row - 1].cite))
        )

    def _answer_clock(self, ready: ReadyClock, part: str) -> None:
        clock = self.case.clocks.get(ready.name)
        state = clock.state if clock is not None else "stopped"
        if part == "start":
            self._start(ready)
        elif clock is None or state == "stopped":
            return
        elif part == "stop":
            stopped = replace(clock, state="stopped", stopped_at=self.at, points=(), paused_at=None)
            if state == "paused":
                stopped = replace(stopped, paused_at=clock.paused_at)
            self.emit(ClockSet(self.at, tuple(ready.clock.cite), ready.name, "stopped", stopped))
        elif part == "pause" and state in ("running", "waiting"):
            paused = replace(clock, state="paused", paused_at=self.at)
            self.emit(ClockSet(self.at, tuple(ready.clock.cite), ready.name, "paused", paused))
        elif part == "resume" and state == "paused":
            again = resumed(ready, self.scope(), clock, self.at)
            self.emit(ClockSet(self.at, tuple(ready.clock.cite), ready.name, "resumed", again))

    def _recompute(self) -> None:
        """Let running clocks follow the facts they rest on, from the same beginning."""
        changed = self._facts_changed
        self._facts_changed = set()
        for name, clock in list(self.case.clocks.items()):
            if name in self._fresh:
                continue
            ready = self.procedure.clocks[name]
            if clock.state not in ("running", "waiting") or not ready.depends & changed:
                continue
            since = clock.since
            if ready.clock.since is not None and ready.clock.since in changed and not clock.again:
                since = since_of(ready, self.scope(), clock.started_at)
            state = set_clock(
                ready,
                self.scope(),
                started_at=clock.started_at,
                since=since,
                now=self.at,
                before=clock,
                added=clock.added,
                extended=clock.extended,
                again=clock.again,
                by_facts=True,
            )
            if (state.state, state.due_at, state.row) != (clock.state, clock.due_at, clock.row):
                cite = self._cite(ready, state.row)
                self.emit(ClockSet(self.at, cite, name, "recomputed", state))

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
