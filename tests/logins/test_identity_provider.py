"""Logging in by an identity provider: a real one on this machine, with real redirects."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc7636 import CodeChallenge
from django.contrib.auth.models import User
from django.test import Client
from oidc_provider_mock import _app

from shouwen import people
from shouwen.project import entrances

CLAIMS = {"name": "王丽", "preferred_username": "wang.li", "amr": ["pwd"]}


CHALLENGES: dict[str, tuple[str, str]] = {}


class Keeping(_app.AuthorizationCodeGrant):
    """Keeps the challenge that came with a code: the provider of the package forgets it."""

    def save_authorization_code(self, code, request):
        asked = request.payload.data
        CHALLENGES[code] = (asked["code_challenge"], asked["code_challenge_method"])
        return super().save_authorization_code(code, request)


class Proof(CodeChallenge):
    """The check of RFC 7636 as authlib has it, over what was kept."""

    def get_authorization_code_challenge(self, authorization_code):
        return CHALLENGES[authorization_code.code][0]

    def get_authorization_code_challenge_method(self, authorization_code):
        return CHALLENGES[authorization_code.code][1]


@pytest.fixture(scope="module")
def issuer():
    real = AuthorizationServer.register_grant

    def register(self, grant, extensions=None):
        if grant is _app.AuthorizationCodeGrant:
            grant, extensions = Keeping, [*extensions, Proof(required=True)]
        real(self, grant, extensions)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(AuthorizationServer, "register_grant", register)
        with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(settings, issuer):
    settings.IDENTITY_PROVIDER = {
        "issuer": issuer, "client": "shouwen", "secret": "between-us", "name": "办公统一认证",
        "claim": "preferred_username", "create": False,
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = entrances.provider_settings(settings.IDENTITY_PROVIDER)
    settings.ALLOWED_HOSTS = ["testserver"]
    return settings.IDENTITY_PROVIDER


def leave(browser, onward="/desk/duties/"):
    """Press the button and return the address of the provider one is led to."""
    page = browser.post("/login/identity/", {"next": onward})
    assert page.status_code == 200  # no redirect: our policy forbids forms to lead elsewhere
    return page.context["address"]


def there(browser, sub="u-1", claims=CLAIMS, onward="/desk/duties/"):
    """Go to the provider, say who one is there, and return the address it sends one back to."""
    away = leave(browser, onward)
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0]
    assert asked["state"][0]
    issuer = away.partition("/oauth2")[0]
    httpx.put(f"{issuer}/users/{sub}", json=claims).raise_for_status()
    answer = httpx.post(away, data={"sub": sub})
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "testserver"
    return f"{back.path}?{back.query}"


def test_who_is_known_here_comes_in_and_goes_on(provider, browser):
    assert "用办公统一认证登录" in browser.get("/login/").content.decode()
    answer = browser.get(there(browser))
    assert answer.headers["Location"] == "/desk/duties/"
    assert "登录成功（统一身份认证）" in browser.get("/me/security/").content.decode()


def test_nobody_comes_in_who_is_not_entered(provider, browser):
    answer = browser.get(there(browser, "u-2", {**CLAIMS, "preferred_username": "stranger"}))
    assert answer.status_code == 403
    assert "没有对应的在职人员" in answer.content.decode()
    assert not User.objects.filter(username="stranger").exists()
    assert browser.get("/desk/").status_code == 302


def test_somebody_new_is_entered_only_where_the_settings_say_so(provider, browser):
    provider["create"] = True
    fresh = {**CLAIMS, "preferred_username": "li.si", "name": "李四"}
    assert browser.get(there(browser, "u-3", fresh)).status_code == 302
    person = people.person_of_login("li.si")
    assert people.names_of_persons([person]) == {person: "李四"}
    assert people.posts(person=person) == []


def test_another_claim_may_name_the_login(provider, browser):
    provider["claim"] = "employee"
    answer = browser.get(there(browser, "u-4", {"employee": "wang.li"}))
    assert answer.headers["Location"] == "/desk/duties/"


def test_a_closed_login_stays_out(provider, browser, wang):
    wang.is_active = False
    wang.save()
    assert browser.get(there(browser)).status_code == 403


def test_an_answer_meant_for_another_browser_is_refused(provider, browser):
    back = there(browser)
    other = Client()
    assert other.get(back).status_code == 422
    assert other.get("/desk/").status_code == 302


def test_an_answer_works_once(provider, browser):
    back = there(browser)
    assert browser.get(back).status_code == 302
    browser.post("/logout/")
    assert browser.get(back).status_code == 422


def test_a_token_made_for_another_visit_is_refused(provider, browser):
    back = there(browser)
    session = browser.session
    session["nonce"] = "of-another-visit"
    session.save()
    answer = browser.get(back)
    assert answer.status_code == 422
    assert "没有成功" in answer.content.decode()


def test_only_this_browser_holds_the_proof_that_goes_with_the_code(provider, browser):
    away = leave(browser)
    ((state, _at, _provider),) = browser.session["socialaccount_states"].values()
    digest = hashlib.sha256(state["pkce_code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert parse_qs(urlsplit(away).query)["code_challenge"] == [challenge]
    assert state["pkce_code_verifier"] not in away


def test_the_provider_gives_nothing_for_a_code_without_the_proof(provider, browser):
    back = there(browser)
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert CHALLENGES[code][1] == "S256"
    session = browser.session
    ((_key, (state, *_rest)),) = session["socialaccount_states"].items()
    state["pkce_code_verifier"] = "x" * 64  # as whoever has only caught the code
    session.save()
    refused = browser.get(back)
    assert refused.status_code == 422
    assert browser.get("/desk/").status_code == 302
    assert browser.get(there(browser)).status_code == 302, "with the proof it goes on"


def test_a_cancelled_visit_is_said(provider, browser):
    away = leave(browser)
    answer = httpx.post(away, data={"action": "deny"})
    back = urlsplit(answer.headers["Location"])
    state = parse_qs(urlsplit(away).query)["state"][0]  # this provider forgets to give it back
    told = browser.get(f"{back.path}?{back.query}&state={state}")
    assert "您取消了统一身份认证" in told.content.decode()


def test_a_provider_that_is_down_is_said(provider, settings, browser, log_in):
    settings.SOCIALACCOUNT_PROVIDERS = entrances.provider_settings(
        {**provider, "issuer": "http://127.0.0.1:1"}
    )
    answer = browser.post("/login/identity/")
    assert answer.status_code == 503
    assert "暂时连不上" in answer.content.decode()
    assert log_in(browser).status_code == 302


def test_two_factors_at_the_provider_are_enough_for_administrators(provider, browser):
    twice = {"preferred_username": "zhao.min", "amr": ["pwd", "otp"]}
    assert browser.get(there(browser, "u-5", twice)).headers["Location"] == "/desk/duties/"
    once = {"preferred_username": "zhao.min", "amr": ["pwd"]}
    other = Client()
    assert other.get(there(other, "u-6", once)).headers["Location"] == "/me/security/"


def test_without_a_provider_there_is_no_such_page(browser):
    assert browser.post("/login/identity/").status_code == 404
    assert browser.get("/login/identity/back/").status_code == 404
