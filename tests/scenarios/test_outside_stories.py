"""Stories an outside reader of the regulations wrote hold, as the shipped ones do."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.scenarios import play, read_stories

FILES = sorted((Path(__file__).parent / "outside").glob("*.yaml"))
STORIES = [
    (file, story)
    for path in FILES
    for file in [read_stories(path.read_text(encoding="utf-8"), path.name)]
    for story in file.stories
]


@pytest.mark.parametrize(
    ("file", "story"), STORIES, ids=lambda one: getattr(one, "title", getattr(one, "name", ""))
)
def test_it_holds(file, story):
    directory = file.directory or shelf.directory(file.regulation)
    played = play(shelf.procedure(file.regulation), story, directory)
    assert [(step.number, step.broken) for step in played.steps if step.broken] == []
