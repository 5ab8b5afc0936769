"""Keep, reveal and forget. Every function runs inside the caller's transaction if there is one."""

import base64
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Final

from django.db import connection, transaction

from shouwen.vault import keys
from shouwen.vault.blacking import blacking
from shouwen.vault.errors import Forgotten, ReasonNeeded, TooLarge, UnknownRef
from shouwen.vault.particular import (
    DESTROYED,
    SEARCHABLE,
    Kind,
    Particular,
    alike,
    mask,
    name_pairs,
)

#: Files larger than this are refused. Files lie in the database: one backup, one transaction and
#: one way to forget; PostgreSQL stores such values out of line, and lists never touch them.
LARGEST_FILE: Final = 20 * 2**20

#: The part of a statement that keeps particulars: three common table expressions for a ``WITH``,
#: fed by :attr:`PreparedKeeping.params`.
KEEP_CTES: Final = """
vault_kept AS (
    INSERT INTO vault_item (ref, kind, ciphertext, key_id, masked, media_type, created_at,
                            forget_after, forgotten_by, forgotten_under)
    SELECT new.ref, new.kind, decode(new.sealed, 'hex'), %(vault_key)s::text, new.masked, '',
           %(vault_now)s::timestamptz, %(vault_forget_after)s::date, '', ''
    FROM jsonb_to_recordset(%(vault_items)s::jsonb)
         AS new(ref text, kind text, sealed text, masked text)
    RETURNING ref
),
vault_indexed AS (
    INSERT INTO vault_index (ref, kind, fingerprint)
    SELECT new.ref, new.kind, decode(new.fingerprint, 'hex')
    FROM jsonb_to_recordset(%(vault_items)s::jsonb)
         AS new(ref text, kind text, fingerprint text)
    WHERE new.fingerprint IS NOT NULL
    RETURNING ref
),
vault_named AS (
    INSERT INTO vault_name (ref, tokens)
    SELECT new.ref, new.tokens
    FROM jsonb_to_recordset(%(vault_items)s::jsonb) AS new(ref text, tokens bigint[])
    WHERE new.tokens IS NOT NULL
    RETURNING ref
)"""
_KEEP: Final = f"WITH {KEEP_CTES} SELECT count(*) FROM vault_kept"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PreparedKeeping:
    """Particulars sealed and named, ready for :data:`KEEP_CTES`. `refs` are in the given order."""

    refs: tuple[str, ...]
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was handed in."""

    name: str
    media_type: str
    content: bytes


def prepare(
    particulars: Sequence[Particular], *, now: datetime, forget_after: date | None = None
) -> PreparedKeeping:
    """Return `particulars` sealed, each with its reference; writes nothing."""
    ring = keys.ring()
    items = []
    for particular in particulars:
        ref = _new_ref(now)
        kind, value = particular.kind, particular.value
        text = alike(kind, value) if kind in SEARCHABLE else ""
        items.append(
            {
                "ref": ref,
                "kind": kind.value,
                "sealed": ring.lock(ref, value.encode()).hex(),
                "masked": mask(kind, value),
                "fingerprint": ring.fingerprint(kind, text).hex() if text else None,
                "tokens": _tokens(ring, kind, value),
            }
        )
    params = {
        "vault_items": json.dumps(items),
        "vault_key": ring.newest.id,
        "vault_now": now,
        "vault_forget_after": forget_after,
    }
    return PreparedKeeping(tuple(item["ref"] or "" for item in items), params)


def keep_many(
    particulars: Sequence[Particular], *, now: datetime, forget_after: date | None = None
) -> list[str]:
    """Keep particulars in one statement and return their references, in order.

    :param forget_after: the last day they must be kept; None while that is not known
    """
    if not particulars:
        return []
    prepared = prepare(particulars, now=now, forget_after=forget_after)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, prepared.params)
    return list(prepared.refs)


def keep(kind: Kind | str, value: str, *, now: datetime, forget_after: date | None = None) -> str:
    """Keep one particular and return its reference.

    :raises ValueError: if the kind is unknown, or is a file
    """
    return keep_many([Particular(Kind(kind), value)], now=now, forget_after=forget_after)[0]


def keep_file(
    name: str,
    content: bytes,
    media_type: str,
    *,
    now: datetime,
    forget_after: date | None = None,
) -> str:
    """Keep a file, its name included, and return its reference.

    :param name: as handed in; folders before it are dropped
    :raises TooLarge: above :data:`LARGEST_FILE`
    """
    if len(content) > LARGEST_FILE:
        raise TooLarge(len(content), LARGEST_FILE)
    ring, ref = keys.ring(), _new_ref(now)
    # The name may name a person, so it is sealed too: its length in two bytes, the name, the rest.
    own = PurePosixPath(name.replace("\\", "/")).name.encode()[:1000]
    sealed = ring.lock(ref, len(own).to_bytes(2, "big") + own + content)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO vault_item (ref, kind, ciphertext, key_id, masked, media_type, size, sha256,
                                    created_at, forget_after, forgotten_by, forgotten_under)
            VALUES (%s, 'file', %s, %s, %s, %s, %s, %s, %s, %s, '', '')
            """,
            [
                ref,
                sealed,
                ring.newest.id,
                f"附件（{media_type}，{_size(len(content))}）",
                media_type,
                len(content),
                sha256(content).digest(),
                now,
                forget_after,
            ],
        )
    return ref


