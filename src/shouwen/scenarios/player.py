"""The player: runs a story against a regulation and says, step by step, what became of it."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from shouwen.engine import (
    Accepted,
    Case,
    Command,
    DocumentIssued,
    Event,
    NoticeDue,
    Outcome,
    Reason,
    Refused,
    decide,
    duties_due,
    explain_due,
    migrate,
    number_documents,
    replay,
)
from shouwen.regulations.compiled import Procedure
from shouwen.scenarios.accounts import Accounts
from shouwen.scenarios.editions import Editions
from shouwen.scenarios.expectations import broken_expectations
from shouwen.scenarios.names import misnamed
from shouwen.scenarios.played import StepPlayed, StoryPlayed
from shouwen.scenarios.story import Step, Story
from shouwen.vocabulary import Actor, Directory, Month, Person, ShouwenError, Spell, iso, moment


class NoEditions(ShouwenError):
    """A story migrates, and was played without a shelf."""


class StoryUnplayable(ShouwenError):
    """A step cannot be played at all: its day lies outside the calendar, or nobody is named.

    `step` is its number, from 1.
    """

    def __init__(self, step: int, problem: str, remedy: str, english: str) -> None:
        self.step = step
        super().__init__(f"第 {step} 步：{problem}", remedy, f"step {step}: {english}")


def play(
    procedure: Procedure, story: Story, directory: Directory, editions: Editions | None = None
) -> StoryPlayed:
    """Return what the regulation makes of a story.

    Whoever the story names only by `who` counts as one of the people while it is played. After
    every step the case is rebuilt from its events and must be the same.

    :param editions: where a step that migrates finds its edition and its plan
    :raises StoryUnplayable: if a step lies outside the calendar, or leads to no edition
    """
    run = _Run(procedure, _with_cast(story, directory), editions)
    for number, step in enumerate(story.steps, 1):
        try:
            run.take(number, step)
        except ShouwenError as fault:
            raise StoryUnplayable(number, fault.problem, fault.remedy, fault.english) from fault
    trail = tuple(run.trail)
    return StoryPlayed(story.title, tuple(played for _, played, _ in trail), run.case, trail)


class _Run:
    """A story while it is played: the case so far, and what each step led to."""

    def __init__(
        self, procedure: Procedure, directory: Directory, editions: Editions | None
    ) -> None:
        self.procedure = procedure
        self.editions = editions
        self.directory = directory
        self.case: Case | None = None
        self.events: list[Event] = []
        self.accounts = Accounts(procedure)
        self.trail: list[tuple[Step, StepPlayed, Case | None]] = []
        self._serials: Counter[str] = Counter()

    def take(self, number: int, step: Step) -> None:
        """Play one step."""
        procedure = self.procedure
        if step.duty is not None:
            duty = _duty(procedure, step, number, self.directory.on(_first_day(step)))
            self.trail.append((step, duty, self.case))
            return
        if step.close_month is not None:
            self.trail.append((step, self._close(number, step), self.case))
            return
        at = moment_of(step, number)
        directory = self.directory.on(at)
        reasons: tuple[Reason, ...] = ()
        new: tuple[Event, ...] = ()
        rules: frozenset[str] = frozenset()
        before = self.case
        answer: Outcome | None = None
        if step.act is not None:
            command = Command(step.act, actor_of(step, directory), form_of(step), step.task)
            answer = decide(procedure, before, command, directory, at)
            reasons = answer.reasons if isinstance(answer, Refused) else ()
        elif before is None:
            reasons = (Reason("not_open_yet", "尚未登记", english="Not registered yet"),)
        elif step.migrate is not None:
            answer = self._migrate(step, before, directory, at)
            reasons = answer.reasons if isinstance(answer, Refused) else ()
        if before is not None and not isinstance(answer, Accepted):
            # What time has brought stays, also when the act itself is refused.
            answer = decide(procedure, before, Command(), directory, at)
            if isinstance(answer, Refused) and not reasons:
                reasons = answer.reasons
        if isinstance(answer, Accepted):
            answer = number_documents(before, answer, self._draw)
            self.case, new, rules = answer.case, answer.events, answer.rules
        if self.case is not None and self.case.digest != procedure.digest:
            procedure = self.procedure = self._editions().procedure(self.case.pack)
        self.events.extend(new)
        self.accounts.charge(new)
        outcome = "refused" if reasons else "accepted"
        played = _played(procedure, step, number, at, outcome, reasons, self.case, new)
        actor = actor_of(step, directory) if step.by or step.role else None
        broken = broken_expectations(procedure, step, played, self.case, actor, directory)
        broken += tuple(self.accounts.broken(step.accounts, Month.of(at)))
        if self.case is not None and replay(self.events) != self.case:
            broken = (
                *broken,
                "由事件重放得到的案件与现状不同（引擎错误）"
                " / replay gives another case (a fault of the engine)",
            )
        played = replace(played, broken=broken, rules=rules, procedure=procedure)
        self.trail.append((step, played, before if outcome == "refused" else self.case))

    def _migrate(self, step: Step, case: Case, directory: Directory, at: datetime) -> Outcome:
        assert step.migrate is not None  # noqa: S101 - the caller has looked
        new = self._editions().procedure(step.migrate.to)
        plan = self._editions().plan(self.procedure, new, step.migrate.plan)
        return migrate(self.procedure, new, plan, case, directory, at)

    def _editions(self) -> Editions:
        if self.editions is None:
            raise NoEditions(
                "演算时没有办法架，找不到要迁移到的版本",
                "请用 shouwen scenarios play 演算，或给 play 一个 editions",
                "a story that migrates needs the shelf: play it with editions",
            )
        return self.editions

    def _close(self, number: int, step: Step) -> StepPlayed:
        month = Month.parse(str(step.close_month))
        at = month.end if step.at is None else moment_of(step, number)
        broken = misnamed(self.procedure, step, self.directory, refusal_wanted=False)
        if why := self.accounts.close(step, at):
            broken.append(why)
        broken += self.accounts.broken(step.accounts, month)
        played = _played(self.procedure, step, number, at, "accepted", (), self.case, ())
        figures = self.accounts.figures(month)
        return replace(played, broken=tuple(broken), closed=str(month), accounts=figures)

    def _draw(self, series: str) -> int:
        self._serials[series] += 1
        return self._serials[series]


def _with_cast(story: Story, directory: Directory) -> Directory:
    """Return the directory with those the story names only by `who`."""
    cast = {step.who for step in story.steps if step.who and step.by is None}
    strangers = sorted(cast - directory.people.keys())
    if not strangers or not directory.people:
        return directory
    cast_in = [Person(who, who) for who in strangers]
    past = directory.past
    if past is not None:
        past = replace(past, people=(*past.people, *(Spell(person) for person in cast_in)))
    return Directory.of(
        directory.units.values(),
        [*directory.people.values(), *cast_in],
        directory.posts,
        directory.deputies,
        past=past,
    )


def _first_day(step: Step) -> date:
    return date.fromisoformat(str(step.period))


def moment_of(step: Step, number: int) -> datetime:
    """Return when a step happens, on the office's clock unless it says otherwise.

    :param number: of the step, from 1
    :raises StoryUnplayable: if it says no moment
    """
    try:
        return moment(str(step.at))
    except ValueError as fault:
        raise StoryUnplayable(
            number,
            f"时刻“{step.at}”读不懂",
            "请写 2026-09-28 17:20 或 2026-09-28T17:20+08:00",
            f"'{step.at}' is no moment",
        ) from fault


def actor_of(step: Step, directory: Directory) -> Actor:
    """Return who acts in a step, with the role and the unit the step itself gives."""
    if step.by is not None:
        name = directory.people[step.by].name if step.by in directory.people else step.by
        roles = frozenset({step.role}) if step.role else frozenset()
        return Actor(step.by, name, roles, step.unit)
    who = step.who or f"某{step.role}"
    return Actor(who, who, frozenset({step.role} if step.role else ()), step.unit)


def form_of(step: Step) -> dict[str, object]:
    """Return what is filled in; what a step writes as null is not."""
    return {name: value for name, value in step.form.items() if value is not None}


def _played(
    procedure: Procedure,
    step: Step,
    number: int,
    at: datetime,
    outcome: str,
    reasons: tuple[Reason, ...],
    case: Case | None,
    events: tuple[Event, ...],
) -> StepPlayed:
    clocks = {} if case is None else case.clocks
    due = {
        name: clock.due_at
        for name, clock in clocks.items()
        if clock.due_at is not None and clock.state != "stopped"
    }
    notices = [event for event in events if isinstance(event, NoticeDue)]
    return StepPlayed(
        number,
        at,
        step.act,
        outcome,
        reasons,
        None if case is None else case.stage,
        due,
        tuple(name for name in due if clocks[name].provisional),
        tuple(event.document for event in events if isinstance(event, DocumentIssued)),
        tuple(event.to.name for event in notices if event.kind == "notify" and event.to.name),
        tuple(event.to.name for event in notices if event.kind == "escalate" and event.to.name),
        events,
        {} if case is None else {name: explain_due(procedure, case, name) for name in due},
        (),
    )


def _duty(procedure: Procedure, step: Step, number: int, directory: Directory) -> StepPlayed:
    day = _first_day(step)
    name = str(step.duty)
    found = [
        duty
        for duty in duties_due(procedure, directory, day, day)
        if duty.duty == name and step.unit in (None, duty.unit)
    ]
    broken = misnamed(procedure, step, directory, refusal_wanted=False)
    wanted = step.due.get(name, "") if isinstance(step.due, dict) else step.due
    wanted = wanted.strip()
    if not found and wanted != "none":
        broken.append(f"{step.period} 起没有职责 {name} / no duty {name} begins on {step.period}")
    elif found and wanted == "none":
        broken.append(f"{step.period} 起不应有职责 {name} / {name} is owed from {step.period}")
    elif found and wanted:
        due = found[0]
        same = (
            due.due_on.isoformat() == wanted if len(wanted) == 10 else moment(wanted) == due.due_at
        )
        if not same:
            at = iso(due.due_at)
            broken.append(f"职责 {name} 应到 {wanted}，实到 {at} / {name} is due {at}")
    owed = procedure.pack.duties[name].by if name in procedure.pack.duties else ""
    if step.owed_by is not None and step.owed_by != owed:
        broken.append(f"职责 {name} 应由 {step.owed_by}，实由 {owed} / {name} is owed by {owed}")
    provisional = bool(found) and found[0].provisional
    if step.provisional is not None and step.provisional != provisional:
        broken.append(
            f"职责 {name} {'应' if step.provisional else '不应'}为暂定"
            f" / {name} is {'' if provisional else 'not '}provisional"
        )
    return StepPlayed(
        number,
        found[0].due_at if found else moment(f"{step.period} 00:00"),
        None,
        "accepted",
        (),
        None,
        {name: found[0].due_at} if found else {},
        (name,) if provisional else (),
        (),
        (),
        (),
        (),
        {},
        tuple(broken),
    )
