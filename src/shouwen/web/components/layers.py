"""A drawing in layers: everything stands on a row, arrows run down or back up between the rows.

The method of Sugiyama, small: rows by the longest way from the start, an item of its own for every
arrow on every row it crosses (one of them carries the words, so that no words overlap), fewest
crossings by sweeping, places by least squares. The order things are given in breaks every tie: the
same regulation is always drawn the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

_SWEEPS: Final = 12
_SETTLES: Final = 96
_APART: Final = 24.0
#: How much an arrow wants to be straight: where it passes rows most of all.
_STRAIGHT: Final = {0: 1.0, 1: 6.0, 2: 40.0}
#: The way from one row to the next is the main road: it is kept straight before the others.
_MAIN: Final = 5.0


@dataclass(slots=True)
class Item:
    """Something on a row: a stage, the words of an arrow, or a place an arrow passes."""

    key: str
    kind: Literal["node", "words", "pass"]
    row: int
    width: float
    height: float
    main: bool = False
    x: float = 0.0
    y: float = 0.0
    above: list["Item"] = field(default_factory=list)
    below: list["Item"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Route:
    """One arrow's items from its upper end to its lower; `upward` when it points up."""

    left: str
    right: str
    items: tuple[Item, ...]
    upward: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands; `x`, `y` of an item are its middle."""

    nodes: Mapping[str, Item]
    routes: tuple[Route, ...]
    width: float
    height: float


def layered(
    nodes: Mapping[str, tuple[float, float]],
    arrows: Mapping[tuple[str, str], tuple[float, float]],
    *,
    margin: float = 12.0,
    gap: float = 22.0,
) -> Layout:
    """Return where nodes and arrows stand.

    :param nodes: width and height of each, in the order a case meets them
    :param arrows: width and height of the words of each, by its ends
    """
    rows = _rows(list(nodes), list(arrows))
    items = {
        key: Item(key, "node", rows[key], width, height)
        for key, (width, height) in nodes.items()
    }  # fmt: skip
    routes = tuple(_route(items, ends, size) for ends, size in arrows.items())
    layers = _layers(items, routes)
    _uncross(layers)
    _settle(layers)
    return Layout(items, routes, *_place(layers, margin, gap))


def _rows(order: list[str], arrows: list[tuple[str, str]]) -> dict[str, int]:
    """Return every node's row; stages stand on even ones, the words of arrows between them.

    An arrow to an earlier stage leads back up: it is turned round, so that there are no circles.
    """
    place = {key: n for n, key in enumerate(order)}
    down = [tuple(sorted(ends, key=lambda key: place[key])) for ends in arrows]
    row = dict.fromkeys(order, 0)
    for key in order:
        for upper, lower in down:
            if lower == key:
                row[key] = max(row[key], row[upper] + 1)
    for key in reversed(order):
        lower = [row[each] for upper, each in down if upper == key]
        if lower and not any(each == key for _, each in down):
            # What nothing leads to stands just above what it leads to.
            row[key] = min(lower) - 1 if place[key] else 0
    return {key: 2 * each for key, each in row.items()}


def _route(items: Mapping[str, Item], ends: tuple[str, str], size: tuple[float, float]) -> Route:
    left, right = (items[key] for key in ends)
    upward = left.row > right.row
    upper, lower = (right, left) if upward else (left, right)
    # The words stand near where the arrow begins.
    spoken = lower.row - 1 if upward else upper.row + 1
    chain = [upper]
    for row in range(upper.row + 1, lower.row):
        key = f"{ends[0]}>{ends[1]}@{row}"
        item = Item(key, "words", row, *size) if row == spoken else Item(key, "pass", row, 6, 0)
        item.main = not upward and lower.row == upper.row + 2
        chain.append(item)
    chain.append(lower)
    for above, below in pairwise(chain):
        above.below.append(below)
        below.above.append(above)
    return Route(*ends, tuple(chain), upward)


def _layers(items: Mapping[str, Item], routes: Sequence[Route]) -> list[list[Item]]:
    layers: dict[int, list[Item]] = {}
    for item in items.values():
        layers.setdefault(item.row, []).append(item)
    for route in routes:
        for item in route.items[1:-1]:
            layers.setdefault(item.row, []).append(item)
    return [layers.get(row, []) for row in range(max(layers, default=0) + 1)]


# -- order on the rows


def _uncross(layers: list[list[Item]]) -> None:
    """Order every row so that few arrows cross."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        for layer in layers if downward else reversed(layers):
            place = {item.key: n for other in layers for n, item in enumerate(other)}
            wish = {
                item.key: _middle([place[o.key] for o in (item.above if downward else item.below)])
                for item in layer
            }
            stay = {item.key: n for n, item in enumerate(layer)}
            layer.sort(key=lambda i: w if (w := wish[i.key]) is not None else stay[i.key])
        crossed = _crossings(layers)
        if crossed < fewest:
            best, fewest = [list(layer) for layer in layers], crossed
    layers[:] = best


