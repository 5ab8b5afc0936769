"""The savings bank with a complaint at work; the record replays after every test."""

from datetime import datetime

import pytest

from shouwen import ledger
from shouwen.casework import editions, operations
from shouwen.demo.model_settling import settle_directory
from shouwen.inquiry.operations import replay_faults
from shouwen.packs import shelf
from shouwen.people import standing
from shouwen.vocabulary import OFFICE_ZONE, Actor

LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)
FRIDAY = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    editions.forget_recorded()
    standing.forget()


@pytest.fixture(autouse=True)
def the_ledger_tells_the_same(db):
    yield
    assert ledger.verify().sound
    assert list(replay_faults()) == []


@pytest.fixture
def bank(db):
    settle_directory(shelf.directory("postal-bank"), by="root", since=LONG_AGO)
    operations.adopt_regulation("postal-bank", actor=Actor("root"), now=LONG_AGO)


def taken_in(n: int, telephone: str) -> str:
    given = operations.register(
        "postal-bank", "register",
        {"channel": "phone", "subject": f"第 {n} 件", "category": "work_error",
         "complainant_name": "陈俊", "telephone": telephone, "accused_unit": "renmin",
         "accused_person": "wu_yong", "accused_level": "outlet", "region": "local",
         "accepting_level": "first_branch"},
        actor=Actor("lin_xiao"), now=FRIDAY, command_id=f"take-in-{n}",
    )  # fmt: skip
    operations.act(
        given.number, "dispatch", {}, actor=Actor("tian_yu"), now=FRIDAY, command_id=f"send-{n}"
    )
    return given.number


@pytest.fixture
def number(bank):
    return taken_in(1, "13812345627")


@pytest.fixture
def other(number):
    return taken_in(2, "13812345627")
