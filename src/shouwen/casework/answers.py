"""What a command is answered with, in words."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from shouwen import ledger
from shouwen.casework import codes, editions
from shouwen.casework.matter import Matter, matter_of
from shouwen.casework.shapes import Done, NotDone, Registered, Why
from shouwen.engine import Case, DocumentIssued, Event, Reason, StageChanged, explain_due
from shouwen.regulations import Procedure
from shouwen.vocabulary import at_office

_MOST_MESSAGES: Final = 5


def not_done(procedure: Procedure, reasons: Iterable[Reason], language: str = "zh") -> NotDone:
    """Return a refusal with its articles in words."""
    return NotDone(tuple(why(procedure, reason, language) for reason in reasons))


def why(procedure: Procedure, reason: Reason, language: str = "zh") -> Why:
    """Return one reason in words; sentences the pack wrote are translated by the pack."""
    return Why(
        reason.code,
        reason.say(language),
        procedure.articles(reason.cite, language),
        tuple(reason.cite),
        reason.field,
        reason.english,
    )


def done_words(
    procedure: Procedure, events: Iterable[Event], language: str = "zh"
) -> tuple[str, ...]:
    """Return what a command brought about that its author wants to hear."""
    pack, english = procedure.pack, language.startswith("en")
    said: list[str] = []
    for event in events:
        if isinstance(event, StageChanged):
            title = pack.say(pack.stages[event.entered].title, language)
            said.append(f"Now at: {title}" if english else f"已进入“{title}”")
        elif isinstance(event, DocumentIssued):
            title = pack.say(pack.documents[event.document].title, language)
            number = event.number or str(event.sequence)
            said.append(f"Issued: {title} {number}" if english else f"已发出《{title}》{number}")
    return tuple(said[-_MOST_MESSAGES:])


def due_words(procedure: Procedure, case: Case, language: str = "zh") -> tuple[date | None, str]:
    """Return the day the complainant may expect something by, and the sentence saying so."""
    english = language.startswith("en")
    name = _promise(procedure, case)
    if name is None:
        return None, ""
    state = case.clocks[name]
    assert state.due_at is not None  # noqa: S101 - only such clocks promise anything
    day = at_office(state.due_at).date()
    title = procedure.pack.say(procedure.pack.clocks[name].title, language)
    if english:
        return day, f"{title}: by {day.isoformat()}{' (provisional)' if state.provisional else ''}"
    doubt = "（暂定）" if state.provisional else ""
    return day, f"{title}：{day.year} 年 {day.month} 月 {day.day} 日前{doubt}"


def due_because(procedure: Procedure, case: Case, language: str = "zh") -> str:
    """Return how the day the complainant may expect something by was counted, or nothing."""
    name = _promise(procedure, case)
    if name is None:
        return ""
    return explain_due(procedure, case, name, english=language.startswith("en"))


def _promise(procedure: Procedure, case: Case) -> str | None:
    """Return the public clock that is due first."""
    public = sorted(
        (state.due_at, name)
        for name, state in case.clocks.items()
        if procedure.pack.clocks[name].public
        and state.due_at is not None
        and state.state in ("running", "paused")
    )
    return public[0][1] if public else None


def registered(procedure: Procedure, matter: Matter, code: str, language: str = "zh") -> Registered:
    """Return the answer to a registration."""
    day, words = due_words(procedure, matter.case, language)
    return Registered(matter.number, code, day, words)


def repeated_answer(
    repeated: ledger.CommandRepeated, language: str = "zh", code: str | None = None
) -> Done | Registered:
    """Return what a command was answered with the first time."""
    number = repeated.stream.partition("/")[2]
    stored = ledger.read(repeated.stream)
    last = repeated.versions.stop - 1
    matter = matter_of(number, [event for event in stored if event.version <= last])
    procedure = editions.procedure_of(matter.case.digest)
    if repeated.versions.start == 1:
        code = code or codes.code_for(number, repeated.command_id)
        return registered(procedure, matter, code, language)
    events = [told.event for told in matter.told if told.version >= repeated.versions.start]
    return Done(
        number, last, len(repeated.versions), matter.case.stage,
        done_words(procedure, events, language),
    )  # fmt: skip


def answered_before(command_id: str, language: str = "zh") -> Done | Registered | None:
    """Return what a command was answered with, or None if it was never carried out."""
    repeated = ledger.used(command_id)
    return None if repeated is None else repeated_answer(repeated, language)
