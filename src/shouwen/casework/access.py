"""Who may know of a case: nobody, unless something below says so.

A person may if one of his roles oversees the organisation, if he holds a role of the regulation at
or above the case's unit or the receiving one, if the case concerns him (on his desk, acted on by
him, told to him), or if the regulation gives him something to do in it. Never when recused; and
inside a circle only as the regulation says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shouwen import ledger, people
from shouwen.casework import codes, editions
from shouwen.casework.concern import parties_of, unit_of
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.keys import actor_keys, path_of, posts_of, range_of
from shouwen.casework.matter import PREFIX, Matter, matter_of, stream_of
from shouwen.engine import CaseScope, may_read, options
from shouwen.engine.seating import Seating
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, Post
from shouwen.vocabulary.identity import COMPLAINANT


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case somebody may know of, with what is needed to work on it.

    `reader` is who opened it: the complainant, a person, or None for the machine itself. Whatever
    shows the case asks :mod:`.secrecy` what of it stays closed to this reader.
    """

    matter: Matter
    procedure: Procedure
    directory: Directory
    reader: Actor | None = None


def case_for(actor: Actor, number: str, at: datetime) -> OpenCase:
    """Return a case the actor may know of.

    :raises CaseNotFound: if there is none, or the actor may not know of it
    """
    found = opened(number, at)
    if not may_know(actor, found, at):
        raise CaseNotFound(number)
    return replace(found, reader=actor)


def case_by_code(number: str, code: str, now: datetime) -> OpenCase:
    """Return the case that number and code open to its complainant; wrong codes are counted.

    :raises CaseNotFound: if there is none, or the code is not its own
    :raises TooManyTries: after too many wrong codes
    """
    number = number.strip()
    codes.check_patience(number, now)
    matter = matter_of(number, ledger.read(stream_of(number)))
    if not codes.fits(number, code, matter.code_hash):
        codes.note_failure(number, now)
        raise CaseNotFound(number)
    return replace(_open(matter, now), reader=Actor(COMPLAINANT, "投诉人"))


def opened(number: str, at: datetime) -> OpenCase:
    """Return a case without asking who wants it: for the sweep, the courier and the archive.

    :raises CaseNotFound: if there is none
    """
    matter = matter_of(number, ledger.read(stream_of(number)))
    if not matter.known:
        raise CaseNotFound(number)
    return _open(matter, at)


def cases_for(actor: Actor, numbers: Iterable[str], at: datetime) -> dict[str, OpenCase]:
    """Return those of these cases the actor may know of, with one question to the ledger."""
    streams = ledger.read_many(stream_of(number) for number in numbers)
    directories: dict[bool, Directory] = {}
    found: dict[str, OpenCase] = {}
    for stream, stored in streams.items():
        matter = matter_of(stream.removeprefix(PREFIX), stored)
        if not matter.known:
            continue
        procedure = editions.procedure_of(matter.case.digest)
        past = procedure.looks_back
        if past not in directories:
            directories[past] = people.directory(at, past=past)
        case = OpenCase(matter, procedure, directories[past], actor)
        if may_know(actor, case, at):
            found[matter.number] = case
    return found


def _open(matter: Matter, at: datetime) -> OpenCase:
    procedure = editions.procedure_of(matter.case.digest)
    return OpenCase(matter, procedure, people.directory(at, past=procedure.looks_back), None)


def may_know(actor: Actor, found: OpenCase, at: datetime) -> bool:
    """Say whether the actor may know that the case exists."""
    matter, procedure, directory = found.matter, found.procedure, found.directory
    if actor.person == COMPLAINANT or matter.own in codes.own_marks(actor.person):
        return False  # also of his own matter: he follows it as its complainant
    if not may_read(procedure, matter.case, actor, directory, at):
        return False
    scope = scope_of(actor, directory, [procedure])
    if procedure.pack.pack.id in scope.overseen:
        return True
    paths = [
        path_of(unit, directory)
        for unit in (unit_of(matter, procedure), matter.case.receiving_unit)
        if unit
    ]
    if any(
        path.startswith(below)
        for pack, below in scope.below
        if pack == procedure.pack.pack.id
        for path in paths
    ):
        return True
    if not parties_of(matter, procedure, directory).isdisjoint(scope.keys):
        return True
    return _has_something_to_do(actor, found, at)


def _has_something_to_do(actor: Actor, found: OpenCase, at: datetime) -> bool:
    """Say whether the regulation lets this person open the case by its number.

    Either one of his roles answers callers (``by_number``), or an act of this stage seats him at a
    place or by name *in this case*. An act everybody of a role may do anywhere opens nothing: it
    would open every case to all of them. Lists do not show such a case.
    """
    procedure, case = found.procedure, found.matter.case
    roles = procedure.pack.roles
    inside = [
        post
        for post in posts_of(actor, found.directory)
        if post.role in roles and not roles[post.role].external
    ]
    if not inside:
        return False
    held = {role for post in inside for role in procedure.stand_ins.get(post.role, ())}
    if any(roles[role].by_number for role in held):
        return True
    seating = Seating(procedure, CaseScope(procedure, case, at), found.directory)
    seated = {
        name
        for name, act in procedure.pack.acts.items()
        for seat in act.by
        if (seat.of is not None or seat.person is not None)
        and seating.post_for(actor, seat) is not None
    }
    return any(
        option.bearing in ("now", "condition")
        for option in options(procedure, case, actor, found.directory, at, only=seated)
    )


