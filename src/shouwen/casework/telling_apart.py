"""Two matters that resemble each other and are not the same: a person says so, and it stays said.

That they have to do with each other is said elsewhere (``inquiry.operations.link``).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework.access import case_for
from shouwen.casework.errors import SameCase
from shouwen.vocabulary import Actor

PREFIX: Final = "apart/"
SAID: Final = "apart.said"


def tell_apart(number: str, other: str, *, actor: Actor, now: datetime, command_id: str) -> None:
    """Say that two matters are different ones; saying so again changes nothing.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    :raises SameCase: if it is one case
    """
    if number == other:
        raise SameCase(number)
    for each in (number, other):
        case_for(actor, each, now)
    one, two = sorted((number, other))
    stream = f"{PREFIX}{one}|{two}"
    try:
        with transaction.atomic():
            if ledger.read(stream):
                return
            ledger.append(
                stream,
                expected_version=0,
                events=[ledger.NewEvent(SAID, 1, {}, now)],
                actor=actor.person,
                command_id=command_id,
                now=now,
            )
            put(one, two, actor.person, now)
    except ledger.CommandRepeated:
        return


def told_apart(number: str) -> tuple[str, ...]:
    """Return the numbers of the matters this one was told apart from, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN one = %(n)s THEN other ELSE one END AS number FROM casework_apart"
            " WHERE one = %(n)s OR other = %(n)s ORDER BY 1",
            {"n": number},
        )
        return tuple(row[0] for row in cursor.fetchall())


def put(one: str, other: str, person: str, at: datetime) -> None:
    """Write the row of a pair of cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_apart (one, other, person, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (one, other) DO NOTHING",
            [one, other, person, at],
        )


def put_all(events: Iterable[ledger.StoredEvent]) -> None:
    """Write the rows of all pairs anew from what was said, in order."""
    for event in events:
        one, _, other = event.stream.removeprefix(PREFIX).partition("|")
        put(one, other, event.actor, event.happened_at)
