"""Names a story uses that neither the regulation nor the organisation knows.

Without this a misspelt clock would read as "no such limit", and a misspelt act in ``may_not`` as a
promise kept. Where a refusal is wanted, an unknown act, person or form field may be its very point.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import get_args

from shouwen.engine import ReasonCode
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.seats import BUILT_IN_PERSONS
from shouwen.scenarios.story import FIGURES, Step
from shouwen.vocabulary import Directory

_KINDS = {
    "act": "动作",
    "approval": "核准",
    "article": "条文或理由代码",
    "clock": "时限",
    "document": "文书",
    "duty": "职责",
    "fact": "要素",
    "figure": "分户账数字",
    "improvement": "整改事项",
    "ledger": "分户账",
    "person": "人员",
    "record": "记录",
    "role": "角色",
    "stage": "阶段",
    "task": "任务",
    "unit": "单位",
}


def misnamed(
    procedure: Procedure, step: Step, directory: Directory, *, refusal_wanted: bool
) -> list[str]:
    """Return a sentence in both languages for every name of the step that leads nowhere."""
    pack = procedure.pack
    said: list[str] = []

    def look(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
        there = set(known)
        for name in names:
            if name in there:
                continue
            near = get_close_matches(name, sorted(there), 1, 0.5)
            said.append(
                f"没有名为“{name}”的{_KINDS[kind]}{f'；是否想写 {near[0]}' if near else ''}"
                f" / no {kind} is called '{name}'{f'; did you mean {near[0]}' if near else ''}"
            )

    values = [*pack.facts, *pack.derived, *BUILT_IN_PERSONS, "receiving_unit"]
    values += [
        f"{name}.{output}" for name, table in pack.tables.items() for output in table.outputs
    ]
    values += [f"{name}.{column}" for name, record in pack.records.items() for column in record.of]
    if not refusal_wanted:
        look("act", (step.act,) if step.act else (), pack.acts)
        look("role", (step.role,) if step.role else (), pack.roles)
        look("fact", step.form, pack.facts)
        if step.by is not None and step.role is None:
            look("person", (step.by,), directory.people)
        if step.unit is not None:
            look("unit", (step.unit,), directory.units)
    codes: tuple[str, ...] = get_args(ReasonCode)
    numbers = [article.no for article in pack.articles.values()]
    look("article", step.because, [*codes, *pack.articles, *numbers])
    look("stage", (step.stage,) if step.stage else (), pack.stages)
    clocks = step.due if isinstance(step.due, dict) and step.duty is None else ()
    for named in (clocks, step.late or (), step.running or (), step.stopped or ()):
        look("clock", named, pack.clocks)
    look("document", [name.lstrip("!") for name in step.issued or ()], pack.documents)
    people = [name for name, fact in pack.facts.items() if fact.type.endswith("person")]
    for told in (step.notified or (), step.escalated or (), step.lies_with or ()):
        seats = [name.lstrip("!").partition("@") for name in told]
        who = [*pack.roles, *people, *BUILT_IN_PERSONS, *directory.people]
        look("role", [name for name, _, _ in seats], who)
        look("unit", [unit for _, at, unit in seats if at], directory.units)
    look("fact", step.facts, values)
    look("task", step.tasks, pack.tasks)
    look("approval", (*step.approved, *step.not_approved), pack.approvals)
    look("record", step.entries, pack.records)
    look("act", (*step.may, *step.may_not), pack.acts)
    look("ledger", step.posted or (), pack.ledgers)
    look("improvement", step.raised, pack.improvements)
    for figures in step.accounts.values():
        look("figure", figures, [*FIGURES, "closed", *pack.ledgers])
        for parts in figures.values():
            look("figure", parts if isinstance(parts, dict) else (), FIGURES)
    if step.close_month is not None and directory.people:
        whose = [*directory.people, *directory.units]
        named = [*step.basis, *step.left, *step.accounts]
        look(
            "person", [name.removeprefix("unit:").removeprefix("person:") for name in named], whose
        )
    if step.duty is not None:
        look("duty", (step.duty,), pack.duties)
        look("role", (step.owed_by,) if step.owed_by else (), pack.roles)
        if isinstance(step.due, dict):
            look("duty", step.due, (step.duty,))
    return list(dict.fromkeys(said))
