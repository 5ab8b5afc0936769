"""What a step expects, held against what became of it. Every sentence is in both languages."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from shouwen.engine import Case, CaseScope, NoticeDue, Recipient, options, typed_form
from shouwen.engine.seating import Seating
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.decision import Row
from shouwen.regulations.elements import Seat
from shouwen.regulations.expressions import UNKNOWN
from shouwen.scenarios.names import misnamed
from shouwen.scenarios.played import StepPlayed
from shouwen.scenarios.story import Step
from shouwen.vocabulary import Actor, Directory, at_office, iso, moment

_OUTCOME = {"accepted": ("准许", "accepted"), "refused": ("拒绝", "refused")}


def broken_expectations(
    procedure: Procedure,
    step: Step,
    played: StepPlayed,
    case: Case | None,
    actor: Actor | None,
    directory: Directory,
) -> tuple[str, ...]:
    """Return the expectations of a step that did not hold, in words; `case` is the case after."""
    wanted = _wanted(step, played)
    said = misnamed(procedure, step, directory, refusal_wanted=wanted == "refused")
    why = "；".join(reason.text for reason in played.reasons)
    if wanted is not None and played.outcome != wanted:
        zh, en = _OUTCOME[wanted]
        was_zh, was_en = _OUTCOME[played.outcome]
        said.append(
            f"应{zh}，实为{was_zh}{f'：{why}' if why else ''} / should be {en}, is {was_en}"
        )
    given = {reason.code for reason in played.reasons} | {
        article for reason in played.reasons for article in reason.cite
    }
    given |= {procedure.pack.articles[id_].no for id_ in given if id_ in procedure.pack.articles}
    said += [
        f"应因 {reason} 被拒，实际理由：{why or '无'} / should be refused because of {reason}"
        for reason in step.because
        if reason not in given
    ]
    words = [step.says] if isinstance(step.says, str) else step.says or []
    said += [
        f"理由中应有“{each}”，实际：{why or '无'} / the reasons should say '{each}'"
        for each in words
        if each not in why
    ]
    if step.stage is not None and played.stage != step.stage:
        said.append(
            f"应在阶段 {step.stage}，实在 {played.stage or '（尚未登记）'}"
            f" / should stand in {step.stage}, stands in {played.stage or 'none'}"
        )
    if isinstance(step.due, Mapping):
        said += _due(procedure, step.due, case)
    if step.provisional is not None and bool(played.provisional) != step.provisional:
        said.append(
            "期限应为暂定 / a date should be provisional"
            if step.provisional
            else "期限不应为暂定 / no date should be provisional"
        )
    if step.lies_with is not None:
        said += _lies_with(procedure, step.lies_with, case, directory, played.at)
    said += _happened("发出", "issue", step.issued, [frozenset({one}) for one in played.issued])
    said += _happened("通知", "notify", step.notified, _told(played, "notify"))
    said += _happened("报告", "escalate to", step.escalated, _told(played, "escalate"))
    said += _state(procedure, step, case, actor, directory, played.at)
    return tuple(said)


def _lies_with(
    procedure: Procedure,
    expected: list[str],
    case: Case | None,
    directory: Directory,
    at: datetime,
) -> list[str]:
    """Return whether it lies with others than expected: the stage's owner, those of tasks."""
    owners: list[frozenset[str]] = []
    if case is not None:
        owner = procedure.pack.stages[case.stage].owner
        if owner is not None and not case.ended:
            owners.append(_sits(procedure, owner, case, directory, at))
        owners += [_names(task.owner) for task in case.open_tasks()]
    left = list(owners)
    lacking = []
    for name in sorted(expected, key=lambda one: sum(one in names for names in owners)):
        found = next((names for names in left if name in names), None)
        if found is None:
            lacking.append(name)
        else:
            left.remove(found)
    if not lacking and not left:
        return []
    was = "、".join(_fullest(names) for names in owners) or "无"
    wanted = "、".join(expected) or "无"
    return [f"应在 {wanted} 手里，实在 {was} / should lie with {wanted}, lies with {was}"]


def _sits(
    procedure: Procedure, owner: Seat, case: Case, directory: Directory, at: datetime
) -> frozenset[str]:
    """Return what the owner of a stage may be called."""
    seating = Seating(procedure, CaseScope(procedure, case, at), directory)
    if owner.person is not None:
        return frozenset({owner.person, *(seating.persons(owner) or ())})
    role = seating.role(owner) or ""
    unit = None if owner.place is None else seating.unit(owner.place, role)
    return frozenset({role, f"{role}@{unit}"} if unit else {role})


