"""One case as its page shows it to staff."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from shouwen.casework import editions
from shouwen.casework.access import (
    OpenCase,
    case_for,
    opened,
)
from shouwen.casework.answers import why
from shouwen.casework.follow_views import charges_of, improvements_of
from shouwen.casework.forwarder_date import as_clock
from shouwen.casework.matter import FILE_ENCLOSED, RECORDING_ENCLOSED
from shouwen.casework.particulars import cell_name
from shouwen.casework.projection import rows_of
from shouwen.casework.shapes import (
    ActOption,
    ApprovalView,
    ArticleView,
    CaseVersion,
    CaseView,
    ClockView,
    DocumentView,
    EntryView,
    FactView,
    RecordView,
    StageStep,
    TaskView,
)
from shouwen.casework.standing import standing_of
from shouwen.casework.telling import timeline_of
from shouwen.casework.wording import Wording, wording_of
from shouwen.casework.words import left_words, share_of, urgency_of
from shouwen.engine import (
    CaseScope,
    ClockState,
    DocumentIssued,
    Option,
    StageChanged,
    explain,
    explain_due,
    options,
)
from shouwen.engine.seating import Seating
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory

#: Facts about who complained, shown apart from what the matter is.
#: So many persons are named; more of one seat are called by the seat alone.
_FEW: Final = 3
_ABOUT_COMPLAINANT: Final = (
    "complainant", "telephone", "email", "address", "identity_number", "anonymous", "agent",
    "agent_telephone", "agent_tie", "authority", "members", "representatives", "confidential",
    "language", "internal",
)  # fmt: skip


def case_view(actor: Actor, number: str, now: datetime, language: str = "zh") -> CaseView:
    """Return everything a case page shows to this person.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    return _view(case_for(actor, number, now), actor, now, language)


def case_on_this_machine(number: str, now: datetime, language: str = "zh") -> CaseView:
    """Return a case without its options, for whoever administers the machine it is kept on.

    Particulars are masked as for everybody; no web page may use this.

    :raises CaseNotFound: if there is no such case
    """
    return _view(opened(number, now), None, now, language)


def _view(found: OpenCase, actor: Actor | None, now: datetime, language: str) -> CaseView:
    wording = wording_of(found, language)
    matter, pack, case = found.matter, found.procedure.pack, found.matter.case
    rows = rows_of(matter, found.procedure, found.directory)
    facts = facts_of(found, wording)
    content = next((fact.value for fact in facts if fact.means == "content"), "")
    standing = standing_of(found, wording)
    assert case.opened_at is not None  # noqa: S101 - only opened cases are found
    return CaseView(
        number=matter.number,
        version=matter.version,
        regulation=pack.pack.id,
        regulation_title=wording.say(pack.pack.title),
        edition=case.pack,
        subject=wording.written(rows.case["subject"]),
        content=content,
        stage=case.stage,
        stage_title=wording.say(pack.stages[case.stage].title),
        stage_owner=_owner(found, wording, now),
        ended=case.ended,
        opened_at=case.opened_at,
        receiving_unit=wording.unit(case.receiving_unit),
        first_receiver=wording.person(case.first_receiver),
        confidential=rows.case["confidential"],
        flags=wording.flags(rows.case["flags"]),
        steps=_steps(found, wording),
        clocks=clocks_of(found, wording, now),
        facts=tuple(fact for fact in facts if fact.means not in _ABOUT_COMPLAINANT),
        complainant=tuple(fact for fact in facts if fact.means in _ABOUT_COMPLAINANT),
        records=_records(found, wording),
        approvals=_approvals(found, wording, now),
        charges=charges_of(matter, wording),
        improvements=improvements_of(matter, wording),
        tasks=_tasks(found, wording),
        documents=documents_of(found, wording),
        timeline=timeline_of(matter, wording),
        options=()
        if actor is None or matter.imported is not None or matter.taken_back is not None
        else _staff_options(found, actor, wording, now),
        files=sum(each.type == FILE_ENCLOSED for each in matter.enclosed),
        recordings=sum(each.type == RECORDING_ENCLOSED for each in matter.enclosed),
        standing=standing,
    )


