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

    def going_over(
        self, names: Mapping[str, str | None], options: Mapping[str, Mapping[str, str]]
    ) -> "Entries":
        """Return the record with its columns, and the options in them, called otherwise.

        :param names: new names of columns by the old ones, None for those that are gone
        :param options: new options by the old ones, by the old name of the column
        """
        kept = tuple(
            Entry(entry.number, entry.at, called_otherwise(entry.values, names, options))
            for entry in self.kept
        )
        return Entries(kept, self.last)

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


def called_otherwise(
    values: Mapping[str, object],
    names: Mapping[str, str | None],
    options: Mapping[str, Mapping[str, str]],
) -> dict[str, object]:
    """Return values under new names and with new options; see :meth:`Entries.going_over`."""
    return {
        name: _option(value, options.get(old, {}))
        for old, value in values.items()
        if (name := names.get(old, old)) is not None
    }


def _option(value: object, options: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return options.get(value, value)
    if options and isinstance(value, list | tuple):
        return [options.get(each, each) if isinstance(each, str) else each for each in value]
    return value


NO_ENTRIES = Entries()
