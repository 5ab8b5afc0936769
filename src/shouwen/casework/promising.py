"""Moments one could promise: what people say, as real dates, each tried against the regulation."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from shouwen.calendars import OutsideCalendar, WorkCalendar
from shouwen.casework.particulars import pretend
from shouwen.casework.shapes import Promise
from shouwen.engine import Case, Command, Reason, Refused, decide
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, Term, TermUnit, at_office

_NOON: Final = 12
_DAYS: Final = (1, 3, 5)
_WEEKDAYS: Final = "一二三四五六日"


def is_promise(procedure: Procedure, act: str, name: str) -> bool:
    """Say whether a time an act asks for is one that is promised: it must lie ahead."""
    facts = procedure.pack.facts
    if name not in facts or facts[name].type != "time" or facts[name].means == "forward_due":
        return False  # what a forwarder wants is no promise of ours
    if any(ready.clock.until == name for ready in procedure.clocks.values()):
        return True
    return any(f"{name} > now" in must.that for must in procedure.acts[act].act.must)


def promises(
    procedure: Procedure,
    case: Case | None,
    act: str,
    name: str,
    form: Mapping[str, object],
    *,
    actor: Actor,
    directory: Directory,
    task: str | None,
    now: datetime,
    language: str = "zh",
) -> tuple[Promise, ...]:
    """Return moments to choose from, earliest first; those the regulation refuses say why.

    Among them is the latest one allowed, where a running limit makes one.
    """
    english = language.startswith("en")
    now = at_office(now)
    given = pretend(procedure, {key: value for key, value in form.items() if key != name}).form

    def against(moment: datetime) -> list[Reason]:
        command = Command(act, actor, {**given, name: f"{moment:%Y-%m-%dT%H:%M}"}, task)
        outcome = decide(procedure, case, command, directory, now)
        return list(outcome.reasons) if isinstance(outcome, Refused) else []

    # What is refused of a promise for the next minute is refused of any: it is no matter of time.
    always = {reason.text for reason in against(now + timedelta(minutes=1))}
    found: dict[datetime, Promise] = {}
    limits = _limits(procedure, case, now)
    for moment, words in (*_said(_calendar(procedure, name), now, english=english), *limits):
        moment = moment.replace(second=0, microsecond=0)
        if moment <= now or moment in found:
            continue
        new = [each for each in against(moment) if each.text not in always]
        late = [each for each in against(moment + timedelta(minutes=1)) if each.text not in always]
        latest = not new and bool(late)
        told = (new or late)[:1] if new or latest else []
        found[moment] = Promise(
            value=f"{moment:%Y-%m-%dT%H:%M}",
            words=words if isinstance(words, str) else _ending(procedure, words[0], language),
            date=_date(moment, english=english),
            allowed=not new,
            latest=latest,
            why=told[0].say(language) if told else "",
            article=procedure.articles(told[0].cite, language) if told else "",
        )
    return tuple(found[moment] for moment in sorted(found))


def _calendar(procedure: Procedure, name: str) -> WorkCalendar:
    """Return the calendar working days are counted by: of a limit in working days, if there is."""
    clocks = [ready for ready in procedure.clocks.values() if ready.clock.until != name]
    counted = [ready for ready in clocks if "working" in (ready.clock.unit or str(ready.limit))]
    return (counted or clocks or list(procedure.clocks.values()))[0].calendar


def _said(
    calendar: WorkCalendar, now: datetime, *, english: bool
) -> Iterable[tuple[datetime, str]]:
    """Yield what people say on the telephone, as moments; days not published are left out."""
    try:
        if calendar.is_working_day(now.date()):
            close = calendar.due(now, Term(0, TermUnit.WORKING_DAY)).at
            yield close, "by close of business" if english else "今天下班前"
        next_day = calendar.due(now, Term(1, TermUnit.WORKING_DAY)).at
        noon = next_day.replace(hour=_NOON, minute=0)
        tomorrow = next_day.date() == (now + timedelta(days=1)).date()
        if english:
            yield noon, "tomorrow noon" if tomorrow else "noon of the next working day"
        else:
            yield noon, "明天中午" if tomorrow else "下一个工作日中午"
        for days in _DAYS:
            chinese = f"{'一二三四五'[days - 1]}个工作日内"
            words = f"within {days} working day{'s' if days > 1 else ''}" if english else chinese
            yield calendar.due(now, Term(days, TermUnit.WORKING_DAY)).at, words
    except OutsideCalendar:
        return


def _limits(
    procedure: Procedure, case: Case | None, now: datetime
) -> Iterable[tuple[datetime, tuple[str]]]:
    """Yield when the running limits of the case end, with what they are called."""
    for clock, state in {} if case is None else case.clocks.items():
        if state.state == "running" and state.due_at is not None and state.due_at > now:
            yield at_office(state.due_at), (procedure.pack.clocks[clock].title,)


def _ending(procedure: Procedure, title: str, language: str) -> str:
    said = procedure.pack.say(title, language)
    return f"end of “{said}”" if language.startswith("en") else f"“{said}”届满"


def _date(moment: datetime, *, english: bool) -> str:
    if english:
        return f"{moment:%a %d %b %H:%M}"
    return f"{moment.month} 月 {moment.day} 日（周{_WEEKDAYS[moment.weekday()]}）{moment:%H:%M}"
