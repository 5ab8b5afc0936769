"""Phrases are read, dealt and filled; mistakes in them are named."""

import random

import pytest

from shouwen.demo.writer.phrases import Dealer, PhraseFault, say, slots_in


def said(text: str, seed: int = 1) -> str:
    return say(text, {"名": "张"}.__getitem__, Dealer(random.Random(seed)))


def test_alternatives_nest_and_slots_fill() -> None:
    results = {said("<名>(来(了|过)|)。", seed) for seed in range(40)}
    assert results == {"张来了。", "张来过。", "张。"}


def test_nothing_comes_twice_before_everything_came_once() -> None:
    dealer = Dealer(random.Random(3))
    for _ in range(5):
        assert sorted(dealer.one("abcd") for _ in range(4)) == list("abcd")


@pytest.mark.parametrize("broken", ["(一|二", "一)二", "一|二", "<名", "(一|(二)"])
def test_broken_phrases_are_refused(broken: str) -> None:
    with pytest.raises(PhraseFault):
        said(broken)


def test_all_slots_are_found_in_whichever_alternative() -> None:
    assert slots_in("<a>(x|<b>(<c>|y))") == {"a", "b", "c"}