def _fullest(names: frozenset[str]) -> str:
    return max(names, key=lambda name: ("@" in name, name))


def _wanted(step: Step, played: StepPlayed) -> str | None:
    if step.expect is not None:
        return {"ok": "accepted"}.get(step.expect, step.expect)
    happens = step.act is not None or step.migrate is not None
    if happens or any(reason.code == "order" for reason in played.reasons):
        return "refused" if step.because else "accepted"
    return None


def _due(procedure: Procedure, expected: Mapping[str, str], case: Case | None) -> list[str]:
    said = []
    for name, written in expected.items():
        known = procedure.clocks.get(name)
        title = procedure.pack.say(known.clock.title, "zh") if known else name
        text = written.strip()
        clock = None if case is None else case.clocks.get(name)
        if clock is None or clock.due_at is None:
            if text != "none":
                said.append(f"“{title}”应到 {text}，实际没有 / {name} has no date")
        elif text == "none":
            at = iso(clock.due_at)
            said.append(f"“{title}”不应有，实际到 {at} / {name} is due {at}")
        elif len(text) == 10:
            if clock.due_on != text:
                on = clock.due_on
                said.append(f"“{title}”应到 {text}，实到 {on} / {name} is due {on}")
        elif moment(text) != at_office(clock.due_at):
            at = iso(clock.due_at)
            said.append(f"“{title}”应到 {text}，实到 {at} / {name} is due {at}")
    return said


def _told(played: StepPlayed, kind: str) -> list[frozenset[str]]:
    """Return what each notice may be called: its role or fact, ``role@unit``, a person told."""
    notices = [
        event.to for event in played.events if isinstance(event, NoticeDue) and event.kind == kind
    ]
    return [_names(to) for to in notices if to.name]


def _names(to: Recipient) -> frozenset[str]:
    named = {to.name} if to.name else set()
    return frozenset({*named, *to.persons, *([f"{to.name}@{to.unit}"] if to.unit else [])})


def _happened(
    zh: str, en: str, expected: list[str] | None, happened: list[frozenset[str]]
) -> list[str]:
    """Return what was expected and did not happen; each happening answers one expectation.

    A name with ``!`` before it must not have happened.
    """
    if expected is None:
        return []
    was = "、".join(_fullest(names) for names in happened)
    if not expected and happened:
        return [f"不应{zh}，实际{zh}了 {was} / should not {en} anything, did: {was}"]
    barred = [name[1:] for name in expected if name.startswith("!")]
    said = [
        f"不应{zh} {name}，实际：{was} / should not {en} {name}, did: {was}"
        for name in barred
        if any(name in names for names in happened)
    ]
    expected = [name for name in expected if not name.startswith("!")]
    left = list(happened)
    lacking = []
    # What fits the fewest happenings is matched first: a person before the role that holds many.
    for name in sorted(expected, key=lambda one: sum(one in names for names in happened)):
        found = next((names for names in left if name in names), None)
        if found is None:
            lacking.append(name)
        else:
            left.remove(found)
    return said + [
        f"应{zh} {name}，实际：{was or '无'} / should {en} {name}, did: {was or 'nothing'}"
        for name in lacking
    ]


