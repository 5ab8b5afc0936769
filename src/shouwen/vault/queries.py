"""Look without opening: masked values, search by fingerprint, the reading log."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from shouwen.vault import keys
from shouwen.vault.errors import UnknownRef
from shouwen.vault.particular import SEARCHABLE, Kind, alike, name_pairs
from shouwen.vocabulary import at_office


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Somebody looked at a particular."""

    ref: str
    case: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SearchNote:
    """Somebody searched for a person. `masked` is what was searched for, as a list may show it."""

    by: str
    kind: str
    masked: str
    found: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Label:
    """What may be shown of something kept, without opening it.

    `size` is a file's, in bytes; `digest` its SHA-256 in hexadecimal digits, until it is destroyed.
    """

    ref: str
    kind: Kind
    masked: str
    media_type: str
    size: int | None
    forgotten_at: datetime | None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SealedUnder:
    """How many items a key seals; `held` says whether it is on the ring."""

    key: str
    items: int
    newest: bool
    held: bool


def sealed_by_key(others: Mapping[str, int] | None = None) -> tuple[SealedUnder, ...]:
    """Return what every key seals, the newest key first; reads the whole table.

    :param others: what else is sealed with the ring, by key
    """
    ids = [key.id for key in keys.ring().keys]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key_id, count(*) FROM vault_item WHERE ciphertext IS NOT NULL GROUP BY key_id"
        )
        counts = Counter(dict(cursor.fetchall())) + Counter(others or {})
    rows = [SealedUnder(id_, counts.pop(id_, 0), id_ == ids[0], held=True) for id_ in ids]
    return (*rows, *(SealedUnder(id_, n, newest=False, held=False) for id_, n in counts.items()))


def masked(ref: str) -> str:
    """Return what may be shown without a reason.

    :raises UnknownRef: if nothing was ever kept under `ref`
    """
    found = masked_many([ref])
    if ref not in found:
        raise UnknownRef(ref)
    return found[ref]


def masked_many(refs: Iterable[str]) -> dict[str, str]:
    """Return what may be shown of each; unknown references are left out."""
    return {ref: label.masked for ref, label in labels(refs).items()}


def labels(refs: Iterable[str]) -> dict[str, Label]:
    """Return kind, masked value and file size of each in the order asked; unknown: left out."""
    wanted = list(refs)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, kind, masked, media_type, size, forgotten_at, sha256 FROM vault_item"
            " WHERE ref = ANY(%s::text[])",
            [wanted],
        )
        found = {
            ref: Label(
                ref,
                Kind(kind),
                shown,
                media_type,
                size,
                at_office(gone) if gone else None,
                bytes(digest).hex() if digest else "",
            )
            for ref, kind, shown, media_type, size, gone, digest in cursor.fetchall()
        }
    # The database hands rows over in any order it likes; who reads a list of people does not.
    return {ref: found[ref] for ref in wanted if ref in found}


def find(kind: Kind | str, value: str) -> list[str]:
    """Return the references of everything kept with this value, newest first.

    Only telephones, identity numbers, e-mail addresses and accounts can be found, however they
    were written; nothing is decrypted.

    :raises ValueError: for another kind
    """
    kind = Kind(kind)
    if kind not in SEARCHABLE:
        raise ValueError(f"{kind} has no fingerprint")
    text = alike(kind, value)
    if not text:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref FROM vault_index WHERE kind = %s AND fingerprint = ANY(%s::bytea[])"
            " ORDER BY ref DESC",
            [kind.value, keys.ring().fingerprints(kind, text)],
        )
        return [row[0] for row in cursor.fetchall()]


