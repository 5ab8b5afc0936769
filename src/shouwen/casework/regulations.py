"""Which regulations the organisation works by, and which companions run beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework.models import Adoption
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import Actor, at_office

ADOPTED: Final = "regulation.adopted"
PREFIX: Final = "regulation/"
#: A companion runs beside a regulation from now on, or no more.
JOINED: Final = "regulation.companion_joined"
LEFT: Final = "regulation.companion_left"
BESIDE: Final = "beside/"


@dataclass(frozen=True, slots=True)
class Beside:
    """A companion that runs, or ran, beside a regulation: from `since` to before `until`."""

    regulation: str
    companion: str
    since: datetime
    until: datetime | None

    def runs(self, now: datetime) -> bool:
        """Say whether it runs at a moment."""
        return self.since <= now and (self.until is None or now < self.until)


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


def run_beside(regulation: str, companion: str, *, actor: Actor, now: datetime) -> bool:
    """Let a companion run beside a regulation, in every matter taken in from now on.

    Matters that are open stay what they are pinned to. False if it runs already.

    :raises NotOnShelf: if there is no such regulation or companion
    :raises PackUnfit: if the two cannot be put together
    """
    shelf.procedure(f"{regulation}+{companion}")
    return _turn(regulation, companion, JOINED, actor, now)


def stop_beside(regulation: str, companion: str, *, actor: Actor, now: datetime) -> bool:
    """Let a companion run no more beside a regulation; False if it does not run.

    Matters taken in with it keep it.

    :raises NotOnShelf: if there is no such regulation or companion
    """
    shelf.edition(f"{regulation}+{companion}")
    return _turn(regulation, companion, LEFT, actor, now)


def _turn(regulation: str, companion: str, turn: str, actor: Actor, now: datetime) -> bool:
    stream = f"{BESIDE}{regulation}/{companion}"
    with transaction.atomic():
        stored = ledger.read(stream)
        last = stored[-1].type if stored else LEFT
        if last == turn:
            return False
        ledger.append(
            stream,
            expected_version=len(stored),
            events=[ledger.NewEvent(turn, 1, {}, now)],
            actor=actor.person,
            command_id=f"{stream}/{len(stored)}",
            now=now,
            previous=stored[-1].digest if stored else None,
        )
        put_beside(stream, turn, now)
    return True


def put_beside(stream: str, turn: str, at: datetime) -> None:
    """Write the row an event of a companion's stream stands for."""
    regulation, companion = stream.removeprefix(BESIDE).split("/")
    with connection.cursor() as cursor:
        if turn == JOINED:
            cursor.execute(
                "INSERT INTO casework_companion (regulation, companion, since, until)"
                " VALUES (%s, %s, %s, NULL) ON CONFLICT (regulation, companion)"
                " DO UPDATE SET since = EXCLUDED.since, until = NULL",
                [regulation, companion, at],
            )
        else:
            cursor.execute(
                "UPDATE casework_companion SET until = %s WHERE regulation = %s AND companion = %s",
                [at, regulation, companion],
            )


def companions() -> tuple[Beside, ...]:
    """Return every companion that runs or ran beside a regulation, in a fixed order."""
    return tuple(_settings()[1])


def governing(regulation: str, now: datetime, version: str | None = None) -> Procedure:
    """Return what a matter taken in now is decided by: the regulation, and what runs beside it.

    :param regulation: its id; with companions named behind it (``a+b``) these and no others
    :raises NotOnShelf: if there is no such regulation or edition
    :raises PackUnfit: if it has errors
    """
    if "+" not in regulation:
        regulation = _with_companions(regulation, _settings()[1], now)
    return shelf.procedure(regulation, on=at_office(now).date(), version=version)


def adopted_ids() -> tuple[str, ...]:
    """Return the ids of the regulations the organisation works by, sorted."""
    return _adopted(set(Adoption.objects.values_list("regulation", flat=True)))


def adopted_procedures(now: datetime) -> tuple[Procedure, ...]:
    """Return what matters are decided by now, under each regulation the organisation works by.

    Editions with faults are left out: cases cannot be opened under them, and the proofreader
    names the faults to whoever asks for the regulation.
    """
    day = at_office(now).date()
    adopted, beside = _settings()
    found = []
    for id_ in _adopted(adopted):
        named = _with_companions(id_, beside, now)
        edition = shelf.edition(named, on=day)
        procedure = shelf.opened_edition(edition).procedure
        if procedure is not None:
            found.append(procedure)
    return tuple(found)


def _adopted(adopted: set[str]) -> tuple[str, ...]:
    on_shelf = shelf.regulation_ids()
    return tuple(id_ for id_ in on_shelf if id_ in adopted) if adopted else on_shelf


def _with_companions(regulation: str, beside: Iterable[Beside], now: datetime) -> str:
    day = at_office(now).date()
    running = [
        each.companion
        for each in beside
        if each.regulation == regulation and each.runs(now) and _in_force(each.companion, day)
    ]
    return "+".join((regulation, *running))


def _in_force(companion: str, day: date) -> bool:
    edition = shelf.companion(companion, on=day)
    return edition.effective <= day and (edition.ends is None or day <= edition.ends)


def _settings() -> tuple[set[str], list[Beside]]:
    """Return what is adopted, and every companion, in one question to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT regulation, '', since, NULL FROM casework_adoption UNION ALL"
            " SELECT regulation, companion, since, until FROM casework_companion ORDER BY 1, 2"
        )
        rows = cursor.fetchall()
    adopted = {regulation for regulation, companion, _, _ in rows if not companion}
    return adopted, [Beside(*row) for row in rows if row[1]]
