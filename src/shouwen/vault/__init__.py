"""What must be forgettable: names, numbers, letters and files, sealed under opaque references.

The ledger and the tables people query hold references only, so forgetting a person leaves history
whole. Lists show masks; seeing more needs a reason and leaves a reading note.
"""

from shouwen.vault.errors import Forgotten, KeyMissing, ReasonNeeded, TooLarge, UnknownRef
from shouwen.vault.keys import add_key
from shouwen.vault.operations import (
    KEEP_CTES,
    LARGEST_FILE,
    KeptFile,
    PreparedKeeping,
    forget,
    keep,
    keep_file,
    keep_many,
    keep_until,
    prepare,
    reseal,
    reveal,
    reveal_file,
    search_person,
)
from shouwen.vault.particular import SEARCHABLE, Kind, Particular, mask
from shouwen.vault.queries import (
    Label,
    ReadingNote,
    SearchNote,
    due,
    find,
    find_like,
    find_name,
    labels,
    latest_readings,
    masked,
    masked_many,
    readings,
    readings_of,
    same_value,
    searches,
)

__all__ = [
    "KEEP_CTES",
    "LARGEST_FILE",
    "SEARCHABLE",
    "Forgotten",
    "KeptFile",
    "KeyMissing",
    "Kind",
    "Label",
    "Particular",
    "PreparedKeeping",
    "ReadingNote",
    "ReasonNeeded",
    "SearchNote",
    "TooLarge",
    "UnknownRef",
    "add_key",
    "due",
    "find",
    "find_like",
    "find_name",
    "forget",
    "keep",
    "keep_file",
    "keep_many",
    "keep_until",
    "labels",
    "latest_readings",
    "mask",
    "masked",
    "masked_many",
    "prepare",
    "readings",
    "readings_of",
    "reseal",
    "reveal",
    "reveal_file",
    "same_value",
    "search_person",
    "searches",
]
