"""Bearer tokens of the organisation's own identity provider (OpenID Connect).

A token is believed when its signature fits a key the issuer publishes and issuer, audience and
times are right (RFC 7519, RFC 9068). One of its claims names the login of a member of staff; its
scopes are words like ``shouwen:read``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

import httpx
import jwt
from django.conf import settings

from shouwen import people
from shouwen.connections.caller import Caller
from shouwen.connections.errors import KeyRefused, NotReached
from shouwen.connections.keys import PER_MINUTE, refused
from shouwen.connections.scopes import SCOPES
from shouwen.vocabulary import Actor

#: Only signatures made with a private key: whoever verifies could make any other himself.
_ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_PREFIXES: Final = ("shouwen:", "shouwen.")
_LEEWAY: Final = timedelta(seconds=60)
_KEPT: Final = timedelta(hours=1)
#: So long known keys are good while the issuer is away.
_LONGEST: Final = timedelta(hours=24)
#: An issuer that did not answer is asked again after so long.
_ASK_AGAIN: Final = timedelta(seconds=30)
#: An unknown key id may be a key just rotated in; asking for every forged token would flood the
#: issuer, so it is asked so often within a minute and no more.
_MINUTE: Final = timedelta(minutes=1)
_MOST_ASKED: Final = 5
_PATIENCE: Final = 5.0


class _Published:
    """The keys an issuer publishes, asked for when they are needed and remembered for a while.

    An issuer that does not answer is not asked again at once: anybody can send tokens.
    """

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.keys: Mapping[str, jwt.PyJWK] = {}
        self.asked_at: datetime | None = None
        self.tried: list[datetime] = []
        self.problem: NotReached | None = None
        self.lock = Lock()

    def key(self, id_: str, now: datetime) -> jwt.PyJWK | None:
        """Return the key of this id; of the only one where tokens name none.

        :raises NotReached: if the keys are not known, or too old, and cannot be had now
        """
        with self.lock:
            old = self.asked_at is None or now - self.asked_at > _KEPT
            if (old or id_ not in self.keys) and self._may_ask(now):
                self.tried.append(now)
                try:
                    self.keys, self.asked_at, self.problem = self._ask(), now, None
                except NotReached as problem:
                    self.problem = problem
            if self.problem and (self.asked_at is None or now - self.asked_at > _LONGEST):
                raise self.problem
            if not id_ and len(self.keys) == 1:
                return next(iter(self.keys.values()))
            return self.keys.get(id_)

    def _may_ask(self, now: datetime) -> bool:
        self.tried = [each for each in self.tried if abs(now - each) < _MINUTE]
        if self.problem is not None and self.tried:
            return now - self.tried[-1] > _ASK_AGAIN
        return len(self.tried) < _MOST_ASKED

    def _ask(self) -> Mapping[str, jwt.PyJWK]:
        try:
            with httpx.Client(timeout=_PATIENCE, trust_env=False) as client:
                found = client.get(f"{self.issuer}/.well-known/openid-configuration")
                about = found.raise_for_status().json()
                if about["issuer"].rstrip("/") != self.issuer:
                    raise KeyError("issuer")
                given = client.get(about["jwks_uri"]).raise_for_status().json()
            keys = jwt.PyJWKSet.from_dict(given).keys
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            raise NotReached(
                "暂时无法向身份提供方核对令牌",
                "请稍后再试，或改用接口密钥",
                "the identity provider cannot be asked about tokens now",
            ) from error
        return {key.key_id or "": key for key in keys if key.public_key_use in (None, "sig")}


_issuers: dict[str, _Published] = {}


def caller_of(token: str, now: datetime) -> Caller:
    """Return whom a token lets in.

    :raises KeyRefused: if it is not one of the configured issuer's, for us, valid now, or names
        nobody who is there
    :raises NotReached: if the issuer's keys are needed and cannot be had
    """
    issuer = settings.API_ISSUER.rstrip("/")
    if not issuer:
        raise refused()
    claims = _claims(token, issuer, now)
    login = claims.get(settings.API_CLAIM)
    if not isinstance(login, str) or not login:
        raise refused()
    actor = _actor(login, now)
    if actor is None:
        raise refused()
    scopes = frozenset(_scopes(claims))
    return Caller(f"token/{actor.person}", actor.name, actor, scopes, PER_MINUTE)


def _claims(token: str, issuer: str, now: datetime) -> dict[str, Any]:
    published = _issuers.setdefault(issuer, _Published(issuer))
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in _ALGORITHMS:
            raise refused()
        key = published.key(str(header.get("kid") or ""), now)
        if key is None:
            raise refused()
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[str(header["alg"])],
            audience=settings.API_AUDIENCE,
            # The request has one moment; times are compared with it below.
            options={
                "require": ["exp", "iss", "aud"],
                "verify_exp": False, "verify_nbf": False, "verify_iat": False,
            },
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise refused() from error
    if str(claims["iss"]).rstrip("/") != issuer or not _valid(claims, now):
        raise refused()
    return claims


def _valid(claims: Mapping[str, Any], now: datetime) -> bool:
    at, leeway = now.timestamp(), _LEEWAY.total_seconds()
    expires, since = claims["exp"], claims.get("nbf", 0)
    return (
        isinstance(expires, int | float)
        and isinstance(since, int | float)
        and at < expires + leeway
        and since <= at + leeway
    )


def _actor(login: str, now: datetime) -> Actor | None:
    try:
        person = people.person_of_login(login)
    except people.NotStaff:
        return None
    found = people.directory(now).people.get(person)
    return None if found is None else Actor(found.id, found.name)


def _scopes(claims: Mapping[str, Any]) -> set[str]:
    given = claims.get("scope", claims.get("scp", ""))
    words = given.split() if isinstance(given, str) else given
    if not isinstance(words, list):
        return set()
    plain = {
        word.removeprefix(prefix)
        for word in words
        if isinstance(word, str)
        for prefix in _PREFIXES
        if word.startswith(prefix)
    }
    return plain & set(SCOPES)


def forget() -> None:
    """Forget what issuers published; for tests."""
    _issuers.clear()


__all__ = ["KeyRefused", "caller_of", "forget"]
