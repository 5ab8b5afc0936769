"""Proving oneself beyond the password: the second step, a passkey, a proof asked anew."""

import json
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwen import logins, people
from shouwen.logins import factors
from shouwen.vocabulary import iso
from shouwen.web import kept
from shouwen.web.account import entering, throttle
from shouwen.web.account.views import form, locked, said


@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Take the second factor of somebody whose password was right."""
    found = entering.waiting_for_second(request)
    if found is None:
        refusal = _("时间过长，请重新登录。") if request.method == "POST" else ""
        return form(request, str(settings.LOGIN_REDIRECT_URL), refusal=refusal)
    user, told = found
    if request.method == "GET":
        return entering.ask_second(request, user)
    name, address = user.get_username(), entering.address_of(request)
    refusal = locked(name, address, request)
    if refusal:
        return entering.ask_second(request, user, refusal, 429)
    try:
        way = _proven(request, user)
    except logins.WrongCode as wrong:
        throttle.note_failure(name, address, request.now)  # type: ignore[attr-defined]
        logins.note_failure(name, "second", **entering.whence(request))
        return entering.ask_second(request, user, said(request, wrong), 422)
    throttle.forget(name, address)
    return entering.finish(
        request, user, [*told["ways"], way], told["next"], backend=told["backend"]
    )


@require_POST
def passkey_asked(request: HttpRequest) -> HttpResponse:
    """Return as JSON what the browser needs to prove a passkey: anybody's, or the known login's."""
    known = None
    if request.POST.get("for") == "second":
        found = entering.waiting_for_second(request)
        known = found[0] if found else None
    elif request.POST.get("for") == "confirm" and isinstance(request.user, User):
        known = request.user
    return JsonResponse(factors.passkey_asked(known))


@sensitive_post_parameters("credential")
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Let in who proves a passkey that asked for his finger or number: no password is needed."""
    onward = entering.onward(request, str(settings.LOGIN_REDIRECT_URL))
    mark = f"passkey {entering.address_of(request)}"
    refusal = locked(mark, entering.address_of(request), request)
    if refusal:
        return form(request, onward, refusal=refusal, status=429)
    try:
        user = factors.passkey_of(_credential(request), now=request.now)  # type: ignore[attr-defined]
        if not user.is_active:
            raise logins.WrongCode
        return entering.enter(request, user, ["passkey"], onward)
    except logins.WrongCode:
        throttle.note_failure(mark, entering.address_of(request), request.now)  # type: ignore[attr-defined]
        refusal = _("没有认出这个通行密钥。请改用密码登录，或联系系统管理员。")
        return form(request, onward, refusal=refusal, status=422)
    except people.NotStaff as refused:
        return form(request, onward, refusal=said(request, refused), status=403)


@sensitive_post_parameters("password", "code", "credential")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask somebody who is logged in to prove himself anew before a sensitive act."""
    onward = entering.onward(request, str(settings.LOGIN_REDIRECT_URL))
    user = request.user
    if not isinstance(user, User):
        return redirect("account:login")
    refusal, status = "", 200
    if request.method == "POST":
        name, address = user.get_username(), entering.address_of(request)
        refusal, status = locked(name, address, request), 429
        if not refusal:
            refusal, status = _prove(request, user), 422
        if not refusal:
            throttle.forget(name, address)
            request.session["confirmed"] = iso(request.now)  # type: ignore[attr-defined]
            waiting = kept.carried(request)
            if waiting:
                return kept.ask_again(request, onward, waiting, _("已经确认"))
            return redirect(onward)
    values: dict[str, Any] = {
        "next": onward, "refusal": refusal, "fields": kept.carried(request),
        "factors": factors.factors_of(user),
    }  # fmt: skip
    return render(request, "account/confirm.html", values, status=status)


def _prove(request: HttpRequest, user: User) -> str:
    """Return why a proof is not good enough; nothing when it is."""
    name, address = user.get_username(), entering.address_of(request)
    try:
        if request.POST.get("code") or request.POST.get("credential"):
            _proven(request, user)
            return ""
        found = auth.authenticate(request, username=name, password=request.POST.get("password", ""))
    except logins.WrongCode as wrong:
        refusal = said(request, wrong)
    except logins.DirectoryDown as down:
        refusal = said(request, down)
    else:
        if found is not None and found.pk == user.pk:
            return ""
        refusal = _("密码不对，请核对后再试。")
    throttle.note_failure(name, address, request.now)  # type: ignore[attr-defined]
    logins.note_failure(name, "confirm", **entering.whence(request))
    return refusal


def _proven(request: HttpRequest, user: User) -> str:
    """Return which second factor somebody has proven.

    :raises WrongCode: if none
    """
    now = request.now  # type: ignore[attr-defined]
    if request.POST.get("credential"):
        factors.passkey_of(_credential(request), user=user, now=now)
        return "webauthn"
    return factors.check_code(user, request.POST.get("code", ""), now=now)


def _credential(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.POST.get("credential", ""))
    except (ValueError, RecursionError):
        raise logins.WrongCode from None
    if not isinstance(told, dict):
        raise logins.WrongCode
    return told
