"""An organisation in the database, and the ledger compared with the tables after every test."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from shouwen.casework import editions, operations
from shouwen.casework import testing as casework_testing
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.demo.model_settling import settle_directory
from shouwen.ledger import testing as ledger_testing
from shouwen.packs import shelf
from shouwen.people import standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import OFFICE_ZONE, Actor, Directory

LONG_AGO = datetime(2010, 1, 1, tzinfo=OFFICE_ZONE)


def settle_in(directory: Directory) -> None:
    """Make a directory of a pack the organisation in the database, since long ago."""
    settle_directory(directory, by="root", since=LONG_AGO)


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


@pytest.fixture(scope="module", autouse=True)
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
