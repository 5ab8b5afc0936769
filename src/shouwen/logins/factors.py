"""Second factors: codes of an app (TOTP, RFC 6238), recovery codes, passkeys (WebAuthn).

What is kept and how it is checked is allauth's; replay of a code is refused by the database, so
that it holds over all processes. Functions on passkeys work on the request allauth's middleware
knows.
"""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare

from shouwen.logins.errors import WrongCode
from shouwen.vocabulary import at_office

_KINDS = Authenticator.Type
#: A clock may be one step off, either way.
_TOLERANCE: Final = timedelta(seconds=30)
#: What the library raises over bytes that are no answer of an authenticator, wherever it stumbles.
_UNREADABLE: Final = (
    ValidationError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    struct.error, RecursionError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Factor:
    """Something a person proves himself with. `kind` is totp or webauthn."""

    number: int
    kind: str
    name: str
    since: datetime
    used_at: datetime | None
    passwordless: bool


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything a login has besides its password; `codes_left` counts unused recovery codes."""

    all: tuple[Factor, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all."""
        return bool(self.all)

    @property
    def totp(self) -> Factor | None:
        """The app with the codes, if there is one."""
        return next((each for each in self.all if each.kind == _KINDS.TOTP), None)

    @property
    def passkeys(self) -> tuple[Factor, ...]:
        """The passkeys."""
        return tuple(each for each in self.all if each.kind == _KINDS.WEBAUTHN)


def factors_of(user: AbstractBaseUser) -> Factors:
    """Return what a login can be proven with besides its password."""
    found, left = [], 0
    for row in Authenticator.objects.filter(user_id=user.pk).order_by("id"):
        if row.type == _KINDS.RECOVERY_CODES:
            left = len(RecoveryCodes(row).get_unused_codes())
            continue
        key = row.type == _KINDS.WEBAUTHN
        found.append(
            Factor(
                row.id, row.type, row.data["name"] if key else "", at_office(row.created_at),
                at_office(row.last_used_at) if row.last_used_at else None,
                key and bool(row.wrap().is_passwordless),
            )
        )  # fmt: skip
    return Factors(tuple(found), left)


# ---- codes of an app ---------------------------------------------------------------------------


def new_seed() -> str:
    """Return the seed of a new app, in base 32."""
    return generate_totp_secret()


def address_of(user: AbstractBaseUser, seed: str) -> str:
    """Return the ``otpauth:`` address an app reads from the picture."""
    return get_adapter().build_totp_url(user, seed)


def confirm_app(user: AbstractBaseUser, seed: str, code: str, *, now: datetime) -> list[str]:
    """Take an app into use once it has shown a right code; return recovery codes if they are new.

    :raises WrongCode: if the code is not one of these moments
    """
    counter = _counter(seed, code, now)
    if counter is None:
        raise WrongCode
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk, type=_KINDS.TOTP).delete()
        row = TOTP.activate(user, seed).instance
        row.data["last"] = counter
        row.created_at = now
        row.save()
        return _first_codes(user)


def check_code(user: AbstractBaseUser, code: str, *, now: datetime) -> str:
    """Return which factor a typed code belongs to, totp or recovery_codes, and use it up.

    :raises WrongCode: if it fits none, or has been used
    """
    typed = "".join(code.split()).replace("-", "")
    if not typed.isascii() or not typed.isdigit():
        raise WrongCode
    with transaction.atomic():
        row = _locked(user, _KINDS.TOTP)
        if row is not None:
            counter = _counter(get_adapter().decrypt(row.data["secret"]), typed, now)
            if counter is not None and counter > row.data.get("last", -1):
                row.data["last"], row.last_used_at = counter, now
                row.save(update_fields=["data", "last_used_at"])
                return str(row.type)
        codes = _locked(user, _KINDS.RECOVERY_CODES)
        if codes is not None and RecoveryCodes(codes).validate_code(typed):
            Authenticator.objects.filter(pk=codes.pk).update(last_used_at=now)
            return str(codes.type)
    raise WrongCode


def new_codes(user: AbstractBaseUser) -> list[str]:
    """Return fresh recovery codes; those before are void."""
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk, type=_KINDS.RECOVERY_CODES).delete()
        return RecoveryCodes.activate(user).generate_codes()


def remove(user: AbstractBaseUser, number: int) -> None:
    """Take a factor away; with the last one go the recovery codes."""
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user.pk, id=number).exclude(
            type=_KINDS.RECOVERY_CODES
        ).delete()
        rest = Authenticator.objects.filter(user_id=user.pk)
        if not rest.exclude(type=_KINDS.RECOVERY_CODES).exists():
            rest.delete()


def remove_all(user: AbstractBaseUser) -> int:
    """Take every factor away; return how many there were."""
    return Authenticator.objects.filter(user_id=user.pk).delete()[0]


def _locked(user: AbstractBaseUser, kind: str) -> Authenticator | None:
    return Authenticator.objects.select_for_update().filter(user_id=user.pk, type=kind).first()


def _counter(seed: str, code: str, now: datetime) -> int | None:
    """Return the step of time a code belongs to, or None when it is none of these moments."""
    for at in (now - _TOLERANCE, now, now + _TOLERANCE):
        counter = int(at.timestamp()) // app_settings.TOTP_PERIOD
        if constant_time_compare(format_hotp_value(hotp_value(seed, counter)), code.strip()):
            return counter
    return None


def _first_codes(user: AbstractBaseUser) -> list[str]:
    if Authenticator.objects.filter(user_id=user.pk, type=_KINDS.RECOVERY_CODES).exists():
        return []
    return RecoveryCodes.activate(user).generate_codes()


# ---- passkeys ----------------------------------------------------------------------------------


def passkey_wanted(user: AbstractBaseUser) -> dict[str, Any]:
    """Return what the browser needs to make a passkey that can log in without a password."""
    return webauthn.begin_registration(user, passwordless=True)


def keep_passkey(
    user: AbstractBaseUser, name: str, credential: dict[str, Any], *, now: datetime
) -> list[str]:
    """Keep the passkey a browser made; return recovery codes if they are new.

    :raises WrongCode: if it is not an answer to what was wanted
    """
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except _UNREADABLE as error:
        raise WrongCode from error
    with transaction.atomic():
        row = webauthn.WebAuthn.add(user, name[:60], credential).instance
        Authenticator.objects.filter(pk=row.pk).update(created_at=now)
        return _first_codes(user)


def passkey_asked(user: AbstractBaseUser | None = None) -> dict[str, Any]:
    """Return what the browser needs to prove a passkey; without `user`, any of this site."""
    return webauthn.begin_authentication(user)


def passkey_of(
    credential: dict[str, Any], *, user: AbstractBaseUser | None = None, now: datetime
) -> User:
    """Return whose passkey a browser has proven.

    :param user: whose it must be; None when the passkey itself says who comes in
    :raises WrongCode: if it is unknown or not an answer to what was asked
    """
    try:
        webauthn.parse_authentication_response(credential)
        found = user or webauthn.extract_user_from_response(credential)
        row = webauthn.complete_authentication(found, credential)
    except _UNREADABLE as error:
        raise WrongCode from error
    Authenticator.objects.filter(pk=row.pk).update(last_used_at=now)
    return User.objects.get(pk=found.pk)
