"""Coming in by the organisation's identity provider (OpenID Connect).

allauth speaks the protocol: discovery, PKCE, state, the exchange of the code, the checks of the
token. Added here: the nonce, the signature whatever the transport, and who the claims mean.
"""

import secrets
from typing import Any, Final

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from jwt import PyJWK
from requests import RequestException

from shouwen import people
from shouwen.logins import NotMapped, person_for
from shouwen.logins.identity import proven_twice
from shouwen.web.account import entering
from shouwen.web.account.views import form, said

_PROVIDER: Final = "office"
#: Signatures only the provider can make; never one by a secret both sides know, never none.
_SIGNED_BY: Final = frozenset(
    f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)
) | {"EdDSA"}


class Exchange(OpenIDConnectOAuth2Adapter):
    """One visit to the provider and back."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return where the provider sends the browser back to."""
        return request.build_absolute_uri(reverse("account:identity_back"))

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Return who came, provided the provider signed a token for this very visit."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the provider gave no id token")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return what the token says; signed, whatever the line it came by.

        allauth trusts the transport, and wants a key's name where the provider need not give one.
        """
        try:
            header = jwt.get_unverified_header(id_token)
            algorithm = str(header.get("alg"))
            if algorithm not in _SIGNED_BY:
                raise OAuth2Error(f"tokens signed by {algorithm} are not taken")
            told: dict[str, Any] = jwt.decode(
                id_token,
                key=PyJWK(self._key(header.get("kid")), algorithm=algorithm).key,
                algorithms=[algorithm],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as wrong:
            raise OAuth2Error("the token is not good") from wrong
        wanted = self.request.session.pop("nonce", "")
        if not wanted or not constant_time_compare(str(told.get("nonce", "")), wanted):
            raise OAuth2Error("the token was not made for this visit")
        return told

    def _key(self, name: str | None) -> dict[str, Any]:
        """Return the provider's key of this name; its only one when the token names none."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = answer.json()["keys"]
        found = [key for key in keys if name is None or key.get("kid") == name]
        if len(found) != 1:
            raise OAuth2Error("the provider has no such key")
        key: dict[str, Any] = found[0]
        return key


class Entrance(DefaultSocialAccountAdapter):
    """What happens with whom the provider sends: our own login, never a sign-up."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let the person in whom the claims mean; always raises its answer."""
        data = sociallogin.account.extra_data
        token, info = data.get("id_token") or {}, data.get("userinfo") or {}
        if info and info.get("sub") != token.get("sub"):
            raise ImmediateHttpResponse(_refused(request, _("统一身份认证的回答前后不一。")))
        claims = {**info, **token}
        wanted = str((sociallogin.state or {}).get("next") or settings.LOGIN_REDIRECT_URL)
        try:
            user = person_for(claims, request.now)  # type: ignore[attr-defined]
            way = "provider_twice" if proven_twice(token) else "provider"
            answer = entering.enter(request, user, [way], wanted)
        except (NotMapped, people.NotStaff) as refusal:
            answer = _refused(request, said(request, refusal), 403)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say on the page for logging in what went wrong."""
        told = (
            _("您取消了统一身份认证。")
            if str(kwargs.get("error")) == "cancelled"
            else _("统一身份认证没有成功，请再试一次，或改用密码登录。")
        )
        raise ImmediateHttpResponse(_refused(request, told))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up."""
        return False


@require_POST
def go(request: HttpRequest) -> HttpResponse:
    """Send the browser to the identity provider.

    By a page, not by a redirect: browsers refuse to let a form lead to another site, as our policy
    says of all forms.
    """
    if settings.IDENTITY_PROVIDER is None:
        raise Http404
    onward = entering.onward(request, str(settings.LOGIN_REDIRECT_URL))
    provider = Exchange(request, _PROVIDER).get_provider()
    provider.oauth2_adapter_class = Exchange
    nonce = request.session["nonce"] = secrets.token_urlsafe(24)
    try:
        away = provider.redirect(request, "login", next_url=onward, auth_params={"nonce": nonce})
    except (RequestException, ValueError, KeyError):
        told = _("统一身份认证暂时连不上。请稍后再试；设有密码的人员可以用密码登录。")
        return _refused(request, told, 503)
    values = {"address": away.headers["Location"], "name": settings.IDENTITY_PROVIDER["name"]}
    return render(request, "account/leaving.html", values)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take the browser back from the identity provider."""
    if settings.IDENTITY_PROVIDER is None:
        raise Http404
    view = OAuth2CallbackView.adapter_view(Exchange(request, _PROVIDER))
    return view(request)


def _refused(request: HttpRequest, told: str, status: int = 422) -> HttpResponse:
    return form(request, str(settings.LOGIN_REDIRECT_URL), refusal=told, status=status)
