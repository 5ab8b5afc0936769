"""Fetching: every message of every mailbox, once, whatever happens in between.

A message is known by the box and the digest of its bytes, so it is taken in once however often it
is fetched; UIDs only spare fetching it again. Each message is one transaction. A worker claims a
box for a while; when it is killed the claim ends by itself.
"""

import imaplib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import Error, InterfaceError, OperationalError
from django.db.models import F, Q

from shouwen.intake.mail.limits import LIMITS
from shouwen.intake.mail.mailboxes import account_of
from shouwen.intake.mail.models import Mail, Mailbox
from shouwen.intake.mail.receiving import Place, receive, receive_broken
from shouwen.intake.mail.servers import Folder, opened
from shouwen.vocabulary import ShouwenError

_LOG = logging.getLogger("shouwen.mail")
#: A box is fetched so often, and later when it fails again and again.
EVERY: Final = timedelta(minutes=1)
_WAITS: Final = (
    timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15),
)  # fmt: skip
_CLAIM: Final = timedelta(minutes=10)
_BEGINNING: Final = 256 * 1024
#: Messages of one box in one go; the rest waits for the next.
_MOST: Final = 500


@dataclass(slots=True)
class FetchReport:
    """What one go brought. `failed` says why, by the box's name; `more` whether any was left."""

    boxes: int = 0
    new: int = 0
    known: int = 0
    unparsed: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    more: bool = False


def fetch_all(
    *, now: datetime, force: bool = False, clock: Callable[[], datetime] | None = None
) -> FetchReport:
    """Fetch the boxes that are due; safe with any number of workers at once.

    :param force: those that are not due too; paused ones stay alone in any case
    :param clock: tells the moment of each message; `now` for all when None
    """
    report = FetchReport()
    tell = clock or (lambda: now)
    for id_ in list(
        Mailbox.objects.filter(active=True).order_by("id").values_list("id", flat=True)
    ):
        box = _claimed(id_, now, force=force)
        if box is None:
            continue
        report.boxes += 1
        _fetch(box, tell, report)
    return report


def _claimed(id_: int, now: datetime, *, force: bool) -> Mailbox | None:
    """Take the box for this worker, unless another has it or it is not due."""
    free = Mailbox.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now), id=id_, active=True
    )
    box = free.first()
    if box is None:
        return None
    wait = _WAITS[min(box.failures, len(_WAITS)) - 1] if box.failures else EVERY
    if not force and box.tried_at is not None and box.tried_at + wait > now:
        return None
    # Only one of two workers finds the row as both have read it.
    taken = free.filter(tried_at=box.tried_at).update(claimed_until=now + _CLAIM, tried_at=now)
    return box if taken else None


def _fetch(box: Mailbox, tell: Callable[[], datetime], report: FetchReport) -> None:
    own = Mailbox.objects.filter(id=box.id)
    try:
        with opened(account_of(box)) as folder:
            more = _take(box, folder, tell, report)
    except ShouwenError as refusal:
        _failed(box, refusal.problem, refusal.english, report)
        return
    except Error:
        raise
    except Exception as error:  # noqa: BLE001 - one odd server must not stop the other boxes
        words = f"服务器的应答读不懂（{type(error).__name__}: {error}）"
        _failed(box, words, f"{type(error).__name__}: {error}", report)
        return
    report.more |= more
    own.update(failures=0, error="", fetched_at=tell(), claimed_until=None)
    if more:  # due again at once, after the other boxes
        own.update(tried_at=None)


def _failed(box: Mailbox, words: str, english: str, report: FetchReport) -> None:
    report.failed[box.name] = words
    Mailbox.objects.filter(id=box.id).update(
        failures=F("failures") + 1, error=words[:500], claimed_until=None
    )
    _LOG.warning("mailbox %s: %s", box.name, english or words)


def _take(box: Mailbox, folder: Folder, tell: Callable[[], datetime], report: FetchReport) -> bool:
    """Take in what is new, and say whether more of it is left for the next go."""
    own = Mailbox.objects.filter(id=box.id)
    if box.validity != folder.validity:  # the server counts anew: digests tell what we have
        box.validity, box.last_uid = folder.validity, 0
        own.update(validity=folder.validity, last_uid=0)
    # Where messages are moved away, all that lies there is looked at: a worker may have died
    # between taking one in and moving it.
    moves = bool(box.processed) and folder.writable
    uids = folder.uids(0 if moves else box.last_uid)
    known = set(
        Mail.objects.filter(mailbox=box, validity=folder.validity, uid__in=uids).values_list(
            "uid", flat=True
        )
    )
    fresh = [uid for uid in uids if uid not in known]
    for uid in fresh[:_MOST]:
        whole = _take_one(box, folder, uid, tell(), report)
        own.update(last_uid=max(uid, box.last_uid), claimed_until=tell() + _CLAIM)
        box.last_uid = max(uid, box.last_uid)
        if whole:
            _done_with(box, folder, uid)
    if moves and known:
        _move_late(box, folder, sorted(known - folder.given_up()))
    return len(fresh) > _MOST


def _move_late(box: Mailbox, folder: Folder, uids: list[int]) -> None:
    """Move what was taken in before and still lies there; a server that refuses is asked once."""
    for uid in uids[:_MOST]:
        if not _done_with(box, folder, uid):
            return


def _take_one(box: Mailbox, folder: Folder, uid: int, now: datetime, report: FetchReport) -> bool:
    """Take one message in and say whether the server may let go of it."""
    complete = folder.size(uid) <= LIMITS.size
    raw = folder.raw(uid, None if complete else _BEGINNING)
    if raw is None:
        return False
    place = Place(folder.validity, uid)
    try:
        row = receive(box, place, raw, now=now, complete=complete)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing is wrong with the message
    except Exception as error:  # noqa: BLE001 - one broken message must not stop the rest
        _LOG.exception("mailbox %s, message %s", box.name, uid)
        row = receive_broken(box, place, raw, f"{type(error).__name__}: {error}", now=now)
    if row is None:
        report.known += 1
    else:
        report.new += 1
        report.unparsed += row.kind == "unparsed"
    return complete


def _done_with(box: Mailbox, folder: Folder, uid: int) -> bool:
    """Mark or move a message that was taken in, and say whether the server did it."""
    try:
        folder.done_with(uid, box.processed)
    except (OSError, imaplib.IMAP4.abort):
        raise  # the connection broke
    except Exception as error:  # noqa: BLE001 - a server that cannot move must not stop the rest
        _LOG.warning("mailbox %s: message %s stays where it is: %s", box.name, uid, error)
        return False
    return True
