"""An installation without an organisation, and sheets to import into it."""

import csv
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from shouwen import intake
from shouwen.casework import editions
from shouwen.casework import testing as casework_testing
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.ledger import testing as ledger_testing
from shouwen.people import standing
from shouwen.people import testing as people_testing
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import OFFICE_ZONE, Actor

#: Moments are given: this is when everything here happens.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=OFFICE_ZONE)
CLERK = Actor("p-clerk", "办事员")


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """The vault's keys of one test are its own, and nothing is remembered from another."""
    settings.DATA_FOLDER = tmp_path / "keys"
    settings.VAULT_KEY_FILE = None
    editions.forget_recorded()
    standing.forget()


@pytest.fixture
def record(db):
    """An empty record; afterwards replay must give the tables that stand there."""
    yield
    assert_tables_follow_the_ledger()


@pytest.fixture
def committed_record(transactional_db):
    """The same, seen by every connection; emptied afterwards."""
    yield
    assert_tables_follow_the_ledger()
    casework_testing.erase()
    ledger_testing.erase()
    vault_testing.erase()
    people_testing.erase()


@pytest.fixture
def process(tmp_path):
    """The environment of a process that works on the tests' database."""
    where = connection.settings_dict
    secret = f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else ""
    query = urlencode({name.lower(): where[name] for name in ("HOST", "PORT") if where[name]})
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{where['USER']}{secret}@/{where['NAME']}?{query}",
        "SHOUWEN_DATA": str(tmp_path / "keys"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def sheet(path: Path, rows: list[list[object]], encoding: str = "utf-8") -> Path:
    """Write a CSV file."""
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def run(
    file: Path,
    mapping: Path | str,
    *,
    by: Actor = CLERK,
    now: datetime = NOW,
    dry_run: bool = False,
    limit: int | None = None,
    **asked,
) -> list[intake.RowOutcome]:
    """Import, and return what became of every row."""
    planned = intake.plan(
        file, str(mapping), asked.pop("regulation", "postal-bank"), now=now, **asked
    )
    ticks = iter(now + timedelta(milliseconds=n) for n in range(10**9))
    return list(
        intake.carry_out(planned, by=by, clock=lambda: next(ticks), dry_run=dry_run, limit=limit)
    )


def words(outcomes: list[intake.RowOutcome]) -> list[str]:
    """Return the outcomes as words, row by row."""
    return [outcome.outcome for outcome in outcomes]
