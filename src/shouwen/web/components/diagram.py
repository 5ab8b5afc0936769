"""A regulation's lifecycle as a drawing: stages, and the acts and rules that move a case.

SVG with class names only: the page's style sheet colours it, light, dark and on paper. Sizes are in
CSS pixels; the letters are about 13.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from shouwen.casework.rulebook_shapes import Arrow, Node
from shouwen.web.components import lettering
from shouwen.web.components.layers import Item, Layout, Route, layered
from shouwen.web.templatetags.face import bracketed, colon

_TITLE: Final = 14.0
_WORDS: Final = 12.0
_LINE: Final = 16.0
_WIDEST: Final = 124.0
_STAGE_WIDEST: Final = 150.0
_STAGE_LINE: Final = 19.0
#: Stands for "whichever open stage the case is in".
_ANYWHERE: Final = "*"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The SVG, and its size in pixels."""

    svg: SafeString
    width: int
    height: int


@lru_cache(maxsize=32)
def lifecycle(
    nodes: tuple[Node, ...], arrows: tuple[Arrow, ...], anywhere: str, label: str
) -> Drawing:
    """Return the drawing of a regulation's stages.

    :param anywhere: what the source of acts possible in any open stage is called
    :param label: what the drawing is, for those who cannot see it
    """
    titles = {node.id: node.title for node in nodes}
    ways: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in arrows:
        ways.setdefault((arrow.left or _ANYWHERE, arrow.right), []).append(arrow)
    stages = {node.id: lettering.lines(node.title, _STAGE_WIDEST, _TITLE) for node in nodes}
    if any(left == _ANYWHERE for left, _ in ways):
        # After the first stage: it leads down to wherever its acts lead.
        first, *rest = stages.items()
        stages = dict([first, (_ANYWHERE, lettering.lines(anywhere, _STAGE_WIDEST, _WORDS)), *rest])
        titles[_ANYWHERE] = anywhere
    spoken = {ends: _spoken(each) for ends, each in ways.items()}
    layout = layered(
        {key: _size(lines, _TITLE, _STAGE_LINE, 30, 20) for key, lines in stages.items()},
        {ends: _size(lines, _WORDS, _LINE, 10, 6) for ends, lines in spoken.items()},
    )
    # Words stand on top of every line, also of those drawn later.
    parts = [_way(layout, route, ways, titles) for route in layout.routes]
    parts += [_said(route, ways, spoken, titles) for route in layout.routes]
    kinds = {node.id: "end" if node.end else "first" if node.first else "open" for node in nodes}
    parts += [
        _stage(item, stages[key], kinds.get(key, "any")) for key, item in layout.nodes.items()
    ]
    width, height = round(layout.width), round(layout.height)
    svg = (
        f'<svg class="drawing" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(label)}">{_HEADS}{"".join(parts)}</svg>'
    )
    return Drawing(mark_safe(svg), width, height)  # noqa: S308 - every text went through escape


_HEADS: Final = "<defs>" + "".join(
    f'<marker id="head-{kind}" class="head head--{kind}" viewBox="0 0 8 8" refX="7" refY="4" '
    'markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 .8 8 4 0 7.2z"/>'
    "</marker>"
    for kind in ("down", "back")
) + "</defs>"  # fmt: skip


def _spoken(arrows: list[Arrow]) -> tuple[str, ...]:
    """Return the words of parallel arrows, one below the other."""
    texts = dict.fromkeys(arrow.label for arrow in arrows)
    mark = "· " if len(texts) > 1 else ""
    return tuple(line for text in texts for line in lettering.lines(mark + text, _WIDEST, _WORDS))


def _size(
    lines: Iterable[str], letters: float, line: float, wide: float, high: float
) -> tuple[float, float]:
    lines = tuple(lines)
    return max(lettering.width(each, letters) for each in lines) + wide, len(lines) * line + high


