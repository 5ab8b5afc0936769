"""What a command means for those outside of it: found by what acts, clocks and documents mean.

No regulation is known here by name. One command tells its complainant one thing, the weightiest of
what happened; being asked for an opinion comes beside it, and later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen.casework.answers import due_words
from shouwen.casework.matter import Matter, Told
from shouwen.engine import (
    ActDone,
    CaseOpened,
    ClockSet,
    DocumentIssued,
    PointReached,
    StageChanged,
)
from shouwen.notices.occasions import OCCASIONS
from shouwen.regulations import Procedure
from shouwen.vocabulary import at_office
from shouwen.vocabulary.identity import COMPLAINANT

_BY_ACT: Final = ("refused", "referred", "replied", "withdrawn", "closed", "accepted")
_MOVED: Final = ("restarted", "recomputed", "extended", "resumed", "calendar")
_ORDER: Final = {name: place for place, name in enumerate(OCCASIONS)}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something a complainant is to be told. `due` and `old_due` are in words, or empty."""

    occasion: str
    version: int
    at: datetime
    due: str = ""
    old_due: str = ""
    document: str = ""


def occurrences(
    matter: Matter, versions: Sequence[int], procedure: Procedure, language: str
) -> list[Occurrence]:
    """Return what the complainant is to be told of one command: nothing, one thing, or two.

    :param versions: of the events of the command
    """
    wanted = set(versions)
    told = [each for each in matter.told if each.version in wanted]
    if not told or matter.imported is not None:
        return []
    found = [one for each in told for one in _of(matter, each, language)]
    own = told[0].actor == COMPLAINANT
    if own:  # what he has just done himself he knows; a receipt he is given all the same
        found = [one for one in found if one.occasion in ("received", "late")]
    _, due = due_words(procedure, matter.case, language)
    chosen = [_with_due(min(found, key=lambda one: _ORDER[one.occasion]), due)] if found else []
    if not own and _answered(matter, told):
        chosen.append(Occurrence("satisfaction", told[-1].version, told[-1].event.at))
    return chosen


def opinion_given(matter: Matter, procedure: Procedure, since: int) -> bool:
    """Say whether the complainant has rated the matter since an event of it."""
    name = procedure.pack.fact_meaning("satisfied")
    rated = any(
        each.version > since and type(each.event).__name__ == "Evaluated" for each in matter.beside
    )
    return rated or (name is not None and matter.case.facts.get(name) is not None)


def day_words(when: datetime, language: str, *, provisional: bool = False) -> str:
    """Return a promised day in words: ``5 月 8 日前``, ``by 2025-05-08``."""
    day = at_office(when)
    if language.startswith("en"):
        return f"by {day:%Y-%m-%d}{' (provisional)' if provisional else ''}"
    return f"{day.year} 年 {day.month} 月 {day.day} 日前{'（暂定）' if provisional else ''}"


def _with_due(one: Occurrence, due: str) -> Occurrence:
    if one.due or one.occasion not in ("received", "accepted") or not due:
        return one
    # "答复：2025 年 5 月 8 日前" says the clock's title too; a message needs the day alone.
    day = due.partition("：")[2] or due.partition(": ")[2] or due
    return Occurrence(one.occasion, one.version, one.at, day, one.old_due, one.document)


def _of(matter: Matter, told: Told, language: str) -> list[Occurrence]:
    event, pack = told.event, matter.under(told).pack
    match event:
        case CaseOpened():
            return [Occurrence("received", told.version, event.at)]
        case ActDone():
            means = pack.acts[event.act].means
            return [Occurrence(name, told.version, event.at) for name in _BY_ACT if name in means]
        case StageChanged() if event.ended:
            return [Occurrence("closed", told.version, event.at)]
        case DocumentIssued() if pack.documents[event.document].public:
            title = pack.say(pack.documents[event.document].title, language)
            return [Occurrence("letter", told.version, event.at, document=title)]
        case PointReached() if event.due and pack.clocks[event.clock].public:
            return [Occurrence("late", told.version, event.at, due=day_words(event.at, language))]
        case ClockSet() if pack.clocks[event.clock].public:
            return _clock(matter, told, event, language)
        case _:
            return []


def _clock(matter: Matter, told: Told, event: ClockSet, language: str) -> list[Occurrence]:
    due = event.state.due_at
    if due is None or event.state.state != "running":
        return []
    words = day_words(due, language, provisional=event.state.provisional)
    before = None
    for each in matter.told:
        if each.version >= told.version:
            break
        if isinstance(each.event, ClockSet) and each.event.clock == event.clock:
            before = each.event.state.due_at or before
    if event.why == "started" and before is None:
        return [Occurrence("promised", told.version, event.at, due=words)]
    if event.why in _MOVED and before is not None and before != due:
        old = day_words(before, language)
        if old == words:  # another hour of the same day is nothing to write about
            return []
        return [Occurrence("date_changed", told.version, event.at, due=words, old_due=old)]
    return []


def _answered(matter: Matter, told: Sequence[Told]) -> bool:
    """Say whether the command has answered or closed the matter."""
    ended = False
    for each in told:
        event = each.event
        if isinstance(event, ActDone):
            means = matter.under(each).pack.acts[event.act].means
            if "withdrawn" in means or "refused" in means or "referred" in means:
                return False
            ended = ended or "replied" in means or "closed" in means
        elif isinstance(event, StageChanged):
            ended = ended or event.ended
    return ended
