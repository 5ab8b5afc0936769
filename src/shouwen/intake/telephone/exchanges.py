"""Telephone exchanges and their keys: shown once, kept as a hash, ended by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from shouwen.intake.models import Exchange
from shouwen.vocabulary import ShouwenError, at_office

_PREFIX: Final = "sw-tel-"
#: When an exchange was last heard of is written down this often.
_OFTEN: Final = timedelta(minutes=1)


class NoSuchExchange(ShouwenError):
    """There is no exchange of this name that could be ended, or one there already."""


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One exchange; `hint` is the end of its key."""

    name: str
    hint: str
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
    Exchange.objects.update_or_create(
        name=name,
        defaults={
            "key_hash": _hash(key), "hint": key[-4:], "made_by": by, "made_at": now,
            "ended_by": "", "ended_at": None, "heard_at": None,
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
    if found is None:
        return None
    if found.heard_at is None or now - found.heard_at > _OFTEN:
        Exchange.objects.filter(name=found.name).update(heard_at=now)
    return found.name


def exchanges() -> list[ExchangeRow]:
    """Return every exchange, those in use first."""
    return [
        ExchangeRow(
            row.name, row.hint, row.made_by, at_office(row.made_at),
            row.ended_at and at_office(row.ended_at), row.heard_at and at_office(row.heard_at),
        )
        for row in Exchange.objects.order_by("-ended_at", "name")
    ]  # fmt: skip


def _hash(key: str) -> bytes:
    # A key is 256 bits of chance: nothing slows down guessing it, and nothing needs to.
    return sha256(key.encode(errors="replace")).digest()
