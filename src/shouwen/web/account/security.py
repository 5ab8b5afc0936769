"""One's own login: password, second factors, open sessions, what happened at it."""

import json
from typing import Any

from django.contrib import auth, messages
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen import logins
from shouwen.logins import factors
from shouwen.web.account import entering, throttle
from shouwen.web.account.views import locked, said
from shouwen.web.public.qr import picture
from shouwen.web.requests import DeskRequest


@require_safe
def security(request: DeskRequest) -> HttpResponse:
    """Show how this person logs in, where he is logged in, and what happened at his login."""
    user = _user(request)
    values = {
        "factors": factors.factors_of(user),
        "has_password": user.has_usable_password(),
        "sessions": logins.sessions(user, request.session.session_key),
        "history": [(line, _what(line)) for line in logins.recent(user)],
        "owes": bool(request.session.get("owes")),
        "ways": WAYS(),
        "secure": _passkeys_work(request),
    }
    return render(request, "account/security.html", values)


@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """Change one's own password; every other session ends."""
    user = _user(request)
    if not user.has_usable_password():
        # One of this system is an administrator's to give, by a link.
        messages.error(request, _("您用目录或统一身份认证登录，本系统没有您的密码。"))
        return redirect("account:security")
    wrong: dict[str, list[str]] = {}
    status = 200
    if request.method == "POST":
        wrong, status = _change(request, user), 422
        if not wrong:
            messages.success(request, _("密码已修改，其他设备上的登录都已退出"))
            return redirect("account:security")
    values = {"wrong": wrong, "advice": password_validators_help_texts(), "login": user.username}
    return render(request, "account/password.html", values, status=status)


def _change(request: DeskRequest, user: User) -> dict[str, list[str]]:
    name, address = user.get_username(), entering.address_of(request)
    refusal = locked(name, address, request)
    if refusal:
        return {"present": [refusal]}
    new = request.POST.get("password", "")
    if not user.check_password(request.POST.get("present", "")):
        throttle.note_failure(name, address, request.now)
        logins.note_failure(name, "confirm", **entering.whence(request))
        return {"present": [_("现在的密码不对")]}
    wrong = weaknesses(new, request.POST.get("again", ""), user)
    if wrong:
        return wrong
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        auth.update_session_auth_hash(request, user)
        here = request.session.session_key
        logins.end_sessions(user, request.now, but=here)
        logins.note(user, "changed", "password", **entering.whence(request))
    return {}


def weaknesses(new: str, again: str, user: User) -> dict[str, list[str]]:
    """Return what is wrong with a new password, by field; nothing when it is good."""
    try:
        validate_password(new, user)
    except ValidationError as weak:
        return {"password": list(weak.messages)}
    return {"again": [_("两次输入的密码不一样")]} if new != again else {}


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def app(request: DeskRequest) -> HttpResponse:
    """Take an app with codes into use."""
    user = _user(request)
    seed = request.session.get("seed") if request.method == "POST" else None
    refusal = ""
    if seed:
        try:
            code = "".join(request.POST.get("code", "").split())
            codes = factors.confirm_app(user, seed, code, now=request.now)
        except logins.WrongCode as wrong:
            refusal = said(request, wrong)
        else:
            del request.session["seed"]
            return _taken(request, user, "totp", codes)
    else:
        seed = request.session["seed"] = factors.new_seed()
    address = factors.address_of(user, seed)
    values = {
        "seed": " ".join(seed[n : n + 4] for n in range(0, len(seed), 4)),
        "picture": picture(address), "address": address, "refusal": refusal,
    }  # fmt: skip
    return render(request, "account/app.html", values, status=422 if refusal else 200)


@require_POST
def codes(request: DeskRequest) -> HttpResponse:
    """Make fresh recovery codes and show them once."""
    user = _user(request)
    if not factors.factors_of(user).any:
        return redirect("account:security")
    logins.note(user, "changed", "recovery_codes", **entering.whence(request))
    return render(request, "account/codes.html", {"codes": factors.new_codes(user)})


