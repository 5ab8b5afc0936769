"""Every regulation on the shelf: nothing found, every story holds, two languages throughout."""

import re
from collections.abc import Iterator

import pytest

from shouwen.cli.rules import findings_of
from shouwen.packs import shelf

#: Conditions are read out in words of their own; the texts they compare with stay as they are.
CONDITIONS = ("is", "that", "when", "count", "share")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def chinese_texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            condition = key in CONDITIONS and isinstance(item, str)
            if key != "english" and not condition:
                yield from chinese_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from chinese_texts(item)
    elif isinstance(value, str) and CHINESE.search(value):
        yield value


@pytest.mark.parametrize("regulation", shelf.regulation_ids())
def test_nothing_is_found_and_every_story_holds(regulation: str) -> None:
    faults = [
        each for each in findings_of(regulation, with_stories=True) if each.severity != "note"
    ]
    assert not faults, "\n".join(str(each) for each in faults)


@pytest.mark.parametrize("regulation", shelf.regulation_ids())
def test_every_chinese_text_has_english_and_nothing_is_left_over(regulation: str) -> None:
    pack = shelf.procedure(regulation).pack
    texts = set(chinese_texts(pack.model_dump(by_alias=True, exclude={"english"})))
    assert texts - pack.english.keys() == set()
    assert pack.english.keys() - texts == set()
