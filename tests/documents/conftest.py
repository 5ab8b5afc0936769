"""A small regulation with a form of every kind of block, and one of its stories."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from shouwen.packs import shelf
from shouwen.regulations import open_pack
from shouwen.scenarios import play, read_organisation, read_stories

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def stall():
    """The regulation of a market stall: a slip in two copies with every kind of block, a letter."""
    text = (HERE / "stall.yaml").read_text(encoding="utf-8")
    opened = open_pack(text, "stall.yaml", shelf.day_sets())
    assert opened.procedure is not None, [str(each) for each in opened.errors]
    return opened.procedure


@pytest.fixture(scope="session")
def organisation():
    return read_organisation((HERE / "directory.yaml").read_text(encoding="utf-8"), "directory")


@pytest.fixture(scope="session")
def told(stall, organisation):
    """Return one of the stall's stories played, by its title."""
    file = read_stories((HERE / "stories.yaml").read_text(encoding="utf-8"), "stories.yaml")

    def find(title):
        story = next(each for each in file.stories if each.title == title)
        played = play(stall, story, organisation)
        assert played.holds, [step.broken for step in played.steps]
        return played

    return find


@pytest.fixture(scope="session")
def words_of():
    """Return the text of a PDF, page by page."""

    def read(pdf):
        return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    return read