def document_view(
    actor: Actor, number: str, position: int, now: datetime, language: str = "zh"
) -> tuple[CaseView, DocumentView]:
    """Return one issued document with its case.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises KeyError: if the case issued nothing at this position
    """
    view = case_view(actor, number, now, language)
    for document in view.documents:
        if document.position == position:
            return view, document
    raise KeyError(position)


def articles_of(
    actor: Actor, number: str, ids: Iterable[str], now: datetime, language: str = "zh"
) -> tuple[ArticleView, ...]:
    """Return articles of the regulation a case is pinned to; unknown ids are left out.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    pack = case_for(actor, number, now).procedure.pack
    return tuple(
        ArticleView(
            id_,
            pack.number(id_, language),
            pack.say(article.gist, language),
            article.text or "",
            article.assumed,
        )
        for id_ in dict.fromkeys(ids)
        for article in (pack.articles.get(id_),)
        if article is not None
    )


def version_of(actor: Actor, number: str, now: datetime, language: str = "zh") -> CaseVersion:
    """Return at which version a case is and who did something to it last.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = case_for(actor, number, now)
    wording = wording_of(found, language)
    told = found.matter.told
    last = timeline_of(found.matter, wording)
    acts = [entry for entry in last if entry.kind in ("act", "open", "point")]
    return CaseVersion(
        found.matter.version,
        wording.person(told[-1].actor) if told else "",
        acts[-1].title if acts else "",
    )


def explain_case(number: str, now: datetime, actor: Actor | None = None) -> str:
    """Return the whole case as text: every step with its articles, then every clock's reason.

    Without an actor it is for whoever administers the machine the case is kept on.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    found = opened(number, now) if actor is None else case_for(actor, number, now)
    procedure, case = found.procedure, found.matter.case
    stage = procedure.pack.stages[case.stage].title
    wording = wording_of(found, "zh")
    lines = [f"{number}　{procedure.pack.pack.title}（{case.pack}）　{stage}"]
    told = found.matter.events()
    for step in explain(procedure, told, found.directory, editions.procedure_of):
        who = f"　{wording.person(step.person)}" if step.person else ""
        cite = f"〔{step.articles}〕" if step.articles else ""
        lines.append(f"{step.at:%Y-%m-%d %H:%M}　{step.text}{who}{cite}")
    lines += [explain_due(procedure, case, name) for name in case.clocks]
    return "\n".join(lines)


# -- parts


def clocks_of(found: OpenCase, wording: Wording, now: datetime) -> tuple[ClockView, ...]:
    """Return the clocks of a case: running ones by what is due first, then the others."""
    order = {"running": 0, "paused": 1, "waiting": 2, "stopped": 3}
    states = sorted(
        found.matter.case.clocks.items(),
        key=lambda each: (
            order[each[1].state],
            each[1].due_at is None,
            each[1].due_at or now,
            each[0],
        ),
    )
    views = [_clock(found, wording, name, state, now) for name, state in states]
    asked = as_clock(found.matter, wording, now)
    if asked is not None:
        due = asked.due_at or now
        ahead = [each for each in views if each.state == "running" and (each.due_at or due) <= due]
        views.insert(len(ahead) if asked.state == "running" else len(views), asked)
    return tuple(views)


def _clock(
    found: OpenCase, wording: Wording, name: str, state: ClockState, now: datetime
) -> ClockView:
    procedure, clock = found.procedure, found.procedure.pack.clocks[name]
    running = state.state == "running"
    seen = now if running else state.stopped_at or state.paused_at or now
    return ClockView(
        name=name,
        title=wording.say(clock.title),
        state=state.state,
        due_at=state.due_at,
        due_on=None if state.due_on is None else date.fromisoformat(state.due_on),
        provisional=state.provisional,
        soft=clock.soft,
        urgency=urgency_of(state.since, state.due_at, now) if running else "none",
        share=share_of(state.since, state.due_at, seen),
        left=left_words(state.due_at, now, english=wording.english) if running else "",
        limit=wording.term(state.amount, state.unit),
        article=wording.articles(clock.cite),
        explanation=explain_due(procedure, found.matter.case, name, english=wording.english),
        extended=state.extended,
        in_time=None if state.state != "stopped" or not state.due_at else not state.late(now),
        cite=tuple(clock.cite),
    )


def documents_of(found: OpenCase, wording: Wording) -> tuple[DocumentView, ...]:
    """Return the issued documents of a case, each as it was issued."""
    views = []
    now = wording
    for told in found.matter.told:
        event = told.event
        if not isinstance(event, DocumentIssued):
            continue
        procedure = found.matter.under(told)
        wording = now.under(procedure)
        document = procedure.pack.documents[event.document]
        views.append(
            DocumentView(
                position=told.version,
                document=event.document,
                title=wording.say(document.title),
                number=event.number or str(event.sequence),
                issued_at=event.at,
                copies=tuple(
                    wording.say(document.copies[each].purpose) if each in document.copies else each
                    for each in event.copies
                ),
                signed_by=tuple(wording.say(each.who) for each in document.signatures),
                facts=tuple(
                    _entries(wording, name, value) if name in procedure.pack.records
                    else wording.cell(name, value)
                    for name, value in _in_order(event.contents, document.shown)
                ),
                article=wording.articles(event.cite),
                public=document.public,
            )
        )  # fmt: skip
    return tuple(views)


def _in_order(contents: Mapping[str, object], fields: tuple[str, ...]) -> list[tuple[str, object]]:
    return [(name, contents[name]) for name in fields if name in contents]


def _entries(wording: Wording, name: str, value: object) -> FactView:
    """Return a record as a document issued shows it: an entry to a line."""
    record = wording.procedure.pack.records[name]
    entries = value if isinstance(value, list | tuple) else ()
    lines = (f"{n}. {wording.entry(name, entry)}" for n, entry in enumerate(entries, 1))
    article = wording.articles(record.cite)
    return FactView(name, wording.say(record.title), "\n".join(lines), False, True, article, None)


def facts_of(found: OpenCase, wording: Wording) -> list[FactView]:
    """Return the known facts of a case, in the pack's order."""
    known = found.matter.case.facts
    return [wording.fact(name, known[name]) for name in found.procedure.pack.facts if name in known]


