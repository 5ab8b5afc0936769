"""Links are a cache of the ledger: made anew and compared with it. Records are replayed."""

from collections.abc import Iterator
from itertools import groupby

from shouwen import ledger
from shouwen.inquiry.linking import LINKS, put, row_of
from shouwen.inquiry.models import Link
from shouwen.inquiry.record import PREFIX, BrokenRecord, record_of


def rebuild() -> int:
    """Make the table of links anew from the ledger and return how many there are."""
    Link.objects.all().delete()
    count = 0
    for _stream, events in groupby(ledger.walk(LINKS), key=lambda event: event.stream):
        put(list(events))
        count += 1
    return count


def replay_faults() -> Iterator[str]:
    """Yield in words every record that cannot be replayed and every link that is not as told."""
    for stream, events in groupby(ledger.walk(PREFIX), key=lambda event: event.stream):
        try:
            record_of(events)
        except (BrokenRecord, KeyError, IndexError) as broken:
            yield f"{stream}：无法重放 / cannot be replayed: {broken}"
    names = ("one", "other", "kind", "reason", "person", "at", "version", "open")
    rows = {(row["one"], row["other"]): row for row in Link.objects.values(*names)}
    for stream, events in groupby(ledger.walk(LINKS), key=lambda event: event.stream):
        due = row_of(list(events))
        if rows.pop((str(due["one"]), str(due["other"])), None) != due:
            yield f"{stream}：关联表与账册不符 / the table of links differs from the ledger"
    for one, other in rows:
        yield f"link/{one}|{other}：账册中没有 / is not in the ledger"
