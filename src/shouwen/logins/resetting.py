"""Setting a password anew: an administrator hands over a link that works once, for a day."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from shouwen.logins import record
from shouwen.logins.errors import WrongLink
from shouwen.logins.models import OneTimeLink
from shouwen.people.operations.changing import changing, present
from shouwen.vocabulary import at_office

VALID: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reset:
    """A link that is good until a moment, and whose it is."""

    user: User
    login: str
    until: datetime


def give_reset(person: str, *, by: str, now: datetime) -> str:
    """Return the secret of a new one-time link for a person's login; an earlier one is void.

    :raises NoSuchPerson: if there is none of this id, or the person has left
    :raises WrongLink: if the person has no login
    """
    secret = secrets.token_urlsafe(24)
    with changing(by, now) as log:
        row = present(person)
        if row.user is None:
            raise WrongLink
        OneTimeLink.objects.update_or_create(
            user=row.user,
            defaults={
                "digest": _digest(secret), "made_at": now, "made_by": by,
                "expires_at": now + VALID,
            },
        )  # fmt: skip
        log("login.link_given", person)
    return secret


def open_reset(secret: str, now: datetime) -> Reset:
    """Return whose password a link sets.

    :raises WrongLink: if it is unknown, used or too old, or the login is closed
    """
    row = OneTimeLink.objects.select_related("user").filter(digest=_digest(secret)).first()
    if row is None or row.expires_at <= now or not row.user.is_active:
        raise WrongLink
    return Reset(row.user, row.user.get_username(), at_office(row.expires_at))


def use_reset(secret: str, password: str, *, now: datetime) -> User:
    """Set the password, use the link up, and end every session of the login.

    :raises WrongLink: as :func:`open_reset` does
    :raises django.core.exceptions.ValidationError: if the password is too weak; the link stays
    """
    with transaction.atomic():
        found = open_reset(secret, now)
        validate_password(password, found.user)
        if not OneTimeLink.objects.filter(digest=_digest(secret)).delete()[0]:
            raise WrongLink  # somebody was faster with the same link
        found.user.set_password(password)
        found.user.save(update_fields=["password"])
        record.end_sessions(found.user, now)
    return found.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
