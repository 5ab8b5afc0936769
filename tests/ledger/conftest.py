from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from shouwen.ledger.testing import erase


@pytest.fixture
def committed(transactional_db):
    """A ledger that other connections see; emptied afterwards."""
    yield
    erase()


@pytest.fixture
def elsewhere():
    """Run a function on another thread, and so on another connection; returns its future."""
    with ThreadPoolExecutor(max_workers=8) as pool:

        def run(function: Callable, *args):
            def work():
                try:
                    return function(*args)
                finally:
                    connection.close()

            return pool.submit(work)

        yield run
