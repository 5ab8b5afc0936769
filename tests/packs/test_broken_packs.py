"""Every kind of mistake in a regulation or a story is found, with its line and in clear words."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import open_pack, proofread_seats
from shouwen.scenarios import coverage, play, read_organisation, read_stories, untried
from shouwen.vocabulary import ShouwenError

FOLDER = Path(__file__).parents[1] / "broken_packs"
PACKS = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith(("_", "story_")))
SOUND = sorted(path.name for path in FOLDER.glob("_sound*.yaml"))
WHOLE = sorted(path.name for path in FOLDER.glob("_story*.yaml"))
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
    """The sound packs by their ids: a story says which one it is about."""
    opened = [open_pack(read(name), name, shelf.day_sets()) for name in SOUND]
    return {each.pack.pack.id: each.procedure for each in opened}


def broken_expectations(sound, text, name):
    organisation = read_organisation(read("_directory.yaml"), "_directory.yaml")
    file = read_stories(text, name)
    return [
        words
        for story in file.stories
        for step in play(sound[file.regulation], story, organisation).steps
        for words in step.broken
    ]


@pytest.mark.parametrize("name", SOUND)
def test_the_packs_the_others_are_made_from_are_sound(name):
    assert findings_of(read(name), name) == []


@pytest.mark.parametrize("name", WHOLE)
def test_the_stories_the_others_are_made_from_hold(sound, name):
    assert broken_expectations(sound, read(name), name) == []


@pytest.mark.parametrize(
    ("about", "pack", "without", "lacking"),
    [
        (
            "records", "liability", 0,
            {("record", ("records", "interview")), ("struck", ("records", "liability"))},
        ),
        ("records", "liability", 1, {("lapsed", ("approvals", "measure_agreed"))}),
        ("ledgers", "counter-money", 1, {("ledger", ("ledgers", "loss"))}),
        ("ledgers", "counter-money", 4, {("ledger", ("ledgers", "sanction"))}),
        (
            "ledgers", "counter-money", 5,
            {("ledger", ("ledgers", "compensation")), ("improvement", ("improvements", "rectify"))},
        ),
    ],
)  # fmt: skip
def test_the_stories_of_later_sound_packs_leave_nothing_untried(
    sound, about, pack, without, lacking
):
    organisation = read_organisation(read("_directory.yaml"), "_directory.yaml")
    stories = read_stories(read(f"_story_{about}.yaml"), f"_story_{about}.yaml").stories
    played = [play(sound[pack], story, organisation) for story in stories]
    assert untried(sound[pack], coverage(sound[pack], played, organisation)) == []
    # And what the others do not try without one of them is told.
    del played[without]
    only = coverage(sound[pack], played, organisation)
    told = {(each.kind, each.path) for each in untried(sound[pack], only)}
    assert lacking <= told


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
