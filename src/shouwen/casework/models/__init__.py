"""What lists and searches read: caches of the ledger's folds, which `rebuild` makes anew.

Only :mod:`shouwen.casework.writing` and its neighbours write here. Unit paths
(``/ho/branch/outlet/``) are positions in the tree of units: a subtree is one range, and a new unit
moves no other.
"""

from shouwen.casework.models.bulletins import Apart, Bulletin, BulletinCase
from shouwen.casework.models.cases import (
    Case,
    Clock,
    Desk,
    Document,
    Particular,
    SearchText,
    Serial,
)
from shouwen.casework.models.contacts import CallAttempt, CodeFailure, Contact, Draft
from shouwen.casework.models.duties import Duty, Notice
from shouwen.casework.models.regulations import (
    Adoption,
    CalendarYear,
    Companion,
    Edition,
    EditionDraft,
    LocalAdoption,
    Published,
)

__all__ = [
    "Adoption",
    "Apart",
    "Bulletin",
    "BulletinCase",
    "CalendarYear",
    "CallAttempt",
    "Case",
    "Clock",
    "CodeFailure",
    "Companion",
    "Contact",
    "Desk",
    "Document",
    "Draft",
    "Duty",
    "Edition",
    "EditionDraft",
    "LocalAdoption",
    "Notice",
    "Particular",
    "Published",
    "SearchText",
    "Serial",
]
