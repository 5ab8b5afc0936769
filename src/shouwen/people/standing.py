"""The organisation as it stood at an instant, as the engine wants it.

Between two instants at which anything begins or ends the organisation stands still. So a directory
is built once for each such stretch and version of the organisation, and remembered.
"""

from datetime import UTC, datetime
from threading import Lock
from typing import Final, NamedTuple

from django.db import connection

from shouwen.vocabulary import (
    Deputy,
    Directory,
    Person,
    Post,
    Spell,
    Tenures,
    Unit,
    at_office,
)

_REMEMBERED: Final = 16
_EVER: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_UNIT, _PERSON = "unit_id, name, kind, parent_id, attributes", "id, name"
_POST, _DEPUTY = "person_id, role, unit_id", "principal_id, deputy_id"
_build = Lock()


class _Stretch(NamedTuple):
    version: int
    since: datetime
    until: datetime
    directory: Directory


#: Newest first; replaced, never changed, so that readers need no lock.
_stretches: tuple[_Stretch, ...] = ()


def version() -> int:
    """Return the number of the organisation's last change, in one small query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM people_version")
        return cursor.fetchone()[0]


def directory(at: datetime, known_version: int | None = None, *, past: bool = False) -> Directory:
    """Return units, people, posts and deputies in force at an instant.

    :param past: with it the directory also tells how the organisation stood before (see
        ``Directory.on``). All that ever was is read for it, once for each version of the
        organisation: only for regulations that look back
    :param known_version: what :func:`version` returned, for callers on a hot path that asked once
        for many look-ups, or read ``number`` from ``people_version`` in a query of their own;
        a remembered directory is then found without touching the database
    :raises NaiveMoment: if `at` carries no zone
    """
    at = at_office(at)
    number = version() if known_version is None else known_version
    found = _remembered(number, at, past)
    if found is None:
        with _build:  # others wait for the one who builds instead of building the same
            found = _remembered(number, at, past) or _remember(number, at, past)
    return found


def tenures() -> Tenures:
    """Return the organisation through time: everything that ever stood, with its bounds."""
    with connection.cursor() as cursor:

        def rows(columns: str, table: str, since: str = "since", until: str = "until") -> list:
            cursor.execute(
                f"SELECT {since}, {until}, {columns} FROM {table}"  # noqa: S608 - constants
                # What ended before it began never stood.
                f" WHERE {until} IS NULL OR {until} > {since} ORDER BY id"
            )
            return cursor.fetchall()

        return Tenures(
            tuple(
                Spell(Unit(id_, name, kind, parent, frozenset(words)), since, until)
                for since, until, id_, name, kind, parent, words in rows(_UNIT, "people_unit_state")
            ),
            tuple(
                Spell(Person(*row), since, until)
                for since, until, *row in rows(_PERSON, "people_person", "joined_at", "left_at")
            ),
            tuple(
                Spell(Post(*row), since, until) for since, until, *row in rows(_POST, "people_post")
            ),
            tuple(
                Spell(Deputy(*row), since, until)
                for since, until, *row in rows(_DEPUTY, "people_deputy")
            ),
        )


def forget() -> None:
    """Forget every directory, as a new process would; for measuring and tests."""
    global _stretches
    _stretches = ()


def _remembered(number: int, at: datetime, past: bool) -> Directory | None:
    for stretch in _stretches:
        covers = stretch.version == number and stretch.since <= at < stretch.until
        if covers and (stretch.directory.past is not None or not past):
            return stretch.directory
    return None


def _remember(number: int, at: datetime, past: bool) -> Directory:
    global _stretches
    since, until = _bounds(at)
    # Since then it stands like this: what is asked for from then on needs no other directory.
    built = _past(number).standing_at(at_office(since)) if past and since > _EVER[0] else _read(at)
    # Somebody may have changed the organisation since the caller learnt the number: what was just
    # read belongs to that change and is remembered by those who ask for it.
    if version() == number:
        _stretches = (_Stretch(number, since, until, built), *_stretches[: _REMEMBERED - 1])
    return built


def _past(number: int) -> Tenures:
    """Return what stretches of this version know of the past, read anew where none does."""
    for stretch in _stretches:
        if stretch.version == number and stretch.directory.past is not None:
            return stretch.directory.past
    return tenures()


def _bounds(at: datetime) -> tuple[datetime, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(at) FILTER (WHERE at <= %(at)s), min(at) FILTER (WHERE at > %(at)s)
            FROM (
                SELECT since AS at FROM people_unit_state
                UNION ALL SELECT until FROM people_unit_state WHERE until IS NOT NULL
                UNION ALL SELECT joined_at FROM people_person
                UNION ALL SELECT left_at FROM people_person WHERE left_at IS NOT NULL
                UNION ALL SELECT since FROM people_post
                UNION ALL SELECT until FROM people_post WHERE until IS NOT NULL
                UNION ALL SELECT since FROM people_deputy
                UNION ALL SELECT until FROM people_deputy WHERE until IS NOT NULL
            ) AS instants
            """,
            {"at": at},
        )
        since, until = cursor.fetchone()
    return since or _EVER[0], until or _EVER[1]


def _read(at: datetime) -> Directory:
    with connection.cursor() as cursor:

        def rows(columns: str, table: str, since: str = "since", until: str = "until") -> list:
            cursor.execute(
                f"SELECT {columns} FROM {table} WHERE {since} <= %(at)s"  # noqa: S608 - constants
                f" AND ({until} IS NULL OR {until} > %(at)s) ORDER BY id",
                {"at": at},
            )
            return cursor.fetchall()

        units = [
            Unit(id_, name, kind, parent, frozenset(words))
            for id_, name, kind, parent, words in rows(_UNIT, "people_unit_state")
        ]
        people = [Person(*row) for row in rows(_PERSON, "people_person", "joined_at", "left_at")]
        posts = [Post(*row) for row in rows(_POST, "people_post")]
        deputies = [Deputy(*row) for row in rows(_DEPUTY, "people_deputy")]
    return Directory.of(units, people, posts, deputies)
