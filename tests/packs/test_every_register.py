"""Every register of every regulation, printed from the stories that come with it."""

import pytest

from shouwen.documents import stories
from shouwen.documents.handing_out import register_file
from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import inherited_stories, own_stories, played_under
from shouwen.scenarios import play

REGISTERS = [
    (regulation, register)
    for regulation in shelf.regulation_ids()
    for register in shelf.procedure(regulation).pack.registers
]


@pytest.fixture(scope="module")
def told():
    """The stories of a regulation played, numbered as they come."""
    kept = {}

    def of(regulation):
        if regulation not in kept:
            procedure, model = shelf.procedure(regulation), shelf.directory(regulation)
            # A case that goes over to another edition began under another text.
            own = [each for each in own_stories(regulation)
                   if played_under(each, procedure) is procedure]  # fmt: skip
            played = [
                play(procedure, story, file.directory or model, EDITIONS)
                for file in (*own, *inherited_stories(regulation))
                for story in file.stories
            ]
            kept[regulation] = [(f"{number:03}", each) for number, each in enumerate(played)]
        return kept[regulation]

    return of


@pytest.mark.parametrize(
    ("regulation", "register"), REGISTERS, ids=[f"{one}-{two}" for one, two in REGISTERS]
)
def test_a_register_is_printed_from_the_stories(told, regulation, register):
    procedure, directory = shelf.procedure(regulation), shelf.directory(regulation)
    table = stories.register_of_stories(procedure, told(regulation), directory, register)
    title = procedure.pack.registers[register].title
    assert table.title == title
    assert table.lines, "no story belongs into it"
    assert len({len(line.words) for line in table.lines}) == 1
    assert any(word for line in table.lines for word in line.words)
    assert register_file(table, "pdf").content.startswith(b"%PDF")
    assert register_file(table, "xlsx").content.startswith(b"PK")