def complainant(procedure: Procedure) -> Actor:
    """Return the actor behind the public portal, as this regulation knows one."""
    role = procedure.pack.pack.complainant
    return Actor(COMPLAINANT, "投诉人", frozenset({role} if role else ()))


def as_seen_by(actor: Actor, procedure: Procedure) -> Actor:
    """Return the actor with the role a complainant has under this regulation; others unchanged."""
    if actor.person != COMPLAINANT:
        return actor
    return replace(complainant(procedure), name=actor.name or "投诉人")


# -- lists


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor may see, in the terms of the tables.

    `keys` are of all seats he may take, `own_keys` of those that are his without standing in.
    `overseen` are regulations read as a whole; `below` pairs of regulation and unit path. `own` are
    pairs of regulation and units outside which he is nothing under it: who complained about one of
    these may have to be kept from him (see :mod:`.secrecy`).
    """

    person: str
    keys: tuple[str, ...]
    own_keys: tuple[str, ...]
    overseen: tuple[str, ...]
    below: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def barred(self) -> list[str]:
        """What shuts a case off from this person: being named in it, or being its complainant."""
        return [self.person, *codes.own_marks(self.person)]

    def ways(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Return the conditions any of which lets a case into sight, and their parameters.

        Each is served by an index of its own. What shuts a case off stands in :meth:`where`.
        """
        kinds = ['c."parties" && %(scope_keys)s::text[]']
        params: dict[str, Any] = {
            "scope_keys": list(self.keys),
            "scope_person": self.barred,
        }
        if self.overseen:
            kinds.append('c."pack" = ANY(%(scope_overseen)s::text[])')
            params["scope_overseen"] = list(self.overseen)
        for n, (pack, path) in enumerate(self.below):
            params |= {f"scope_pack_{n}": pack}
            params[f"scope_from_{n}"], params[f"scope_until_{n}"] = range_of(path)
            kinds += [
                f'(c."pack" = %(scope_pack_{n})s::text AND c."{column}"'
                f" >= %(scope_from_{n})s::text"
                f' AND c."{column}" < %(scope_until_{n})s::text)'
                for column in ("unit_path", "receiving_path")
            ]
        return tuple(kinds), params

    def where(self) -> tuple[str, dict[str, Any]]:
        """Return the condition on ``casework_case AS c`` and its parameters."""
        kinds, params = self.ways()
        return (
            f"({' OR '.join(kinds)})"
            ' AND NOT c."recused" && %(scope_person)s::text[]'
            ' AND (NOT c."confidential" OR c."circle" && %(scope_keys)s::text[])',
            params,
        )


def _outside_nothing(
    posts: Iterable[Post], directory: Directory, procedure: Procedure
) -> frozenset[str]:
    """Return the units these posts all lie in: at one of them or below it, and none elsewhere."""
    roles = procedure.pack.roles
    found: frozenset[str] | None = None
    for post in posts:
        if post.role in roles and not roles[post.role].external:
            above = frozenset(unit.id for unit in directory.lineage(post.unit))
            found = above if found is None else found & above
    return found or frozenset()


def scope_of(actor: Actor, directory: Directory, procedures: Iterable[Procedure]) -> Scope:
    """Return what the actor may see under these regulations, one edition of each."""
    procedures = list(procedures)
    posts = posts_of(actor, directory)
    overseen: set[str] = set()
    below: set[tuple[str, str]] = set()
    for procedure in procedures:
        pack = procedure.pack
        for post in posts:
            role = pack.roles.get(post.role)
            if role is None or role.external:
                continue
            if role.oversees or post.unit is None:
                overseen.add(pack.pack.id)
            elif path := path_of(post.unit, directory):
                below.add((pack.pack.id, path))
    wide = {
        (pack, path)
        for pack, path in below
        if pack not in overseen
        and not any(
            pack == other and path != above and path.startswith(above) for other, above in below
        )
    }
    keys = actor_keys(actor, directory, procedures)
    own = actor_keys(actor, directory, procedures, standing_in=False)
    inside = {
        procedure.pack.pack.id: _outside_nothing(posts, directory, procedure)
        for procedure in procedures
    }
    return Scope(
        actor.person, keys, own, tuple(sorted(overseen)), tuple(sorted(wide)),
        tuple((pack, tuple(sorted(units))) for pack, units in sorted(inside.items()) if units),
    )  # fmt: skip
