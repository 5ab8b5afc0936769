"""The organisation as it stood at an instant, as the engine wants it.

Between two instants at which anything begins or ends the organisation stands still. So a directory
is built once for each such stretch and version of the organisation, and remembered.
"""

from datetime import UTC, datetime
from threading import Lock
from typing import Final, NamedTuple

from django.db import connection

from shouwen.vocabulary import Deputy, Directory, Person, Post, Unit, at_office

_REMEMBERED: Final = 16
_EVER: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
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


def directory(at: datetime, known_version: int | None = None) -> Directory:
    """Return units, people, posts and deputies in force at an instant.

    :param known_version: what :func:`version` returned, for callers on a hot path that asked once
        for many look-ups, or read ``number`` from ``people_version`` in a query of their own;
        a remembered directory is then found without touching the database
    :raises NaiveMoment: if `at` carries no zone
    """
    at = at_office(at)
    number = version() if known_version is None else known_version
    found = _remembered(number, at)
    if found is None:
        with _build:  # others wait for the one who builds instead of building the same
            found = _remembered(number, at) or _remember(number, at)
    return found


def forget() -> None:
    """Forget every directory, as a new process would; for measuring and tests."""
    global _stretches
    _stretches = ()


def _remembered(number: int, at: datetime) -> Directory | None:
    for stretch in _stretches:
        if stretch.version == number and stretch.since <= at < stretch.until:
            return stretch.directory
    return None


def _remember(number: int, at: datetime) -> Directory:
    global _stretches
    since, until = _bounds(at)
    built = _read(at)
    # Somebody may have changed the organisation since the caller learnt the number: what was just
    # read belongs to that change and is remembered by those who ask for it.
    if version() == number:
        _stretches = (_Stretch(number, since, until, built), *_stretches[: _REMEMBERED - 1])
    return built


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
            for id_, name, kind, parent, words in rows(
                "unit_id, name, kind, parent_id, attributes", "people_unit_state"
            )
        ]
        people = [Person(*row) for row in rows("id, name", "people_person", "joined_at", "left_at")]
        posts = [Post(*row) for row in rows("person_id, role, unit_id", "people_post")]
        deputies = [Deputy(*row) for row in rows("principal_id, deputy_id", "people_deputy")]
    return Directory.of(units, people, posts, deputies)
