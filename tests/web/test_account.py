"""Logging in and out, and what a browser remembers."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from shouwen.web.models import LoginFailure


@pytest.fixture
def lin_xiao(bank):
    user = User.objects.get(username="lin_xiao")
    user.set_password("a-long-pass-phrase")
    user.save()
    return user


def log_in(browser, password="a-long-pass-phrase", **more):
    return browser.post("/login/", {"username": "lin_xiao", "password": password, **more})


def test_the_right_password_leads_on_to_where_one_wanted_to_go(lin_xiao, stranger):
    answer = log_in(stranger, next="/desk/duties/")
    assert answer.headers["Location"] == "/desk/duties/"
    assert stranger.get("/login/").status_code == 302


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"]
)
def test_nobody_is_led_away_from_this_site(lin_xiao, stranger, away):
    assert log_in(stranger, next=away).headers["Location"] == "/desk/"


def test_a_wrong_password_says_so_and_nothing_more(lin_xiao, stranger):
    known = log_in(stranger, "wrong")
    unknown = stranger.post("/login/", {"username": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    assert "登录名或密码不对" in known.content.decode()
    assert "登录名或密码不对" in unknown.content.decode()
    assert "lin_xiao" in known.content.decode()
    assert "wrong" not in known.content.decode()


def test_guessing_locks_the_login_for_a_while(lin_xiao, clock):
    browser = Client()
    for _ in range(5):
        assert log_in(browser, "wrong").status_code == 422
    locked = log_in(browser)
    assert locked.status_code == 429
    assert "15 分钟后再试" in locked.content.decode()
    # A colleague at the same machine, and the same login elsewhere, are not locked.
    assert browser.post("/login/", {"username": "tian_yu", "password": "x"}).status_code == 422
    assert log_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302
    clock.now += timedelta(minutes=16)
    assert log_in(Client()).status_code == 302


def test_guessing_from_many_machines_locks_it_for_all(lin_xiao):
    for n in range(30):
        log_in(Client(REMOTE_ADDR=f"10.0.0.{n}"), "wrong")
    assert log_in(Client(REMOTE_ADDR="10.0.1.1")).status_code == 429


def test_what_was_typed_into_the_wrong_field_is_not_kept(lin_xiao, stranger):
    stranger.post("/login/", {"username": "my-secret-password", "password": ""})
    kept = LoginFailure.objects.get()
    assert "secret" not in kept.login


def test_logging_out_ends_it(desk):
    browser = desk("lin_xiao")
    assert browser.get("/logout/").status_code == 405
    browser.post("/logout/")
    assert browser.get("/desk/").status_code == 302


def test_the_switches_remember_and_come_back(desk):
    browser = desk("lin_xiao")
    answer = browser.post("/language/", {"language": "en", "next": "/desk/duties/"})
    assert answer.headers["Location"] == "/desk/duties/"
    assert "Periodic duties" in browser.get("/desk/duties/").content.decode()
    browser.post("/theme/", {"theme": "switch", "next": "/desk/"})
    assert 'data-theme="dark"' in browser.get("/desk/").content.decode()
    browser.post("/theme/", {"theme": "light"})
    assert 'data-theme="light"' in browser.get("/desk/").content.decode()
    browser.post("/language/", {"language": "xx"})
    assert browser.cookies["django_language"].value == "en"


def test_chinese_comes_first_whatever_the_browser_prefers(desk):
    text = desk("lin_xiao").get("/desk/", headers={"Accept-Language": "en"}).content.decode()
    assert "投诉工作台" in text


def test_a_form_from_elsewhere_is_refused_politely(lin_xiao):
    browser = Client(enforce_csrf_checks=True)
    answer = log_in(browser)
    assert answer.status_code == 403
    assert "已经失效" in answer.content.decode()
