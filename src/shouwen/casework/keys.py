"""Seats and persons as short texts a database can compare.

A case carries the keys of whoever it concerns, an actor the keys of whatever he may sit on; the two
share one when the seat is his. ``=wang_li`` is a person, ``bank:manager@north`` a role at a unit,
``bank:manager@*`` the same seen from somebody who holds the role everywhere, ``bank:manager@`` the
role without a place, and ``bank:manager^ho`` a place somewhere below ``ho``, for roles that reach
down the tree.
"""

from collections.abc import Iterable, Iterator

from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, Directory, Post


def person_key(person: str) -> str:
    """Return the key of a person."""
    return f"={person}"


def seat_keys(pack: str, role: str, unit: str | None) -> tuple[str, ...]:
    """Return the keys of a role at a unit, or of the role without a place."""
    if unit is None:
        return (f"{pack}:{role}@",)
    return (f"{pack}:{role}@{unit}", f"{pack}:{role}@*")


def reaching_keys(pack: str, role: str, unit: str | None, directory: Directory) -> tuple[str, ...]:
    """Return the keys of a seat, also for roles standing above it at superior units."""
    above = (f"{pack}:{role}^{found.id}" for found in directory.lineage(unit))
    return (*seat_keys(pack, role, unit), *above)


def posts_of(actor: Actor, directory: Directory) -> list[Post]:
    """Return every post an actor holds: his own, as a deputy, and those he came with."""
    brought = [Post(actor.person, role, actor.unit) for role in sorted(actor.roles)]
    return brought + directory.posts_of(actor.person)


def actor_keys(
    actor: Actor,
    directory: Directory,
    procedures: Iterable[Procedure],
    *,
    standing_in: bool = True,
) -> tuple[str, ...]:
    """Return the keys of the actor: his own, and of every seat he may take under these packs.

    :param standing_in: also of the seats of roles his own stand above
    """
    keys = {person_key(actor.person)}
    posts = posts_of(actor, directory)
    for procedure in procedures:
        for post in posts:
            keys |= set(_post_keys(procedure, post, standing_in=standing_in))
    return tuple(sorted(keys))


def _post_keys(procedure: Procedure, post: Post, *, standing_in: bool) -> Iterator[str]:
    pack = procedure.pack.pack.id
    if post.role not in procedure.pack.roles:
        return
    own = frozenset({post.role})
    for role in procedure.stand_ins.get(post.role, own) if standing_in else own:
        yield f"{pack}:{role}@"
        yield f"{pack}:{role}@{'*' if post.unit is None else post.unit}"
        if role != post.role and post.unit is not None:
            yield f"{pack}:{role}^{post.unit}"


def path_of(unit: str | None, directory: Directory) -> str:
    """Return the position of a unit in the tree; see :meth:`Directory.path`."""
    return directory.path(unit)


def range_of(path: str) -> tuple[str, str]:
    """Return the range of paths at or below `path`: from the first, to before the second."""
    return path, path[:-1] + "0"  # "0" follows "/" in the order of codes
