"""Why: a due date, a refusal and a whole case in words, with the article for each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shouwen.engine.case import Case
from shouwen.engine.events import (
    ActDone,
    ApprovalGiven,
    ApprovalLapsed,
    CaseOpened,
    ClockSet,
    DocumentIssued,
    Event,
    FactsCleared,
    FactsRecorded,
    FactsReset,
    ImprovementRaised,
    Migrated,
    NoticeDue,
    PointReached,
    Posted,
    Posting,
    Recipient,
    RecordEntered,
    RecordStruck,
    StageChanged,
    TaskCancelled,
    TaskDone,
    TaskOpened,
)
from shouwen.engine.outcome import Reason
from shouwen.engine.timing import ends_of
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.ledgers import BASES
from shouwen.vocabulary import Directory, Term, TermUnit, at_office

_WHY = {
    "started": "开始计时",
    "restarted": "重新计时",
    "recomputed": "按新的情况重算",
    "extended": "延期",
    "paused": "暂停计时",
    "resumed": "恢复计时",
    "stopped": "停止计时",
    "calendar": "按新公布的日历重算",
}


def explain_due(procedure: Procedure, case: Case, name: str, *, english: bool = False) -> str:
    """Return why a clock is due when it is: days counted and not, articles, row, calendar, edition.

    :raises KeyError: if the case has no such clock
    """
    state, ready = case.clocks[name], procedure.clocks[name]
    pack = procedure.pack
    title = pack.say(ready.clock.title, "en" if english else "zh")
    if state.kept is not None and state.due_at is not None:
        return _kept(procedure, case, name, english=english)
    articles = procedure.articles(_articles(procedure, name, state.row), "en" if english else "zh")
    if state.due_at is None:
        if english:
            return (
                f"{title}: counting from {_when(state.since)}; the limit cannot be told until "
                f"the facts are known. Under {articles}."
            )
        return f"{title}：自 {_when(state.since)} 起算，所需情况尚未填写，期限待定。依据{articles}"
    if state.unit == "until" or state.amount is None:
        body = (
            f"by the promised time {_when(state.due_at)}"
            if english
            else f"以承诺的时间 {_when(state.due_at)} 为限"
        )
    else:
        term = Term(state.amount, TermUnit(str(state.unit)))
        due = ready.calendar.due(
            state.since,
            term,
            ends=ends_of(ready, term.unit),
            roll=ready.clock.roll,
            count_event_day=ready.clock.count_event_day,
        )
        body = ready.calendar.explain(state.since, term, due, english=english)
        if state.pauses:
            gap, to = (", ", " to ") if english else ("、", " 至 ")
            spans = gap.join(f"{_when(a)}{to}{_when(b)}" for a, b in state.pauses)
            body += (
                f"; paused {spans}, now due {_when(state.due_at)}"
                if english
                else f"；其间暂停 {spans}，顺延至 {_when(state.due_at)}"
            )
    if state.added:
        first = _when(state.first_due_at) if state.first_due_at else ""
        body += (
            f"; extended {state.extended}×, before: {first}"
            if english
            else f"；已延期 {state.extended} 次，原定 {first}"
        )
    told = str(state.calendar) in body
    row = ""
    if state.row is not None and ready.limit_from is not None:
        table = pack.tables[ready.limit_from[0]]
        row = (
            f" ({pack.say(table.title, 'en')}, row {state.row})"
            if english
            else f"（{table.title}第 {state.row} 行）"
        )
    if english:
        doubt = (
            " Provisional: that year's days off are not published yet." if state.provisional else ""
        )
        days = "" if told else f"calendar {state.calendar}, "
        source = f"{days}rules {case.pack}"
        return f"{title}: {body}. Under {articles}{row}; {source}.{doubt}"
    doubt = "。该年度放假安排尚未公布，日期暂定" if state.provisional else ""
    days = "" if told else f"日历 {state.calendar}，"
    return f"{title}：{body}。依据{articles}{row}；{days}规则 {case.pack}{doubt}"


def _kept(procedure: Procedure, case: Case, name: str, *, english: bool) -> str:
    """Return why a date stands that an earlier edition gave."""
    state, ready = case.clocks[name], procedure.clocks[name]
    assert state.kept is not None  # noqa: S101 - the caller has looked
    assert state.due_at is not None  # noqa: S101 - the caller has looked
    language = "en" if english else "zh"
    title = procedure.pack.say(ready.clock.title, language)
    articles = procedure.articles((*ready.clock.cite, *state.kept.cite), language)
    due, since = _when(state.due_at), _when(state.since)
    if english:
        more = f", extended {state.extended}×" if state.added else ""
        return (
            f"{title}: counted from {since} under {state.kept.edition} and kept when the case went "
            f"over; due {due}{more}. Under {articles}; rules {case.pack}."
        )
    more = f"，已延期 {state.extended} 次" if state.added else ""
    return (
        f"{title}：自 {since} 起按 {state.kept.edition} 推算，迁移时沿用，于 {due} 届满{more}。"
        f"依据{articles}；规则 {case.pack}"
    )


def _articles(procedure: Procedure, name: str, row: int | None) -> tuple[str, ...]:
    ready = procedure.clocks[name]
    cite = tuple(ready.clock.cite)
    if row is not None and ready.limit_from is not None:
        cite += tuple(procedure.tables[ready.limit_from[0]].rows[row - 1].cite)
    return cite


def explain_reasons(procedure: Procedure, reasons: Iterable[Reason], language: str = "zh") -> str:
    """Return a refusal in one sentence, each reason with its articles."""
    parts, english = [], language.startswith("en")
    for reason in reasons:
        text, articles = reason.say(language), procedure.articles(reason.cite, language)
        quoted = f" [{articles}]" if english else f"〔{articles}〕"
        parts.append(text + quoted if articles else text)
    return ("; " if english else "；").join(parts)


@dataclass(frozen=True, slots=True)
class Step:
    """One event in words."""

    at: datetime
    kind: str
    text: str
    articles: str
    person: str | None = None


def explain(
    procedure: Procedure,
    events: Iterable[Event],
    directory: Directory,
    earlier: Callable[[str], Procedure] | None = None,
) -> tuple[Step, ...]:
    """Return the story of a case: every event with its moment, its words and its articles.

    Values of private facts are never in it, only that they were recorded.

    :param procedure: the edition the case is pinned to after these events
    :param earlier: gives an edition by its digest: what happened before a migration is told in the
        words of the edition it happened under
    """
    return tuple(
        _step(procedure if digest is None or earlier is None else earlier(digest), event, directory)
        for event, digest in eras(events)
    )


def eras(events: Iterable[Event]) -> Iterator[tuple[Event, str | None]]:
    """Yield each event with the digest of the edition it fell under; None for the last one."""
    told = list(events)
    left = [event.left_digest for event in told if isinstance(event, Migrated)]
    for event in told:
        if isinstance(event, Migrated):
            left.pop(0)
        yield event, left[0] if left else None


def _step(procedure: Procedure, event: Event, directory: Directory) -> Step:
    pack = procedure.pack
    text, kind, person = "", "record", None
    match event:
        case Migrated():
            kind = "migration"
            text = f"改按《{pack.pack.title}》（{event.pack}）继续办理" + "".join(
                f"；{part}" for part in _clocks_over(procedure, event)
            )
        case CaseOpened():
            kind, person = "open", event.person
            text = f"按《{pack.pack.title}》受理，进入“{pack.stages[event.stage].title}”"
        case ActDone():
            kind, person = "act", event.person
            text = pack.acts[event.act].title
        case FactsRecorded():
            kind = "facts"
            text = "；".join(
                f"{pack.facts[name].title}：{fact_words(procedure, name, value, directory)}"
                for name, value in event.values.items()
            )
        case FactsCleared():
            kind = "facts"
            text = "清除：" + "、".join(pack.facts[name].title for name in event.names)
        case ApprovalGiven():
            kind, person = "approval", event.person
            basis = "；".join(
                f"{pack.title_of(name)}：{basis_words(procedure, name, value, directory)}"
                for name, value in event.basis.items()
            )
            title = pack.approvals[event.approval].title
            text = f"“{title}”给出，所依据：{basis or '（均未填写）'}"
        case ApprovalLapsed():
            kind = "approval"
            changed = "、".join(pack.title_of(name) for name in event.names)
            text = f"“{pack.approvals[event.approval].title}”失效：{changed}已有变化"
        case FactsReset():
            kind = "facts"
            names = (*event.names, *event.values)
            text = "留待下一条填写：" + "、".join(pack.facts[name].title for name in names)
        case RecordEntered():
            kind = "entry"
            verb = "改写" if event.replaces else "记入"
            row = entry_words(procedure, event.record, event.values, directory)
            text = f"{verb}“{pack.records[event.record].title}”第 {event.number} 条：{row}"
        case RecordStruck():
            kind = "entry"
            row = entry_words(procedure, event.record, event.values, directory)
            text = f"删去“{pack.records[event.record].title}”第 {event.number} 条：{row}"
        case StageChanged():
            kind = "stage"
            text = f"{pack.stages[event.left].title} → {pack.stages[event.entered].title}"
        case TaskOpened():
            kind = "task"
            owner = _to(procedure, event.owner, directory)
            text = f"交办：{pack.tasks[event.task].title}{_item(event.item, directory)}，{owner}"
        case TaskDone():
            kind, person = "task", event.person
            text = f"完成：{pack.tasks[event.task].title}{_item(event.item, directory)}"
        case TaskCancelled():
            kind = "task"
            text = f"取消：{pack.tasks[event.task].title}{_item(event.item, directory)}"
        case ClockSet():
            kind = "clock"
            due = "" if event.state.due_at is None else f"，截止 {_when(event.state.due_at)}"
            ended = event.why in ("stopped", "paused")
            doubt = "（暂定）" if event.state.provisional and not ended else ""
            text = f"{pack.clocks[event.clock].title}{_WHY[event.why]}{'' if ended else due}{doubt}"
        case PointReached():
            kind = "point"
            late = "" if event.noticed_at == event.at else f"（{_when(event.noticed_at)} 发现）"
            what = "到期" if event.due else f"到达 {moment_words(event.moment)}"
            text = f"{pack.clocks[event.clock].title}{what}{late}"
        case DocumentIssued():
            kind = "document"
            number = event.number or f"第 {event.sequence} 份"
            text = f"发出《{pack.documents[event.document].title}》{number}"
        case NoticeDue():
            kind = event.kind
            verb = "报告" if event.kind == "escalate" else "通知"
            text = f"{verb}{_to(procedure, event.to, directory)}" + (
                f"：{event.say}" if event.say else ""
            )
        case Posted():
            kind, text = "money", posted_words(procedure, event, directory)
        case ImprovementRaised():
            kind = "improvement"
            title = pack.improvements[event.improvement].title
            items = "；".join(
                f"{_unit(item.unit, directory)}：{item.what}（{item.due_on} 前）"
                for item in event.items
            )
            text = f"下达“{title}”{items or '未成：' + '；'.join(event.lacking)}"
    return Step(event.at, kind, text, procedure.articles(event.cite), person)


def basis_words(procedure: Procedure, name: str, value: object, directory: Directory) -> str:
    """Return what an approval rested on: a fact's value, or a record's entries in brackets."""
    if name not in procedure.pack.records:
        return fact_words(procedure, name, value, directory)
    entries = value if isinstance(value, list | tuple) else ()
    return "、".join(f"（{entry_words(procedure, name, each, directory)}）" for each in entries)


def posted_words(procedure: Procedure, event: Posted, directory: Directory) -> str:
    """Return what was charged, to whom and how it differs from before, in one line."""
    title = procedure.pack.ledgers[event.ledger].title
    if event.lacking:
        return f"“{title}”未能记账：{'；'.join(event.lacking)}"
    parts = [
        _posting_words(procedure, event, posting, directory)
        for posting in event.postings
        if posting.fresh or posting.withdrawn or posting.change or posting.change_percent
    ]
    aside = "、".join(_owner(each.account, directory) for each in event.set_aside)
    return f"“{title}”记账：{'、'.join(parts)}" + (f"（{aside}较轻的一项不另计）" if aside else "")


def _posting_words(
    procedure: Procedure, event: Posted, posting: Posting, directory: Directory
) -> str:
    who = "" if event.account == "case" else f"{_owner(posting.account, directory)} "
    if posting.withdrawn:
        return f"{who}撤销"
    amount = f"{posting.amount:,} 元" if posting.amount is not None else ""
    if posting.percent is not None and posting.of is not None:
        amount = f"{BASES[posting.of][0]}的 {posting.percent}%"
    if posting.sanction is not None:
        amount = f"{sanction_words(procedure, event.ledger, posting.sanction)} {amount}"
    return f"{who}{amount}" if posting.fresh else f"{who}改为 {amount}"


def sanction_words(procedure: Procedure, ledger: str, sanction: str, key: str = "sanction") -> str:
    """Return a sanction, or with `key` the ground of one, as the regulation's list calls it."""
    ready = procedure.ledgers.get(ledger)
    expression = None if ready is None else getattr(ready, key)
    if expression is None or expression.type.kind != "enum":
        return sanction
    return procedure.pack.terms.get(expression.type.name, {}).get(sanction, sanction)


