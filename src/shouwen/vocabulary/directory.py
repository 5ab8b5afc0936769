"""The organisation as it stood at one moment: a pure value, one more argument of the engine.

Units form a tree with kinds (such as outlet, branch, head office). Posts say who holds which role
where; a post without a unit is held everywhere. Deputies hold another person's posts for a time.
The directory answers for *one* moment: ``people`` builds it with the posts in force then. Where it
knows its past (``tenures.Tenures``), it also gives the directory of an earlier day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from shouwen.vocabulary.zone import OFFICE_ZONE, at_office

if TYPE_CHECKING:
    from shouwen.vocabulary.tenures import Tenures

_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the organisation. `attributes` are words such as ``key_branch`` or ``overseas``."""

    id: str
    name: str
    kind: str
    parent: str | None = None
    attributes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, by an id that never changes."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """One person holds one role at one unit, or everywhere when `unit` is None."""

    person: str
    role: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy` may do whatever the posts of `person` allow."""

    person: str
    deputy: str


@dataclass(frozen=True)
class Directory:
    """Units, people, posts and deputies in force at one moment.

    `past` is how it all stood before, where that is known; `at` since when it stands like this. Two
    directories that say the same are equal, whatever they know of the past.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    past: "Tenures | None" = field(default=None, compare=False, repr=False)
    at: datetime | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        units: Iterable[Unit] = (),
        people: Iterable[Person] = (),
        posts: Iterable[Post] = (),
        deputies: Iterable[Deputy] = (),
        past: "Tenures | None" = None,
        at: datetime | None = None,
    ) -> "Directory":
        """Return a directory from plain lists."""
        return cls(
            MappingProxyType({unit.id: unit for unit in units}),
            MappingProxyType({person.id: person for person in people}),
            tuple(posts),
            tuple(deputies),
            past,
            at,
        )

    def __post_init__(self) -> None:
        by_person: dict[str, list[Post]] = {}
        by_seat: dict[tuple[str, str | None], list[str]] = {}
        for post in self.posts:
            by_person.setdefault(post.person, []).append(post)
            by_seat.setdefault((post.role, post.unit), []).append(post.person)
        stands_for: dict[str, list[str]] = {}
        for deputy in self.deputies:
            stands_for.setdefault(deputy.deputy, []).append(deputy.person)
        # A frozen value indexed once: an organisation has tens of thousands of posts.
        object.__setattr__(self, "_by_person", by_person)
        object.__setattr__(self, "_by_seat", by_seat)
        object.__setattr__(self, "_stands_for", stands_for)
        object.__setattr__(self, "_paths", {})

    def on(self, when: date) -> "Directory":
        """Return the organisation as it stood at an earlier moment, or at the end of a day.

        The directory itself where its past is not known, or `when` is not over yet.
        """
        instant = at_office(when) if isinstance(when, datetime) else end_of_day(when)
        if self.past is None or (self.at is not None and instant >= self.at):
            return self
        return self.past.standing_at(instant)

    def lineage(self, unit: str | None) -> Iterator[Unit]:
        """Yield the unit and its superiors, nearest first; nothing for an unknown unit."""
        seen: set[str] = set()
        while unit is not None and unit not in seen and (found := self.units.get(unit)):
            seen.add(unit)
            yield found
            unit = found.parent

    def ancestor(self, unit: str | None, kind: str) -> str | None:
        """Return the nearest unit of `kind` at or above `unit`, or None."""
        return next((above.id for above in self.lineage(unit) if above.kind == kind), None)

    def superior(self, unit: str | None, levels: int = 1) -> str | None:
        """Return the unit `levels` above, or None where the tree is not so tall."""
        line = [above.id for above in self.lineage(unit)]
        return line[levels] if levels < len(line) else None

    def within(self, unit: str | None, above: str) -> bool:
        """Say whether `unit` is `above` or lies under it."""
        return any(found.id == above for found in self.lineage(unit))

    def path(self, unit: str | None) -> str:
        """Return where a unit lies in the tree, such as ``/ho/north/outlet/``; empty if unknown.

        Everything at or below a unit begins with its path.
        """
        known: dict[str | None, str] = self._paths  # type: ignore[attr-defined]
        path = known.get(unit)
        if path is None:
            line = [found.id.replace("/", "%2F") for found in self.lineage(unit)]
            path = f"/{'/'.join(reversed(line))}/" if line else ""
            if line:  # what is not known might be anything, and there is no end to it
                known[unit] = path
        return path

    def posts_of(self, person: str) -> list[Post]:
        """Return the posts of a person, then those held as a deputy."""
        own: dict[str, list[Post]] = self._by_person  # type: ignore[attr-defined]
        absent: dict[str, list[str]] = self._stands_for  # type: ignore[attr-defined]
        posts = list(own.get(person, ()))
        for principal in absent.get(person, ()):
            posts += own.get(principal, ())
        return posts

    def holders(self, role: str, unit: str | None = None) -> list[str]:
        """Return the people holding `role` at `unit`, or everywhere; anyone when `unit` is None."""
        by_seat: dict[tuple[str, str | None], list[str]] = self._by_seat  # type: ignore[attr-defined]
        if unit is not None:
            found = by_seat.get((role, unit), []) + by_seat.get((role, None), [])
        else:
            found = [post.person for post in self.posts if post.role == role]
        return list(dict.fromkeys(found))


def end_of_day(day: date) -> datetime:
    """Return the last instant of a day on the office's clock."""
    return datetime.combine(day + _DAY, time(), OFFICE_ZONE) - _INSTANT
