"""The nouns every part shares. Pure: no Django, clock, file or randomness."""

from shouwen.vocabulary.directory import Deputy, Directory, Person, Post, Unit
from shouwen.vocabulary.errors import ShouwenError
from shouwen.vocabulary.identity import Actor
from shouwen.vocabulary.money import fen, ungrouped
from shouwen.vocabulary.month import Month, NotAMonth
from shouwen.vocabulary.tenures import Spell, Tenures
from shouwen.vocabulary.term import Term, TermUnit
from shouwen.vocabulary.zone import OFFICE_ZONE, at_office, iso, moment

__all__ = [
    "OFFICE_ZONE",
    "Actor",
    "Deputy",
    "Directory",
    "Month",
    "NotAMonth",
    "Person",
    "Post",
    "ShouwenError",
    "Spell",
    "Tenures",
    "Term",
    "TermUnit",
    "Unit",
    "at_office",
    "fen",
    "iso",
    "moment",
    "ungrouped",
]
