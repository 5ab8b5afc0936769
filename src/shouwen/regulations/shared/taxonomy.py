"""A taxonomy: a list, or a tree, of terms that several regulations may share."""

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, model_validator

from shouwen.regulations.elements import Element
from shouwen.regulations.faults import written
from shouwen.regulations.texts import Id, PackId, Text

#: ``id@version``: how a regulation names one edition of a taxonomy.
TaxonomyKey = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9-]{0,47}@\d{1,4}(\.\d{1,3})?$",
        "请写 编号@版本，例如 prohibited-behaviour@1",
        "write id@version, such as prohibited-behaviour@1",
    ),
]
#: Deeper trees are refused: nobody finds an option in them.
MOST_LEVELS = 6


class TaxonomyHeader(Element):
    """What the taxonomy is and where its terms come from."""

    id: PackId
    version: Annotated[
        str,
        written(
            r"^\d{1,4}(\.\d{1,3})?$",
            '请写数字并加引号，例如 "1" 或 "2024.1"',
            'write a number in quotes, such as "1" or "2024.1"',
        ),
    ]
    title: Text
    english: Text | None = None
    issuer: Text | None = None
    source: Text | None = Field(None, description="where the terms come from")
    about: Text | None = None


class Entry(Element):
    """One term. `code` is what an authority calls it; its id is ours and never changes."""

    title: Text
    parent: Id | None = None
    english: Text | None = None
    code: Text | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        return {"title": written} if isinstance(written, str) else written


class Taxonomy(Element):
    """One edition of a taxonomy. Entries are in the order people see them."""

    taxonomy: TaxonomyHeader
    entries: dict[Id, Entry] = Field(min_length=1)

    @property
    def key(self) -> str:
        """Such as ``prohibited-behaviour@1``."""
        return f"{self.taxonomy.id}@{self.taxonomy.version}"

    def children(self, entry: str | None) -> tuple[str, ...]:
        """Return the entries directly under one, in order; the top ones for None."""
        return self._children.get(entry, ())

    def line(self, entry: str) -> tuple[str, ...]:
        """Return an entry with everything above it, the top first. Parents run in no circle."""
        found = [entry]
        while (above := self.entries[found[-1]].parent) is not None:
            found.append(above)
        return tuple(reversed(found))

    def level(self, entry: str) -> int:
        """Return how deep an entry lies; a top one at 1."""
        return len(self.line(entry))

    def is_leaf(self, entry: str) -> bool:
        """Say whether nothing lies under an entry."""
        return entry not in self._children

    def within(self, entry: str, above: str) -> bool:
        """Say whether `entry` is `above` or lies under it."""
        return above in self.line(entry)

    def labels(self, chosen: Iterable[str], *, english: bool = False) -> dict[str, str]:
        """Return what each chosen entry is called among the others.

        Its title; where several chosen ones have the same, as much of the line above as tells them
        apart: ``安全生产：其他``. In English as many, Chinese where English lacks.
        """
        depths = self._depths(list(chosen))
        return {one: self._called(one, depth, english) for one, depth in depths.items()}

    def _depths(self, chosen: list[str]) -> dict[str, int]:
        """Return how many titles of its line tell each of the chosen from the others."""
        depths = dict.fromkeys(chosen, 1)
        while True:
            alike: dict[str, list[str]] = {}
            for one, depth in depths.items():
                alike.setdefault(self._called(one, depth, False), []).append(one)
            longer = [
                one
                for same in alike.values()
                if len(same) > 1
                for one in same
                if depths[one] < self.level(one)
            ]
            if not longer:
                return depths
            for one in longer:
                depths[one] += 1

    def _called(self, entry: str, depth: int, english: bool) -> str:
        line = [self.entries[above] for above in self.line(entry)[-depth:]]
        if english:
            return ": ".join(each.english or each.title for each in line)
        return "：".join(each.title for each in line)

    @cached_property
    def _children(self) -> dict[str | None, tuple[str, ...]]:
        below: dict[str | None, list[str]] = {}
        for name, entry in self.entries.items():
            below.setdefault(entry.parent, []).append(name)
        return {above: tuple(names) for above, names in below.items()}
