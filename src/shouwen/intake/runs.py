"""An import is itself on the record: which file, by which mapping, by whom, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from django.db import transaction

from shouwen import ledger
from shouwen.vocabulary import at_office

BEGUN: Final = "import.begun"
ENDED: Final = "import.ended"
PREFIX: Final = "import/"


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import as the record tells it. `ended_at` is None when it was cut short or still runs."""

    id: str
    began_at: datetime
    by: str
    about: dict[str, Any]
    ended_at: datetime | None
    counts: dict[str, int]
    complete: bool


def begin(about: dict[str, Any], *, by: str, now: datetime) -> ledger.Head:
    """Record that an import begins, and return where its stream stands."""
    run = f"{at_office(now):%Y%m%d-%H%M%S}-{token_hex(2)}"
    with transaction.atomic():
        return ledger.append(
            f"{PREFIX}{run}",
            expected_version=0,
            events=[ledger.NewEvent(BEGUN, 1, about, now)],
            actor=by,
            command_id=f"{PREFIX}{run}/begin",
            now=now,
        ).head


def end(
    head: ledger.Head, counts: dict[str, int], *, complete: bool, by: str, now: datetime
) -> None:
    """Record what came of an import; `complete` unless it stopped before the end of its file."""
    body = {"counts": counts, "complete": complete}
    with transaction.atomic():
        ledger.append(
            head.stream,
            expected_version=head.version,
            events=[ledger.NewEvent(ENDED, 1, body, now)],
            actor=by,
            command_id=f"{head.stream}/end",
            now=now,
            previous=head.digest,
        )


def recent(limit: int = 50) -> list[ImportRun]:
    """Return the imports on record, newest first."""
    found: dict[str, ImportRun] = {}
    for event in ledger.walk(PREFIX):
        if event.type == BEGUN:
            run = event.stream.removeprefix(PREFIX)
            found[event.stream] = ImportRun(
                run, event.happened_at, event.actor, event.body, None, {}, False
            )
        elif event.type == ENDED:
            begun = found[event.stream]
            found[event.stream] = ImportRun(
                begun.id, begun.began_at, begun.by, begun.about,
                event.happened_at, event.body["counts"], event.body["complete"],
            )  # fmt: skip
    return sorted(found.values(), key=lambda run: run.began_at, reverse=True)[:limit]
