"""Numbers of cases and documents: patterns over the date and a serial drawn from outside."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from shouwen.engine.case import Case, absorb
from shouwen.engine.events import DocumentIssued
from shouwen.engine.outcome import Accepted
from shouwen.vocabulary import at_office

#: Returns the next serial of a series, beginning with 1. A series restarts with its prefix.
Draw = Callable[[str], int]

_SERIAL = re.compile(r"\{n(?::0(\d{1,2}))?\}")


def number_from(pattern: str, at: datetime, draw: Draw) -> str:
    """Return the next number of a pattern such as ``Z{yy}{mm}{n:03}``.

    The series is everything before the serial, dates filled in: it restarts each month where the
    pattern holds a month, each year where it holds only a year.
    """
    day = at_office(at)
    dated = (
        pattern.replace("{yyyy}", f"{day:%Y}")
        .replace("{yy}", f"{day:%y}")
        .replace("{mm}", f"{day:%m}")
        .replace("{dd}", f"{day:%d}")
    )
    found = _SERIAL.search(dated)
    if found is None:
        return dated
    serial = draw(dated[: found.start()])
    return f"{dated[: found.start()]}{serial:0{int(found[1] or 1)}d}{dated[found.end() :]}"


def number_documents(before: Case | None, accepted: Accepted, draw: Draw) -> Accepted:
    """Return the decision with a number on every document it issues under a pattern."""
    if not any(
        isinstance(event, DocumentIssued) and event.pattern is not None for event in accepted.events
    ):
        return accepted
    case = Case() if before is None else before.copy()
    events = []
    for event in accepted.events:
        if isinstance(event, DocumentIssued) and event.pattern is not None:
            event = replace(event, number=number_from(event.pattern, event.at, draw))
        absorb(case, event)
        events.append(event)
    return Accepted(tuple(events), case, accepted.rules)
