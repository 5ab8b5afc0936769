"""Who may come in, for what, how often."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyHeader, HttpBearer

from shouwen.api.problems import Trouble
from shouwen.connections import keys, rates, tokens
from shouwen.connections.caller import Caller
from shouwen.vocabulary import Actor


class CallerRequest(HttpRequest):
    """A request that was let in. `now` is its one moment; `language` is ``zh`` or ``en``."""

    now: datetime
    language: str
    request_id: str
    caller: Caller
    actor: Actor
    command_id: str


class Bearer(HttpBearer):
    """``Authorization: Bearer`` with a key, or with a token of the identity provider."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: Any, token: str) -> Caller:
        """Return who comes in."""
        return let_in(request, token, self.scope)


class Key(APIKeyHeader):
    """``X-API-Key`` with a key."""

    param_name = "X-API-Key"

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: Any, key: str | None) -> Caller | None:
        """Return who comes in; None if there is no such header."""
        return let_in(request, key, self.scope) if key else None


def needs(scope: str) -> list[Any]:
    """Return what an operation asks of whoever comes in."""
    return [Bearer(scope), Key(scope)]


def let_in(request: Any, text: str, scope: str) -> Caller:
    """Return the caller behind a key or token, counted, with the scope asked for.

    :raises Trouble: if there is none, it came too often, or lacks the scope
    """
    address = address_of(request)
    if text.startswith(f"{keys.MARK}_"):
        caller = keys.caller_of(text, address, request.now)
    else:
        caller = tokens.caller_of(text, request.now)
    counted = rates.count(caller.id, request.now)
    if counted == 1:
        keys.note_use(caller, address, request.now)
    if counted > caller.per_minute:
        wait = rates.seconds_left(request.now)
        raise Trouble("rate_limited", headers={"Retry-After": str(wait)})
    if scope and scope not in caller.scopes:
        raise scope_missing(request, scope)
    request.caller, request.actor = caller, caller.actor
    return caller


def scope_missing(request: Any, scope: str) -> Trouble:
    """Return what is said to a key that lacks a scope."""
    english = request.language == "en"
    return Trouble(
        "scope_missing", f"needs the scope '{scope}'" if english else f"需要权限“{scope}”"
    )


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; what a proxy wrote counts only where there is one."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
