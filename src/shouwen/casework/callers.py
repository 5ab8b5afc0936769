"""Who turns to the organisation again: their matters, and what may be done about them at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shouwen import ledger, people, vault
from shouwen.casework import editions
from shouwen.casework.lists import rows_of_numbers
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.shapes import ActOption, CaseRow
from shouwen.casework.views import option_view
from shouwen.casework.wording import Wording
from shouwen.engine import options
from shouwen.vocabulary import Actor, Directory
from shouwen.vocabulary.identity import COMPLAINANT

#: Acts that belong to a matter somebody asks after: more about it, faster, or once more.
_AGAIN: Final = frozenset({"supplemented", "urged", "complained_again"})
#: So many digits make a telephone number somebody could be found by.
SHORTEST: Final = 7
#: Matters a caller is asked about; nobody reads more while listening.
_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier matter of a caller, and the acts open to this person on it now."""

    row: CaseRow
    acts: tuple[ActOption, ...]


def earlier_matters(
    actor: Actor, telephone: str, now: datetime, language: str = "zh"
) -> tuple[Earlier, ...]:
    """Return the caller's matters this person may see, open ones first, newest first.

    A whole number finds, however it is written; less than seven digits find nothing.
    """
    if sum(each.isdigit() for each in telephone) < SHORTEST:
        return ()
    numbers = numbers_with("telephone", telephone)
    rows = rows_of_numbers(actor, numbers, now, language, by_person=True) if numbers else ()
    rows = tuple(sorted(rows, key=lambda row: row.ended))[:_MOST]
    directory = people.directory(now)
    told = ledger.read_many(stream_of(row.number) for row in rows if not row.ended)
    return tuple(
        Earlier(row, _open_acts(row, told.get(stream_of(row.number), []), actor, directory, now,
                                language))
        for row in rows
    )  # fmt: skip


def numbers_with(kind: str, value: str) -> list[str]:
    """Return the numbers of cases a particular was given in, the newest five hundred at most.

    Whether somebody may see them is not asked here.
    """
    refs = vault.find(kind, value)[:500]
    if not refs:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT number FROM casework_particular WHERE ref = ANY(%s::text[])", [refs]
        )
        return [row[0] for row in cursor.fetchall()]


def _open_acts(
    row: CaseRow,
    stored: list[ledger.StoredEvent],
    actor: Actor,
    directory: Directory,
    now: datetime,
    language: str,
) -> tuple[ActOption, ...]:
    if not stored or actor.person == COMPLAINANT:
        return ()
    matter = matter_of(row.number, stored)
    procedure = editions.procedure_of(matter.case.digest)
    wording = Wording(procedure, directory, language)
    at = max(now, matter.case.changed_at or now)
    return tuple(
        option_view(procedure, option, wording)
        for option in options(procedure, matter.case, actor, directory, at)
        if option.allowed and _AGAIN & set(procedure.pack.acts[option.act].means)
    )
