"""Which regulations the organisation works by."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework.models import Adoption
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, at_office

ADOPTED: Final = "regulation.adopted"
PREFIX: Final = "regulation/"


def adopt_regulation(regulation: str, *, actor: Actor, now: datetime) -> None:
    """Record that the organisation works by a regulation from now on.

    While none is recorded, every regulation on the shelf counts.

    :raises NotOnShelf: if there is no such regulation
    """
    edition = shelf.edition(regulation, on=at_office(now).date())
    try:
        with transaction.atomic():
            body = {"edition": edition.key, "digest": edition.digest}
            ledger.append(
                f"{PREFIX}{regulation}",
                expected_version=0,
                events=[ledger.NewEvent(ADOPTED, 1, body, now)],
                actor=actor.person,
                command_id=f"adopt/{regulation}",
                now=now,
            )
            put(regulation, now)
    except ledger.CommandRepeated:
        return  # it was adopted before


def put(regulation: str, since: datetime) -> None:
    """Write the row of an adoption."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_adoption (regulation, since) VALUES (%s, %s)"
            " ON CONFLICT (regulation) DO NOTHING",
            [regulation, since],
        )


def adopted_ids() -> tuple[str, ...]:
    """Return the ids of the regulations the organisation works by, sorted."""
    on_shelf = shelf.regulation_ids()
    adopted = set(Adoption.objects.values_list("regulation", flat=True))
    return tuple(id_ for id_ in on_shelf if id_ in adopted) if adopted else on_shelf


def adopted_procedures(now: datetime) -> tuple[Procedure, ...]:
    """Return the edition in force now of each regulation the organisation works by.

    Editions with faults are left out: cases cannot be opened under them, and the proofreader
    names the faults to whoever asks for the regulation.
    """
    day = at_office(now).date()
    found = []
    for id_ in adopted_ids():
        edition = shelf.edition(id_, on=day)
        procedure = shelf.opened(id_, edition.version).procedure
        if procedure is not None:
            found.append(procedure)
    return tuple(found)
