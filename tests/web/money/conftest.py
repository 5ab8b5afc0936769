"""The shop whose regulation charges money, with logins, on the first of April 2024."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from shouwen import people
from shouwen.vocabulary import moment
from tests.accountability.conftest import (  # noqa: F401 - fixtures of the part below
    LONG_AGO,
    charged,
    counter,
    house,
    on_the_shelf,
    own_keys,
    shop,
    the_ledger_tells_the_same_story,
)


@dataclass
class Clock:
    """What the pages take for the present moment."""

    now: datetime


@pytest.fixture
def clock(monkeypatch):
    hands = Clock(moment("2024-04-01 09:00"))
    monkeypatch.setattr(timezone, "now", lambda: hands.now)
    return hands


@pytest.fixture
def desk(house, clock):  # noqa: F811
    """Return a browser without script in which a member of staff has logged in."""

    def opened(person: str, language: str = "") -> Client:
        if not User.objects.filter(username=person).exists():
            people.give_login(person, person, password="!", by="root", now=LONG_AGO)
        browser = Client()
        browser.force_login(User.objects.get(username=person))
        if language:
            browser.cookies["django_language"] = language
        return browser

    return opened
