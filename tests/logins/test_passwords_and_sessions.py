"""Passwords, the one-time link, sessions, and what is remembered of logins."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import User
from django.test import Client

from shouwen import logins, people
from shouwen.logins.models import LoginNote
from shouwen.vocabulary import OFFICE_ZONE

NEW = "seven-quiet-otters"
NOW = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)


def inside(browser):
    return browser.get("/me/security/").status_code == 200


def test_new_passwords_are_hashed_with_argon2(settings):
    from shouwen.project import settings as shipped

    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    assert identify_hasher(make_password(NEW)).algorithm == "argon2"


@pytest.mark.parametrize(
    ("new", "told"),
    [("short-one", "12"), ("password1234", "常见"), ("wang.li-wang", "相似")],
)
def test_weak_passwords_are_refused_with_the_reason(browser, log_in, new, told):
    log_in(browser)
    given = {"present": "a-long-pass-phrase", "password": new, "again": new}
    answer = browser.post("/me/password/", given)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_changing_the_password_ends_every_other_session(browser, log_in):
    elsewhere = Client()
    log_in(elsewhere)
    log_in(browser)
    given = {"present": "a-long-pass-phrase", "password": NEW, "again": NEW}
    assert browser.post("/me/password/", {**given, "present": "wrong"}).status_code == 422
    assert browser.post("/me/password/", {**given, "again": "other"}).status_code == 422
    assert browser.post("/me/password/", given).headers["Location"] == "/me/security/"
    assert inside(browser)
    assert not inside(elsewhere)
    assert log_in(Client(), password="a-long-pass-phrase").status_code == 422
    assert log_in(Client(), password=NEW).status_code == 302


def test_a_link_sets_a_password_once(browser, log_in, wang):
    log_in(browser)
    first = logins.give_reset("wang.li", by="zhao.min", now=NOW)
    secret = logins.give_reset("wang.li", by="zhao.min", now=datetime.now(OFFICE_ZONE))
    other = Client()
    assert other.get(f"/login/link/{first}/").status_code == 410
    assert "wang.li" in other.get(f"/login/link/{secret}/").content.decode()
    weak = {"password": "short", "again": "short"}
    assert other.post(f"/login/link/{secret}/", weak).status_code == 422
    good = {"password": NEW, "again": NEW}
    assert other.post(f"/login/link/{secret}/", good).headers["Location"] == "/login/"
    assert not inside(browser)
    assert other.post(f"/login/link/{secret}/", good).status_code == 410
    assert log_in(Client(), password=NEW).status_code == 302
    notes = people.changes("wang.li")
    assert notes[0].what == "login.link_given"
    assert secret not in str(notes)


def test_a_link_is_too_old_after_a_day(staff):
    secret = logins.give_reset("wang.li", by="zhao.min", now=NOW)
    assert logins.open_reset(secret, NOW + timedelta(hours=23)).login == "wang.li"
    with pytest.raises(logins.WrongLink):
        logins.open_reset(secret, NOW + timedelta(hours=24))


def test_guessing_links_is_throttled(staff):
    browser = Client()
    for n in range(5):
        assert browser.get(f"/login/link/guess{n}/").status_code == 410
    secret = logins.give_reset("wang.li", by="zhao.min", now=datetime.now(OFFICE_ZONE))
    assert browser.get(f"/login/link/{secret}/").status_code == 429


def test_sessions_are_listed_and_ended(browser, log_in):
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    log_in(phone)
    log_in(browser)
    page = browser.get("/me/security/").content.decode()
    assert "Safari · iPhone" in page
    number = re.search(r'name="number" value="(\d+)"', page).group(1)
    browser.post("/me/sessions/", {"number": number})
    assert not inside(phone)
    log_in(phone)
    browser.post("/me/sessions/")
    assert not inside(phone)
    assert inside(browser)


def test_nobody_ends_anothers_session(browser, log_in, wang):
    log_in(browser)
    mine = logins.sessions(wang, None)[0].number
    admin = Client()
    admin.force_login(User.objects.get(username="zhao.min"))
    admin.post("/me/sessions/", {"number": mine})
    assert inside(browser)


def test_what_happened_at_a_login_is_shown_to_its_owner(browser, log_in):
    log_in(Client(), password="wrong")
    log_in(browser)
    page = browser.get("/me/security/").content.decode()
    assert "没有通过（密码）" in page
    assert "登录成功（密码）" in page


def test_old_records_are_dropped(browser, log_in, wang):
    log_in(browser)
    later = datetime.now(OFFICE_ZONE) + timedelta(days=181)
    assert logins.forget_old(later) == 2
    assert not LoginNote.objects.exists()


@pytest.mark.parametrize("end", [people.close_login, people.end_person])
def test_whoever_is_closed_out_leaves_at_once_and_stays_out(browser, log_in, end):
    log_in(browser)
    assert inside(browser)
    end("wang.li", by="zhao.min", now=datetime.now(OFFICE_ZONE))
    assert not inside(browser)
    assert log_in(browser).status_code == 422
    if end is people.close_login:
        people.reopen_login("wang.li", by="zhao.min", now=datetime.now(OFFICE_ZONE))
        assert log_in(browser).status_code == 302


def test_a_login_of_nobody_is_refused_in_words(db):
    User.objects.create_user("root", password="a-long-pass-phrase")
    answer = Client().post("/login/", {"username": "root", "password": "a-long-pass-phrase"})
    assert answer.status_code == 403
    assert "没有对应的在职人员" in answer.content.decode()
