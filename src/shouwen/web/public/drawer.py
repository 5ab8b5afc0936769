"""What a stranger has not sent yet: words and files, sealed, and found again by one browser only.

A cookie holds the key, the database what it opens; neither is of use without the other, nor without
the installation's secret key. On somebody's own device the cookie stays a week, on a shared
computer it goes with the browser. Why so: decision 0071.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_bytes, token_hex
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from shouwen.intake.admission import Admitted
from shouwen.vocabulary import at_office
from shouwen.web.models import PortalDraft, PortalFile
from shouwen.web.public.request import PublicRequest

COOKIE: Final = "unsent"
#: How long something unsent is kept after it was last touched: own device, shared computer.
OWN: Final = timedelta(days=7)
SHARED: Final = timedelta(hours=3)
_SALT: Final = "shouwen.web.public.drawer"
_NONCE: Final = 12
_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file not sent yet. `size` in bytes; `picture` says that there is a small one to show."""

    id: int
    name: str
    family: str
    size: int
    picture: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A form not sent yet, and when it was last touched; `own` says it is kept on this device."""

    place: str
    values: Mapping[str, Any]
    at: datetime
    own: bool


class Drawer:
    """The drafts of one browser. `place` says which form, such as ``submit/REGULATION/ACT``."""

    def __init__(self, request: PublicRequest) -> None:
        given = request.COOKIES.get(COOKIE, "")
        known = len(given) == _LENGTH and given.isalnum() and given.isascii()
        self._secret = given if known else token_hex(_LENGTH // 2)
        self._now = request.now
        self._browser = salted_hmac(f"{_SALT}.browser", self._secret).hexdigest()[:_LENGTH]
        key = salted_hmac(f"{_SALT}.key", self._secret, algorithm="sha256").digest()
        self._cipher = AESGCM(key)
        self._known = known

    def open(self, place: str) -> Draft | None:
        """Return what was left at a place, or None."""
        found = self._find(place)
        return None if found is None else self._draft(found)

    def unfinished(self) -> tuple[Draft, ...]:
        """Return every form left unsent, newest first."""
        if not self._known:
            return ()
        rows = PortalDraft.objects.filter(browser=self._browser, until__gt=self._now)
        drafts = [self._draft(row) for row in rows.order_by("-updated_at")]
        return tuple(draft for draft in drafts if draft is not None)

    def put(self, place: str, values: Mapping[str, Any], *, own: bool) -> None:
        """Keep what was typed; other forms stay as they are, files too."""
        sweep(self._now)
        id_ = self._id(place)
        text = json.dumps({"place": place, "values": dict(values), "own": own})
        PortalDraft.objects.update_or_create(
            id=id_,
            defaults={
                "browser": self._browser,
                "sealed": self._seal(id_, text.encode()),
                "updated_at": self._now,
                "until": self._now + (OWN if own else SHARED),
            },
        )

    def add(self, place: str, files: Iterable[Admitted]) -> None:
        """Put files with a form; it must have been :meth:`put` before. A file twice is one."""
        id_ = self._id(place)
        known = {admitted.digest for admitted in self.admitted(place)}
        for each in files:
            if each.digest in known:
                continue
            about = asdict(each) | {"content": "", "thumbnail": None, "at": each.at.isoformat()}
            PortalFile.objects.create(
                draft_id=id_,
                about=self._seal(id_, json.dumps(about).encode()),
                content=self._seal(id_, each.content),
                small=self._seal(id_, each.thumbnail) if each.thumbnail else b"",
            )

    def files(self, place: str) -> tuple[DraftFile, ...]:
        """Return the files with a form, in the order they came."""
        id_ = self._id(place)
        rows = PortalFile.objects.filter(draft_id=id_).order_by("id").defer("content")
        found = []
        for row in rows:
            about = json.loads(self._open(id_, bytes(row.about)))
            found.append(
                DraftFile(row.id, about["name"], about["family"], about["size"], bool(row.small))
            )
        return tuple(found)

    def small(self, place: str, file: int) -> bytes:
        """Return the small picture of a file, or nothing."""
        id_ = self._id(place)
        row = PortalFile.objects.filter(draft_id=id_, id=file).only("small").first()
        return self._open(id_, bytes(row.small)) if row is not None and row.small else b""

    def admitted(self, place: str) -> list[Admitted]:
        """Return the files with a form, ready to be sent."""
        id_ = self._id(place)
        found = []
        for row in PortalFile.objects.filter(draft_id=id_).order_by("id"):
            about = json.loads(self._open(id_, bytes(row.about)))
            small = self._open(id_, bytes(row.small)) if row.small else None
            about |= {
                "content": self._open(id_, bytes(row.content)),
                "thumbnail": small,
                "at": at_office(datetime.fromisoformat(about["at"])),
            }
            found.append(Admitted(**about))
        return found

    def drop(self, place: str, file: int) -> None:
        """Take a file away again; one that is gone already is fine."""
        PortalFile.objects.filter(draft_id=self._id(place), id=file).delete()

    def discard(self, place: str) -> None:
        """Destroy what was left at a place, files included."""
        PortalDraft.objects.filter(id=self._id(place), browser=self._browser).delete()

    def discard_all(self) -> None:
        """Destroy everything this browser has not sent."""
        PortalDraft.objects.filter(browser=self._browser).delete()

    def keep(self, response: HttpResponse, *, own: bool) -> HttpResponse:
        """Give the browser its key: for a week, or until it is closed."""
        response.set_cookie(
            COOKIE,
            self._secret,
            max_age=OWN if own else None,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def lend(self, response: HttpResponse) -> HttpResponse:
        """Give a browser without a key one until it is closed; a key it has stays as it is."""
        return response if self._known else self.keep(response, own=False)

    def _find(self, place: str) -> PortalDraft | None:
        if not self._known:
            return None
        rows = PortalDraft.objects.filter(id=self._id(place), until__gt=self._now)
        return rows.first()

    def _draft(self, row: PortalDraft) -> Draft | None:
        try:
            told = json.loads(self._open(row.id, bytes(row.sealed)))
        except InvalidTag:  # the installation's secret key has been changed since
            return None
        return Draft(told["place"], told["values"], at_office(row.updated_at), told["own"])

    def _id(self, place: str) -> str:
        return salted_hmac(f"{_SALT}.place", f"{self._secret}/{place}").hexdigest()[:_LENGTH]

    def _seal(self, id_: str, content: bytes) -> bytes:
        nonce = token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, id_.encode())

    def _open(self, id_: str, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], id_.encode())


def sweep(now: datetime) -> int:
    """Destroy what was not sent in time, and return how many forms."""
    with transaction.atomic():
        gone, _ = PortalDraft.objects.filter(until__lte=now).delete()
    return gone
