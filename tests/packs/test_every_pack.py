"""Every regulation on the shelf: nothing found, every story holds, two languages throughout."""

import pytest

from shouwen.cli.rules import findings_of
from shouwen.packs import shelf
from shouwen.packs.stories import stories_of
from shouwen.regulations.proofreading import texts_read, without_english


@pytest.mark.parametrize("regulation", shelf.regulation_ids())
def test_nothing_is_found_and_every_story_holds(regulation: str) -> None:
    faults = [
        each for each in findings_of(regulation, with_stories=True) if each.severity != "note"
    ]
    assert not faults, "\n".join(str(each) for each in faults)


@pytest.mark.parametrize("regulation", shelf.regulation_ids())
def test_every_chinese_text_has_english_and_nothing_is_left_over(regulation: str) -> None:
    pack = shelf.procedure(regulation).pack
    assert list(without_english(pack)) == []
    assert pack.english.keys() - {text for _, text in texts_read(pack)} == set()


@pytest.mark.parametrize("regulation", [*shelf.regulation_ids(), *shelf.companion_ids()])
def test_every_story_has_a_title_in_english(regulation: str) -> None:
    told = [each for file in stories_of(regulation) for each in file.stories]
    assert [each.title for each in told if not each.english] == []
