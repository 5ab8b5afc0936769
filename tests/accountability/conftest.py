"""The shop whose regulation charges money, with two who keep its accounts in the whole house."""

import pytest

from shouwen import people
from shouwen.people import NewPerson, NewPost
from tests.consequences.conftest import (  # noqa: F401 - fixtures of the neighbour
    LONG_AGO,
    counter,
    on_the_shelf,
    own_keys,
    shop,
    the_ledger_tells_the_same_story,
)


@pytest.fixture
def house(shop):  # noqa: F811
    """蒋 and 沈 are heads everywhere: they keep and approve; 何 heads the west shop."""
    staff = [NewPerson("jiang", "蒋五"), NewPerson("shen", "沈六"), NewPerson("he", "何七")]
    people.create_people(staff, by="root", now=LONG_AGO)
    posts = [
        NewPost("jiang", "head", None), NewPost("shen", "head", None),
        NewPost("he", "head", "west_shop"),
    ]  # fmt: skip
    people.give_posts(posts, by="root", now=LONG_AGO)


@pytest.fixture
def charged(house, counter):  # noqa: F811
    """A loss of 9,000 shared 40 : 30 : 20 among 陆 and 苏 of the east shop and 潘 of the west."""
    number = counter.register()
    counter.share(number, "9000", {"lu": 40, "su": 30, "pan": 20})
    return number
