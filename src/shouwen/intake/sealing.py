"""Secrets of channels that must come back in the clear: sealed with the vault's ring.

Passwords of mailboxes and keys of telephone exchanges are no particulars of a person: opening one
is no reading. They are sealed under the same ring, and anew with its newest key as items are.
"""

from secrets import token_hex

from shouwen.intake.mail.models import Mailbox
from shouwen.intake.models import Exchange
from shouwen.vault import keys


def seal(what: str, text: str) -> tuple[str, bytes]:
    """Return the mark a sealed text is opened by, and the text sealed."""
    ring, name = keys.ring(), f"{what}-{token_hex(8)}"
    return f"{name} {ring.newest.id}", ring.lock(name, text.encode())


def unseal(mark: str, sealed: bytes) -> str:
    """Return what :func:`seal` was given.

    :raises KeyMissing: if the ring lacks the key, or the contents were changed
    """
    name, _, key = mark.partition(" ")
    return keys.unlock(key, name, bytes(sealed)).decode()


def reseal() -> int:
    """Seal every secret with the newest key and return how many there were to seal."""
    newest, done = keys.newest_key(), 0
    for model, what in ((Mailbox, "mailbox"), (Exchange, "exchange")):
        for row in model.objects.exclude(key_id="").exclude(key_id__endswith=f" {newest}"):
            before = row.key_id
            mark, sealed = seal(what, unseal(before, row.sealed))
            # Changed meanwhile: what somebody wrote is newer than what was read here.
            done += model.objects.filter(pk=row.pk, key_id=before).update(
                key_id=mark, sealed=sealed
            )
    return done


def sealed_by_key() -> dict[str, int]:
    """Return how many secrets each key of the ring seals."""
    counts: dict[str, int] = {}
    for model in (Mailbox, Exchange):
        for mark in model.objects.exclude(key_id="").values_list("key_id", flat=True):
            key = mark.partition(" ")[2]
            counts[key] = counts.get(key, 0) + 1
    return counts