def _owner(found: OpenCase, wording: Wording, now: datetime) -> str:
    """Return with whom the stage lies, in words; nothing once the case has ended."""
    case = found.matter.case
    stage = found.procedure.pack.stages[case.stage]
    if stage.owner is None or case.ended:
        return ""
    at = max(now, case.changed_at or now)
    seating = Seating(found.procedure, CaseScope(found.procedure, case, at), found.directory)
    owner = seating.recipient(stage.owner)
    few = owner.persons if len(owner.persons) <= _FEW else ()
    return wording.seat(replace(owner, persons=few))


def _steps(found: OpenCase, wording: Wording) -> tuple[StageStep, ...]:
    case, stages = found.matter.case, found.procedure.pack.stages
    order = {name: n for n, name in enumerate(stages)}
    visited = {found.procedure.pack.pack.first_stage}
    for event in found.matter.events():
        if isinstance(event, StageChanged):
            # Taken up again, a matter has the stages after this one before it once more.
            before = {name for name in visited if order[name] < order[event.entered]}
            visited = before | {event.left, event.entered}
            if order[event.left] > order[event.entered]:
                visited.discard(event.left)
    steps = []
    end_shown = case.ended
    for name, stage in stages.items():
        if name == case.stage:
            steps.append(StageStep(name, wording.say(stage.title), "current"))
        elif name in visited:
            steps.append(StageStep(name, wording.say(stage.title), "done"))
        elif not case.ended and (stage.kind == "open" or not end_shown):
            # Of several ways to end, one stands for all of them.
            end_shown = end_shown or stage.kind == "end"
            steps.append(StageStep(name, wording.say(stage.title), "ahead"))
    return tuple(steps)


def _approvals(found: OpenCase, wording: Wording, now: datetime) -> tuple[ApprovalView, ...]:
    """Return the approvals given in a case, in the pack's order."""
    procedure, case = found.procedure, found.matter.case
    scope = CaseScope(procedure, case, now)
    return tuple(
        ApprovalView(
            name=name,
            title=wording.say(procedure.pack.approvals[name].title),
            holds=scope.approved(name) is True,
            given_at=given.given_at,
            person=wording.person(given.person),
            basis=wording.basis(given.basis),
            lapsed_at=given.lapsed_at,
            article=wording.articles(procedure.pack.approvals[name].cite),
        )
        for name, given in (
            (name, case.approvals[name]) for name in procedure.pack.approvals
            if name in case.approvals
        )
    )  # fmt: skip


