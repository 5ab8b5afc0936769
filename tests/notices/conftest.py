"""A savings bank in the database, and providers on loopback that behave as they are documented."""

from datetime import datetime, timedelta

import pytest

from shouwen.casework import editions, operations
from shouwen.casework import testing as casework_testing
from shouwen.casework.shapes import Registered
from shouwen.demo.model_settling import settle_directory
from shouwen.ledger import testing as ledger_testing
from shouwen.notices.models import Delivery, Follower, StaffWay, Text, Wish
from shouwen.packs import shelf
from shouwen.people import standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import OFFICE_ZONE, Actor
from tests.notices.providers import Providers

#: A Friday morning; everything here happens at given moments.
NOW = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)
TOOK = Actor("lin_xiao")
FORM = {
    "channel": "phone", "subject": "短信费重复扣收", "category": "work_error",
    "content": "每月扣两次。", "demand": "退还", "complainant_name": "陈俊",
    "telephone": "13812345627", "accused_unit": "renmin", "accused_level": "outlet",
    "accused_person": "wu_yong", "region": "local", "accepting_level": "first_branch",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """The vault's keys of one test are its own, and nothing is remembered from another."""
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    settings.MESSAGES_FILE = None
    settings.ORIGIN = "https://shouwen.example"
    editions.forget_recorded()
    standing.forget()


def settle():
    settle_directory(shelf.directory("postal-bank"), by="root", since=NOW - timedelta(days=900))
    operations.adopt_regulation("postal-bank", actor=Actor("root"), now=NOW)


@pytest.fixture
def bank(db):
    settle()


@pytest.fixture
def committed_bank(transactional_db):
    """The same, seen by every connection; emptied afterwards."""
    settle()
    yield
    for model in (Delivery, Follower, StaffWay, Text, Wish):
        model.objects.all().delete()
    casework_testing.erase()
    ledger_testing.erase()
    vault_testing.erase()
    people_testing.erase()


def register(now=NOW, command="c1", actor=TOOK, **changed):
    form = {name: value for name, value in {**FORM, **changed}.items() if value is not None}
    answer = operations.register(
        "postal-bank", "register", form, actor=actor, now=now, command_id=command
    )
    assert isinstance(answer, Registered), answer
    return answer


@pytest.fixture
def providers():
    """Providers of messages on loopback."""
    with Providers() as running:
        yield running
