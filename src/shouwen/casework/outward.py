"""Cases as other systems are told of them: where they stand and what is due, no particulars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shouwen import people
from shouwen.casework import editions
from shouwen.casework.access import scope_of
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.models import Clock
from shouwen.casework.paging import Asked, fetch_all
from shouwen.casework.wording import Wording
from shouwen.vocabulary import Actor, at_office


@dataclass(frozen=True, slots=True)
class OutwardDue:
    """One running or paused clock; `due_at` is None while it is paused without an end."""

    clock: str
    title: str
    state: str
    due_at: datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class OutwardCase:
    """One case as it stands. `expected_at` is the next due instant, where there is one."""

    number: str
    version: int
    regulation: str
    stage: str
    stage_title: str
    ended: bool
    opened_at: datetime
    updated_at: datetime
    dues: tuple[OutwardDue, ...]

    @property
    def expected_at(self) -> datetime | None:
        """The earliest instant something is due."""
        return min((due.due_at for due in self.dues if due.due_at is not None), default=None)


def outward(
    actor: Actor | None, numbers: Iterable[str], now: datetime, language: str = "zh"
) -> dict[str, OutwardCase]:
    """Return those of these cases the actor may see, by number, in two queries.

    Without an actor every one is returned: for callers who know that the cases are their own.
    """
    numbers = sorted(set(numbers))
    if not numbers:
        return {}
    directory = people.directory(now)
    asked = Asked('c."number" = ANY(%(numbers)s::text[])', {"numbers": numbers})
    if actor is not None:
        where, params = scope_of(actor, directory, adopted_procedures(now)).where()
        asked = asked.also(where, **params)
    rows = fetch_all(
        'SELECT c."number", c."version", c."pack", c."digest", c."stage", c."ended",'  # noqa: S608
        ' c."opened_at", c."updated_at"'
        f" FROM casework_case AS c WHERE {asked.where}",
        asked.params,
    )
    clocks: dict[str, list[Clock]] = {row["number"]: [] for row in rows}
    running = Clock.objects.filter(number__in=list(clocks), state__in=("running", "paused"))
    for clock in running.order_by("due_at", "clock"):
        clocks[clock.number].append(clock)
    found = {}
    for row in rows:
        wording = Wording(editions.procedure_of(row["digest"]), directory, language)
        pack = wording.procedure.pack
        stage = pack.stages.get(row["stage"])
        found[row["number"]] = OutwardCase(
            row["number"], row["version"], row["pack"], row["stage"],
            row["stage"] if stage is None else wording.say(stage.title), row["ended"],
            at_office(row["opened_at"]), at_office(row["updated_at"]),
            tuple(
                OutwardDue(
                    clock.clock,
                    wording.say(pack.clocks[clock.clock].title)
                    if clock.clock in pack.clocks
                    else clock.clock,
                    clock.state,
                    None if clock.due_at is None else at_office(clock.due_at),
                    clock.provisional,
                )
                for clock in clocks[row["number"]]
            ),
        )  # fmt: skip
    return found
