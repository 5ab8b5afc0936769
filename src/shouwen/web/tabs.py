"""Tabs: the rooms beside one, and the ways to look at a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Tab:
    """One room beside others, or one view of a list.

    `count` is as shown; 0 or empty shows none. `tone` colours it, `icon` stands before the label;
    both may be empty.
    """

    label: str
    href: str
    current: bool
    count: int | str = ""
    tone: str = ""
    icon: str = ""


def rooms(places: Iterable[tuple[str, str]], current: str) -> tuple[Tab, ...]:
    """Return rooms as tabs: pairs of a page's name, such as ``money:month``, and its label."""
    return tuple(Tab(label, reverse(page), page == current) for page, label in places)


def views(
    names: Mapping[str, str],
    current: str,
    counts: Mapping[str, int] | None = None,
    *,
    address: str = "",
    parameter: str = "view",
) -> tuple[Tab, ...]:
    """Return views of one list as tabs, each with its count where one is known.

    :param names: the label of each view by its value in the address
    :param address: of the list; without one, that of the page itself
    """
    return tuple(
        Tab(label, f"{address}?{parameter}={name}", name == current, (counts or {}).get(name, 0))
        for name, label in names.items()
    )
