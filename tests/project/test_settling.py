"""A worker of the server stops looking through what it has built up once it is warm."""

import gc

import pytest

from shouwen.project.settling import settling


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_what_a_warm_worker_holds_is_not_looked_through_again(thawed):
    def hello(environ, start):
        return [environ["said"]]

    before = gc.get_freeze_count()
    served = settling(hello, warm=3)
    assert [served({"said": b"1"}, None), served({"said": b"2"}, None)] == [[b"1"], [b"2"]]
    assert gc.get_freeze_count() == before
    assert served({"said": b"3"}, None) == [b"3"]
    frozen = gc.get_freeze_count()
    assert frozen > before + 10_000
    assert served({"said": b"4"}, None) == [b"4"]
    assert gc.get_freeze_count() == frozen
