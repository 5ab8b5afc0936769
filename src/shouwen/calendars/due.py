"""What counting a term returns: the due instant, its day, and how it was counted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from shouwen.vocabulary import Term


class Ends(StrEnum):
    """When the last day of a term ends (Civil Code art. 203). Hours always end at the instant."""

    INSTANT = "instant"  # the clock time of the start, on the last day
    CLOSE_OF_DAY = "close_of_day"  # when business ends on the last day
    MIDNIGHT = "midnight"  # 24:00 of the last day


class Roll(StrEnum):
    """Where a last day that is no working day moves (Civil Code art. 203): only when asked."""

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"


class Due(NamedTuple):  # a tuple, because making a frozen dataclass took a third of the counting
    """The end of a term.

    `at` is the last instant still in time, in the office zone; 24:00 of a day is written as 00:00
    of the next, while `day` stays the day that ends. `provisional` says that counting touched days
    whose arrangement is not published. `last` is the last day before rolling. The rest repeats how
    it was counted, so that the date can be explained.
    """

    at: datetime
    day: date
    provisional: bool
    term: Term
    ends: Ends
    last: date
    count_event_day: bool


@dataclass(frozen=True, slots=True)
class DayList:
    """The days a term counted and the days it passed over, in order.

    `complete` is False for a span too long to list; then `counted` holds the last day alone.
    """

    counted: tuple[date, ...]
    skipped: tuple[date, ...]
    complete: bool = True
