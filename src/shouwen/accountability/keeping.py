"""Who keeps which accounts, where: what the regulations say of ledgers, met with posts.

Nobody sees an account but its owner, the roles that keep or approve one of its ledgers, at or
below their post, and roles that oversee the regulation. The owner sees all of his own and changes
nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from shouwen import people
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import posts_of, range_of
from shouwen.consequences import models
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, Post

#: The whole organisation, as the beginning of every path.
EVERYWHERE = ""
Places = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What one person may do: ledgers (``regulation.ledger``) with the places he may do it at.

    `sees` takes in what he keeps, approves and oversees. `improvements` are kept the same way, by
    the regulation's name for them; `oversees` are regulations he reads as a whole.
    """

    person: str
    keeps: Places = field(default_factory=dict)
    approves: Places = field(default_factory=dict)
    sees: Places = field(default_factory=dict)
    improvements: Places = field(default_factory=dict)
    oversees: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()

    @property
    def keeps_any(self) -> bool:
        """Whether any ledger is his to keep, approve or oversee, anywhere."""
        return bool(self.sees)

    @property
    def closes(self) -> bool:
        """Whether he may close months: he keeps a ledger in the whole organisation."""
        return any(EVERYWHERE in places for places in self.keeps.values())

    def may(self, what: Places, name: str, path: str) -> bool:
        """Say whether a ledger or improvement is his at a place."""
        return any(path.startswith(place) for place in what.get(name, ()))

    def seen_everywhere(self) -> list[str]:
        """Return the ledgers he sees in the whole organisation."""
        return [name for name, places in self.sees.items() if EVERYWHERE in places]

    def accounts(self) -> Q:
        """Return the condition on accounts with a charge this person may see."""
        wanted = Q(pk__in=())
        for places, ledgers in _by_places(self.sees).items():
            charged = models.Charge.objects.filter(account=OuterRef("key"), ledger__in=ledgers)
            wanted |= Q(Exists(charged)) & _within("owner_path", places)
        return wanted


def keeping(actor: Actor, now: datetime) -> Keeping:
    """Return what a member of staff may see and do with accounts and improvements."""
    directory = people.directory(now)
    posts = posts_of(actor, directory)
    keeps: dict[str, set[str]] = {}
    approves: dict[str, set[str]] = {}
    sees: dict[str, set[str]] = {}
    improvements: dict[str, set[str]] = {}
    oversees: set[str] = set()
    outside: set[str] = set()
    for procedure in adopted_procedures(now):
        pack = procedure.pack
        outside |= {name for name, role in pack.roles.items() if role.external}
        id_ = pack.pack.id
        inside = [
            post for post in posts if post.role in pack.roles and not pack.roles[post.role].external
        ]
        overseen = any(pack.roles[post.role].oversees for post in inside)
        if overseen:
            oversees.add(id_)
        for name, ledger in pack.ledgers.items():
            key = f"{id_}.{name}"
            kept = _places(procedure, inside, ledger.kept_by, directory)
            approved = _places(procedure, inside, ledger.approved_by, directory)
            _add(keeps, key, kept)
            _add(approves, key, approved)
            _add(sees, key, {*kept, *approved, *([EVERYWHERE] if overseen else ())})
        for name, improvement in pack.improvements.items():
            _add(
                improvements,
                f"{id_}.{name}",
                _places(procedure, inside, improvement.kept_by, directory),
            )
    staff = [post for post in posts if post.role not in outside]
    paths = {place for post in staff if (place := _place(post, directory)) is not None}
    return Keeping(
        actor.person, _frozen(keeps), _frozen(approves), _frozen(sees), _frozen(improvements),
        frozenset(oversees), frozenset(paths),
    )  # fmt: skip


def within(column: str, paths: Iterable[str]) -> Q:
    """Return the condition that a place lies at or below one of these."""
    return _within(column, frozenset(paths))


def _places(
    procedure: Procedure, posts: Iterable[Post], roles: Iterable[str], directory: Directory
) -> set[str]:
    wanted = set(roles)
    return {
        place
        for post in posts
        if wanted & procedure.stand_ins.get(post.role, frozenset({post.role}))
        and (place := _place(post, directory)) is not None
    }


def _place(post: Post, directory: Directory) -> str | None:
    """Return where a post reaches: everywhere from the top, or the unit's path; None if unknown."""
    if post.unit is None:
        return EVERYWHERE
    path = directory.path(post.unit)
    if not path:
        return None
    return EVERYWHERE if path.count("/") == 2 else path


def _within(column: str, places: frozenset[str]) -> Q:
    if EVERYWHERE in places:
        # Not Q(): that would vanish beside another condition it is joined to with "or".
        return Q(pk__isnull=False)
    found = Q(pk__in=())
    for place in places:
        low, high = range_of(place)
        found |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return found


def _by_places(sees: Places) -> dict[frozenset[str], list[str]]:
    found: dict[frozenset[str], list[str]] = {}
    for ledger, places in sees.items():
        if places:
            found.setdefault(places, []).append(ledger)
    return found


def _add(to: dict[str, set[str]], key: str, places: Iterable[str]) -> None:
    if found := set(places):
        to.setdefault(key, set()).update(found)


def _frozen(places: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(found) for name, found in places.items()}
