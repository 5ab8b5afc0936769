"""Stories an outside reader of the regulations wrote hold, as the shipped ones do."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.scenarios import play, read_stories

FILES = sorted((Path(__file__).parent / "outside").glob("*.yaml"))
STORIES = [
    (file.regulation, story)
    for path in FILES
    for file in [read_stories(path.read_text(encoding="utf-8"), path.name)]
    for story in file.stories
]


@pytest.mark.parametrize(
    ("regulation", "story"), STORIES, ids=lambda one: getattr(one, "title", "")
)
def test_it_holds(regulation, story):
    played = play(shelf.procedure(regulation), story, shelf.directory(regulation))
    assert [(step.number, step.broken) for step in played.steps if step.broken] == []
