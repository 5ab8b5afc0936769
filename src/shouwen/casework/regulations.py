"""The organisation settles which regulations it works by, where, and what runs beside them."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger, people
from shouwen.packs import shelf
from shouwen.people.errors import NoSuchUnit
from shouwen.vocabulary import Actor, at_office

ADOPTED: Final = "regulation.adopted"
PREFIX: Final = "regulation/"
#: A regulation is worked by in a unit and everything below it from now on, or no more.
ADOPTED_IN: Final = "regulation.adopted_in"
LEFT_IN: Final = "regulation.left_in"
LOCAL: Final = "local/"
#: A companion runs beside a regulation from now on, or no more.
JOINED: Final = "regulation.companion_joined"
LEFT: Final = "regulation.companion_left"
BESIDE: Final = "beside/"


def adopt_regulation(regulation: str, *, actor: Actor, now: datetime) -> bool:
    """Record that the organisation works by a regulation from now on; False if it did before.

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
        return False
    return True


def put(regulation: str, since: datetime) -> None:
    """Write the row of an adoption."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_adoption (regulation, since) VALUES (%s, %s)"
            " ON CONFLICT (regulation) DO NOTHING",
            [regulation, since],
        )


def adopt_in(regulation: str, unit: str, *, actor: Actor, now: datetime) -> bool:
    """Let a unit and everything below it work by a regulation from now on; False if they do.

    Where it is laid over a regulation that is adopted too, they work by it instead of that one.

    :raises NotOnShelf: if there is no such regulation
    :raises PackUnfit: if it has errors
    :raises NoSuchUnit: if there is no such unit
    """
    shelf.procedure(regulation, on=at_office(now).date())
    if unit not in people.directory(now).units:
        raise NoSuchUnit(unit)
    return _turn(f"{LOCAL}{regulation}/{unit}", ADOPTED_IN, LEFT_IN, actor, now)


def stop_in(regulation: str, unit: str, *, actor: Actor, now: datetime) -> bool:
    """Let a unit take in no more matters under a regulation; False if it does not anyway.

    Matters that are open keep it.

    :raises NotOnShelf: if there is no such regulation
    """
    shelf.edition(regulation)
    return _turn(f"{LOCAL}{regulation}/{unit}", LEFT_IN, LEFT_IN, actor, now)


def run_beside(regulation: str, companion: str, *, actor: Actor, now: datetime) -> bool:
    """Let a companion run beside a regulation, in every matter taken in from now on.

    Matters that are open stay what they are pinned to. False if it runs already.

    :raises NotOnShelf: if there is no such regulation or companion
    :raises PackUnfit: if the two cannot be put together
    """
    shelf.procedure(f"{regulation}+{companion}")
    return _turn(f"{BESIDE}{regulation}/{companion}", JOINED, LEFT, actor, now)


def stop_beside(regulation: str, companion: str, *, actor: Actor, now: datetime) -> bool:
    """Let a companion run no more beside a regulation; False if it does not run.

    Matters taken in with it keep it.

    :raises NotOnShelf: if there is no such regulation or companion
    """
    shelf.edition(f"{regulation}+{companion}")
    return _turn(f"{BESIDE}{regulation}/{companion}", LEFT, LEFT, actor, now)


def _turn(stream: str, turn: str, off: str, actor: Actor, now: datetime) -> bool:
    """Append one event, unless the last was the same; before the first it is `off`."""
    with transaction.atomic():
        stored = ledger.read(stream)
        last = stored[-1].type if stored else off
        if last == turn:
            return False
        ledger.append_behind(
            stored, stream, turn, {},
            actor=actor.person, command_id=f"{stream}/{len(stored)}", now=now,
        )  # fmt: skip
        put_turn(stream, turn, now)
    return True


def put_turn(stream: str, turn: str, at: datetime) -> None:
    """Write the row an event stands for: of a local adoption, or of a companion."""
    local = stream.startswith(LOCAL)
    table, column = ("local_adoption", "unit") if local else ("companion", "companion")
    regulation, other = stream.removeprefix(LOCAL if local else BESIDE).split("/", 1)
    with connection.cursor() as cursor:
        if turn in (ADOPTED_IN, JOINED):
            cursor.execute(
                f"INSERT INTO casework_{table} (regulation, {column}, since, until)"  # noqa: S608
                f" VALUES (%s, %s, %s, NULL) ON CONFLICT (regulation, {column})"
                " DO UPDATE SET since = EXCLUDED.since, until = NULL",
                [regulation, other, at],
            )
        else:
            cursor.execute(
                f"UPDATE casework_{table} SET until = %s"  # noqa: S608 - own tables
                f" WHERE regulation = %s AND {column} = %s",
                [at, regulation, other],
            )
