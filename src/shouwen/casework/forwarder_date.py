"""By when a forwarder wants an answer, where no clock of the regulation counts to it.

Whoever passed the matter on was promised nothing by the regulation, but waits all the same: the
date stands among the limits of the case and is listed as one, until the forwarder was answered.
Where the regulation, or a companion, has a clock for it, that clock stands there instead.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from shouwen.casework.beside import Stated
from shouwen.casework.concern import meant
from shouwen.casework.matter import Matter
from shouwen.casework.shapes import ClockView
from shouwen.casework.words import left_words, share_of, urgency_of
from shouwen.regulations import Procedure
from shouwen.vocabulary import ShouwenError, at_office, moment

if TYPE_CHECKING:  # what words are made of is recorded by what reads this
    from shouwen.casework.wording import Wording

#: What stands in place of a clock's name.
NAME: Final = "forward_due"
TITLE: Final = ("转来单位要求的时间", "Date the forwarder asked for")


@dataclass(frozen=True, slots=True)
class ForwarderDate:
    """The date, since when it is known, and when the forwarder was answered. In the office zone."""

    due_at: datetime
    since: datetime
    answered_at: datetime | None
    forwarder: str
    number: str


def forwarder_date(matter: Matter, procedure: Procedure) -> ForwarderDate | None:
    """Return the date stated last beside the acts; None where a clock counts to it, or none was."""
    if meant(matter, procedure, "forward_due") is not None:
        return None
    said = [(each, each.event) for each in matter.beside if isinstance(each.event, Stated)]
    dated = [
        (each, stated)
        for each, stated in said
        if stated.about == "forwarded" and stated.values.get("forward_due")
    ]
    if not dated:
        return None
    each, stated = dated[-1]
    try:
        due = at_office(moment(stated.values["forward_due"]))
    except (ValueError, ShouwenError):
        return None
    answered = [
        other
        for other, stated in said
        if stated.about == "answered" and other.version > each.version
    ]
    return ForwarderDate(
        due, at_office(each.at), at_office(answered[0].at) if answered else None,
        dated[-1][1].values.get("forwarder", ""), dated[-1][1].values.get("forward_number", ""),
    )  # fmt: skip


def as_clock(matter: Matter, wording: "Wording", now: datetime) -> ClockView | None:
    """Return the date as it stands among the limits of a case, or None."""
    found = forwarder_date(matter, wording.procedure)
    if found is None:
        return None
    running = found.answered_at is None and not matter.case.ended
    who = " ".join(each for each in (found.forwarder, found.number) if each)
    return ClockView(
        name=NAME,
        title=wording.choose(*TITLE),
        state="running" if running else "stopped",
        due_at=found.due_at,
        due_on=found.due_at.date(),
        provisional=False,
        soft=False,
        urgency=urgency_of(found.since, found.due_at, now) if running else "none",
        share=share_of(found.since, found.due_at, found.answered_at or now),
        left=left_words(found.due_at, now, english=wording.english) if running else "",
        limit=who,
        article="",
        explanation=wording.choose(
            "来文要求在这个时间以前反馈，不是本办法的时限；与本办法的时限同时看，先到的为准，"
            "答复转来单位以后停止。",
            "The forwarder wants an answer by then. It is no limit of this regulation; whichever"
            " comes first counts, until the forwarder was answered.",
        ),
        extended=0,
        in_time=None if found.answered_at is None else found.answered_at <= found.due_at,
    )
