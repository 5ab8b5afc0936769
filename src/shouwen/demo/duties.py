"""Periodic duties at a demonstration: opened every morning, signed by whoever owes them."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

from shouwen.casework import operations
from shouwen.casework.models import Duty
from shouwen.demo.course import Chore, Course, Strand
from shouwen.vocabulary import Actor, Directory, at_office

#: Shares of duties signed late, and not at all.
_LATE, _MISSING = 0.04, 0.02


class DutyBook:
    """Duties from so many days before the end of the course until then.

    :param notes: what is written when signing, under ``daily`` and ``reports``; ``{n}`` is a count
    """

    def __init__(
        self, course: Course, directory: Directory, notes: Mapping[str, Sequence[str]], days: int
    ) -> None:
        self.course, self.directory, self.notes, self.days = course, directory, notes, days
        self._seen: set[str] = set()

    def kept(self) -> Strand:
        """Open what is owed every morning, and let it be signed, mostly in time."""
        today = at_office(self.course.until)
        first = (today - timedelta(days=self.days)).replace(hour=8, minute=0)
        for day in range(self.days + 1):
            yield Chore(first + timedelta(days=day), lambda now: operations.open_duties(now=now))
            for row in Duty.objects.filter(signed_at=None).order_by("key"):
                if row.key not in self._seen:
                    self._seen.add(row.key)
                    self.course.follow(self._signed(row))

    def _signed(self, duty: Duty) -> Strand:
        # Nothing secret hangs on it; the same duty is signed in the same way.
        rng = random.Random(duty.key)  # noqa: S311
        due, share = at_office(duty.due_at), rng.random()
        if share < _MISSING:
            return
        at = due - timedelta(minutes=rng.randint(5, 170))
        if share < _MISSING + _LATE:
            at = due + timedelta(hours=rng.uniform(1, 30))
        at = max(at, self.course.now + timedelta(minutes=rng.randint(20, 90)))
        persons = self.directory.holders(duty.role, duty.unit or None)
        if not persons:
            return
        daily = duty.first == duty.last
        note = rng.choice(self.notes["daily" if daily else "reports"]).format(n=rng.randint(1, 3))
        actor = Actor(persons[0], self.directory.people[persons[0]].name)
        yield Chore(at, lambda now: operations.sign_duty(duty.key, note=note, actor=actor, now=now))
