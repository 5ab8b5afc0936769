"""The drawing of a lifecycle: everything is on it, nothing lies on anything else."""

import re
from html import unescape
from itertools import combinations

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.casework import rulebooks
from shouwen.casework.rulebook_shapes import Arrow, Node
from shouwen.packs import shelf
from shouwen.web.components import lettering
from shouwen.web.components.diagram import lifecycle
from shouwen.web.components.layers import layered
from shouwen.web.templatetags.face import bracketed


def drawn(id_, language="zh"):
    view = rulebooks.regulation(id_, language)
    return view, lifecycle(view.nodes, view.arrows, "anywhere", "title")


def apart(one, other):
    return (
        abs(one.x - other.x) * 2 >= one.width + other.width - 0.01
        or abs(one.y - other.y) * 2 >= one.height + other.height - 0.01
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("id_", shelf.regulation_ids())
def test_every_stage_and_arrow_is_drawn(id_, language):
    with override({"zh": "zh-hans"}.get(language, language)):
        view, drawing = drawn(id_, language)
        told = [f"{arrow.label}{bracketed(arrow.article)}" for arrow in view.arrows]
    svg = unescape(str(drawing.svg))
    assert svg.count('class="stage stage--first"') == 1
    assert svg.count('class="stage stage--end"') == sum(node.end for node in view.nodes)
    for each in told:
        assert each in svg.replace("&amp;", "&").replace("&#x27;", "'")
    assert svg.count('class="way way--') == len({(a.left, a.right) for a in view.arrows})
    assert "style=" not in svg


def test_the_same_regulation_is_drawn_the_same():
    view, drawing = drawn("postal-bank")
    lifecycle.cache_clear()
    assert lifecycle(view.nodes, view.arrows, "anywhere", "title") == drawing


def test_what_a_pack_says_is_escaped():
    nodes = (Node("a", "<b>", False, True), Node("b", "终", True, False))
    arrows = (Arrow("a", "b", '"&<script>', "<i>", True),)
    svg = str(lifecycle(nodes, arrows, "x", '">').svg)
    assert "<script" not in svg
    assert "<i>" not in svg
    assert "way--automatic" in svg


graphs = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.lists(st.tuples(st.floats(40, 160), st.floats(20, 60)), min_size=n, max_size=n),
        st.dictionaries(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1]),
            st.tuples(st.floats(20, 130), st.floats(16, 64)),
            max_size=16,
        ),
    )
)


@settings(max_examples=60, deadline=None)
@given(graphs)
def test_nothing_lies_on_anything_else(graph):
    sizes, ways = graph
    nodes = {f"n{n}": size for n, size in enumerate(sizes)}
    arrows = {(f"n{a}", f"n{b}"): size for (a, b), size in ways.items()}
    layout = layered(nodes, arrows)
    boxes = list(layout.nodes.values())
    boxes += [item for route in layout.routes for item in route.items if item.kind == "words"]
    for one, other in combinations(boxes, 2):
        assert apart(one, other), (one.key, other.key)
    for box in boxes:
        assert box.width / 2 <= box.x <= layout.width - box.width / 2
        assert box.height / 2 <= box.y <= layout.height - box.height / 2
    for route in layout.routes:
        upper, lower = route.items[0], route.items[-1]
        assert upper.row < lower.row
        assert route.upward == (layout.nodes[route.left] is lower)
        assert sum(item.kind == "words" for item in route.items) == 1


@given(st.text("字 词aB，。（）", max_size=40), st.floats(30, 200))
def test_lines_lose_nothing_and_never_begin_with_a_comma(text, most):
    found = lettering.lines(text, most, 12.0)
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)
    for line in found[1:]:
        assert line[0] not in "，。）"