def _stage(item: Item, lines: tuple[str, ...], kind: str) -> str:
    x, y = item.x - item.width / 2, item.y - item.height / 2
    radius = item.height / 2 if kind in ("end", "any") else 6
    return (
        f'<g class="stage stage--{kind}"><rect x="{x:.1f}" y="{y:.1f}" width="{item.width:.1f}" '
        f'height="{item.height:.1f}" rx="{radius:.1f}"/>{_text(item, lines, _STAGE_LINE)}</g>'
    )


def _way(
    layout: Layout,
    route: Route,
    ways: dict[tuple[str, str], list[Arrow]],
    titles: dict[str, str],
) -> str:
    arrows = ways[(route.left, route.right)]
    kind = "back" if route.upward else "down"
    dashed = " way--automatic" if all(arrow.automatic for arrow in arrows) else ""
    marker = f'marker-{"start" if route.upward else "end"}="url(#head-{kind})"'
    return (
        f'<g class="way way--{kind}{dashed}">{_told(route, arrows, titles)}'
        f'<path d="{_line(layout, route)}" {marker}/></g>'
    )


def _said(
    route: Route,
    ways: dict[tuple[str, str], list[Arrow]],
    spoken: dict[tuple[str, str], tuple[str, ...]],
    titles: dict[str, str],
) -> str:
    ends = (route.left, route.right)
    words = next(item for item in route.items if item.kind == "words")
    return (
        f'<g class="said">{_told(route, ways[ends], titles)}'
        f'<rect x="{words.x - words.width / 2:.1f}" y="{words.y - words.height / 2:.1f}" '
        f'width="{words.width:.1f}" height="{words.height:.1f}" rx="3"/>'
        f"{_text(words, spoken[ends], _LINE)}</g>"
    )


def _told(route: Route, arrows: list[Arrow], titles: dict[str, str]) -> str:
    """Return what is said of an arrow the pointer rests on."""
    told = "\n".join(
        f"{colon(arrow.label + bracketed(arrow.article))}"
        f"{titles[route.left]} → {titles[route.right]}"
        for arrow in arrows
    )
    return f"<title>{escape(told)}</title>"


def _text(item: Item, lines: tuple[str, ...], line: float) -> str:
    first = item.y - line * (len(lines) - 1) / 2
    spans = "".join(
        f'<tspan x="{item.x:.1f}" y="{first + n * line:.1f}">{escape(each)}</tspan>'
        for n, each in enumerate(lines)
    )
    return f'<text dominant-baseline="central" text-anchor="middle">{spans}</text>'


def _line(layout: Layout, route: Route) -> str:
    """Return the path of an arrow, from its upper end to its lower one."""
    upper, *passed, lower = route.items
    x, y = _port(layout, route, upper, below=True), upper.y + upper.height / 2
    path = [f"M{x:.1f} {y + (2 if route.upward else 0):.1f}"]
    for item in passed:
        top, bottom = item.y - item.height / 2, item.y + item.height / 2
        path.append(_bend(x, y, item.x, top))
        if bottom > top:
            path.append(f"V{bottom:.1f}")
        x, y = item.x, bottom
    to = _port(layout, route, lower, below=False)
    top = lower.y - lower.height / 2
    path.append(_bend(x, y, to, top - (0 if route.upward else 2)))
    return "".join(path)


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    if abs(x - to_x) < 0.5:
        return f"V{to_y:.1f}"
    half = (to_y - y) / 2
    return f"C{x:.1f} {y + half:.1f} {to_x:.1f} {to_y - half:.1f} {to_x:.1f} {to_y:.1f}"


def _port(layout: Layout, route: Route, node: Item, *, below: bool) -> float:
    """Return where an arrow touches a stage: side by side, in the order they arrive."""
    here = [
        (each.items[1] if below else each.items[-2], each is route)
        for each in layout.routes
        if (each.items[0] if below else each.items[-1]) is node
    ]
    here.sort(key=lambda pair: pair[0].x)
    place = next(n for n, (_, mine) in enumerate(here) if mine)
    step = min(26.0, (node.width - 24) / max(1, len(here)))
    return node.x + (place - (len(here) - 1) / 2) * step