def _records(found: OpenCase, wording: Wording) -> tuple[RecordView, ...]:
    """Return the records something was entered into, in the pack's order."""
    procedure, case = found.procedure, found.matter.case
    return tuple(
        RecordView(
            name=name,
            title=wording.say(record.title),
            columns=tuple(wording.say(procedure.pack.title_of(column)) for column in record.of),
            entries=tuple(
                EntryView(
                    entry.number,
                    entry.at,
                    tuple(
                        wording.cell(
                            column, entry.values.get(column), cell_name(name, entry.number, column)
                        )
                        for column in record.of
                    ),
                )
                for entry in case.entries(name)
            ),
            article=wording.articles(record.cite),
        )
        for name, record in procedure.pack.records.items()
        if case.entries(name)
    )


def _tasks(found: OpenCase, wording: Wording) -> tuple[TaskView, ...]:
    pack = found.procedure.pack
    return tuple(
        TaskView(
            id=task.id,
            title=wording.say(pack.tasks[task.task].title),
            item=None if task.item is None else item_label(task.item, wording),
            owner=wording.seat(task.owner),
            state=task.state,  # type: ignore[arg-type]
            opened_at=task.opened_at,
            ended_at=task.ended_at,
            person=wording.person(task.person) or None,
            article=wording.articles(pack.tasks[task.task].cite),
            facts=tuple(
                wording.fact(name, value)
                for name, value in wording.ordered(task.data)
                if name in pack.facts
            ),
        )
        for task in found.matter.case.tasks.values()
    )


def item_label(item: str, wording: Wording) -> str:
    """Return what a task's item is called: a unit, a person, or the value itself."""
    directory: Directory = wording.directory
    if item in directory.units:
        return wording.unit(item)
    return wording.person(item)


# -- what may be done

#: Meanings of acts by which staff write down what a complainant wants.
THEIR_WISHES: Final = frozenset({"withdrawn", "complained_again"})


def option_view(procedure: Procedure, option: Option, wording: Wording) -> ActOption:
    """Return one act as a button."""
    return ActOption(
        act=option.act,
        title=wording.say(option.title),
        task=option.task,
        item=option.item,
        item_label=None if option.item is None else item_label(option.item, wording),
        allowed=option.allowed,
        bearing=option.bearing,  # type: ignore[arg-type]
        weight=option.weight,  # type: ignore[arg-type]
        hint=None if option.hint is None else wording.say(option.hint),
        article=wording.articles(option.cite),
        reasons=tuple(why(procedure, reason, wording.language) for reason in option.reasons),
        needs_form=bool(option.form or option.also),
        cite=tuple(option.cite),
        means=tuple(procedure.pack.acts[option.act].means),
        carries_on=carries_on(procedure, option),
    )


def carries_on(procedure: Procedure, option: Option) -> bool:
    """Say whether somebody who may do this has to carry the case on.

    A task of his, the main act of the stage, or one that belongs to this stage; not what staff only
    write down of what a complainant wants, nor what may be done at any stage, such as to urge.
    """
    act = procedure.pack.acts[option.act]
    return option.allowed and (
        option.weight == "primary"
        or option.task is not None
        or (isinstance(act.in_, list) and THEIR_WISHES.isdisjoint(act.means))
    )


def _staff_options(
    found: OpenCase, actor: Actor, wording: Wording, now: datetime
) -> tuple[ActOption, ...]:
    """Return the acts staff may or may not do; the complainant's own are on the portal."""
    procedure = found.procedure
    role = procedure.pack.pack.complainant
    at = max(now, found.matter.case.changed_at or now)
    offered = options(procedure, found.matter.case, actor, found.directory, at)
    return tuple(
        option_view(procedure, option, wording)
        for option in offered
        if option.allowed or any(seat.role != role for seat in procedure.pack.acts[option.act].by)
    )
