"""A small sound regulation to walk about in."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import Procedure, procedure_from
from shouwen.vocabulary import Directory, Person, Post, Unit

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def counter() -> Procedure:
    """A shop's complaint rules: every construct of the language once."""
    text = (HERE / "counter.yaml").read_text(encoding="utf-8")
    return procedure_from(text, "counter.yaml", shelf.day_sets())


@pytest.fixture(scope="session")
def shop() -> Directory:
    return Directory.of(
        units=[
            Unit("head", "总店", "head_office"),
            Unit("east", "东区", "region", "head"),
            Unit("shop_1", "一店", "shop", "east"),
            Unit("shop_2", "二店", "shop", "east"),
        ],
        people=[
            Person("wang", "王莉"),
            Person("zhao", "赵敏"),
            Person("sun", "孙浩"),
            Person("qian", "钱进"),
            Person("li", "李芳"),
        ],
        posts=[
            Post("wang", "clerk", "shop_1"),
            Post("zhao", "manager", "shop_1"),
            Post("sun", "clerk", "shop_1"),
            Post("qian", "manager", "shop_2"),
            Post("li", "director", "head"),
        ],
    )
