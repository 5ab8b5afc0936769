from datetime import datetime

import pytest

from shouwen import people
from shouwen.people import NewUnit, standing
from shouwen.vocabulary import OFFICE_ZONE

JANUARY = datetime(2026, 1, 1, tzinfo=OFFICE_ZONE)


@pytest.fixture(autouse=True)
def new_process():
    """Directories remembered by one test are unknown to the next."""
    standing.forget()


@pytest.fixture
def january():
    return JANUARY


@pytest.fixture
def bank(db):
    """A head office, two branches, an outlet each; Wang, Zhao and Chen."""
    people.create_units(
        [
            NewUnit("head", "总行", "head_office"),
            NewUnit("north", "北城支行", "branch", "head", ["key_branch"]),
            NewUnit("south", "南城支行", "branch", "head"),
            NewUnit("n1", "北一网点", "outlet", "north"),
            NewUnit("s1", "南一网点", "outlet", "south"),
        ],
        by="p-root",
        now=JANUARY,
    )
    for person, name in (("wang.li", "王丽"), ("zhao.min", "赵敏"), ("chen.jun", "陈军")):
        people.create_person(name, id=person, login=person, by="p-root", now=JANUARY)
