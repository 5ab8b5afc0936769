"""A bank with two people who log in, and real servers on this machine to log in by."""

from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from shouwen import people
from shouwen.people import Office, standing
from shouwen.vocabulary import OFFICE_ZONE

PASSWORD = "a-long-pass-phrase"
JANUARY = datetime(2025, 1, 1, tzinfo=OFFICE_ZONE)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    standing.forget()


@pytest.fixture
def staff(db):
    """王丽 handles complaints and 赵敏 looks after the system; both have passwords."""
    people.create_unit("head", "总行", "head_office", by="root", now=JANUARY)
    for person, name in (("wang.li", "王丽"), ("zhao.min", "赵敏")):
        people.create_person(
            name, id=person, login=person, password=PASSWORD, by="root", now=JANUARY
        )
    people.give_post("wang.li", "handler", "head", by="root", now=JANUARY)
    people.give_post("zhao.min", Office.ADMINISTRATOR, by="root", now=JANUARY)


@pytest.fixture
def wang(staff):
    return User.objects.get(username="wang.li")


@pytest.fixture
def browser(staff):
    return Client()


@pytest.fixture
def log_in():
    def log_in(browser, who="wang.li", password=PASSWORD, **more):
        return browser.post("/login/", {"username": who, "password": password, **more})

    return log_in
