"""Which person an identity provider means."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from shouwen import people
from shouwen.vocabulary import ShouwenError


class NotMapped(ShouwenError):
    """The identity provider knows somebody who is nobody here."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"统一身份“{name}”没有对应的在职人员" if name else "统一身份认证没有给出您的登录名",
            "请联系系统管理员登记",
            f"the identity {name!r} belongs to no member of staff" if name
            else "the identity provider did not say who you are",
        )  # fmt: skip


def person_for(claims: Mapping[str, Any], now: datetime) -> User:
    """Return the login the claims of an identity provider mean.

    The claim named in the settings holds the login's name. A person is entered, without any post,
    only where the settings say so.

    :raises NotMapped: if there is no such login, or it is closed
    """
    identity = settings.IDENTITY_PROVIDER
    name = str(claims.get(identity["claim"]) or "").strip()
    user = User.objects.filter(username=name).first() if name else None
    if user is None and name and identity["create"]:
        people.create_person(
            str(claims.get("name") or name)[:100], login=name, by="identity-provider", now=now
        )
        user = User.objects.get(username=name)
    if user is None or not user.is_active:
        raise NotMapped(name)
    return user


def proven_twice(claims: Mapping[str, Any]) -> bool:
    """Say whether the provider asked for more than a password (``amr`` of RFC 8176)."""
    ways = claims.get("amr") or ()
    ways = {ways} if isinstance(ways, str) else set(map(str, ways))
    return bool(ways & {"mfa", "otp", "hwk", "fpt", "face", "sc"})
