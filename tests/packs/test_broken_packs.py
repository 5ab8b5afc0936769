"""Every kind of mistake in a regulation or a story is found, with its line and in clear words."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import open_pack, proofread_seats
from shouwen.scenarios import play, read_organisation, read_stories
from shouwen.vocabulary import ShouwenError

FOLDER = Path(__file__).parents[1] / "broken_packs"
PACKS = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith(("_", "story_")))
STORIES = sorted(FOLDER.glob("story_*.yaml"))


def read(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def wanted_words(text):
    first = text.splitlines()[0]
    assert first.startswith("# says: "), "the first line says what the finding must contain"
    return first.removeprefix("# says: ").strip()


def findings_of(text, name):
    opened = open_pack(shelf.joined(text), name, shelf.day_sets())
    found = [each for each in opened.findings if each.severity != "note"]
    if opened.procedure is not None:
        organisation = read_organisation(read("_directory.yaml"), "_directory.yaml")
        found += proofread_seats(opened.source, opened.pack, organisation)
    return found


@pytest.fixture(scope="module")
def sound():
    return open_pack(read("_sound.yaml"), "_sound.yaml", shelf.day_sets()).procedure


def broken_expectations(procedure, text, name):
    organisation = read_organisation(read("_directory.yaml"), "_directory.yaml")
    return [
        words
        for story in read_stories(text, name).stories
        for step in play(procedure, story, organisation).steps
        for words in step.broken
    ]


def test_the_pack_the_others_are_made_from_is_sound():
    assert findings_of(read("_sound.yaml"), "_sound.yaml") == []


def test_the_story_the_others_are_made_from_holds(sound):
    assert broken_expectations(sound, read("_story.yaml"), "_story.yaml") == []


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_broken_pack_is_found_with_its_line(path):
    text = path.read_text(encoding="utf-8")
    found = findings_of(text, path.name)
    told = [each for each in found if wanted_words(text) in str(each)]
    assert told, [str(each) for each in found]
    # Line 1 is the comment: a finding there would have lost its place.
    assert all(each.line > 1 for each in told)
    # What to do about it, and both in English.
    assert [str(each) for each in found if not (each.remedy and each.english)] == []


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_broken_story_is_told(path, sound):
    text = path.read_text(encoding="utf-8")
    try:
        told = broken_expectations(sound, text, path.name)
    except ShouwenError as error:
        told = [str(error)]
    assert any(wanted_words(text) in words for words in told), told
