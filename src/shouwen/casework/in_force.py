"""What the organisation works by at a moment: which regulations, where, and what runs beside them.

A regulation may be adopted for the whole organisation, or in a unit and everything below it. Where
local rules lie over a regulation that is adopted too, they are worked by there instead of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from shouwen import people
from shouwen.casework import days, published
from shouwen.casework.errors import NotWorkedBy
from shouwen.casework.keys import posts_of
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, at_office
from shouwen.vocabulary.identity import COMPLAINANT


@dataclass(frozen=True, slots=True)
class Beside:
    """A companion that runs, or ran, beside a regulation: from `since` to before `until`."""

    regulation: str
    companion: str
    since: datetime
    until: datetime | None

    def runs(self, now: datetime) -> bool:
        """Say whether it runs at a moment."""
        return _runs(self.since, self.until, now)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A regulation the organisation works, or worked, by: from `since` to before `until`.

    In `unit` and everything below it; everywhere when that is empty, then also in matters that
    are entered from before.
    """

    regulation: str
    unit: str
    since: datetime
    until: datetime | None

    def runs(self, now: datetime) -> bool:
        """Say whether it is worked by at a moment."""
        return not self.unit or _runs(self.since, self.until, now)


def _runs(since: datetime, until: datetime | None, now: datetime) -> bool:
    return since <= now and (until is None or now < until)