def find_name(text: str, most: int = 2000) -> list[str]:
    """Return the references of names in which these letters stand together, newest first.

    Two letters at least; nothing is decrypted. Letters that stand in pairs elsewhere in one name
    may bring it up, too: of a name only its pairs are known.
    """
    pairs = name_pairs(text)
    if not pairs:
        return []
    ways = keys.ring().name_tokens_by_key(pairs)
    some = " OR ".join("tokens @> %s::bigint[]" for _ in ways)
    with connection.cursor() as cursor:
        # Materialized: the order would tempt the planner to walk all names there are.
        cursor.execute(
            f"WITH hits AS MATERIALIZED (SELECT ref FROM vault_name WHERE {some})"  # noqa: S608
            " SELECT ref FROM hits ORDER BY ref DESC LIMIT %s",
            [*ways, most],
        )
        return [row[0] for row in cursor.fetchall()]


def same_value(refs: Iterable[str], most: int = 200) -> list[str]:
    """Return other references under which the very same number or address is kept, newest first."""
    wanted = list(refs)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT other.ref FROM vault_index AS mine JOIN vault_index AS other"
            " ON other.fingerprint = mine.fingerprint AND other.kind = mine.kind"
            " WHERE mine.ref = ANY(%s::text[]) AND other.ref <> ALL(%s::text[])"
            " ORDER BY other.ref DESC LIMIT %s",
            [wanted, wanted, most],
        )
        return [row[0] for row in cursor.fetchall()]


def searches(*, before: datetime | None = None, by: str = "", limit: int = 100) -> list[SearchNote]:
    """Return who searched for whom, newest first, before a moment and by one person if given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT by, kind, masked, found, reason, at FROM vault_search"
            " WHERE (%s::timestamptz IS NULL OR at < %s::timestamptz)"
            " AND (%s::text = '' OR by = %s::text) ORDER BY at DESC, id DESC LIMIT %s",
            [before, before, by, by, limit],
        )
        return [
            SearchNote(person, kind, masked, found, reason, at_office(at))
            for person, kind, masked, found, reason, at in cursor.fetchall()
        ]


def latest_readings(
    *, before: datetime | None = None, by: str = "", limit: int = 100
) -> list[ReadingNote]:
    """Return who looked at what, newest first, before a moment and by one person if given."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT ref, "case", by, reason, at FROM vault_reading'
            " WHERE (%s::timestamptz IS NULL OR at < %s::timestamptz)"
            " AND (%s::text = '' OR by = %s::text) ORDER BY at DESC, id DESC LIMIT %s",
            [before, before, by, by, limit],
        )
        return [
            ReadingNote(ref, case, person, reason, at_office(at))
            for ref, case, person, reason, at in cursor.fetchall()
        ]


def find_like(ref: str, limit: int = 500) -> list[str]:
    """Return the references of everything kept with the value `ref` has, newest first.

    Nothing is decrypted and no value is needed. Empty for what has no fingerprint.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT other.ref FROM vault_index AS own JOIN vault_index AS other"
            " ON other.fingerprint = own.fingerprint AND other.kind = own.kind"
            " WHERE own.ref = %s::text ORDER BY other.ref DESC LIMIT %s",
            [ref, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def readings(case: str) -> list[ReadingNote]:
    """Return who looked at what for this case, in order."""
    return _readings('WHERE "case" = %s ORDER BY id', case)


def readings_of(ref: str) -> list[ReadingNote]:
    """Return who looked at this particular, in order."""
    return _readings("WHERE ref = %s ORDER BY id", ref)


def due(on: date, page: int = 1000) -> Iterator[str]:
    """Yield what need not be kept any longer: its last day is before `on`."""
    after = (date.min, "")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT forget_after, ref FROM vault_item WHERE forget_after < %s::date"
                " AND forgotten_at IS NULL AND (forget_after, ref) > (%s::date, %s::text)"
                " ORDER BY forget_after, ref LIMIT %s",
                [on, *after, page],
            )
            rows = cursor.fetchall()
        yield from (row[1] for row in rows)
        if len(rows) < page:
            return
        after = rows[-1]


def _readings(where: str, value: str) -> list[ReadingNote]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT ref, "case", by, reason, at FROM vault_reading {where}',  # noqa: S608
            [value],
        )
        return [
            ReadingNote(ref, case, by, reason, at_office(at))
            for ref, case, by, reason, at in cursor.fetchall()
        ]