def _owner(account: str, directory: Directory) -> str:
    if account in directory.people:
        return directory.people[account].name
    return _unit(account, directory)


def _unit(unit: str, directory: Directory) -> str:
    return directory.units[unit].name if unit in directory.units else unit


def entry_words(
    procedure: Procedure, record: str, values: Mapping[str, object], directory: Directory
) -> str:
    """Return an entry of a record in one line; private columns as 已保密."""
    return "；".join(
        f"{procedure.pack.title_of(name)}：{fact_words(procedure, name, values[name], directory)}"
        for name in procedure.pack.records[record].of
        if name in values
    )


_MOVED = {
    "keep": "期限沿用",
    "recompute": "按新的规定重算",
    "restart": "重新计时",
    "start": "开始计时",
    "drop": "不再适用",
}


def _clocks_over(procedure: Procedure, event: Migrated) -> Iterator[str]:
    """Yield what became of each clock that runs; those that stopped before stay unsaid."""
    for name, how in event.moved.items():
        state = event.clocks.get(name)
        if state is not None and state.state != "stopped":
            due = "" if state.due_at is None else f"，截止 {_when(state.due_at)}"
            yield f"{procedure.pack.clocks[name].title}{_MOVED[how]}{due}"


def fact_words(procedure: Procedure, name: str, value: object, directory: Directory) -> str:
    """Return the value of a fact or derived fact as people read it; a private one as 已保密."""
    fact = procedure.pack.typed(name)
    if fact is None:
        raise KeyError(name)
    if getattr(fact, "private", None) is not None:
        return "（已保密）"
    return value_words(procedure, fact.type, value, directory)


