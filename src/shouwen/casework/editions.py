"""Which text a case is pinned to. A text once used is kept in the record for ever."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework.errors import EditionLost
from shouwen.casework.models import Edition
from shouwen.packs import shelf
from shouwen.regulations import Procedure

KEPT: Final = "casework.edition_kept"
PREFIX: Final = "edition/"
#: Digests known to be in the record, so that a busy process need not ask again.
_recorded: set[str] = set()


def procedure_of(digest: str) -> Procedure:
    """Return the procedure a case is pinned to: from the shelf, or from the record.

    :raises EditionLost: if its text is nowhere any more
    :raises PackUnfit: if the text can no longer be compiled
    """
    found = shelf.compiled(digest)
    if found is not None:
        return found
    on_shelf = shelf.by_digest(digest)
    if on_shelf is not None:
        return shelf.procedure_once_sound(digest, on_shelf.text, f"{on_shelf.key}.yaml")
    kept = Edition.objects.filter(digest=digest).first()
    if kept is None:
        raise EditionLost(digest)
    return shelf.procedure_once_sound(digest, kept.text, f"{kept.pack}/{kept.version}.yaml")


def keep(procedure: Procedure, *, actor: str, now: datetime) -> None:
    """Put the text of an edition into the record, once, before the first case relies on it."""
    digest = procedure.digest
    if digest in _recorded:
        return
    if not Edition.objects.filter(digest=digest).exists():
        edition = shelf.by_digest(digest)
        if edition is None:
            raise EditionLost(digest)
        # With companions beside it the version names them, too: id@version is the edition's key.
        _write(edition.id, edition.key.partition("@")[2], digest, edition.text, actor, now)
    transaction.on_commit(lambda: _recorded.add(digest))


def _write(pack: str, version: str, digest: str, text: str, actor: str, now: datetime) -> None:
    body = {"pack": pack, "version": version, "text": text}
    # Another process may open the first case under this text in the same moment: it is kept then.
    with suppress(ledger.CommandRepeated, ledger.LedgerConflict):
        ledger.append(
            f"{PREFIX}{digest}",
            expected_version=0,
            events=[ledger.NewEvent(KEPT, 1, body, now)],
            actor=actor,
            command_id=f"edition/{digest}",
            now=now,
        )
    put(digest, body)


def put(digest: str, body: dict[str, str]) -> None:
    """Write the row an ``edition_kept`` event stands for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_edition (digest, pack, version, text)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING",
            [digest, body["pack"], body["version"], body["text"]],
        )


def forget_recorded() -> None:
    """Ask the database again which texts are kept: it has been emptied, in a test."""
    _recorded.clear()