def _middle(places: list[int]) -> float | None:
    return sum(places) / len(places) if places else None


def _crossings(layers: list[list[Item]]) -> int:
    found = 0
    for layer, next_layer in pairwise(layers):
        place = {item.key: n for n, item in enumerate(next_layer)}
        ends = [(n, place[o.key]) for n, item in enumerate(layer) for o in item.below]
        found += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[:i])
    return found


# -- places on the rows


def _settle(layers: list[list[Item]]) -> None:
    """Move items towards what they are joined to, keeping order and distance."""
    for layer in layers:
        x = 0.0
        for item in layer:
            item.x = x + item.width / 2
            x += item.width + _APART
    for turn in range(_SETTLES):
        for layer in layers if turn % 2 == 0 else reversed(layers):
            if layer:
                _spread(layer, [_wish(item) for item in layer])


def _wish(item: Item) -> tuple[float, float]:
    """Return where an item wants to be, and how much."""
    pulls = [(other.x, _pull(item, other)) for other in (*item.above, *item.below)]
    weight = sum(each for _, each in pulls)
    return (sum(x * each for x, each in pulls) / weight, weight) if weight else (item.x, 0.1)


def _pull(item: Item, other: Item) -> float:
    if item.main or other.main:
        return _MAIN
    return _STRAIGHT[(item.kind == "pass") + (other.kind == "pass")]


def _spread(layer: list[Item], wishes: list[tuple[float, float]]) -> None:
    """Place a row as near to its wishes as order and distance allow (pool adjacent violators)."""
    offset, before = 0.0, None
    offsets = []
    for item in layer:
        if before is not None:
            offset += (before.width + item.width) / 2 + _APART
        offsets.append(offset)
        before = item
    pools: list[list[float]] = []  # mean, weight, members
    for (wish, weight), shift in zip(wishes, offsets, strict=True):
        pools.append([wish - shift, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, members = pools.pop()
            total = pools[-1][1] + heavy
            pools[-1][0] = (pools[-1][0] * pools[-1][1] + mean * heavy) / total
            pools[-1][1], pools[-1][2] = total, pools[-1][2] + members
    places = [mean for mean, _, members in pools for _ in range(int(members))]
    for item, place, shift in zip(layer, places, offsets, strict=True):
        item.x = place + shift


def _place(layers: list[list[Item]], margin: float, gap: float) -> tuple[float, float]:
    items = [item for layer in layers for item in layer]
    left = min((item.x - item.width / 2 for item in items), default=0.0)
    for item in items:
        item.x += margin - left
    y = margin
    for layer in layers:
        height = max((item.height for item in layer), default=0.0)
        for item in layer:
            item.y = y + height / 2
        y += height + gap
    right = max((item.x + item.width / 2 for item in items), default=0.0)
    return right + margin, y - gap + margin