def value_words(procedure: Procedure, type_: str, value: object, directory: Directory) -> str:
    """Return a value of a declared type as people read it."""
    if isinstance(value, list | tuple):
        kind = type_.removeprefix("list:")
        return "、".join(value_words(procedure, kind, item, directory) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _when(value)
    if type_.startswith("enum:"):
        return procedure.pack.terms[type_[5:]].get(str(value), str(value))
    if type_ == "unit" and str(value) in directory.units:
        return directory.units[str(value)].name
    if type_ == "person" and str(value) in directory.people:
        return directory.people[str(value)].name
    if type_ == "money":
        return f"{value:,} 元"
    return str(value)


def moment_words(moment: str, language: str = "zh") -> str:
    """Return a point of a clock in words."""
    if language.startswith("en"):
        return _moment(moment)
    if moment.endswith("%"):
        return f"期限的 {moment}"
    if moment == "due":
        return "期限"
    if moment.startswith("due "):
        sign = "之后" if moment[4] == "+" else "之前"
        return f"期限{sign} {Term.parse(moment[6:]).chinese}"
    if moment[0].isdigit():
        return f"起算后 {Term.parse(moment).chinese}"
    return "目标期限"


def _moment(moment: str) -> str:
    """Return a point of a clock in English."""
    if moment.endswith("%"):
        return f"{moment} of the limit used"
    if moment == "due":
        return "due"
    if moment.startswith("due "):
        return f"{_term(moment[6:])} {'after' if moment[4] == '+' else 'before'} the limit"
    return f"{_term(moment)} from the start" if moment[0].isdigit() else "target reached"


def _term(text: str) -> str:
    term = Term.parse(text)
    word = str(term.unit).replace("_", " ")
    return f"{term.amount} {word}{'' if term.amount == 1 else 's'}"


def _item(item: str | None, directory: Directory) -> str:
    if item is None:
        return ""
    unit = directory.units.get(item)
    return f"（{unit.name if unit is not None else item}）"


def _to(procedure: Procedure, to: Recipient, directory: Directory) -> str:
    pack = procedure.pack
    names = "、".join(
        directory.people[person].name if person in directory.people else person
        for person in to.persons
    )
    if to.role in pack.roles:
        title = pack.roles[str(to.role)].title
    elif to.fact in pack.facts:
        title = pack.facts[str(to.fact)].title
    else:
        title = "首问人" if to.fact else "（席位待定）"
    unit = directory.units.get(to.unit or "")
    seat = f"{unit.name}{title}" if unit is not None else title
    return f"{seat}（{names}）" if names else seat


def _when(at: datetime) -> str:
    return f"{at_office(at):%Y-%m-%d %H:%M}"
