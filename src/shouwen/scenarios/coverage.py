"""What the stories of a pack have not tried yet. Without it, examples give false comfort.

Demanded: every act accepted once, every condition refused once, every table row hit, every clock
point reached, every rule fired, every role used, every document issued, every stage visited,
every duty checked, every record entered, and struck where it can be, every ledger posted, closed
where a month's figures count, and released where it can be, every improvement raised,
every approval given and lapsed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from shouwen.engine import (
    ActDone,
    ApprovalGiven,
    ApprovalLapsed,
    CaseOpened,
    CaseScope,
    ClockSet,
    DocumentIssued,
    ImprovementRaised,
    NoticeDue,
    PointReached,
    Posted,
    RecordEntered,
    RecordStruck,
    StageChanged,
    TaskOpened,
    typed_form,
)
from shouwen.engine.postings import scopes_of
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.decision import Row
from shouwen.scenarios.played import StoryPlayed
from shouwen.vocabulary import Directory


@dataclass(frozen=True, slots=True)
class Untried:
    """One thing no story has tried: its kind, its place in the pack, and a sentence."""

    kind: str
    path: tuple[str | int, ...]
    text: str
    english: str


@dataclass
class Coverage:
    """What a set of stories has tried."""

    acts: set[str] = field(default_factory=set)
    musts: set[tuple[str, int]] = field(default_factory=set)
    rows: set[tuple[str, int]] = field(default_factory=set)
    points: set[tuple[str, str]] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)
    duties: set[str] = field(default_factory=set)
    clocks: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    lapsed: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    posted: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)


def coverage(procedure: Procedure, played: Iterable[StoryPlayed], directory: Directory) -> Coverage:
    """Return what these stories have tried. Steps that broke an expectation do not count."""
    seen = Coverage()
    pack = procedure.pack
    for story in played:
        for step, result, case in story.trail:
            if result.broken:
                continue
            if result.procedure is not None and result.procedure.digest != procedure.digest:
                continue  # the case has gone over: this tells of another edition
            if step.duty is not None:
                seen.duties.add(step.duty)
                duty = pack.duties.get(step.duty)
                if duty is not None:
                    seen.roles |= {duty.by, *duty.to}
                continue
            if step.close_month is not None:
                seen.closed |= set() if case is None else case.posted.keys()
                continue
            for event in result.events:
                match event:
                    case CaseOpened():
                        seen.stages.add(event.stage)
                    case ActDone():
                        seen.acts.add(event.act)
                        if event.role is not None:
                            seen.roles.add(event.role)
                    case StageChanged():
                        seen.stages.add(event.entered)
                    case PointReached():
                        seen.points.add((event.clock, event.moment))
                    case DocumentIssued():
                        seen.documents.add(event.document)
                    case NoticeDue():
                        if event.to.role is not None:
                            seen.roles.add(event.to.role)
                    case ApprovalGiven():
                        seen.given.add(event.approval)
                    case ApprovalLapsed():
                        seen.lapsed.add(event.approval)
                    case RecordEntered():
                        seen.entered.add(event.record)
                    case RecordStruck():
                        seen.struck.add(event.record)
                    case Posted() if not event.lacking:
                        seen.posted.add(event.ledger)
                        if any(each.withdrawn for each in event.postings):
                            seen.withdrawn.add(event.ledger)
                    case ImprovementRaised() if event.items:
                        seen.raised.add(event.improvement)
                    case ClockSet():
                        seen.clocks.add(event.clock)
                    case TaskOpened():
                        if event.owner.role is not None:
                            seen.roles.add(event.owner.role)
                    case _:
                        pass
            seen.rules |= set(result.rules)
            if case is None and step.act is None:
                continue
            _refused(procedure, step.act, result, seen)
            if case is not None:
                owner = pack.stages[case.stage].owner
                if owner is not None and owner.role is not None:
                    seen.roles.add(owner.role)
                form, _ = typed_form(procedure, step.form, directory, ())
                scopes = [CaseScope(procedure, case, result.at)]
                # A row that made an act refused was tried with what the form said.
                scopes += [CaseScope(procedure, case, result.at, form)]
                for record in pack.records:
                    entered = scopes_of(procedure, case, record, result.at)
                    scopes += [scope for _, scope in entered]
                for name, table in procedure.tables.items():
                    rows = (table.look_up(scope) for scope in scopes)
                    seen.rows |= {(name, row.number) for row in rows if isinstance(row, Row)}
    return seen


def _refused(procedure: Procedure, act: str | None, result: object, seen: Coverage) -> None:
    ready = procedure.acts.get(act or "")
    if ready is None:
        return
    for reason in result.reasons:  # type: ignore[attr-defined]
        if reason.code != "must":
            continue
        for index, must in enumerate(ready.act.must):
            if reason.text == must.otherwise or reason.text.startswith(f"{must.otherwise}（尚不知"):
                seen.musts.add((ready.name, index))


def untried(procedure: Procedure, seen: Coverage) -> list[Untried]:
    """Return everything the stories have not tried, in the order of the pack's sections."""
    pack = procedure.pack
    found: list[Untried] = []

    def say(kind: str, path: tuple[str | int, ...], text: str, english: str) -> None:
        found.append(Untried(kind, path, text, english))

    used = seen.roles | {
        stand_in for role in seen.roles for stand_in in procedure.stand_ins.get(role, ())
    }
    readers = {seat.role for circle in pack.circles.values() for seat in circle.readers}
    for ledger in pack.ledgers.values():
        readers |= {*ledger.kept_by, *ledger.approved_by}
    for improvement in pack.improvements.values():
        readers |= {*improvement.kept_by}
    for name, role in pack.roles.items():
        if name not in used and name not in readers and not role.oversees:
            say(
                "role",
                ("roles", name),
                f"没有故事用到角色“{role.title}”",
                f"role '{name}' is never used",
            )
    for name, table in pack.tables.items():
        for number in range(1, len(table.rows) + 1):
            if (name, number) not in seen.rows:
                say(
                    "row",
                    ("tables", name, "rows", number - 1),
                    f"没有故事命中“{table.title}”第 {number} 行",
                    f"row {number} of '{name}' is never hit",
                )
    for name, stage in pack.stages.items():
        if name not in seen.stages:
            say(
                "stage",
                ("stages", name),
                f"没有故事到过“{stage.title}”",
                f"stage '{name}' is never visited",
            )
    for name, act in pack.acts.items():
        if name not in seen.acts:
            say(
                "act",
                ("acts", name),
                f"没有故事办成“{act.title}”",
                f"act '{name}' is never accepted",
            )
        for index, must in enumerate(act.must):
            if (name, index) not in seen.musts:
                say(
                    "must",
                    ("acts", name, "must", index),
                    f"没有故事因“{must.otherwise}”被拒",
                    f"condition {index + 1} of '{name}' never refuses",
                )
    for name, clock in pack.clocks.items():
        for index, point in enumerate(clock.points):
            if (name, point.at) not in seen.points:
                say(
                    "point",
                    ("clocks", name, "points", index),
                    f"没有故事等到“{clock.title}”的 {point.at}",
                    f"point {point.at} of '{name}' never fires",
                )
    for name, rule in pack.rules.items():
        if name not in seen.rules:
            say(
                "rule",
                ("rules", name),
                f"没有故事触发规则“{rule.title or name}”",
                f"rule '{name}' never fires",
            )
    for name, document in pack.documents.items():
        if name not in seen.documents:
            say(
                "document",
                ("documents", name),
                f"没有故事发出《{document.title}》",
                f"document '{name}' is never issued",
            )
    for name, approval in pack.approvals.items():
        for tried, zh, en in ((seen.given, "给出", "given"), (seen.lapsed, "失效", "lapsed")):
            if name not in tried:
                say(
                    en,
                    ("approvals", name),
                    f"没有故事让核准“{approval.title}”{zh}",
                    f"approval '{name}' is never {en}",
                )
    struck = {effect.effect.strike for effect in procedure.effects()}
    for name, record in pack.records.items():
        if name not in seen.entered:
            say(
                "record",
                ("records", name),
                f"没有故事记入“{record.title}”",
                f"nothing is ever entered into record '{name}'",
            )
        if name in struck and name not in seen.struck:
            say(
                "struck",
                ("records", name),
                f"没有故事从“{record.title}”删去过一条",
                f"no entry of record '{name}' is ever struck",
            )
    _untried_money(procedure, seen, say)
    for name, duty in pack.duties.items():
        if name not in seen.duties:
            say(
                "duty",
                ("duties", name),
                f"没有故事核对职责“{duty.title}”",
                f"duty '{name}' is never checked",
            )
    return found


def _untried_money(
    procedure: Procedure,
    seen: Coverage,
    say: Callable[[str, tuple[str | int, ...], str, str], None],
) -> None:
    released = {effect.effect.release for effect in procedure.effects()}
    for name, ready in procedure.ledgers.items():
        title, here = ready.ledger.title, ("ledgers", name)
        if name not in seen.posted:
            say("ledger", here, f"没有故事在“{title}”记过账", f"nothing is ever posted to '{name}'")
        if name in released and name not in seen.withdrawn:
            say("ledger", here, f"没有故事撤销过“{title}”", f"'{name}' is never released")
        counted = ready.cap is not None or ready.percent is not None
        if counted and name not in seen.closed:
            say(
                "ledger",
                here,
                f"没有故事月结过“{title}”",
                f"no month is ever closed with something posted to '{name}'",
            )
    for name, improvement in procedure.pack.improvements.items():
        if name not in seen.raised:
            say(
                "improvement",
                ("improvements", name),
                f"没有故事下达过“{improvement.title}”",
                f"improvement '{name}' is never raised",
            )
