"""A bank with logins, one Friday morning in April 2025, and browsers without script."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from shouwen import people
from shouwen.casework import editions, operations
from shouwen.casework.shapes import Registered
from shouwen.packs import shelf
from shouwen.people import NewPerson, NewPost, NewUnit, Office, standing
from shouwen.vocabulary import OFFICE_ZONE, Actor

from .weight import assert_light

LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)
FRIDAY = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)
#: Who looks after the system beside his post: two of those who must agree with another.
OFFICES = (
    ("han_chao", Office.ADMINISTRATOR),
    ("qin_lang", Office.ADMINISTRATOR),
    ("shen_lv", Office.COMPLIANCE),
    ("fang_ping", Office.COMPLIANCE),
    ("zhong_cheng", Office.AUDITOR),
)
MATTER = {
    "channel": "phone",
    "subject": "短信服务费重复扣收",
    "category": "work_error",
    "content": "三个月来每月扣两次，共多扣十八元。",
    "demand": "退还多扣的费用",
    "complainant_name": "陈俊",
    "telephone": "13812345627",
    "accused_unit": "renmin",
    "accused_level": "outlet",
    "accused_person": "wu_yong",
    "region": "local",
    "accepting_level": "first_branch",
}


@dataclass
class Clock:
    """What the pages take for the present moment."""

    now: datetime


@pytest.fixture
def clock(monkeypatch):
    """The moment every request is made at; tests move it on."""
    hands = Clock(FRIDAY)
    monkeypatch.setattr(timezone, "now", lambda: hands.now)
    return hands


@pytest.fixture(autouse=True)
def weighed(monkeypatch):
    """Weigh every page any test of this folder opens, with its styles and scripts."""
    asked = Client.request

    def request(self, **given):
        answer = asked(self, **given)
        if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            assert_light(answer.content, given.get("PATH_INFO", ""))
        return answer

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """The vault's keys of one test are its own, and nothing is remembered from another."""
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    editions.forget_recorded()
    standing.forget()


@pytest.fixture
def bank(db, clock):
    """The model organisation of the savings bank; everybody logs in with his id."""
    model = shelf.directory("postal-bank")
    waiting, placed = list(model.units.values()), set()
    units = []
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent in placed]
        units += [NewUnit(u.id, u.name, u.kind, u.parent, sorted(u.attributes)) for u in ready]
        placed |= {unit.id for unit in ready}
        waiting = [unit for unit in waiting if unit.id not in placed]
    people.create_units(units, by="root", now=LONG_AGO)
    staff = [person for person in model.people.values() if person.id != "customer"]
    people.create_people(
        [NewPerson(person.id, person.name, person.id, "!") for person in staff],
        by="root",
        now=LONG_AGO,
    )
    people.give_posts(
        [
            NewPost(post.person, post.role, post.unit)
            for post in model.posts
            if post.person != "customer"
        ],
        by="root",
        now=LONG_AGO,
    )
    people.give_posts(
        [NewPost(person, office) for person, office in OFFICES], by="root", now=LONG_AGO
    )
    operations.adopt_regulation("postal-bank", actor=Actor("root"), now=LONG_AGO)
    return model


@pytest.fixture
def desk(bank):
    """Return a browser without script in which a member of staff has logged in."""

    def opened(person: str, language: str = "") -> Client:
        browser = Client()
        browser.force_login(User.objects.get(username=person))
        if language:
            browser.cookies["django_language"] = language
        return browser

    return opened


@pytest.fixture
def stranger(db, clock):
    """A browser in which nobody has logged in."""
    return Client()


@pytest.fixture
def matter():
    """A complaint as a form gives it; names and texts in it are particulars."""
    return dict(MATTER)


@pytest.fixture
def number(bank, clock, matter):
    """A complaint about an outlet, taken in by telephone; 吴勇 is complained about."""
    given = operations.register(
        "postal-bank", "register", matter,
        actor=Actor("lin_xiao"), now=clock.now, command_id="matter",
    )  # fmt: skip
    assert isinstance(given, Registered)
    return given.number
