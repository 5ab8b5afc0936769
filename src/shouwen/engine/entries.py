"""What a case keeps in its records: numbered entries, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number in the record, when it was entered, what its columns were.

    A column nobody filled in is absent.
    """

    number: int
    at: datetime
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one record. No number is given twice, also not that of a struck entry."""

    kept: tuple[Entry, ...] = ()
    last: int = 0

    def with_entry(self, entry: Entry) -> "Entries":
        """Return the record with one entry more, or another in the place of its number."""
        if any(each.number == entry.number for each in self.kept):
            kept = tuple(entry if each.number == entry.number else each for each in self.kept)
            return Entries(kept, self.last)
        return Entries((*self.kept, entry), max(self.last, entry.number))

    def without(self, number: int) -> "Entries":
        """Return the record without the entry of this number."""
        return Entries(tuple(each for each in self.kept if each.number != number), self.last)

    def keyed(self, key: Mapping[str, object]) -> Entry | None:
        """Return the entry whose columns have these values, or None."""
        return next(
            (
                entry
                for entry in self.kept
                if all(entry.values.get(name) == value for name, value in key.items())
            ),
            None,
        )


NO_ENTRIES = Entries()
