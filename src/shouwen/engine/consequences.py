"""What follows from a case outside of it: money charged to accounts, improvements raised.

An act that does not say enough is refused. Where a deadline should have charged or raised
something, time passes all the same, and the event says what was lacking.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from shouwen.calendars import Ends
from shouwen.engine.case import Case
from shouwen.engine.events import Cite, ImprovementItem, ImprovementRaised, Posted, Posting
from shouwen.engine.outcome import Reason
from shouwen.engine.postings import changes, compute, scopes_of
from shouwen.engine.refusals import Refusals
from shouwen.engine.scope import CaseScope
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.compiling_accounts import ReadyImprovement
from shouwen.regulations.expressions import UNKNOWN
from shouwen.regulations.ledgers import Ledger
from shouwen.vocabulary import at_office

_MOST_WORDS = 2000


class NotComputable(Exception):
    """Something an act would charge or raise is not known; `reason` is the refusal."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.text)


def posting(
    procedure: Procedure, case: Case, name: str, at: datetime, cite: Cite, acting: bool
) -> Posted | None:
    """Return what the case charges under a ledger now, or None where that changes nothing.

    :raises NotComputable: where it cannot be told and `acting` says that somebody acts
    """
    ready = procedure.ledgers[name]
    ledger, before = ready.ledger, case.posted.get(name, ())
    found = compute(procedure, case, ready, at)
    why = tuple(dict.fromkeys((*ledger.cite, *cite)))
    if found.lacking:
        if acting:
            refuse = Refusals(procedure.pack).not_postable
            raise NotComputable(refuse(ledger.title, found.lacking, tuple(ledger.cite)))
        lacking = tuple(f"{zh} / {en}" for zh, en in found.lacking)
        return replace(_posted(ledger, name, at, why, _unchanged(before)), lacking=lacking)
    postings = changes(before, found.postings, add=ledger.again == "add")
    if not any(_moves(each) for each in postings):
        return None
    event = _posted(ledger, name, at, why, postings)
    return replace(event, cap=found.cap, set_aside=found.set_aside)


def releasing(
    procedure: Procedure, case: Case, name: str, at: datetime, cite: Cite, acting: bool
) -> Posted | None:
    """Return that nothing remains charged under a ledger, or None where nothing was."""
    postings = changes(case.posted.get(name, ()), (), add=False)
    if not any(_moves(each) for each in postings):
        return None
    ledger = procedure.ledgers[name].ledger
    return _posted(ledger, name, at, tuple(dict.fromkeys((*ledger.cite, *cite))), postings)


def _posted(
    ledger: Ledger, name: str, at: datetime, cite: Cite, postings: tuple[Posting, ...]
) -> Posted:
    return Posted(
        at, cite, name, ledger.kind, ledger.account, postings,
        carries=ledger.carry == "oldest_first", takes=ledger.takes,
    )  # fmt: skip


def _moves(posting: Posting) -> bool:
    moves = posting.fresh or posting.withdrawn
    return moves or bool(posting.change or posting.change_percent)


def _unchanged(postings: tuple[Posting, ...]) -> tuple[Posting, ...]:
    nothing = Decimal(0)
    return tuple(
        replace(each, change=nothing, change_percent=nothing, fresh=False)
        for each in postings
        if not each.withdrawn
    )


def raising(
    procedure: Procedure, case: Case, name: str, at: datetime, cite: Cite, acting: bool
) -> ImprovementRaised | None:
    """Return the improvements the case raises now, or None where there are none it has not raised.

    The same words for the same unit are raised once.

    :raises NotComputable: where it is not said what, by whom or until when, and somebody acts
    """
    ready = procedure.improvements[name]
    improvement = ready.improvement
    scopes: list[tuple[int | None, CaseScope]] = [(None, CaseScope(procedure, case, at))]
    if improvement.entries is not None:
        scopes = list(scopes_of(procedure, case, improvement.entries, at))
    raised = [event for event in case.improvements if event.improvement == name]
    known = {(item.what, item.unit) for event in raised for item in event.items}
    lacking: list[tuple[str, str]] = []
    items = []
    for number, scope in scopes:
        if ready.when is not None and ready.when(scope) is not True:
            continue
        item = _item(procedure, ready, scope, at, number, lacking)
        if item is not None and (item.what, item.unit) not in known:
            known.add((item.what, item.unit))
            items.append(item)
    why = tuple(dict.fromkeys((*improvement.cite, *cite)))
    if lacking and acting:
        refuse = Refusals(procedure.pack).not_raisable
        raise NotComputable(refuse(improvement.title, lacking, tuple(improvement.cite)))
    if not items and not lacking:
        return None
    first = 1 + sum(len(event.items) for event in case.improvements)
    return ImprovementRaised(
        at, why, name, first, tuple(items), improvement.check_after, improvement.order,
        tuple(f"{zh} / {en}" for zh, en in lacking),
    )  # fmt: skip


def _item(
    procedure: Procedure,
    ready: ReadyImprovement,
    scope: CaseScope,
    at: datetime,
    number: int | None,
    lacking: list[tuple[str, str]],
) -> ImprovementItem | None:
    what = UNKNOWN if ready.what is None else ready.what(scope)
    unit = UNKNOWN if ready.unit is None else ready.unit(scope)
    owner = None if ready.owner is None else ready.owner(scope)
    due_on = _due_on(procedure, ready, scope, at)
    missing = [
        words
        for words, value in (
            (("整改内容未知", "what to improve is not known"), what),
            (("整改单位未知", "the unit is not known"), unit),
            (("整改期限未知", "the due day is not known"), due_on),
        )
        if value is UNKNOWN
    ]
    zh, en = ("", "") if number is None else (f"第 {number} 条：", f"entry {number}: ")
    lacking += [(zh + chinese, en + english) for chinese, english in missing]
    if missing or not isinstance(due_on, date):
        return None
    named = None if owner is UNKNOWN or owner is None else str(owner)
    return ImprovementItem(str(what)[:_MOST_WORDS], str(unit), named, due_on)


def _due_on(
    procedure: Procedure, ready: ReadyImprovement, scope: CaseScope, at: datetime
) -> object:
    if ready.within is not None:
        calendar = procedure.calendars[str(ready.improvement.calendar)]
        due = calendar.due(at, ready.within, ends=Ends.CLOSE_OF_DAY)
        return (due.at - timedelta(microseconds=1)).date()
    found = UNKNOWN if ready.due is None else ready.due(scope)
    return at_office(found).date() if isinstance(found, datetime) else found
