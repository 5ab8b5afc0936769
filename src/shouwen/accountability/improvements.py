"""Improvements: who sees which, what is due, and whether complaints of the kind came again.

Seen by whoever works at the unit or above it, by the owner, by the roles that keep them, and by
roles that oversee. Reported by the owner or somebody of the unit itself; served, checked and moved
by those who keep or oversee them, and never checked by who gave the report.
"""

from datetime import date, datetime
from typing import Final

from django.db.models import Q

from shouwen.accountability.errors import NotYours, NotYoursToDo
from shouwen.accountability.keeping import Keeping, keeping, within
from shouwen.accountability.shapes import EntryView, ImprovementLine, ImprovementView, Page
from shouwen.accountability.statements import open_numbers
from shouwen.accountability.wording import STATES, Words, words_of
from shouwen.casework import models as casework
from shouwen.casework.keys import posts_of
from shouwen.consequences import models
from shouwen.consequences import operations as consequences
from shouwen.engine.improvements import ImprovementOpened, ReportGiven
from shouwen.vocabulary import Actor, at_office

VIEWS: Final = ("due", "overdue", "mine", "ended", "all")


def improvement_list(
    actor: Actor,
    now: datetime,
    language: str = "zh",
    *,
    view: str = "due",
    cursor: str = "",
    limit: int = 50,
) -> Page[ImprovementLine]:
    """Return improvements this person may see: what waits by its day, what has ended newest first.

    :param view: one of :data:`VIEWS`
    """
    return _list(_seen(actor, keeping(actor, now)), actor, now, language, view, cursor, limit)


def improvements_on_this_machine(
    now: datetime, language: str = "zh", *, view: str = "due", cursor: str = "", limit: int = 200
) -> Page[ImprovementLine]:
    """Return improvements for whoever administers the machine; no web page may use this."""
    return _list(Q(), None, now, language, view, cursor, limit)


def improvement_view(
    actor: Actor, id_: str, now: datetime, language: str = "zh"
) -> ImprovementView:
    """Return one improvement with what this person may do.

    :raises NotYours: if there is none, or the actor may not know of it
    """
    mine = keeping(actor, now)
    row = models.Improvement.objects.filter(_seen(actor, mine), id=id_).first()
    if row is None:
        raise NotYours(id_)
    told = consequences.improvement_history(id_)
    persons = {each.actor for each in told} | {row.owner}
    words = words_of(language, now, persons)
    reports = [each.event for each in told if isinstance(each.event, ReportGiven)]
    keeps = _keeps(mine, row)
    reported = row.state == "reported"
    entries = []
    for each in told:
        said, written = words.told(each)
        entries.append(EntryView(each.event.at, said, None, words.person(each.actor), written))
    return ImprovementView(
        line=_line(row, words, actor, now, row.source in open_numbers(actor, now, {row.source})),
        article=words.quoted(row.kind, row.articles),
        category=row.category,
        opened_at=at_office(row.opened_at),
        reported_at=None if row.reported_at is None else at_office(row.reported_at),
        check_on=row.check_on,
        order=row.order,
        order_number=row.order_number,
        entries=tuple(entries),
        repeats_now=repeats(row, now) if reported else None,
        may_report=row.state == "open" and _of_the_unit(actor, row, words),
        may_check=reported and keeps and reports[-1].person != actor.person,
        may_keep=keeps and row.state in ("open", "reported"),
    )


def repeats(row: models.Improvement, now: datetime) -> int:
    """Return how many complaints of the same kind about the unit came since the report.

    The kind is the category of the case it arose from; where that is not known, every complaint
    about the unit or one below it counts.
    """
    if row.reported_at is None:
        return 0
    found = casework.Case.objects.filter(
        within("unit_path", [row.unit_path]) if row.unit_path else Q(unit=row.unit),
        opened_at__gt=row.reported_at,
        opened_at__lte=now,
    )
    if row.kind:
        found = found.filter(pack=row.kind.partition(".")[0])
    if row.category:
        found = found.filter(category=row.category)
    return found.count()


def may_raise(actor: Actor, now: datetime) -> bool:
    """Say whether this person may raise an improvement by hand."""
    mine = keeping(actor, now)
    return bool(mine.oversees or mine.improvements)


def raise_improvement(
    actor: Actor,
    *,
    title: str,
    what: str,
    unit: str,
    owner: str | None,
    due_on: date,
    check_after: str | None,
    order: bool,
    source: str,
    now: datetime,
    command_id: str,
) -> str:
    """Raise an improvement that an analysis or a look-back shows; return its id.

    :raises NotYoursToDo: if the actor neither keeps nor oversees improvements, or says too little
    """
    if not may_raise(actor, now):
        raise NotYoursToDo("下达整改", "raise improvements")
    words = words_of("zh", now)
    if not what.strip() or unit not in words.directory.units:
        raise NotYoursToDo(
            "不写明内容和单位就下达整改", "raise one without saying what and by whom"
        )
    opened = ImprovementOpened(
        now, title.strip() or "整改", what.strip()[:2000], unit, owner, due_on, check_after, order,
        source.strip()[:200], person=actor.person,
    )  # fmt: skip
    return consequences.raise_by_hand(opened, person=actor.person, now=now, command_id=command_id)


def report(actor: Actor, id_: str, text: str, *, now: datetime, command_id: str) -> None:
    """Give the unit's report.

    :raises NotYours: if there is none the actor may know of
    :raises NotYoursToDo: if he neither answers for it nor works at the unit
    """
    if not improvement_view(actor, id_, now).may_report:
        raise NotYoursToDo("报告这项整改", "report on this improvement")
    consequences.report(id_, text, person=actor.person, now=now, command_id=command_id)


