"""Records: many entries of one kind in one case, such as interviews, pieces of evidence, fines."""

from pydantic import Field

from shouwen.regulations.elements import Cited
from shouwen.regulations.texts import Id, Text


class Record(Cited):
    """A list a case keeps: each entry holds what its columns were when it was entered.

    `of` names facts, and derived facts computed at that moment. With a `key` an entry replaces the
    earlier one of the same key. Once entered, the facts are blank again for the next entry; those
    in `keeps` stay.
    """

    title: Text
    of: list[Id] = Field(min_length=1)
    key: list[Id] = []
    keeps: list[Id] = []
