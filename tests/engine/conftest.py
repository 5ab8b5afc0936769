"""A small sound regulation to walk about in."""

from datetime import date
from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import Procedure, procedure_from
from shouwen.vocabulary import Directory, Person, Post, Spell, Tenures, Unit, moment
from shouwen.vocabulary.tenures import days

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def counter() -> Procedure:
    """A shop's complaint rules: every construct of the language once."""
    text = (HERE / "counter.yaml").read_text(encoding="utf-8")
    return procedure_from(text, "counter.yaml", shelf.day_sets())


@pytest.fixture(scope="session")
def shop() -> Directory:
    """The shops as they stand since 2026, and who held what before."""
    held = {
        Post("wang", "clerk", "shop_1"): (None, None),
        Post("zhao", "manager", "shop_1"): (date(2025, 7, 1), None),
        Post("sun", "clerk", "shop_1"): (None, None),
        Post("qian", "manager", "shop_2"): (None, None),
        Post("li", "director", "head"): (None, None),
        # Before: two managers at once in the east, and Sun at the head of the first shop.
        Post("sun", "manager", "shop_1"): (date(2024, 1, 1), date(2025, 6, 30)),
        Post("wang", "manager", "east"): (date(2024, 1, 1), date(2024, 12, 31)),
        Post("sun", "manager", "east"): (date(2024, 7, 1), date(2025, 12, 31)),
        Post("li", "manager", "west"): (None, None),
    }
    east = Unit("shop_1", "一店", "shop", "east")
    tenures = Tenures(
        (
            *(Spell(unit) for unit in UNITS),
            Spell(Unit("shop_1", "老一店", "shop", "west"), *days(None, date(2024, 3, 31))),
            Spell(east, *days(date(2024, 4, 1), None)),
        ),
        tuple(Spell(person) for person in PEOPLE),
        tuple(Spell(post, *days(*bounds)) for post, bounds in held.items()),
    )
    return tenures.standing_at(moment("2026-01-01 00:00"))


UNITS = [
    Unit("head", "总店", "head_office"),
    Unit("east", "东区", "region", "head"),
    Unit("west", "西区", "region", "head"),
    Unit("shop_2", "二店", "shop", "east"),
]
PEOPLE = [
    Person("wang", "王莉"),
    Person("zhao", "赵敏"),
    Person("sun", "孙浩"),
    Person("qian", "钱进"),
    Person("li", "李芳"),
]
