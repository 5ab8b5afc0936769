"""What may I do, what not, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shouwen.engine.case import Case
from shouwen.engine.checking import reasons_against
from shouwen.engine.outcome import Reason
from shouwen.regulations.compiled import Procedure
from shouwen.vocabulary import Actor, Directory, at_office


@dataclass(frozen=True, slots=True)
class Option:
    """One act, for one open task where it completes one: allowed, or every reason against.

    `bearing` is how near the act is: ``now`` (allowed), ``person`` (somebody else may),
    ``condition`` (this person may, but something is lacking), ``stage`` (not at this stage).
    """

    act: str
    title: str
    task: str | None
    item: str | None
    allowed: bool
    reasons: tuple[Reason, ...]
    bearing: str
    weight: str
    hint: str | None
    form: tuple[str, ...]
    also: tuple[str, ...]
    cite: tuple[str, ...]


def options(
    procedure: Procedure,
    case: Case | None,
    actor: Actor,
    directory: Directory,
    now: datetime,
    *,
    only: Collection[str] | None = None,
) -> tuple[Option, ...]:
    """Return every act of the regulation as this person sees it now, allowed ones first.

    What the act's own form will ask for does not count against it; points of clocks that have come
    but were not yet noticed are not played first.

    :param only: the acts asked about; all unless said
    """
    now = at_office(now)
    found: list[Option] = []
    for name, ready in procedure.acts.items():
        act = ready.act
        if act.starts_case != (case is None) or (only is not None and name not in only):
            continue
        tasks: list[tuple[str | None, str | None]] = [(None, None)]
        if act.completes is not None and case is not None:
            open_ = [(task.id, task.item) for task in case.open_tasks(act.completes)]
            tasks = list(open_) or tasks
        for task, item in tasks:
            _, reasons = reasons_against(
                procedure, case, ready, actor, {}, task, directory, now, trying=True
            )
            found.append(
                Option(
                    name,
                    act.title,
                    task,
                    item,
                    not reasons,
                    tuple(reasons),
                    _bearing(reasons),
                    act.weight,
                    act.hint,
                    tuple(act.form),
                    tuple(act.also),
                    tuple(act.cite),
                )
            )
    order = {"now": 0, "condition": 1, "person": 2, "stage": 3}
    weight = {"primary": 0, "plain": 1, "grave": 2}
    return tuple(sorted(found, key=lambda each: (order[each.bearing], weight[each.weight])))


def _bearing(reasons: list[Reason]) -> str:
    codes = {reason.code for reason in reasons}
    if not codes:
        return "now"
    if codes & {"stage", "ended", "not_open_yet", "already_open"}:
        return "stage"
    if codes & {"role", "recusal", "circle", "unit_unknown"}:
        return "person"
    return "condition"
