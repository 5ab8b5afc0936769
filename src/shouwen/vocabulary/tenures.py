"""Who held which role where, from when until when: what answers for days gone by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from shouwen.vocabulary.directory import Deputy, Directory, Person, Post, Unit
from shouwen.vocabulary.zone import OFFICE_ZONE

Held = TypeVar("Held", Unit, Person, Post, Deputy)

_DAY = timedelta(days=1)
_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Spell(Generic[Held]):
    """Something that stood from `since` (included) until `until` (excluded); None is no bound."""

    what: Held
    since: datetime | None = None
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Say whether it stood at an instant."""
        began = self.since is None or self.since <= at
        return began and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Tenures:
    """The organisation through time: units with their superiors, people, posts and deputies.

    A unit that was renamed or moved has a spell for each way it stood. Whatever is listed first
    stands first in the directories made of it.
    """

    units: tuple[Spell[Unit], ...] = ()
    people: tuple[Spell[Person], ...] = ()
    posts: tuple[Spell[Post], ...] = ()
    deputies: tuple[Spell[Deputy], ...] = ()
    _built: dict[datetime, Directory] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def standing_at(self, at: datetime) -> Directory:
        """Return the organisation as it stood at an instant; it knows what stood before."""
        found = self._built.get(at)
        if found is None:
            found = Directory.of(
                _standing(self.units, at),
                _standing(self.people, at),
                _standing(self.posts, at),
                _standing(self.deputies, at),
                past=self,
                at=at,
            )
            if len(self._built) >= _REMEMBERED:
                self._built.clear()
            self._built[at] = found
        return found


def _standing(spells: Iterable[Spell[Held]], at: datetime) -> list[Held]:
    return [spell.what for spell in spells if spell.covers(at)]


def days(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the bounds of a spell given as its first and its last day, both included."""
    first = None if since is None else datetime.combine(since, time(), OFFICE_ZONE)
    last = None if until is None else datetime.combine(until + _DAY, time(), OFFICE_ZONE)
    return first, last
