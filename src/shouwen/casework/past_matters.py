"""Closed matters as they were told, and what was chosen for them in the end: to learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shouwen import ledger, vault
from shouwen.casework.matter import Matter, matter_of, stream_of
from shouwen.casework.paging import COUNTS
from shouwen.regulations import Procedure
from shouwen.vault import Forgotten, UnknownRef

_BATCH: Final = 200
_READER: Final = "insight"
_REASON: Final = "学习类别建议"


@dataclass(frozen=True, slots=True)
class PastMatter:
    """One closed matter. `chosen` holds the facts asked about, where they were known."""

    number: str
    text: str
    chosen: dict[str, str]


def closed(
    procedure: Procedure,
    facts: Sequence[str],
    *,
    limit: int,
    now: datetime,
    contents: bool = False,
) -> Iterator[PastMatter]:
    """Yield the newest closed matters under a regulation, with the texts a registration asks for.

    :param contents: whether private texts are read, too; each reading is noted in the vault. What
        has been destroyed is left out
    """
    texts = _texts(procedure, private=contents)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number FROM casework_case AS c WHERE ended AND pack = %s AND {COUNTS}"  # noqa: S608
            " ORDER BY ended_at DESC, number DESC LIMIT %s",
            [procedure.pack.pack.id, limit],
        )
        numbers = [row[0] for row in cursor.fetchall()]
    for first in range(0, len(numbers), _BATCH):
        few = numbers[first : first + _BATCH]
        told = ledger.read_many(stream_of(number) for number in few)
        for number in few:
            matter = matter_of(number, told[stream_of(number)])
            known = matter.case.facts
            yield PastMatter(
                number,
                "\n".join(_said(matter, procedure, texts, now)),
                {name: str(known[name]) for name in facts if known.get(name) is not None},
            )


def _texts(procedure: Procedure, *, private: bool) -> tuple[str, ...]:
    facts = procedure.pack.facts
    asked = dict.fromkeys(
        name
        for ready in procedure.acts.values()
        if ready.act.starts_case
        for name in (*ready.act.form, *ready.act.also)
    )
    return tuple(
        name
        for name in asked
        if facts[name].type == "text"
        and (facts[name].private is None or (private and facts[name].private == "text"))
    )


def _said(
    matter: Matter, procedure: Procedure, texts: tuple[str, ...], now: datetime
) -> Iterator[str]:
    for name in texts:
        value = matter.case.facts.get(name)
        if not isinstance(value, str) or not value:
            continue
        if procedure.pack.facts[name].private is None:
            yield value
            continue
        try:
            yield vault.reveal(value, by=_READER, reason=_REASON, case=matter.number, now=now)
        except (Forgotten, UnknownRef):
            continue  # destroyed: nothing can be learnt of it
