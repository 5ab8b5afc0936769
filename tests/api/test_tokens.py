"""Tokens of an identity provider that really runs, on this machine."""

import time
from datetime import datetime, timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from oidc_provider_mock import User, run_server_in_thread

from shouwen.connections import tokens
from shouwen.vocabulary import OFFICE_ZONE
from tests.api.conftest import Interface

CLIENT = "shouwen-client"


@pytest.fixture(scope="module")
def provider():
    """An identity provider that knows 林晓, somebody without scopes, and somebody unknown here."""
    users = [
        User(sub="1", claims={"preferred_username": "lin_xiao", "scope": "openid shouwen:read"}),
        User(sub="2", claims={"preferred_username": "sun_fang"}),
        User(sub="3", claims={"preferred_username": "stranger", "scope": "shouwen:read"}),
    ]
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def issuer(provider, settings, clock):
    settings.API_ISSUER, settings.API_AUDIENCE = provider, CLIENT
    settings.API_CLAIM = "preferred_username"
    # The provider reads the real clock.
    clock.now = datetime.fromtimestamp(time.time(), OFFICE_ZONE)
    tokens.forget()
    yield provider
    tokens.forget()


def token_of(issuer, sub):
    """Return the token somebody gets who logs in there."""
    with httpx.Client(trust_env=False) as browser:
        there = {"client_id": CLIENT, "redirect_uri": "http://localhost/back",
                 "response_type": "code", "scope": "openid profile"}  # fmt: skip
        sent = browser.post(f"{issuer}/oauth2/authorize", params=there, data={"sub": sub})
        code = httpx.URL(sent.headers["Location"]).params["code"]
        given = browser.post(
            f"{issuer}/oauth2/token",
            data={"grant_type": "authorization_code", "code": code,
                  "redirect_uri": there["redirect_uri"]},
            auth=(CLIENT, "secret"),
        )  # fmt: skip
        return given.json()["id_token"]


def test_a_token_acts_for_the_person_it_names_within_its_scopes(bank, issuer):
    lin = Interface(token_of(issuer, "1"))
    told = lin.get("/me").json()
    assert (told["person"], told["scopes"]) == ("lin_xiao", ["read"])
    assert lin.get("/cases").status_code == 200
    assert lin.post("/cases", {}).status_code == 403


def test_without_scopes_or_without_a_post_here_nothing_opens(bank, issuer):
    assert Interface(token_of(issuer, "2")).get("/cases").status_code == 403
    assert Interface(token_of(issuer, "3")).get("/cases").status_code == 401


def test_a_token_ends(bank, issuer, clock):
    lin = Interface(token_of(issuer, "1"))
    clock.now += timedelta(days=2)
    assert lin.get("/me").status_code == 401


@pytest.mark.parametrize("setting", ["API_AUDIENCE", "API_ISSUER"])
def test_tokens_for_others_or_from_others_are_refused(bank, issuer, settings, setting):
    lin = Interface(token_of(issuer, "1"))
    setattr(settings, setting, "" if setting == "API_ISSUER" else "somebody-else")
    assert lin.get("/me").status_code == 401


def test_what_anybody_can_write_is_refused(bank, issuer, clock):
    claims = {
        "iss": issuer, "aud": CLIENT, "preferred_username": "lin_xiao", "scope": "shouwen:admin",
        "exp": int(clock.now.timestamp()) + 600,
    }  # fmt: skip
    kid = jwt.get_unverified_header(token_of(issuer, "1")).get("kid")
    same = {"kid": kid} if kid else {}
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for forged in (
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, "x" * 64, algorithm="HS256", headers=same),
        jwt.encode(claims, own, algorithm="RS256", headers=same),
        jwt.encode(claims, own, algorithm="RS256", headers={"kid": "other"}),
        token_of(issuer, "1")[:-4] + "AAAA",
        "a.b.c", "x", "." * 50,
    ):  # fmt: skip
        assert Interface(forged).get("/me").status_code == 401


def test_a_provider_that_is_away_is_said_so(bank, issuer, settings):
    lin = Interface(token_of(issuer, "1"))
    settings.API_ISSUER = "http://localhost:9"
    answer = lin.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_key_rotated_in_is_believed_at_once_and_a_flood_of_others_asks_little(
    bank, issuer, clock, monkeypatch
):
    lin = Interface(token_of(issuer, "1"))
    assert lin.get("/me").status_code == 200
    published = tokens._issuers[issuer]
    known, asked = dict(published.keys), []

    def ask(self):
        asked.append(clock.now)
        return known

    monkeypatch.setattr(tokens._Published, "_ask", ask)
    # As if the provider had rotated since: what was remembered fits no token any more.
    published.keys = {"old": next(iter(known.values()))}
    clock.now += timedelta(seconds=1)
    assert lin.get("/me").status_code == 200
    assert len(asked) == 1
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = {"iss": issuer, "aud": CLIENT, "exp": int(clock.now.timestamp()) + 600}
    for n in range(20):
        forged = jwt.encode(claims, own, algorithm="RS256", headers={"kid": f"none-{n}"})
        assert Interface(forged).get("/me").status_code == 401
    assert len(asked) < 6
    assert lin.get("/me").status_code == 200
