"""Two administrators at once, on two real connections."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection

from shouwen import people
from shouwen.people.testing import erase


@pytest.fixture
def committed(transactional_db):
    yield
    erase()


@pytest.mark.usefixtures("committed")
def test_units_created_at_once_find_different_places(january):
    people.create_unit("head", "总行", "head_office", by="p-root", now=january)

    def create(name: int) -> None:
        try:
            for n in range(5):
                people.create_unit(
                    f"u{name}.{n}", "支行", "branch", parent="head", by="p-root", now=january
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(create, name) for name in range(4)]:
            done.result(30)
    rows = people.units_under("head")[1:]
    assert len(rows) == 20
    for before, after in pairwise(rows):
        assert before.position_until <= after.position_from
    assert len(people.changes(limit=50)) == 21
