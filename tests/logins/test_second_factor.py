"""Codes of an app, recovery codes, who must have a second factor, and proving oneself anew."""

import base64
import json
import re
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from shouwen import logins, people
from shouwen.cli.people import people as people_command
from shouwen.logins import factors
from shouwen.people import Office
from shouwen.vocabulary import OFFICE_ZONE
from shouwen.web.account import throttle

NOW = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)


class Hands:
    now = NOW


@pytest.fixture
def clock(monkeypatch):
    hands = Hands()
    hands.now = NOW
    monkeypatch.setattr(timezone, "now", lambda: hands.now)
    return hands


def code_of(seed, at):
    return format_hotp_value(hotp_value(seed, int(at.timestamp()) // 30))


def set_up(user, at):
    seed = factors.new_seed()
    codes = factors.confirm_app(user, seed, code_of(seed, at), now=at)
    return seed, codes


def test_an_app_is_taken_into_use_by_its_owner(clock, browser, log_in):
    log_in(browser)
    page = browser.get("/me/app/").content.decode()
    seed = re.search(r'scan__seed">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")
    wrong = browser.post("/me/app/", {"code": "000000"})
    assert wrong.status_code == 422
    assert seed in wrong.content.decode().replace(" ", "")  # the same picture still stands there
    done = browser.post("/me/app/", {"code": code_of(seed, NOW)})
    assert len(re.findall(r"<li><code>", done.content.decode())) == 10
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert seed not in kept


def test_the_second_step_asks_for_the_code_and_no_code_works_twice(clock, browser, log_in, wang):
    seed, _codes = set_up(wang, NOW)
    clock.now += timedelta(minutes=5)
    answer = log_in(browser, next="/desk/duties/")
    assert "验证码或恢复码" in answer.content.decode()
    assert browser.get("/desk/").status_code == 302  # not in yet
    assert browser.post("/login/second/", {"code": "000 000"}).status_code == 422
    code = code_of(seed, clock.now)
    assert browser.post("/login/second/", {"code": code}).headers["Location"] == "/desk/duties/"
    other = Client()
    log_in(other)
    assert other.post("/login/second/", {"code": code}).status_code == 422
    clock.now += timedelta(seconds=60)
    late = code_of(seed, clock.now - timedelta(seconds=30))
    assert other.post("/login/second/", {"code": late}).status_code == 302  # a clock may be off


def test_a_recovery_code_works_once(clock, browser, log_in, wang):
    _seed, codes = set_up(wang, NOW)
    log_in(browser)
    typed = f"{codes[0][:4]} {codes[0][4:]}"
    assert browser.post("/login/second/", {"code": typed}).status_code == 302
    assert factors.factors_of(wang).codes_left == 9
    other = Client()
    log_in(other)
    assert other.post("/login/second/", {"code": codes[0]}).status_code == 422


def test_guessing_codes_is_throttled_like_passwords(clock, browser, log_in, wang):
    seed, _codes = set_up(wang, NOW)
    clock.now += timedelta(minutes=1)
    log_in(browser)
    for _ in range(5):
        browser.post("/login/second/", {"code": "000000"})
    right = {"code": code_of(seed, clock.now)}
    assert browser.post("/login/second/", right).status_code == 429
    assert log_in(browser).status_code == 429


def test_the_second_step_does_not_wait_for_ever(clock, browser, log_in, wang):
    seed, _codes = set_up(wang, NOW)
    log_in(browser)
    clock.now += timedelta(minutes=11)
    answer = browser.post("/login/second/", {"code": code_of(seed, clock.now)})
    assert "请重新登录" in answer.content.decode()
    assert browser.get("/desk/").status_code == 302


def test_what_was_being_typed_survives_both_steps(clock, browser, log_in, wang):
    seed, _codes = set_up(wang, NOW)
    clock.now += timedelta(minutes=1)
    first = log_in(browser, next="/desk/duties/", **{"kept-note": "写了一半的话"})
    assert 'name="kept-note"' in first.content.decode()
    told = {"code": code_of(seed, clock.now), "kept-note": "写了一半的话"}
    assert "写了一半的话" in browser.post("/login/second/", told).content.decode()


def test_administrators_must_set_one_up_before_anything_else(clock, browser, log_in):
    assert log_in(browser, "zhao.min").headers["Location"] == "/me/security/"
    assert browser.get("/desk/").headers["Location"] == "/me/security/"
    assert "请先设置双重验证" in browser.get("/me/security/").content.decode()
    seed = browser.get("/me/app/").context["seed"].replace(" ", "")
    browser.post("/me/app/", {"code": code_of(seed, NOW)})
    assert browser.get("/desk/").status_code == 200


def test_an_office_given_later_is_worth_nothing_without_one(clock, browser, log_in):
    log_in(browser)
    assert browser.get("/desk/").status_code == 200
    people.give_post("wang.li", Office.ADMINISTRATOR, by="root", now=NOW)
    assert browser.get("/administration/").headers["Location"] == "/me/security/"


def test_whoever_has_no_password_here_cannot_make_one_up(clock, browser, log_in, wang):
    log_in(browser)
    wang.set_unusable_password()
    wang.save()
    browser.force_login(wang)
    told = {"password": "seven-quiet-otters", "again": "seven-quiet-otters"}
    browser.post("/me/password/", told)
    wang.refresh_from_db()
    assert not wang.has_usable_password()


def test_of_whom_it_is_demanded_can_be_changed(clock, browser, log_in):
    logins.release("system.administrator", by="zhao.min", now=NOW)
    logins.demand("handler", by="zhao.min", now=NOW)
    assert logins.all_demands() == {"handler"}
    assert log_in(Client(), "zhao.min").headers["Location"] == "/desk/"
    assert log_in(browser).headers["Location"] == "/me/security/"


def test_the_last_factor_stays_where_one_is_demanded(clock, wang):
    set_up(wang, NOW)
    logins.demand("handler", by="zhao.min", now=NOW)
    browser = Client()
    browser.force_login(wang)
    session = browser.session
    session["confirmed"] = NOW.isoformat()
    session.save()
    number = factors.factors_of(wang).totp.number
    browser.post("/me/factor/", {"number": number})
    assert factors.factors_of(wang).any
    logins.release("handler", by="zhao.min", now=NOW)
    browser.post("/me/factor/", {"number": number})
    assert not factors.factors_of(wang).any
    assert not Authenticator.objects.exists()  # recovery codes alone are no factor


def test_nobody_takes_away_anothers_factor(clock, staff):
    wang, zhao = (User.objects.get(username=name) for name in ("wang.li", "zhao.min"))
    set_up(wang, NOW)
    factors.remove(zhao, factors.factors_of(wang).totp.number)
    assert factors.factors_of(wang).any


def test_sensitive_acts_ask_anew_after_a_while(clock, browser, log_in, wang):
    log_in(browser)
    assert browser.get("/me/app/").status_code == 200
    clock.now += timedelta(minutes=16)
    asked = browser.get("/me/app/")
    assert asked.headers["Location"] == "/me/confirm/?next=%2Fme%2Fapp%2F"
    told = {"next": "/me/app/", "password": "wrong"}
    assert browser.post("/me/confirm/", told).status_code == 422
    told["password"] = "a-long-pass-phrase"
    assert browser.post("/me/confirm/", told).headers["Location"] == "/me/app/"
    assert browser.get("/me/app/").status_code == 200


def test_reading_particulars_asks_anew_only_where_the_organisation_wants_it(clock, log_in, staff):
    plain, careful = Client(), Client()
    log_in(plain)
    logins.demand(logins.REVEALS, by="zhao.min", now=NOW)
    log_in(careful)
    clock.now += timedelta(minutes=16)
    where = "/desk/case/TS2025042500001/reveal/content/"
    assert plain.get(where).status_code == 404
    assert careful.get(where).headers["Location"].startswith("/me/confirm/")


def test_a_lost_factor_is_taken_away_on_the_server(clock, browser, log_in, wang):
    set_up(wang, NOW)
    done = CliRunner().invoke(people_command, ["reset-factor", "wang.li"])
    assert done.exit_code == 0
    assert not factors.factors_of(wang).any
    assert people.changes("wang.li")[0].what == "factor.reset"
    assert log_in(browser).headers["Location"] == "/desk/"


def answers_no_browser_gives():
    """Yield what a login may be sent instead of a passkey's answer."""

    def sealed(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    def answer():
        told = b'{"type":"webauthn.get","challenge":"x","origin":"https://testserver"}'
        return {
            "id": "YWJj", "rawId": "YWJj", "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": sealed(told), "authenticatorData": sealed(b"\x05" * 37),
                "signature": "YWJj", "userHandle": "MQ", "attestationObject": "YWJj",
            },
        }  # fmt: skip

    odd = (None, 1, "", "é", [], {}, "!!!!", "A" * 5000, sealed(b"\xff\xfe"), sealed(b"{}"),
           sealed(b"[1]"), sealed(b"9" * 30), sealed(b"\0"))  # fmt: skip
    for name in answer():
        for value in odd:
            yield json.dumps(answer() | {name: value})
    for name in answer()["response"]:
        for value in odd:
            changed = answer()
            changed["response"][name] = value
            yield json.dumps(changed)
    yield from ("", "1", "null", "[]", '"x"', "[" * 20_000, '{"a":' * 3_000)


def test_answers_no_browser_gives_are_refused_and_never_thrown_over(browser, log_in, monkeypatch):
    monkeypatch.setattr(throttle, "minutes_locked", lambda *_: 0)
    stranger = Client()
    stranger.post("/login/passkey/asked/")
    for answer in answers_no_browser_gives():
        told = stranger.post("/login/passkey/", {"credential": answer})
        assert told.status_code == 422, answer[:200]
    log_in(browser)
    browser.post("/me/passkey/wanted/")
    for answer in answers_no_browser_gives():
        assert browser.post("/me/passkey/", {"credential": answer}).status_code == 302, answer
    assert "没有建成" in browser.get("/me/security/").content.decode()