def check(
    actor: Actor,
    id_: str,
    *,
    effective: bool,
    note: str,
    due_on: date | None,
    now: datetime,
    command_id: str,
) -> None:
    """Say whether it helped; complaints that came again are counted and kept with it.

    :raises NotYours: if there is none the actor may know of
    :raises NotYoursToDo: if he does not keep it, or gave the report himself
    """
    view = improvement_view(actor, id_, now)
    if not view.may_check:
        raise NotYoursToDo("为这项整改查效", "check this improvement")
    consequences.check(
        id_, effective=effective, repeats=view.repeats_now or 0, note=note, due_on=due_on,
        person=actor.person, now=now, command_id=command_id,
    )  # fmt: skip


def serve_order(actor: Actor, id_: str, number: str, *, now: datetime, command_id: str) -> None:
    """Record that the rectification order was handed over.

    :raises NotYoursToDo: if the actor does not keep it
    """
    _must_keep(actor, id_, now)
    consequences.serve_order(id_, number, person=actor.person, now=now, command_id=command_id)


def name_owner(actor: Actor, id_: str, owner: str, *, now: datetime, command_id: str) -> None:
    """Say who answers for it.

    :raises NotYoursToDo: if the actor does not keep it, or there is no such person
    """
    _must_keep(actor, id_, now)
    if owner not in words_of("zh", now).directory.people:
        raise NotYoursToDo("指定不在册的责任人", "name somebody who is not on the staff")
    consequences.name_owner(id_, owner, person=actor.person, now=now, command_id=command_id)


def postpone(
    actor: Actor, id_: str, due_on: date, reason: str, *, now: datetime, command_id: str
) -> None:
    """Give it another day.

    :raises NotYoursToDo: if the actor does not keep it
    """
    _must_keep(actor, id_, now)
    consequences.postpone(id_, due_on, reason, person=actor.person, now=now, command_id=command_id)


def withdraw(actor: Actor, id_: str, reason: str, *, now: datetime, command_id: str) -> None:
    """Take it back.

    :raises NotYoursToDo: if the actor does not keep it
    """
    _must_keep(actor, id_, now)
    consequences.withdraw(id_, reason, person=actor.person, now=now, command_id=command_id)


def _must_keep(actor: Actor, id_: str, now: datetime) -> None:
    if not improvement_view(actor, id_, now).may_keep:
        raise NotYoursToDo("办理这项整改", "work on this improvement")


def _list(
    where: Q,
    actor: Actor | None,
    now: datetime,
    language: str,
    view: str,
    cursor: str,
    limit: int,
) -> Page[ImprovementLine]:
    today = at_office(now).date()
    found = models.Improvement.objects.filter(where)
    order = ["next_on", "id"]
    if view == "overdue":
        found = found.filter(next_on__lt=today)
    elif view == "mine" and actor is not None:
        found = found.filter(owner=actor.person, next_on__isnull=False)
    elif view in ("ended", "all"):
        found = found.filter(next_on=None) if view == "ended" else found
        order = ["-opened_at", "id"]
    else:
        found = found.filter(next_on__isnull=False)
    if cursor:
        found = found.filter(_after(cursor, order[0]))
    rows = list(found.order_by(*order)[: limit + 1])
    shown = rows[:limit]
    words = words_of(language, now, [row.owner for row in shown])
    open_ = open_numbers(actor, now, {row.source for row in shown})
    lines = tuple(_line(row, words, actor, now, row.source in open_) for row in shown)
    last = shown[-1] if len(rows) > limit else None
    return Page(lines, None if last is None else _cursor(last, order[0]))


def _cursor(row: models.Improvement, column: str) -> str:
    at = row.next_on if column == "next_on" else row.opened_at
    return f"{at.isoformat() if at else ''}~{row.id}"


def _after(cursor: str, column: str) -> Q:
    at, _, id_ = cursor.partition("~")
    try:
        if column == "next_on":
            day = date.fromisoformat(at)
            return Q(next_on__gt=day) | Q(next_on=day, id__gt=id_)
        when = datetime.fromisoformat(at)
    except ValueError:
        return Q(pk__in=())
    return Q(opened_at__lt=when) | Q(opened_at=when, id__gt=id_)


def _line(
    row: models.Improvement, words: Words, actor: Actor | None, now: datetime, source_open: bool
) -> ImprovementLine:
    today = at_office(now).date()
    return ImprovementLine(
        id=row.id,
        title=words.say(row.kind, row.title),
        what=row.what,
        source=row.source,
        source_open=source_open,
        unit=words.unit(row.unit),
        owner=words.person(row.owner),
        state=row.state,
        state_words=words.choose(*STATES[row.state]),
        due_on=row.due_on,
        next_on=row.next_on,
        overdue=row.next_on is not None and row.next_on < today,
        rounds=row.rounds,
        late=row.late,
        repeats=row.repeats,
    )


def _seen(actor: Actor, mine: Keeping) -> Q:
    found = within("unit_path", mine.paths) if mine.paths else Q(pk__in=())
    found |= Q(owner=actor.person)
    for name, places in mine.improvements.items():
        found |= Q(kind=name) & within("unit_path", places)
    for pack in mine.oversees:
        found |= Q(kind__startswith=f"{pack}.") | Q(kind="")
    return found


def _keeps(mine: Keeping, row: models.Improvement) -> bool:
    pack = row.kind.partition(".")[0]
    if not row.kind:
        return bool(mine.oversees or mine.improvements)
    return mine.may(mine.improvements, row.kind, row.unit_path) or pack in mine.oversees


def _of_the_unit(actor: Actor, row: models.Improvement, words: Words) -> bool:
    if actor.person == row.owner:
        return True
    return any(post.unit == row.unit for post in posts_of(actor, words.directory))