def _state(
    procedure: Procedure,
    step: Step,
    case: Case | None,
    actor: Actor | None,
    directory: Directory,
    at: datetime,
) -> list[str]:
    standing = Case() if case is None else case
    said = _facts(procedure, step, standing, directory, at)
    for name, count in step.tasks.items():
        open_ = len(standing.open_tasks(name))
        if open_ != count:
            said.append(
                f"任务 {name} 应有 {count} 项待办，实有 {open_} 项"
                f" / {open_} of {name} are open, not {count}"
            )
    if step.posted is not None:
        said += _posted(procedure, step.posted, standing)
    for name, count in step.raised.items():
        items = [
            item
            for event in standing.improvements
            if event.improvement == name
            for item in event.items
        ]
        if len(items) != count:
            said.append(
                f"整改 {name} 应有 {count} 项，实有 {len(items)} 项 / {name} has {len(items)} items"
            )
    for name, count in step.entries.items():
        kept = len(standing.entries(name))
        if kept != count:
            said.append(f"记录 {name} 应有 {count} 条，实有 {kept} 条 / {name} has {kept} entries")
    scope = CaseScope(procedure, standing, at)
    holds = {name for name in procedure.pack.approvals if scope.approved(name) is True}
    said += [
        f"核准 {name} 应有效，实际无效 / {name} is not approved, or has lapsed"
        for name in step.approved
        if name not in holds
    ]
    said += [
        f"核准 {name} 不应有效 / {name} is approved" for name in step.not_approved if name in holds
    ]
    late = {name for name, clock in standing.clocks.items() if clock.late(at)}
    # Internal reminders may be named; a lawyer who means the limits of the text need not.
    limits = {name for name in late if not procedure.pack.clocks[name].soft}
    if step.late is not None and not limits <= set(step.late) <= late:
        wanted, is_ = "、".join(sorted(step.late)), "、".join(sorted(late))
        said.append(
            f"逾期的时限应为 {wanted or '无'}，实为 {is_ or '无'} / late are: {is_ or 'none'}"
        )
    for expected, names in (("running", step.running), ("stopped", step.stopped)):
        for name in names or ():
            state = standing.clocks[name].state if name in standing.clocks else "absent"
            if state != expected:
                said.append(f"时限 {name} 应为 {expected}，实为 {state} / {name} is {state}")
    if actor is not None and (step.may or step.may_not):
        asked = {*step.may, *step.may_not}
        allowed = {
            one.act
            for one in options(procedure, case, actor, directory, at, only=asked)
            if one.allowed
        }
        said += [
            f"{actor.name} 应可“{name}”，实际不可 / {actor.name} may not {name}"
            for name in step.may
            if name not in allowed
        ]
        said += [
            f"{actor.name} 不应可“{name}” / {actor.name} may {name}"
            for name in step.may_not
            if name in allowed
        ]
    return said


def _posted(
    procedure: Procedure, expected: Mapping[str, Mapping[str, object]], case: Case
) -> list[str]:
    """Return the ledgers under which the case does not charge exactly what it should."""
    said = []
    for name, wanted in (expected or {name: {} for name in case.posted}).items():
        amounts: dict[str, Decimal] = {}
        percents: dict[str, Decimal] = {}
        of_the_case = name in procedure.pack.ledgers and procedure.pack.ledgers[name].account
        for posting in case.posted.get(name, ()):
            if posting.withdrawn:
                continue
            sums = amounts if posting.percent is None else percents
            value = posting.amount if posting.percent is None else posting.percent
            account = "case" if of_the_case == "case" else posting.account
            sums[account] = sums.get(account, Decimal(0)) + (value or Decimal(0))
        found = {who: f"{amount:,.2f}" for who, amount in amounts.items()}
        found |= {who: f"{percent.normalize():f}%" for who, percent in percents.items()}
        should = {who: _as_posted(value) for who, value in wanted.items()}
        if found != should:
            is_ = "、".join(f"{who} {value}" for who, value in found.items())
            ought = "、".join(f"{who} {value}" for who, value in should.items())
            said.append(
                f"{name} 应记 {ought or '无'}，实记 {is_ or '无'}"
                f" / {name} charges {is_ or 'nothing'}"
            )
    return said


def _as_posted(value: object) -> str:
    text = str(value).strip()
    if text.endswith("%"):
        try:
            return f"{Decimal(text[:-1]).normalize():f}%"
        except InvalidOperation:
            return text
    return f"{Decimal(text):,.2f}" if isinstance(value, int | Decimal) else text


def _facts(
    procedure: Procedure, step: Step, case: Case, directory: Directory, at: datetime
) -> list[str]:
    said = []
    scope = CaseScope(procedure, case, at)
    for name, value in step.facts.items():
        table, _, output = name.partition(".")
        if table in procedure.pack.records:
            said += _column(procedure, case, table, output, value, directory)
            continue
        found = scope.look(table)
        if output:
            found = found.values.get(output) if isinstance(found, Row) else None
        if found is UNKNOWN:
            found = None
        wanted: object = value
        if name in procedure.pack.facts and value is not None:
            wanted = typed_form(procedure, {name: value}, directory, ())[0].get(name)
        if found != wanted:
            said.append(f"要素 {name} 应为 {value}，实为 {found} / {name} is {found}, not {value}")
    return said


def _column(
    procedure: Procedure,
    case: Case,
    record: str,
    column: str,
    value: object,
    directory: Directory,
) -> list[str]:
    """Return what is wrong with one column of a record: its values, entry by entry."""
    found = [entry.values.get(column) for entry in case.entries(record)]
    wanted = list(value) if isinstance(value, list | tuple) else [value]
    if column in procedure.pack.facts:
        wanted = [
            typed_form(procedure, {column: each}, directory, ())[0].get(column) for each in wanted
        ]
    if found == wanted:
        return []
    name = f"{record}.{column}"
    return [f"记录 {name} 应为 {value}，实为 {found} / {name} is {found}, not {value}"]