def reveal(
    ref: str,
    *,
    by: str,
    reason: str,
    case: str,
    now: datetime,
    without: Iterable[str] | None = None,
) -> str:
    """Return a particular in full and record the reading, both or neither.

    :param by: a person's id
    :param case: the case it is read for, or "" outside a case
    :param without: references that stay closed to the reader: where what they hold stands in the
        text, and anybody's telephone or card number, it is blacked; None blacks nothing
    :raises UnknownRef: if nothing was ever kept under `ref`
    :raises Forgotten: if it has been destroyed
    :raises ReasonNeeded: if `by` or `reason` is blank
    :raises KeyMissing: if it cannot be opened, or was changed
    """
    text = _open(ref, by=by, reason=reason, case=case, now=now)[0].decode()
    return text if without is None else without_them(without)(text)


def without_them(refs: Iterable[str]) -> Callable[[str], str]:
    """Return what blacks, in any text, what these references hold and anybody's numbers.

    What they hold stays in here: nobody reads it, and no reading is recorded.
    """
    return without_each({"": refs})[""]


def without_each(groups: Mapping[str, Iterable[str]]) -> dict[str, Callable[[str], str]]:
    """Return the same for several groups of references, by their keys, with one query."""
    wanted = {key: list(refs) for key, refs in groups.items()}
    held = _held([ref for refs in wanted.values() for ref in refs])
    return {key: blacking(held[ref] for ref in refs if ref in held) for key, refs in wanted.items()}


def reveal_file(ref: str, *, by: str, reason: str, case: str, now: datetime) -> KeptFile:
    """Return a file as handed in and record the reading; raises as :func:`reveal` does."""
    opened, media_type = _open(ref, by=by, reason=reason, case=case, now=now)
    end = 2 + int.from_bytes(opened[:2], "big")
    return KeptFile(opened[2:end].decode(errors="ignore"), media_type, opened[end:])


def keep_until(refs: Iterable[str], last_day: date | None) -> int:
    """Set the last day particulars must be kept, and return how many it was set for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_item SET forget_after = %s::date"
            " WHERE ref = ANY(%s::text[]) AND forgotten_at IS NULL",
            [last_day, list(refs)],
        )
        return cursor.rowcount


def forget(ref: str, *, by: str, article: str, now: datetime) -> bool:
    """Destroy what is kept and its fingerprint; return False if that had been done before.

    The reference stays, saying when, by whom and under which article. Copies in backups live as
    long as the backups do.

    :raises UnknownRef: if nothing was ever kept under `ref`
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_index WHERE ref = %s", [ref])
        cursor.execute("DELETE FROM vault_name WHERE ref = %s", [ref])
        cursor.execute(
            """
            UPDATE vault_item
            SET ciphertext = NULL, masked = %s, sha256 = NULL, forgotten_at = %s,
                forgotten_by = %s, forgotten_under = %s
            WHERE ref = %s AND forgotten_at IS NULL
            """,
            [DESTROYED, now, by, article, ref],
        )
        if cursor.rowcount:
            return True
        cursor.execute("SELECT EXISTS (SELECT FROM vault_item WHERE ref = %s)", [ref])
        if not cursor.fetchone()[0]:
            raise UnknownRef(ref)
        return False


