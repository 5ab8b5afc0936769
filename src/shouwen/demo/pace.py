"""How long things take: delays in working time, so that nobody works on a Sunday night."""

import random
from datetime import datetime, timedelta

from shouwen.calendars import WorkCalendar
from shouwen.packs.calendar_shelf import open_calendar
from shouwen.vocabulary import at_office

_HOUR = 3600


class Hours:
    """The working hours of one kind of desk."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar

    def after(self, at: datetime, hours: float) -> datetime:
        """Return the instant so many working hours after `at`."""
        seconds = max(1, round(hours * _HOUR))
        return self._calendar.instant(self._calendar.position(at) + seconds)

    def before(self, at: datetime, hours: float) -> datetime:
        """Return the instant so many working hours before `at`."""
        seconds = max(1, round(hours * _HOUR))
        return self._calendar.instant(self._calendar.position(at) - seconds)

    def today(self, at: datetime) -> float:
        """Return the working hours of this day so far; 0 once it is over or when it is a day off.

        Counted back from `at`, this and the hours of whole days lead to an earlier day's work.
        """
        local = at_office(at)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        begun = self._calendar.position(midnight)
        passed = self._calendar.position(local) - begun
        whole = self._calendar.position(midnight + timedelta(days=1)) - begun
        return 0.0 if passed >= whole else passed / _HOUR


def office() -> Hours:
    """Return the hours of offices and counters."""
    return Hours(open_calendar("office"))


def outlet() -> Hours:
    """Return the hours of outlets, which are open every day."""
    return Hours(open_calendar("09:00-17:00", "every_day"))


def awake(at: datetime, days: float, rng: random.Random) -> datetime:
    """Return a moment about so many days after `at` at which people write and telephone."""
    then = at_office(at) + timedelta(days=days)
    waking = then.replace(hour=rng.randint(8, 21), minute=rng.randint(0, 59))
    return waking if waking > at else at + timedelta(minutes=rng.randint(20, 150))
