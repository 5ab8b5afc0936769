"""What happened, entry by entry: what a person wrote stands with the act he did."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from shouwen.casework import matter as matters
from shouwen.casework.beside import Beside, Said, Stated
from shouwen.casework.matter import Matter, Told
from shouwen.casework.shapes import TimelineEntry
from shouwen.casework.stated import stated_words
from shouwen.casework.wording import Wording
from shouwen.engine import (
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
    ImprovementItem,
    ImprovementRaised,
    Migrated,
    NoticeDue,
    PointReached,
    Posted,
    RecordEntered,
    RecordStruck,
    StageChanged,
    TaskCancelled,
    TaskDone,
    TaskOpened,
    moment_words,
)
from shouwen.ledger import StoredEvent
from shouwen.vocabulary import at_office

_WHY = {
    "started": ("开始计时", "starts"),
    "restarted": ("重新计时", "starts again"),
    "recomputed": ("按新的情况重算", "is computed again"),
    "extended": ("延期", "is extended"),
    "paused": ("暂停计时", "pauses"),
    "resumed": ("恢复计时", "resumes"),
    "stopped": ("停止计时", "stops"),
    "calendar": ("按新公布的日历重算", "follows the newly published calendar"),
}


_ABOUT = {
    "material": ("补充材料", "Material added"),
    "agent": ("说明代理关系", "Said for whom they speak"),
    "confidential": ("请求为其保密", "Asked not to be named"),
}
_STATED = {
    "agent": ("登记代理人", "Agent entered"),
    "authority": ("核对代理人的授权", "The agent's authority was checked"),
    "companion": ("登记同案人", "Somebody with the same matter entered"),
    "forwarded": ("登记转来的要求", "What the forwarder asks for"),
    "answered": ("答复转来的单位", "The forwarder was answered"),
    "wish": ("记下投诉人的要求", "What the complainant wishes"),
    "internal": ("内部投诉", "Complaint by staff"),
}


def timeline_of(matter: Matter, wording: Wording) -> tuple[TimelineEntry, ...]:
    """Return everything that happened, in order."""
    if matter.imported is not None:
        return _imported(matter, wording)
    entries: list[TimelineEntry] = []
    waiting: tuple[str, ...] = ()
    filled_in: Mapping[str, object] = {}
    now = wording
    own = deque(
        sorted(
            [(each.version, _beside(each, now)) for each in matter.beside]
            + [(each.version, _enclosed(each, now)) for each in matter.enclosed],
            key=lambda each: each[0],
        )
    )
    for n, told in enumerate(matter.told):
        event = told.event
        while own and own[0][0] < told.version:
            entries.append(own.popleft()[1])
        wording = now.under(matter.under(told))
        after = matter.told[n + 1].event if n + 1 < len(matter.told) else None
        if isinstance(event, FactsRecorded) and isinstance(after, ActDone):
            waiting, filled_in = tuple(_facts(event, wording)), event.values
            continue
        if isinstance(event, FactsReset):
            continue  # the form is empty again; what it said stands in the record
        entry = _entry(told, wording, waiting)
        if isinstance(event, RecordEntered) and event.values.items() <= filled_in.items():
            entry = replace(entry, detail=())  # it stands with the act that was just told
        entries.append(entry)
        waiting = ()
    return (*entries, *(entry for _, entry in own), *_taken_back(matter, now))


def _taken_back(matter: Matter, wording: Wording) -> Iterator[TimelineEntry]:
    """Yield that the case was taken back with the import it came by."""
    stored = matter.taken_back
    if stored is not None:
        title = wording.choose("随导入一并收回", "Taken back with the import it came by")
        who = wording.person(stored.actor) or None
        yield TimelineEntry(stored.happened_at, None, "stage", title, (), who, None, "", ())


def _beside(given: Beside, wording: Wording) -> TimelineEntry:
    """Return what was given to the case beside its acts."""
    choose, event = wording.choose, given.event
    if isinstance(event, Said):
        title = choose(*_ABOUT.get(event.about, _ABOUT["material"]))
        detail = [choose(f"附件 {event.files} 个", f"files: {event.files}")] if event.files else []
    elif isinstance(event, Stated):
        title, detail = choose(*_STATED[event.about]), list(stated_words(event, wording))
    else:
        title = choose("评价办理", "Rated")
        marks = (("过程", "how it went", event.process), ("结果", "the outcome", event.outcome))
        detail = [
            choose(f"{chinese} {mark} 分（满分 5）", f"{english}: {mark} of 5")
            for chinese, english, mark in marks
            if mark is not None
        ]
    if event.words:
        detail.append(choose("附有说明（已保密）", "with words (confidential)"))
    who = wording.person(given.actor) or None
    return TimelineEntry(given.at, None, "facts", title, tuple(detail), who, None, "", ())


def _enclosed(stored: StoredEvent, wording: Wording) -> TimelineEntry:
    """Return the entry of a file or a recording put with the case, or listened to."""
    match stored.type:
        case matters.FILE_ENCLOSED:
            title = wording.choose("收到附件", "File added")
        case matters.RECORDING_ENCLOSED:
            title = wording.choose("附上通话录音", "Recording added")
        case _:
            title = wording.choose("复听录音", "Recording heard")
    kind = "file" if stored.type == matters.FILE_ENCLOSED else "recording"
    detail = (stored.body["why"],) if stored.body.get("why") else ()
    return TimelineEntry(
        stored.happened_at, None, kind, title, detail, wording.person(stored.actor) or None,
        None, "", (),
    )  # fmt: skip


def _imported(matter: Matter, wording: Wording) -> tuple[TimelineEntry, ...]:
    case = matter.case
    assert case.opened_at is not None  # noqa: S101 - an imported case has its times
    assert case.ended_at is not None  # noqa: S101 - an imported case has its times
    unit = wording.unit(case.receiving_unit)
    opened = wording.choose("受理（历史导入）", "Taken in (imported)")
    ended = wording.choose("办结（历史导入）", "Closed (imported)")
    return (
        TimelineEntry(case.opened_at, None, "open", opened, (), None, unit, "", ()),
        TimelineEntry(case.ended_at, None, "stage", ended, (), None, unit, "", ()),
        *_taken_back(matter, wording),
    )


def _entry(told: Told, wording: Wording, waiting: tuple[str, ...]) -> TimelineEntry:
    event = told.event
    kind, title, detail = _words(event, wording)
    person = unit = None
    noticed = None
    if isinstance(event, CaseOpened | ActDone):
        person, unit = wording.person(event.person), wording.unit(event.unit) or None
    elif isinstance(event, TaskDone | ApprovalGiven):
        person = wording.person(event.person) or None
    elif isinstance(event, PointReached) and event.noticed_at != event.at:
        noticed = event.noticed_at
    return TimelineEntry(
        event.at, noticed, kind, title, waiting or detail, person, unit,
        wording.articles(event.cite), tuple(event.cite),
    )  # fmt: skip


def event_words(event: Event, wording: Wording) -> str:
    """Return what one event says, in one line."""
    _, title, detail = _words(event, wording)
    colon, between = wording.choose("：", ": "), wording.choose("；", "; ")
    return title + colon + between.join(detail) if any(detail) else title


def _words(event: Event, wording: Wording) -> tuple[str, str, tuple[str, ...]]:
    pack, say, choose = wording.procedure.pack, wording.say, wording.choose
    match event:
        case Migrated():
            title = say(pack.pack.title)
            words = choose(f"改按《{title}》继续办理", f"Goes on under {title}")
            return "migration", words, tuple(_over(event, wording))
        case CaseOpened():
            title = say(pack.pack.title)
            return "open", choose(f"按《{title}》受理", f"Taken in under {title}"), ()
        case ActDone():
            return "act", say(pack.acts[event.act].title), ()
        case FactsRecorded():
            title = choose("记明", "Recorded")
            return "facts", title, tuple(_facts(event, wording))
        case FactsCleared():
            names = choose("、", ", ").join(say(pack.facts[name].title) for name in event.names)
            return "facts", choose(f"清除：{names}", f"Cleared: {names}"), ()
        case ApprovalGiven():
            title = say(pack.approvals[event.approval].title)
            colon = choose("：", ": ")
            basis = tuple(f"{label}{colon}{value}" for label, value in wording.basis(event.basis))
            return "approval", choose(f"“{title}”给出", f"Given: {title}"), basis
        case ApprovalLapsed():
            title = say(pack.approvals[event.approval].title)
            names = tuple(say(pack.title_of(name)) for name in event.names)
            why = choose(f"{'、'.join(names)}已有变化", f"changed: {', '.join(names)}")
            return "approval", choose(f"“{title}”失效", f"Lapsed: {title}"), (why,)
        case FactsReset():
            titles = [say(pack.facts[name].title) for name in (*event.names, *event.values)]
            names = choose("、", ", ").join(titles)
            return "facts", choose(f"留待下一条填写：{names}", f"For the next entry: {names}"), ()
        case RecordEntered():
            verb = choose("改写", "Rewritten") if event.replaces else choose("记入", "Entered")
            return "entry", *_of_record(event, verb, wording)
        case RecordStruck():
            return "entry", *_of_record(event, choose("删去", "Struck"), wording)
        case StageChanged():
            left, entered = say(pack.stages[event.left].title), pack.stages[event.entered].title
            return "stage", f"{left} → {say(entered)}", ()
        case TaskOpened():
            what = say(pack.tasks[event.task].title) + _item(event.item, wording)
            return (
                "task",
                choose(f"交办：{what}", f"Assigned: {what}"),
                (wording.seat(event.owner),),
            )
        case TaskDone():
            what = say(pack.tasks[event.task].title) + _item(event.item, wording)
            return "task", choose(f"完成：{what}", f"Done: {what}"), ()
        case TaskCancelled():
            what = say(pack.tasks[event.task].title) + _item(event.item, wording)
            return "task", choose(f"取消：{what}", f"Cancelled: {what}"), ()
        case ClockSet():
            return "clock", _clock(event, wording), ()
        case PointReached():
            return "point", _point(event, wording), ()
        case DocumentIssued():
            title = say(pack.documents[event.document].title)
            number = event.number or str(event.sequence)
            return "document", choose(f"发出《{title}》{number}", f"Issued: {title} {number}"), ()
        case NoticeDue():
            seat = wording.seat(event.to)
            verb = {"notify": ("通知", "Told"), "escalate": ("报告", "Reported to")}[event.kind]
            gap = " " if wording.english else ""
            said = (say(event.say),) if event.say else ()
            return event.kind, f"{choose(*verb)}{gap}{seat}", said
        case Posted():
            title = say(pack.ledgers[event.ledger].title)
            return "money", choose(f"“{title}”记账", f"Charged: {title}"), _posted(event, wording)
        case ImprovementRaised():
            title = say(pack.improvements[event.improvement].title)
            items = tuple(_raised(item, wording) for item in event.items)
            lacking = tuple(wording.either(each) for each in event.lacking)
            return "improvement", choose(f"下达{title}", f"Raised: {title}"), items + lacking


def _posted(event: Posted, wording: Wording) -> tuple[str, ...]:
    """Return a line for every posting that changes something, and for what was set aside."""
    choose = wording.choose
    lines = [wording.either(each) for each in event.lacking]
    for each in event.postings:
        if not (each.fresh or each.withdrawn or each.change or each.change_percent):
            continue
        amount = wording.posting(event.ledger, each)
        if each.withdrawn:
            amount = choose("撤销", "withdrawn")
        elif not each.fresh:
            amount = choose(f"改为 {amount}", f"now {amount}")
        whose = "" if event.account == "case" else wording.account(each.account) + " "
        lines.append(whose + amount)
    for each in event.set_aside:
        who, amount = wording.account(each.account), wording.posting(event.ledger, each)
        lines.append(
            choose(f"{who} {amount}：较轻，不另计", f"{who} {amount}: lighter, not counted")
        )
    return tuple(lines)


def _raised(item: ImprovementItem, wording: Wording) -> str:
    unit, colon = wording.unit(item.unit), wording.choose("：", ": ")
    due = wording.choose(f"（{item.due_on} 前）", f" (by {item.due_on})")
    return f"{unit}{colon}{item.what}{due}"


def _of_record(
    event: RecordEntered | RecordStruck, verb: str, wording: Wording
) -> tuple[str, tuple[str, ...]]:
    title = wording.say(wording.procedure.pack.records[event.record].title)
    said = wording.choose(
        f"{verb}“{title}”第 {event.number} 条", f"{verb}: {title}, entry {event.number}"
    )
    return said, (wording.entry(event.record, event.values),)


def _facts(event: FactsRecorded, wording: Wording) -> Iterator[str]:
    colon = wording.choose("：", ": ")
    for name, value in wording.ordered(event.values):
        view = wording.fact(name, value)
        # What was hidden is hidden in history too; the mask of today's value says enough.
        yield f"{view.label}{colon}{view.value}"


_MOVED = {
    "keep": ("期限沿用", "keeps its date"),
    "recompute": ("按新的规定重算", "is computed by the new rules"),
    "restart": ("重新计时", "starts again"),
    "start": ("开始计时", "starts"),
    "drop": ("不再适用", "applies no more"),
}


def _over(event: Migrated, wording: Wording) -> Iterator[str]:
    """Yield what became of each clock that had not stopped before."""
    gap = " " if wording.english else ""
    for name, how in event.moved.items():
        state = event.clocks.get(name)
        if state is None or state.state == "stopped":
            continue
        title = wording.say(wording.procedure.pack.clocks[name].title)
        text = f"{title}{gap}{wording.choose(*_MOVED[how])}"
        if state.due_at is not None:
            due = f"{at_office(state.due_at):%Y-%m-%d %H:%M}"
            text += wording.choose(f"，截止 {due}", f", due {due}")
        yield text


def _item(item: str | None, wording: Wording) -> str:
    if item is None:
        return ""
    name = wording.unit(item) if item in wording.directory.units else wording.person(item)
    return wording.choose(f"（{name}）", f" ({name})")


def _clock(event: ClockSet, wording: Wording) -> str:
    title = wording.say(wording.procedure.pack.clocks[event.clock].title)
    gap = " " if wording.english else ""
    text = f"{title}{gap}{wording.choose(*_WHY[event.why])}"
    if event.why in ("stopped", "paused") or event.state.due_at is None:
        return text
    due = f"{at_office(event.state.due_at):%Y-%m-%d %H:%M}"
    doubt = wording.choose("（暂定）", " (provisional)") if event.state.provisional else ""
    return text + wording.choose(f"，截止 {due}{doubt}", f", due {due}{doubt}")


def _point(event: PointReached, wording: Wording) -> str:
    title = wording.say(wording.procedure.pack.clocks[event.clock].title)
    if event.due:
        return wording.choose(f"{title}到期", f"{title}: due")
    if not wording.english:
        return f"{title}到达{moment_words(event.moment)}"
    return f"{title}: {moment_words(event.moment, 'en')}"
