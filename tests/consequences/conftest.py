"""A shop whose regulation charges money, in the database, and its accounts compared afterwards."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from shouwen.casework import editions, operations
from shouwen.casework import testing as casework_testing
from shouwen.casework.shapes import NotDone
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.consequences import testing as consequences_testing
from shouwen.consequences.rebuilding import replay_faults
from shouwen.ledger import testing as ledger_testing
from shouwen.packs import shelf
from shouwen.people import standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import Actor, moment
from tests.casework.conftest import settle_in

LONG_AGO = moment("2010-01-01 00:00")
PACKS = Path(__file__).parents[1] / "broken_packs"


@pytest.fixture(scope="module", autouse=True)
def on_the_shelf(tmp_path_factory):
    """The sound pack that charges money lies on the shelf, with its organisation."""
    folder = tmp_path_factory.mktemp("regulations")
    own = folder / "counter-money"
    own.mkdir()
    (own / "2024.1.yaml").write_text((PACKS / "_sound_ledgers.yaml").read_text("utf-8"), "utf-8")
    (own / "directory.yaml").write_text((PACKS / "_directory.yaml").read_text("utf-8"), "utf-8")
    shelf.add_folder(folder)
    yield
    shelf.remove_folder(folder)


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
        request.getfixturevalue(name)
    yield
    if used and connection.connection.info.transaction_status != TransactionStatus.INERROR:
        assert_sound()


def assert_sound():
    assert_tables_follow_the_ledger()
    assert [str(fault) for fault in replay_faults(now=moment("2024-12-31 12:00"))] == []


def begin():
    """Let the shop's organisation in, working by the pack that charges money only."""
    settle_in(shelf.directory("counter-money"))
    operations.adopt_regulation("counter-money", actor=Actor("root"), now=LONG_AGO)


@pytest.fixture
def shop(db):
    """The shop's people and units; it works by the pack that charges money only."""
    begin()


@pytest.fixture
def committed_shop(transactional_db):
    """The same, seen by every connection; emptied afterwards."""
    begin()
    yield
    assert_sound()
    consequences_testing.erase()
    casework_testing.erase()
    ledger_testing.erase()
    vault_testing.erase()
    people_testing.erase()


class Counter:
    """Somebody at the counter: registers and acts, one command after another."""

    def __init__(self):
        self.commands = count()

    def register(self, at="2024-03-01 09:30"):
        given = operations.register(
            "counter-money", "register", {"content": "丢失货物", "target": "east_shop"},
            actor=Actor("chen"), now=moment(at), command_id=f"c{next(self.commands)}",
        )  # fmt: skip
        return given.number

    def act(self, number, act, at="2024-03-01 10:00", by="chen", **form):
        given = operations.act(
            number, act, form, actor=Actor(by), now=moment(at),
            command_id=f"c{next(self.commands)}",
        )  # fmt: skip
        assert not isinstance(given, NotDone), given
        return given

    def share(self, number, loss, points, at="2024-03-01 10:00"):
        for person, share in points.items():
            self.act(number, "share", at, bearer=person, points=share)
        self.act(number, "charge", at, loss=loss)


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def elsewhere():
    """Run a function on another thread, and so on another connection; returns its future."""
    with ThreadPoolExecutor(max_workers=8) as pool:

        def run(function, *args, **options):
            def work():
                try:
                    return function(*args, **options)
                finally:
                    connection.close()

            return pool.submit(work)

        yield run
