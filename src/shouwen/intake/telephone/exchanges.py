"""Telephone exchanges and their keys: shown once, kept as a hash and sealed, ended by hand.

An exchange sends its key, or signs what it sends with it: the key then never travels, and what was
signed counts for a few minutes only. An event that comes again within them changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from secrets import token_urlsafe
from typing import Final

from shouwen.intake import sealing
from shouwen.intake.models import Exchange
from shouwen.vocabulary import ShouwenError, at_office

_PREFIX: Final = "sw-tel-"
#: When an exchange was last heard of is written down this often.
_OFTEN: Final = timedelta(minutes=1)
#: How far the moment of a signature may be from ours.
WINDOW: Final = timedelta(minutes=5)
_SHOWN: Final = 12


class NoSuchExchange(ShouwenError):
    """There is no exchange of this name that could be ended, or one there already."""


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One exchange; `hint` is the end of its key, `key` what a signature names it by.

    `signs` is False for a key made before signatures were there: make another to use them.
    """

    name: str
    hint: str
    key: str
    signs: bool
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    heard_at: datetime | None


def make_key(name: str, *, by: str, now: datetime) -> str:
    """Return a new key for an exchange; it is shown this once. An earlier key of it ends.

    :raises NoSuchExchange: if the name is empty or too long
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise NoSuchExchange("名称须为 1 到 60 字", "请另起名称", "a name has 1 to 60 characters")
    key = _PREFIX + token_urlsafe(32)
    mark, sealed = sealing.seal("exchange", key)
    Exchange.objects.update_or_create(
        name=name,
        defaults={
            "key_hash": _hash(key), "hint": key[-4:], "key_id": mark, "sealed": sealed,
            "made_by": by, "made_at": now, "ended_by": "", "ended_at": None, "heard_at": None,
        },
    )  # fmt: skip
    return key


def end_key(name: str, *, by: str, now: datetime) -> None:
    """End the key of an exchange: from now on it is not believed.

    :raises NoSuchExchange: if there is none in use
    """
    ended = Exchange.objects.filter(name=name, ended_at=None).update(ended_at=now, ended_by=by)
    if not ended:
        raise NoSuchExchange(f"没有在用的“{name}”", "", f"there is no exchange '{name}' in use")


def exchange_of(key: str, now: datetime) -> str | None:
    """Return the exchange a key belongs to, or None if it is nobody's or has ended."""
    found = Exchange.objects.filter(key_hash=_hash(key), ended_at=None).first()
    return None if found is None else _heard(found, now)


def signer_of(signature: str, body: bytes, now: datetime) -> str | None:
    """Return the exchange that signed a body, or None if nobody did, or not lately.

    :param signature: ``key=ID,t=SECONDS,v1=HEX``: which key, when, and the HMAC-SHA256 of
        ``SECONDS.BODY`` under it
    """
    parts = {
        name.strip(): value.strip()
        for name, _, value in (part.partition("=") for part in signature.split(","))
    }
    at, given = parts.get("t", ""), parts.get("v1", "")
    if not (at.isascii() and at.isdigit() and len(at) <= 12 and given.isascii()):
        return None
    if abs(now.timestamp() - int(at)) > WINDOW.total_seconds():
        return None
    for row in Exchange.objects.filter(ended_at=None).exclude(key_id=""):
        if _shown(row.key_hash) == parts.get("key"):
            key = sealing.unseal(row.key_id, row.sealed)
            if compare_digest(sign(key, int(at), body).lower(), given.lower()):
                return _heard(row, now)
    return None


def sign(key: str, at: int, body: bytes) -> str:
    """Return the HMAC-SHA256 of a body sent at a second of Unix time, in hexadecimal digits."""
    return digest(key.encode(), f"{at}.".encode() + body, "sha256").hex()


def signature(key: str, at: int, body: bytes) -> str:
    """Return what an exchange sends as ``X-Shouwen-Signature``."""
    return f"key={_shown(_hash(key))},t={at},v1={sign(key, at, body)}"


def _heard(found: Exchange, now: datetime) -> str:
    if found.heard_at is None or now - found.heard_at > _OFTEN:
        Exchange.objects.filter(name=found.name).update(heard_at=now)
    return found.name


def exchanges() -> list[ExchangeRow]:
    """Return every exchange, those in use first."""
    return [
        ExchangeRow(
            row.name, row.hint, _shown(row.key_hash), bool(row.key_id), row.made_by,
            at_office(row.made_at), row.ended_at and at_office(row.ended_at),
            row.heard_at and at_office(row.heard_at),
        )
        for row in Exchange.objects.order_by("-ended_at", "name")
    ]  # fmt: skip


def _shown(key_hash: bytes) -> str:
    return bytes(key_hash).hex()[:_SHOWN]


def _hash(key: str) -> bytes:
    # A key is 256 bits of chance: nothing slows down guessing it, and nothing needs to.
    return sha256(key.encode(errors="replace")).digest()
