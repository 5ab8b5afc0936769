"""Which bulletins speak of the matter just being told, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shouwen import people
from shouwen.casework.bulletins import BulletinRow, bulletins
from shouwen.casework.keys import path_of
from shouwen.casework.resembling import likeness

#: How much of a bulletin's title must be in what is told, where nothing else speaks for it.
_ALIKE: Final = 0.4
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class CommonCause:
    """One bulletin with what speaks for it, in words."""

    row: BulletinRow
    reasons: tuple[str, ...]


def common_causes(
    regulation: str,
    classes: Iterable[str],
    units: Iterable[str],
    text: str,
    now: datetime,
    language: str = "zh",
) -> tuple[CommonCause, ...]:
    """Return the bulletins told now that fit a matter, those with most reasons first.

    A bulletin for another regulation, class or place never fits; one for everything and everywhere
    fits only by its words.

    :param classes: the classes chosen; none where nothing was chosen yet
    :param units: the units the matter names
    """
    told = [row for row in bulletins(now) if row.holds(now)]
    if not told:
        return ()
    english = language.startswith("en")
    directory = people.directory(now)
    chosen = set(classes)
    paths = [path for unit in units if unit and (path := path_of(unit, directory))]
    found = []
    for row in told:
        if row.regulation and row.regulation != regulation:
            continue
        if row.category and chosen and row.category not in chosen:
            continue
        within = path_of(row.unit, directory) if row.unit else ""
        if within and paths and not any(path.startswith(within) for path in paths):
            continue
        reasons = []
        if within and paths:
            reasons.append(f"at {row.unit_name}" if english else f"同在{row.unit_name}")
        if row.category and row.category in chosen:
            reasons.append("same class" if english else "类别相同")
        alike = likeness(row.title, text)
        if alike >= _ALIKE:
            reasons.append(f"wording {alike:.0%} alike" if english else f"所述 {alike:.0%} 相近")
        if reasons:
            found.append(CommonCause(row, tuple(reasons)))
    found.sort(key=lambda each: -len(each.reasons))
    return tuple(found[:_MOST])
