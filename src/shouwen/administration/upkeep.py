"""What an administrator runs by hand once in a while, and how far it has come."""

from datetime import datetime
from typing import Final

from django.db import connection

from shouwen.administration.models import ChoreMark

#: Raised whenever the tables keep something of a case that those written before do not have.
TABLES: Final = 1
_REBUILD: Final = "rebuild"
_RESEAL: Final = "reseal"


def note_rebuilt(now: datetime) -> None:
    """Write down that the tables have been made anew by this program."""
    _put(_REBUILD, now, {"tables": TABLES})


def tables_outdated() -> bool:
    """Say whether there are cases whose rows an earlier program wrote: `work rebuild` helps."""
    row = ChoreMark.objects.filter(chore=_REBUILD).first()
    if row is not None and row.told.get("tables", 0) >= TABLES:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ledger_event)")
        return bool(cursor.fetchone()[0])


def resealed_to(key: str) -> str | None:
    """Return where sealing anew with a key goes on, "" at the beginning; None when it is done."""
    row = ChoreMark.objects.filter(chore=_RESEAL).first()
    if row is None or row.told.get("key") != key:
        return ""
    return None if row.told.get("done") else str(row.told.get("after", ""))


def note_resealed(key: str, after: str, now: datetime) -> None:
    """Write down that everything up to `after` is sealed with a key; "" is everything."""
    _put(_RESEAL, now, {"key": key, "after": after, "done": not after})


def _put(chore: str, now: datetime, told: dict[str, object]) -> None:
    ChoreMark.objects.update_or_create(chore=chore, defaults={"at": now, "told": told})