@require_POST
def passkey_wanted(request: DeskRequest) -> HttpResponse:
    """Return as JSON what the browser needs to make a passkey."""
    return JsonResponse(factors.passkey_wanted(_user(request)))


@sensitive_post_parameters("credential")
@require_POST
def passkey_new(request: DeskRequest) -> HttpResponse:
    """Keep the passkey the browser has made."""
    user = _user(request)
    try:
        credential = json.loads(request.POST.get("credential", ""))
        name = request.POST.get("name", "").strip() or entering.device_of(request) or _("通行密钥")
        made = factors.keep_passkey(user, name, credential, now=request.now)
    except (ValueError, RecursionError, logins.WrongCode):
        messages.error(request, _("通行密钥没有建成，请再试一次"))
        return redirect("account:security")
    return _taken(request, user, "webauthn", made)


@require_POST
def factor_remove(request: DeskRequest) -> HttpResponse:
    """Take one of one's own factors away, unless it is the last and one is demanded."""
    user = _user(request)
    number = request.POST.get("number", "")
    held = factors.factors_of(user).all
    mine = [each for each in held if str(each.number) == number]
    if mine and len(held) == 1 and logins.demanded_of(request.actor.person, request.now):
        messages.error(request, _("您的岗位必须有双重验证：请先添加另一种，再移除这一种"))
    elif mine:
        factors.remove(user, mine[0].number)
        logins.note(user, "removed", mine[0].kind, **entering.whence(request))
        messages.success(request, _("已移除"))
    return redirect("account:security")


@require_POST
def sessions_end(request: DeskRequest) -> HttpResponse:
    """End one session, or all others."""
    user = _user(request)
    number = request.POST.get("number", "")
    if number.isdigit():
        logins.end_session(user, int(number), request.now)
        messages.success(request, _("该登录已退出"))
    else:
        ended = logins.end_sessions(user, request.now, but=request.session.session_key)
        messages.success(request, _("其他 %(n)d 处登录都已退出") % {"n": ended})
    return redirect("account:security")


def _taken(request: DeskRequest, user: User, kind: str, codes: list[str]) -> HttpResponse:
    logins.note(user, "added", kind, **entering.whence(request))
    request.session.pop("owes", None)
    request.session["ways"] = [*request.session.get("ways", ()), kind]
    if codes:
        return render(request, "account/codes.html", {"codes": codes, "first": True})
    messages.success(request, _("已添加"))
    return redirect("account:security")


def _user(request: DeskRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the doorman let only logins in
    return request.user


def _passkeys_work(request: DeskRequest) -> bool:
    """Say whether a browser offers passkeys at this address: not at a bare number."""
    host = request.get_host().partition(":")[0]
    named = any(letter.isalpha() for letter in host) and "[" not in host
    return named and (request.is_secure() or host == "localhost")


def WAYS() -> dict[str, str]:  # noqa: N802 - a table, in the reader's language
    """Return what ways to prove oneself are called."""
    return {
        "password": _("密码"), "directory": _("目录密码"), "provider": _("统一身份认证"),
        "provider_twice": _("统一身份认证（双重）"), "totp": _("验证器"),
        "recovery_codes": _("恢复码"), "webauthn": _("通行密钥"), "passkey": _("通行密钥"),
        "second": _("双重验证"), "confirm": _("再次确认"), "link": _("一次性链接"),
    }  # fmt: skip


def _what(line: Any) -> str:
    way = WAYS().get(line.way, line.way)
    told = {
        "entered": _("登录成功（%(way)s）"), "failed": _("没有通过（%(way)s）"),
        "added": _("添加了%(way)s"), "removed": _("移除了%(way)s"),
        "changed": _("更换了%(way)s"), "reset": _("管理员重置了%(way)s"),
    }  # fmt: skip
    return told.get(line.what, line.what) % {"way": way}
