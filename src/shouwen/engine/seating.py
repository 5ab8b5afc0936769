"""Who, exactly: seats resolved against a case and the directory of that moment."""

from dataclasses import dataclass

from shouwen.engine.events import Recipient
from shouwen.engine.scope import CaseScope
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.elements import Seat
from shouwen.regulations.expressions import UNKNOWN
from shouwen.regulations.seats import Place
from shouwen.vocabulary import Actor, Directory, Post
from shouwen.vocabulary.identity import COMPLAINANT


@dataclass(frozen=True, slots=True)
class Seating:
    """Seats seen from one case at one moment. `item` is what ``each`` stands for.

    What rests on `open` facts and cannot be told yet may still turn out as anybody's seat. With
    `after`, a role a table gives is asked for as it is then, too.
    """

    procedure: Procedure
    scope: CaseScope
    directory: Directory
    item: str | None = None
    open: frozenset[str] = frozenset()
    after: CaseScope | None = None

    def unit(self, place: Place, role: str | None = None) -> str | None:
        """Return the unit a place means for a role, or None while it cannot be told.

        An outlet straight under a first-level branch has no second-level branch: where the level
        asked for is missing, the next above where the role is held takes its place, so that
        nothing waits for a unit that does not exist. A superior that is missing is nobody: no unit
        approves what its superior should.
        """
        if place.base is not None:
            below = self.unit(place.base)
            if below is None:
                return None
            if place.climb == "nearest":
                return self._nearest(below, role)
            if place.climb == "superior":
                return self.directory.superior(below)
            found = self.directory.ancestor(below, place.kind or "")
            return self._nearest(below, role) if found is None and role is not None else found
        if place.name == "each":
            return self.item
        if place.name == "top":
            return next(
                (unit.id for unit in self.directory.units.values() if unit.parent is None), None
            )
        value = self.scope.look(place.name or "")
        return value if isinstance(value, str) else None

    def _nearest(self, below: str, role: str | None) -> str:
        """Return the next unit, itself included, where the role or one above it is held."""
        roles = [name for name, may in self.procedure.stand_ins.items() if role in may]
        return next(
            (
                unit.id
                for unit in self.directory.lineage(below)
                if any(self.directory.holders(name, unit.id) for name in roles)
            ),
            below,
        )

    def role(self, seat: Seat, scope: CaseScope | None = None) -> str | None:
        """Return the role a seat asks for, or None while a table cannot tell."""
        if seat.table is None:
            return seat.role
        table, _, output = seat.table.partition(".")
        row = (scope or self.scope).look(table)
        if row is UNKNOWN:
            return None
        value = row.values[output]  # type: ignore[attr-defined]
        return str(value)

    def persons(self, seat: Seat) -> tuple[str, ...] | None:
        """Return the persons a person-seat names, or None while they are unknown."""
        value = self.scope.look(seat.person or "")
        if value is UNKNOWN:
            return None
        return tuple(value) if isinstance(value, list | tuple) else (str(value),)

    def post_for(self, actor: Actor, seat: Seat) -> Post | None:
        """Return the post by which this person sits there, or None."""
        if seat.person is not None:
            named = self.persons(seat)
            return Post(actor.person, seat.person) if named and actor.person in named else None
        if seat.table is not None and self.after is not None:
            then = self.role(seat, self.after)
            if then is None or self._post(actor, (then,), seat) is None:
                return None
        return self._post(actor, self._roles(seat), seat)

    def works_here(self, actor: Actor) -> bool:
        """Say whether somebody holds a post here, whatever this regulation makes of it."""
        roles = self.procedure.pack.roles
        return actor.person != COMPLAINANT and any(
            post.role not in roles or not roles[post.role].external for post in self._posts(actor)
        )

    def _post(self, actor: Actor, roles: tuple[str, ...], seat: Seat) -> Post | None:
        place = seat.place
        for wanted in roles:
            unit = None if place is None else self.unit(place, wanted)
            anywhere = place is None or (unit is None and self._rests_on_open(place.root))
            for post in self._posts(actor):
                if wanted not in self.procedure.stand_ins.get(post.role, ()):
                    continue
                if anywhere or post.unit is None or post.unit == unit:
                    return post
                if place is not None and place.climb == "nearest" and place.base is not None:
                    # Whoever has come to hold it on the way there is nearer still.
                    below = self.unit(place.base)
                    if self.directory.within(below, post.unit) and self.directory.within(
                        post.unit, str(unit)
                    ):
                        return post
                # A role that stands above reaches down the tree from its own unit.
                if (
                    post.role != wanted
                    and unit is not None
                    and self.directory.within(unit, post.unit)
                ):
                    return post
        return None

    def _roles(self, seat: Seat) -> tuple[str, ...]:
        """Return the roles that may sit there: one, or several while a table is open."""
        role = self.role(seat)
        if role is not None:
            return (role,)
        table, _, output = (seat.table or "").partition(".")
        if not self._rests_on_open(table):
            return ()
        rows = self.procedure.pack.tables[table].rows
        return tuple(dict.fromkeys(str(row.then[output]) for row in rows))

    def _rests_on_open(self, name: str) -> bool:
        return bool(self.procedure.base_reads.get(name, frozenset({name})) & self.open)

    def unit_is_unknown(self, seat: Seat) -> bool:
        """Say whether the seat cannot be told because its unit is not known yet."""
        place = seat.place
        return place is not None and self.unit(place, self.role(seat)) is None

    def recipient(self, seat: Seat, barred: frozenset[str] = frozenset()) -> Recipient:
        """Return whom a notice to this seat reaches now; empty where nobody holds it.

        Who is barred is left out. Where only barred persons hold the seat, it goes to the nearest
        role that may stand in for it, at the unit or above, and else to nobody: the seat itself
        would be read by whoever holds it.
        """
        if seat.person is not None:
            named = self.persons(seat) or ()
            told = tuple(who for who in named if who not in barred)
            return Recipient(None, None, told, fact=seat.person)
        role = self.role(seat)
        place = seat.place
        unit = None if place is None else self.unit(place, role)
        if unit is None and role is not None and place is not None and place.base is not None:
            # The head office has no superior: what would be told to it stays there.
            below = self.unit(place.base)
            unit = None if below is None else self._nearest(below, role)
        if role is None or (place is not None and unit is None):
            return Recipient(role, unit, unplaced=True)
        if place is None:
            # Everybody of a role in a whole bank is nobody: the role itself is told.
            return Recipient(role, None)
        holders = self.directory.holders(role, unit)
        told = tuple(who for who in holders if who not in barred)
        if told or (not holders and place.climb != "nearest"):
            return Recipient(role, unit, told)
        return self._stand_in(role, str(unit), barred) or Recipient(None, unit)

    def holders(self, seat: Seat) -> list[str]:
        """Return everybody who holds the role of a seat at its place; nobody while that is open."""
        role = self.role(seat)
        place = seat.place
        unit = None if place is None else self.unit(place, role)
        if role is None or (place is not None and unit is None):
            return []
        return self.directory.holders(role, unit)

    def _stand_in(self, role: str, unit: str, barred: frozenset[str]) -> Recipient | None:
        above = [
            name
            for name, roles in self.procedure.stand_ins.items()
            if role in roles and name != role
        ]
        for higher in self.directory.lineage(unit):
            for name in above:
                holders = self.directory.holders(name, higher.id)
                told = tuple(who for who in holders if who not in barred)
                if told:
                    return Recipient(name, higher.id, told)
        return None

    def words(self, seat: Seat, language: str = "zh") -> str:
        """Return the seat in words, such as ``人民路网点的负责人``."""
        pack, english = self.procedure.pack, language.startswith("en")
        if seat.person is not None:
            fact = pack.facts.get(seat.person)
            if fact is not None:
                return pack.say(fact.title, language)
            return "whoever was asked first" if english else "首问人"
        role = self.role(seat)
        if role in pack.roles:
            title = pack.say(pack.roles[role].title, language)
        else:
            title = "the office in charge" if english else "主管人员"
        place = seat.place
        unit = None if place is None else self.unit(place, role)
        found = None if unit is None else self.directory.units.get(unit)
        if found is None:
            return title
        return f"{title} ({found.name})" if english else f"{found.name}的{title}"

    def _posts(self, actor: Actor) -> list[Post]:
        posts = [Post(actor.person, role, actor.unit) for role in sorted(actor.roles)]
        return posts + self.directory.posts_of(actor.person)
