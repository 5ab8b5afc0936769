"""The player: runs a story against a regulation and says, step by step, what became of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

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
    number_documents,
    options,
    replay,
    typed_form,
)
from shouwen.regulations.compiled import Procedure
from shouwen.scenarios.story import Step, Story
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office, iso, moment


class StoryUnplayable(ShouwenError):
    """A step cannot be played at all: its moment is none, or nobody is named."""


@dataclass(frozen=True, slots=True)
class StepPlayed:
    """What one step led to. `broken` lists the expectations that did not hold, in words."""

    number: int
    at: datetime
    act: str | None
    outcome: str
    reasons: tuple[Reason, ...]
    stage: str | None
    due: Mapping[str, datetime]
    provisional: tuple[str, ...]
    issued: tuple[str, ...]
    notified: tuple[str, ...]
    escalated: tuple[str, ...]
    events: tuple[Event, ...]
    explanations: Mapping[str, str]
    broken: tuple[str, ...]
    rules: frozenset[str] = frozenset()

    def as_json(self, procedure: Procedure) -> dict[str, Any]:
        """Return the step as ``shouwen scenarios play --json`` prints it."""
        return {
            "step": self.number,
            "at": iso(self.at),
            "act": self.act,
            "outcome": self.outcome,
            "reasons": [
                {
                    "code": reason.code,
                    "article": procedure.articles(reason.cite),
                    "cite": list(reason.cite),
                    "text": reason.text,
                }
                for reason in self.reasons
            ],
            "stage": self.stage,
            "due": {name: iso(at) for name, at in self.due.items()},
            "provisional": bool(self.provisional),
            "issued": list(self.issued),
            "notified": list(self.notified),
            "escalated": list(self.escalated),
            "broken": list(self.broken),
        }


@dataclass(frozen=True, slots=True)
class StoryPlayed:
    """A whole story."""

    title: str
    steps: tuple[StepPlayed, ...]
    case: Case | None
    trail: tuple[tuple[Step, StepPlayed, Case | None], ...] = field(repr=False, default=())

    @property
    def holds(self) -> bool:
        """Whether every expectation held."""
        return not any(step.broken for step in self.steps)


def play(procedure: Procedure, story: Story, directory: Directory) -> StoryPlayed:
    """Return what the regulation makes of a story.

    After every accepted step the case is rebuilt from its events and must be the same.

    :raises StoryUnplayable: if a step names no moment the calendar understands
    """
    case: Case | None = None
    events: list[Event] = []
    serials: Counter[str] = Counter()
    trail: list[tuple[Step, StepPlayed, Case | None]] = []

    def draw(series: str) -> int:
        serials[series] += 1
        return serials[series]

    for number, step in enumerate(story.steps, 1):
        if step.duty is not None:
            trail.append((step, _duty(procedure, step, number, directory), case))
            continue
        at = _moment(step, number)
        reasons: tuple[Reason, ...] = ()
        outcome = "accepted"
        new: tuple[Event, ...] = ()
        rules: frozenset[str] = frozenset()
        before = case
        answer: Outcome | None = None
        if step.act is not None:
            command = Command(step.act, _actor(step, directory), _form(step), step.task)
            answer = decide(procedure, case, command, directory, at)
            if isinstance(answer, Refused):
                outcome, reasons = "refused", answer.reasons
        if case is not None and not isinstance(answer, Accepted):
            # What time has brought stays, also when the act itself is refused.
            answer = decide(procedure, case, Command(), directory, at)
        if isinstance(answer, Accepted):
            answer = number_documents(case, answer, draw)
            case, new, rules = answer.case, answer.events, answer.rules
        if case is None and step.act is None:
            outcome, reasons = "refused", (Reason("not_open_yet", "尚未登记"),)
        events.extend(new)
        played = _played(procedure, step, number, at, outcome, reasons, case, new)
        broken = _broken(procedure, step, played, case, directory, at)
        if case is not None and replay(events) != case:
            broken = (*broken, "由事件重放得到的案件与现状不同（引擎错误）")
        played = replace(played, broken=broken, rules=rules)
        trail.append((step, played, before if outcome == "refused" else case))
    return StoryPlayed(story.title, tuple(played for _, played, _ in trail), case, tuple(trail))


def _moment(step: Step, number: int) -> datetime:
    try:
        return moment(str(step.at))
    except ValueError as fault:
        raise StoryUnplayable(
            f"第 {number} 步的时刻“{step.at}”读不懂",
            "请写 2026-09-28 17:20 或 2026-09-28T17:20+08:00",
            f"step {number}: '{step.at}' is no moment",
        ) from fault


def _actor(step: Step, directory: Directory) -> Actor:
    if step.by is not None:
        name = directory.people[step.by].name if step.by in directory.people else step.by
        roles = frozenset({step.role}) if step.role else frozenset()
        return Actor(step.by, name, roles, step.unit)
    who = step.who or f"某{step.role}"
    return Actor(who, who, frozenset({step.role} if step.role else ()), step.unit)


def _form(step: Step) -> dict[str, object]:
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
        tuple(str(event.to.role) for event in notices if event.kind == "notify"),
        tuple(str(event.to.role) for event in notices if event.kind == "escalate"),
        events,
        {} if case is None else {name: explain_due(procedure, case, name) for name in due},
        (),
    )


def _broken(
    procedure: Procedure,
    step: Step,
    played: StepPlayed,
    case: Case | None,
    directory: Directory,
    at: datetime,
) -> tuple[str, ...]:
    said: list[str] = []
    wanted = {"ok": "accepted"}.get(step.expect or "", step.expect)
    if wanted is None and step.act is not None:
        wanted = "refused" if step.because else "accepted"
    why = "；".join(reason.text for reason in played.reasons)
    if wanted is not None and played.outcome != wanted:
        said.append(
            f"应{_OUTCOME[wanted]}，实为{_OUTCOME[played.outcome]}" + (f"：{why}" if why else "")
        )
    given = {reason.code for reason in played.reasons} | {
        article for reason in played.reasons for article in reason.cite
    }
    given |= {procedure.pack.articles[id_].no for id_ in given if id_ in procedure.pack.articles}
    said += [
        f"应因 {reason} 被拒，实际理由：{why or '无'}"
        for reason in step.because
        if reason not in given
    ]
    if step.says is not None and step.says not in why:
        said.append(f"理由中应有“{step.says}”，实际：{why or '无'}")
    if step.stage is not None and played.stage != step.stage:
        said.append(f"应在阶段 {step.stage}，实在 {played.stage}")
    if isinstance(step.due, Mapping):
        said += _due(step.due, case)
    if step.provisional is not None and bool(played.provisional) != step.provisional:
        said.append("期限应为暂定" if step.provisional else "期限不应为暂定")
    for title, expected, happened in (
        ("发出", step.issued, played.issued),
        ("通知", step.notified, played.notified),
        ("报告", step.escalated, played.escalated),
    ):
        said += _happened(title, expected, happened)
    if case is not None:
        said += _state(procedure, step, case, directory, at)
    return tuple(said)


_OUTCOME = {"accepted": "准许", "refused": "拒绝"}


def _due(expected: Mapping[str, str], case: Case | None) -> list[str]:
    said = []
    for name, text in expected.items():
        clock = None if case is None else case.clocks.get(name)
        if clock is None or clock.due_at is None:
            if text != "none":
                said.append(f"时限 {name} 应到 {text}，实际没有")
            continue
        if text == "none":
            said.append(f"时限 {name} 不应有，实际到 {iso(clock.due_at)}")
        elif len(text.strip()) == 10:
            if clock.due_on != text.strip():
                said.append(f"时限 {name} 应到 {text}，实到 {clock.due_on}")
        else:
            try:
                same = moment(text) == at_office(clock.due_at)
            except ValueError:
                same = False
            if not same:
                said.append(f"时限 {name} 应到 {text}，实到 {iso(clock.due_at)}")
    return said


def _happened(title: str, expected: list[str] | None, happened: tuple[str, ...]) -> list[str]:
    if expected is None:
        return []
    if not expected and happened:
        return [f"不应{title}，实际{title}了 {'、'.join(happened)}"]
    lacking = Counter(expected) - Counter(happened)
    return [f"应{title} {name}，实际：{'、'.join(happened) or '无'}" for name in lacking]


def _state(
    procedure: Procedure, step: Step, case: Case, directory: Directory, at: datetime
) -> list[str]:
    said = []
    for name, value in step.facts.items():
        typed = value
        if name in procedure.pack.facts and value is not None:
            typed = typed_form(procedure, {name: value}, directory, ())[0].get(name)  # type: ignore[assignment]
        if case.facts.get(name) != typed:
            said.append(f"要素 {name} 应为 {value}，实为 {case.facts.get(name)}")
    for name, count in step.tasks.items():
        open_ = len(case.open_tasks(name))
        if open_ != count:
            said.append(f"任务 {name} 应有 {count} 项待办，实有 {open_} 项")
    late = [name for name, clock in case.clocks.items() if clock.late(at)]
    if step.late is not None and sorted(late) != sorted(step.late):
        said.append(f"逾期的时限应为 {step.late}，实为 {late}")
    for wanted, names in (("running", step.running), ("stopped", step.stopped)):
        for name in names or ():
            state = case.clocks[name].state if name in case.clocks else "没有"
            if state != wanted:
                said.append(f"时限 {name} 应为 {wanted}，实为 {state}")
    if step.may or step.may_not:
        actor = _actor(step, directory)
        allowed = {one.act for one in options(procedure, case, actor, directory, at) if one.allowed}
        said += [f"{actor.name} 应可“{name}”，实际不可" for name in step.may if name not in allowed]
        said += [f"{actor.name} 不应可“{name}”" for name in step.may_not if name in allowed]
    return said


def _duty(procedure: Procedure, step: Step, number: int, directory: Directory) -> StepPlayed:
    try:
        day = date.fromisoformat(str(step.period))
    except ValueError as fault:
        raise StoryUnplayable(
            f"第 {number} 步的期间“{step.period}”读不懂",
            "请写期间的第一天，例如 2026-09-01",
            f"step {number}: '{step.period}' is no day",
        ) from fault
    found = [
        duty
        for duty in duties_due(procedure, directory, day, day)
        if duty.duty == step.duty and step.unit in (None, duty.unit)
    ]
    broken: list[str] = []
    if not found and step.due != "none":
        broken.append(f"{step.period} 起没有职责 {step.duty}")
    elif isinstance(step.due, str) and step.due == "none" and found:
        broken.append(f"{step.period} 起不应有职责 {step.duty}")
    elif isinstance(step.due, str) and step.due and found:
        due_at = found[0].due_at
        same = (
            f"{at_office(due_at):%Y-%m-%d}" == step.due
            if len(step.due) == 10
            else moment(step.due) == due_at
        )
        if not same:
            broken.append(f"职责 {step.duty} 应到 {step.due}，实到 {iso(due_at)}")
    at = found[0].due_at if found else moment(f"{step.period} 00:00")
    name = str(step.duty)
    return StepPlayed(
        number,
        at,
        None,
        "accepted",
        (),
        None,
        {name: at} if found else {},
        (name,) if found and found[0].provisional else (),
        (),
        (),
        (),
        (),
        {},
        tuple(broken),
    )
