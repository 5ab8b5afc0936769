"""Where units lie in the walk of the tree: ranges inside ranges, with room to grow.

A new unit takes a small part of the room its parent has left, so nobody else moves and rows that
remember a unit's position stay right. Only when the room runs out is the whole tree spread anew.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from shouwen.vocabulary import ShouwenError

Span = tuple[int, int]
#: All positions there are; they fit a bigint with room to spare.
WHOLE: Final[Span] = (0, 2**62)
#: A new unit takes one part in so many of the room left.
_SHARE: Final = 64


class TreeTooDeep(ShouwenError):
    """The tree has more levels than there are positions for."""


class Walk:
    """The tree of units and their spans, kept in step while it changes.

    :param units: id, parent and span of each, in any order
    """

    def __init__(self, units: Iterable[tuple[str, str | None, Span]] = ()) -> None:
        self.parents: dict[str, str | None] = {}
        self.spans: dict[str, Span] = {}
        self._children: dict[str | None, list[str]] = {None: []}
        rows = sorted(units, key=lambda row: row[2])
        for unit, parent, span in rows:
            self._children.setdefault(unit, [])
            self._children.setdefault(parent, []).append(unit)
            self.parents[unit] = parent
            self.spans[unit] = span

    def add(self, unit: str, parent: str | None) -> None:
        """Add a unit as the last under `parent`, or as the last root when that is None."""
        self._children[unit] = []
        self._children[parent].append(unit)
        self.parents[unit] = parent
        self._place(unit)

    def move(self, unit: str, parent: str | None) -> None:
        """Put a unit, with everything under it, last under another parent."""
        self._children[self.parents[unit]].remove(unit)
        self._children[parent].append(unit)
        self.parents[unit] = parent
        self._place(unit)

    def within(self, unit: str | None, above: str) -> bool:
        """Say whether `unit` is `above` or lies under it."""
        while unit is not None and unit != above:
            unit = self.parents[unit]
        return unit == above

    def changed(self, before: Mapping[str, Span]) -> list[str]:
        """Return the units whose span is not what it was."""
        return [unit for unit, span in self.spans.items() if before.get(unit) != span]

    def _place(self, unit: str) -> None:
        parent = self.parents[unit]
        low, high = self.spans[parent] if parent is not None else WHOLE
        siblings = self._children[parent]  # in the order of their spans, `unit` last
        start = self.spans[siblings[-2]][1] if len(siblings) > 1 else low + 1
        end = start + (high - start) // _SHARE
        if not self._spread(unit, (start, end), self._sizes(unit)):
            self._spread_all()

    def _spread_all(self) -> None:
        sizes: dict[str, int] = {}
        for root in self._children[None]:
            sizes |= self._sizes(root)
        if not self._spread_among(self._children[None], WHOLE, sizes):
            raise TreeTooDeep(
                "机构层级太深，无法编排",
                "请检查上下级关系",
                "the tree of units has too many levels",
            )

    def _spread(self, unit: str, span: Span, sizes: Mapping[str, int]) -> bool:
        """Give a unit this span and those under it parts of it; False if it is too narrow."""
        waiting = [(unit, span)]
        while waiting:
            unit, span = waiting.pop()
            if span[1] - span[0] < sizes[unit]:
                return False
            self.spans[unit] = span
            parts = self._parts(self._children[unit], (span[0] + 1, span[1]), sizes)
            waiting += zip(self._children[unit], parts, strict=True)
        return True

    def _spread_among(self, units: list[str], span: Span, sizes: Mapping[str, int]) -> bool:
        parts = self._parts(units, span, sizes)
        return all(self._spread(unit, part, sizes) for unit, part in zip(units, parts, strict=True))

    @staticmethod
    def _parts(units: list[str], span: Span, sizes: Mapping[str, int]) -> list[Span]:
        """Divide half of a span by size; the other half stays free for units to come."""
        total = 2 * sum(sizes[unit] for unit in units)
        parts, start = [], span[0]
        for unit in units:
            end = start + (span[1] - span[0]) * sizes[unit] // total
            parts.append((start, end))
            start = end
        return parts

    def _sizes(self, unit: str) -> dict[str, int]:
        order = [unit]
        for above in order:
            order += self._children[above]
        sizes = dict.fromkeys(order, 1)
        for below in reversed(order[1:]):
            sizes[self.parents[below] or ""] += sizes[below]
        return sizes
