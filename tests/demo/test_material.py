"""Every matter can be told in every voice, and is handled to the end."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest

from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.writer.complaint import CATEGORIES, CHANNELS
from shouwen.demo.writer.material import Matter, english, matters, voices
from shouwen.demo.writer.phrases import slots_in
from shouwen.demo.writer.voice import impersonal

EVERYWHERE = {"时间", "网点", "等候", "用途", "网点简", "热线", "妈岁", "本行", "开户行"}
PEOPLE = {"员工", "他", "员工职"}
ALL = [matter for category in CATEGORIES for matter in matters()[category]]
QUOTED = re.compile("“[^”]*”")


def texts(matter: Matter) -> Iterator[str]:
    yield from chain(
        matter.titles, chain(*matter.tell), matter.brief, matter.demands, matter.found,
        matter.cleared, matter.done, matter.lesson, chain(*(matter.slots or {}).values()),
    )  # fmt: skip


def test_there_are_matters_enough_and_no_name_twice() -> None:
    assert len(ALL) >= 80
    assert len({matter.id for matter in ALL}) == len(ALL)
    assert all(len(matters()[category]) >= 8 for category in CATEGORIES)


@pytest.mark.parametrize("matter", ALL, ids=lambda matter: matter.id)
def test_every_slot_has_words_and_all_words_are_used(matter: Matter) -> None:
    known = EVERYWHERE | set(matter.slots or {})
    if matter.staff:
        known |= PEOPLE
    if matter.amount:
        known |= {"金额"}
    used = set().union(*(slots_in(text) for text in texts(matter)))
    assert used <= known
    assert set(matter.slots or {}) <= used


@pytest.mark.parametrize("matter", ALL, ids=lambda matter: matter.id)
def test_the_first_person_can_be_exchanged(matter: Matter) -> None:
    for text in chain(chain(*matter.tell), matter.brief):
        assert text.count("“") == text.count("”")
        unquoted = QUOTED.sub("", text)
        assert not re.search("我们|咱|自我|我行|您", unquoted), unquoted
    for demand in matter.demands:
        assert "我" not in demand


@pytest.mark.parametrize("matter", ALL, ids=lambda matter: matter.id)
def test_a_matter_can_be_handled(matter: Matter) -> None:
    if matter.category in ("crime", "anonymous"):
        return
    assert matter.found
    assert matter.cleared
    assert matter.done
    assert matter.lesson
    assert not any(text.endswith("。") for text in chain(matter.done, matter.lesson))


def test_amounts_lie_on_the_right_side_of_the_mark() -> None:
    for matter in ALL:
        if matter.amount:
            assert matter.amount[0] <= matter.amount[1] <= 50_000, matter.id
        if matter.large:
            assert matter.large[0] > 50_000, matter.id
        assert matter.ages[0] <= matter.ages[1]


def test_only_what_is_unquoted_changes_its_person() -> None:
    assert impersonal("我说“我不去你们那里”，你们看我母亲") == (
        "<我>说“我不去你们那里”，<你们>看<我家>母亲"
    )


def test_every_channel_and_story_in_english_is_complete() -> None:
    for channel in CHANNELS:
        assert voices()[channel]
    outlets = {unit.id for unit in LANCHUAN.of_kind("outlet")}
    assert set(english()["outlets"]) == outlets
    assert len(english()["stories"]) >= 6