def reseal(after: str = "", batch: int = 500) -> str:
    """Seal the next items with the newest key; return where to go on, "" when all are done.

    Call it again and again after :func:`keys.add_key`; it may be interrupted at any time.
    """
    ring = keys.ring()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, kind, key_id, ciphertext IS NULL FROM vault_item"
            " WHERE ref > %s ORDER BY ref LIMIT %s FOR UPDATE",
            [after, batch],
        )
        rows = cursor.fetchall()
        for ref, kind, key_id, forgotten in rows:
            named = kind == Kind.NAME  # names kept before they could be found are indexed here
            if forgotten or (key_id == ring.newest.id and not named):
                continue
            # One at a time: a batch of files would not fit into memory.
            cursor.execute("SELECT ciphertext FROM vault_item WHERE ref = %s", [ref])
            (sealed,) = cursor.fetchone()
            content = keys.unlock(key_id, ref, bytes(sealed))
            if key_id != ring.newest.id:
                cursor.execute(
                    "UPDATE vault_item SET ciphertext = %s, key_id = %s WHERE ref = %s",
                    [ring.lock(ref, content), ring.newest.id, ref],
                )
            if kind in SEARCHABLE:
                text = alike(Kind(kind), content.decode())
                cursor.execute(
                    "UPDATE vault_index SET fingerprint = %s WHERE ref = %s",
                    [ring.fingerprint(kind, text), ref],
                )
            if named and (tokens := _tokens(ring, Kind.NAME, content.decode())):
                cursor.execute(
                    "INSERT INTO vault_name (ref, tokens) VALUES (%s, %s::bigint[])"
                    " ON CONFLICT (ref) DO UPDATE SET tokens = EXCLUDED.tokens",
                    [ref, tokens],
                )
    return rows[-1][0] if len(rows) == batch else ""


def _tokens(ring: keys.Ring, kind: Kind, value: str) -> list[int] | None:
    return (ring.name_tokens(name_pairs(value)) or None) if kind is Kind.NAME else None


def _open(ref: str, *, by: str, reason: str, case: str, now: datetime) -> tuple[bytes, str]:
    if not by.strip() or not reason.strip():
        raise ReasonNeeded
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ciphertext, key_id, media_type FROM vault_item WHERE ref = %s", [ref]
        )
        row = cursor.fetchone()
        if row is None:
            raise UnknownRef(ref)
        if row[0] is None:
            raise Forgotten(ref)
        content = keys.unlock(row[1], ref, bytes(row[0]))
        cursor.execute(
            'INSERT INTO vault_reading (ref, "case", by, reason, at) VALUES (%s, %s, %s, %s, %s)',
            [ref, case, by, reason.strip(), now],
        )
    return content, row[2]


def _held(refs: list[str]) -> dict[str, tuple[Kind, str]]:
    """Return what is kept under these references, for use in here only; nobody has read it."""
    if not refs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref, kind, key_id, ciphertext FROM vault_item"
            " WHERE ref = ANY(%s::text[]) AND ciphertext IS NOT NULL AND kind <> 'file'",
            [refs],
        )
        rows = cursor.fetchall()
    return {
        ref: (Kind(kind), keys.unlock(key_id, ref, bytes(sealed)).decode())
        for ref, kind, key_id, sealed in rows
    }


def _new_ref(now: datetime) -> str:
    # Six bytes of time keep new rows together in the index; ten random ones cannot be guessed.
    raw = int(now.timestamp() * 1000).to_bytes(6, "big", signed=True) + secrets.token_bytes(10)
    return "v_" + base64.b32hexencode(raw).decode().rstrip("=").lower()


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{-(-count // 1024)} KB"
