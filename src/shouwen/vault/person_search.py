"""Finding what is kept of somebody through blind indexes; every search stays on record."""

from datetime import datetime
from typing import Final

from django.db import connection

from shouwen.vault import queries
from shouwen.vault.errors import ReasonNeeded
from shouwen.vault.particular import SEARCHABLE, Kind, mask, name_pairs

#: From so many digits on, a text is a number and no name.
_FEWEST_DIGITS: Final = 5
_LONGEST_TELEPHONE: Final = 15


def search_person(
    text: str, *, by: str, reason: str, now: datetime, most: int = 2000
) -> dict[Kind, list[str]]:
    """Return what is kept of somebody, by kind, newest first, and record the search with it.

    A telephone, identity number, e-mail address or account is found whole, however it was written;
    a name by two or more of its letters that stand together. Nothing is opened.

    :param by: a person's id
    :param most: no more references than this of each kind
    :raises ReasonNeeded: if `by` or `reason` is blank
    """
    if not by.strip() or not reason.strip():
        raise ReasonNeeded
    found: dict[Kind, list[str]] = {}
    for kind in _kinds_of(text):
        refs = queries.find(kind, text) if kind in SEARCHABLE else queries.find_name(text, most)
        if refs:
            found[kind] = refs[:most]
    kinds = _kinds_of(text)
    shown = mask(kinds[0], text) if kinds else "***"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_search (by, kind, masked, found, reason, at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                by, kinds[0].value if kinds else "", shown,
                sum(len(refs) for refs in found.values()), reason.strip()[:400], now,
            ],
        )  # fmt: skip
    return found


def _kinds_of(text: str) -> list[Kind]:
    """Return what a text somebody searches for may be, the likeliest first."""
    plain = "".join(text.split())
    if "@" in plain:
        return [Kind.EMAIL]
    digits = sum(letter.isdigit() for letter in plain)
    if digits >= _FEWEST_DIGITS:
        likely = [Kind.TELEPHONE, Kind.IDENTITY_NUMBER, Kind.ACCOUNT]
        return likely if digits <= _LONGEST_TELEPHONE else likely[1:]
    return [Kind.NAME] if name_pairs(text) else []
