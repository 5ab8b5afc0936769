"""An organisation in the database, and the ledger compared with the tables after every test."""

from datetime import datetime

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from shouwen import people
from shouwen.casework import editions
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.packs import shelf
from shouwen.people import NewPerson, NewPost, NewUnit, standing
from shouwen.vocabulary import OFFICE_ZONE, Directory

LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)


def settle_in(directory: Directory) -> None:
    """Make a directory of a pack the organisation in the database, since long ago."""
    waiting, placed = list(directory.units.values()), set()
    units = []
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent in placed]
        units += [NewUnit(u.id, u.name, u.kind, u.parent, sorted(u.attributes)) for u in ready]
        placed |= {unit.id for unit in ready}
        waiting = [unit for unit in waiting if unit.id not in placed]
    people.create_units(units, by="root", now=LONG_AGO)
    persons = [NewPerson(person.id, person.name) for person in directory.people.values()]
    people.create_people(persons, by="root", now=LONG_AGO)
    posts = [NewPost(post.person, post.role, post.unit) for post in directory.posts]
    people.give_posts(posts, by="root", now=LONG_AGO)
    for deputy in directory.deputies:
        people.name_deputy(deputy.person, deputy.deputy, by="root", now=LONG_AGO)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """The vault's keys of one test are its own, and nothing is remembered from another."""
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
    editions.forget_recorded()
    standing.forget()


@pytest.fixture(autouse=True)
def the_ledger_tells_the_same_story(request):
    """After every test that wrote: chains hold, and replay gives the rows that stand there."""
    used = {"db", "transactional_db"} & set(request.fixturenames)
    for name in used:
        request.getfixturevalue(name)  # so that the database is still there afterwards
    yield
    if used and connection.connection.info.transaction_status != TransactionStatus.INERROR:
        assert_tables_follow_the_ledger()


@pytest.fixture
def outlet(db):
    """The model organisation of the bank-outlet regulation."""
    settle_in(shelf.directory("bank-outlet"))
