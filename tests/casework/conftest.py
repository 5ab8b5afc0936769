"""An organisation in the database, and the ledger compared with the tables after every test."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from shouwen import people
from shouwen.casework import editions, operations
from shouwen.casework import testing as casework_testing
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.ledger import testing as ledger_testing
from shouwen.packs import shelf
from shouwen.people import NewPerson, NewPost, NewUnit, standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import OFFICE_ZONE, Actor, Directory, Spell

LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)


def settle_in(directory: Directory) -> None:
    """Make a directory of a pack the organisation in the database, since long ago.

    Posts keep the days they were held from and until, units are moved on the days they were.
    """
    spells = () if directory.past is None else directory.past.units
    first = {each.what.id: each.what for each in reversed(spells)}
    waiting, placed = [first.get(unit.id, unit) for unit in directory.units.values()], set()
    units = []
    while waiting:
        ready = [unit for unit in waiting if unit.parent is None or unit.parent in placed]
        units += [NewUnit(u.id, u.name, u.kind, u.parent, sorted(u.attributes)) for u in ready]
        placed |= {unit.id for unit in ready}
        waiting = [unit for unit in waiting if unit.id not in placed]
    people.create_units(units, by="root", now=LONG_AGO)
    for each in sorted((each for each in spells if each.since), key=lambda each: each.since):
        people.move_unit(each.what.id, each.what.parent, by="root", now=each.since)
    persons = [NewPerson(person.id, person.name) for person in directory.people.values()]
    people.create_people(persons, by="root", now=LONG_AGO)
    held = [Spell(post) for post in directory.posts]
    held = held if directory.past is None else list(directory.past.posts)
    posts = [
        NewPost(each.what.person, each.what.role, each.what.unit, each.since, each.until)
        for each in held
    ]
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


@pytest.fixture(scope="session", autouse=True)
def on_the_shelf():
    """The tests' own regulation lies on the shelf, beside the shipped ones."""
    folder = Path(__file__).parent / "regulations"
    shelf.add_folder(folder)
    yield
    shelf.remove_folder(folder)


@pytest.fixture
def office(db):
    """The office with its windows, working by its own regulation only."""
    settle_in(shelf.directory("window"))
    operations.adopt_regulation("window", actor=Actor("root"), now=LONG_AGO)


@pytest.fixture
def committed_office(transactional_db):
    """The same, seen by every connection; emptied afterwards."""
    settle_in(shelf.directory("window"))
    operations.adopt_regulation("window", actor=Actor("root"), now=LONG_AGO)
    yield
    assert_tables_follow_the_ledger()
    casework_testing.erase()
    ledger_testing.erase()
    vault_testing.erase()
    people_testing.erase()


@pytest.fixture
def elsewhere():
    """Run a function on another thread, and so on another connection; returns its future."""
    with ThreadPoolExecutor(max_workers=8) as pool:

        def run(function, *args):
            def work():
                try:
                    return function(*args)
                finally:
                    connection.close()

            return pool.submit(work)

        yield run
