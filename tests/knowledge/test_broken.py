"""Every kind of mistake in a file of cards or wording is found, with its line, in clear words."""

from pathlib import Path

import pytest

from shouwen.knowledge import open_knowledge
from shouwen.knowledge.shelf import outward_findings

FILES = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_found_with_its_line(path):
    text = path.read_text("utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# says: ")
    wanted = first.removeprefix("# says: ").strip()
    opened = open_knowledge(text, path.name)
    found = [*opened.findings, *outward_findings(opened)]
    told = [each for each in found if wanted in str(each)]
    assert told, [str(each) for each in found]
    assert all(each.line > 1 for each in told)
    assert [str(each) for each in found if not (each.remedy and each.english)] == []


def test_a_sound_file_has_none():
    text = (FILES[0].parent / "_sound.txt").read_text("utf-8")
    opened = open_knowledge(text, "_sound.yaml")
    assert opened.deck is not None
    assert [*opened.findings, *outward_findings(opened)] == []