@dataclass(frozen=True, slots=True)
class InForce:
    """The organisation's regulations as they stand at `now`."""

    now: datetime
    adopted: tuple[Adopted, ...]
    beside: tuple[Beside, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The regulations that are or were adopted anywhere, sorted; the shelf's if none is.

        Matters may still be open under one that is worked by no more.
        """
        return _ids(self.adopted)

    def procedure(self, regulation: str, version: str | None = None) -> Procedure:
        """Return what a matter taken in now is decided by: the regulation, and what runs beside it.

        :param regulation: its id; with companions named behind it (``a+b``) these and no others
        :raises NotOnShelf: if there is no such regulation or edition
        :raises PackUnfit: if it has errors
        """
        if "+" not in regulation:
            regulation = self._with_companions(regulation)
        return shelf.procedure(regulation, on=at_office(self.now).date(), version=version)

    def procedures(self) -> tuple[Procedure, ...]:
        """Return what matters are decided by now, under each of these regulations.

        Editions with faults are left out: cases cannot be opened under them, and the proofreader
        names the faults to whoever asks for the regulation.
        """
        day = at_office(self.now).date()
        found = []
        for id_ in self.ids:
            edition = shelf.edition(self._with_companions(id_), on=day)
            procedure = shelf.opened_edition(edition).procedure
            if procedure is not None:
                found.append(procedure)
        return tuple(found)

    def places(self, directory: Directory) -> dict[str, tuple[str, ...]]:
        """Return the names of the units each regulation is worked by in; "" stands for everywhere.

        A companion stands there as ``a+b``, with the units of the regulation it runs beside. With
        nothing recorded nothing is told.
        """
        found: dict[str, tuple[str, ...]] = {}
        for each in self._running():
            unit = directory.units.get(each.unit)
            name = each.unit if unit is None else unit.name
            found[each.regulation] = (*found.get(each.regulation, ()), name)
        for beside in self.beside:
            if beside.runs(self.now) and beside.regulation in found:
                found[f"{beside.regulation}+{beside.companion}"] = found[beside.regulation]
        return found

    def at(self, unit: str | None, directory: Directory) -> frozenset[str]:
        """Return the regulations worked by at a unit; without one, those for everybody."""
        if not self.adopted:
            return frozenset(shelf.regulation_ids())
        line = {above.id for above in directory.lineage(unit)}
        running = self._running()
        everywhere = {each.regulation for each in running if not each.unit}
        local = {each.regulation for each in running if each.unit in line}
        below = {id_ for each in local for id_ in self._below(each)}
        return frozenset((everywhere | local) - below)

    def _running(self) -> list[Adopted]:
        on_shelf = frozenset(shelf.regulation_ids())
        return [
            each for each in self.adopted if each.runs(self.now) and each.regulation in on_shelf
        ]

    def _below(self, regulation: str) -> Iterator[str]:
        """Yield the regulations these local rules lie over, nearest first."""
        day = at_office(self.now).date()
        while base := shelf.edition(regulation, on=day).base:
            regulation = base.partition("@")[0]
            yield regulation

    def offered(self, actor: Actor, directory: Directory) -> frozenset[str]:
        """Return the regulations somebody takes matters in under: those worked by where he is.

        Whoever holds a post that is at no unit is everywhere; a complainant, and staff without any
        post, go by what is for everybody.
        """
        if all(not each.unit for each in self.adopted):
            return self.at(None, directory)
        posts = [] if actor.person == COMPLAINANT else posts_of(actor, directory)
        found = set() if posts else set(self.at(None, directory))
        for unit in {post.unit for post in posts}:
            if unit is None:
                found |= {each.regulation for each in self._running()}
            else:
                found |= self.at(unit, directory)
        return frozenset(found)

    def assure(self, procedure: Procedure, actor: Actor, directory: Directory) -> None:
        """Do nothing if somebody takes matters in under a regulation.

        :raises NotWorkedBy: if it is not worked by where he is
        """
        if procedure.pack.pack.id not in self.offered(actor, directory):
            pack = procedure.pack
            raise NotWorkedBy(pack.say(pack.pack.title), pack.say(pack.pack.title, "en"))

    def _with_companions(self, regulation: str) -> str:
        day = at_office(self.now).date()
        running = [
            each.companion
            for each in self.beside
            if each.regulation == regulation
            and each.runs(self.now)
            and _in_force(each.companion, day)
        ]
        return "+".join((regulation, *running))


def _ids(adopted: Iterable[Adopted]) -> tuple[str, ...]:
    recorded = {each.regulation for each in adopted}
    return tuple(id_ for id_ in shelf.regulation_ids() if not recorded or id_ in recorded)


def _in_force(companion: str, day: date) -> bool:
    edition = shelf.companion(companion, on=day)
    return edition.effective <= day and (edition.ends is None or day <= edition.ends)


def in_force(now: datetime) -> InForce:
    """Return what the organisation works by at a moment, in one question to the database."""
    return InForce(now, *_recorded())


def adoptions() -> tuple[Adopted, ...]:
    """Return every regulation that is or was adopted, and where, in a fixed order."""
    return _recorded()[0]


def companions() -> tuple[Beside, ...]:
    """Return every companion that runs or ran beside a regulation, in a fixed order."""
    return _recorded()[1]


def worked_by(now: datetime) -> dict[str, tuple[str, ...]]:
    """Return where each regulation is worked by; see :meth:`InForce.places`."""
    return in_force(now).places(people.directory(now))


def _recorded() -> tuple[tuple[Adopted, ...], tuple[Beside, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1, regulation, '', since, NULL FROM casework_adoption"
            " UNION ALL SELECT 2, regulation, unit, since, until FROM casework_local_adoption"
            " UNION ALL SELECT 3, regulation, companion, since, until FROM casework_companion"
            " UNION ALL SELECT 4, key, '', at, NULL FROM casework_published"
            " UNION ALL SELECT 5, coalesce(max(id), 0)::text, '', now(), NULL"
            " FROM casework_calendar_year"
            " ORDER BY 1, 2, 3"
        )
        *rows, newest = cursor.fetchall()
    published.lie([row[1] for row in rows if row[0] == 4])
    days.follow(int(newest[1]))
    return (
        tuple(Adopted(*row[1:]) for row in rows if row[0] < 3),
        tuple(Beside(*row[1:]) for row in rows if row[0] == 3),
    )


def adopted_ids() -> tuple[str, ...]:
    """Return the regulations that are or were adopted anywhere; see :attr:`InForce.ids`."""
    return _ids(adoptions())


def governing(regulation: str, now: datetime, version: str | None = None) -> Procedure:
    """Return what a matter taken in now is decided by; see :meth:`InForce.procedure`."""
    return in_force(now).procedure(regulation, version)


def adopted_procedures(now: datetime) -> tuple[Procedure, ...]:
    """Return what matters are decided by now; see :meth:`InForce.procedures`."""
    return in_force(now).procedures()
