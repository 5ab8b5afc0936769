import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.people.walk import WHOLE, TreeTooDeep, Walk


def ordered_and_nested(walk: Walk) -> bool:
    for unit, (low, high) in walk.spans.items():
        parent = walk.parents[unit]
        if not low < high:
            return False
        outer = walk.spans[parent] if parent is not None else (WHOLE[0] - 1, WHOLE[1])
        if not (outer[0] < low and high <= outer[1]):
            return False
    for unit, (low, _) in walk.spans.items():
        inside = {
            other for other, span in walk.spans.items() if low <= span[0] < walk.spans[unit][1]
        }
        if inside != {other for other in walk.spans if walk.within(other, unit)}:
            return False
    return True


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=40))
def test_a_range_holds_a_unit_and_exactly_what_is_under_it(steps):
    walk = Walk()
    names: list[str] = []
    for first, second, moves in steps:
        parent = names[first % len(names)] if names else None
        if moves and names:
            unit = names[second % len(names)]
            if not walk.within(parent, unit):
                walk.move(unit, parent)
        else:
            names.append(f"u{len(names)}")
            walk.add(names[-1], parent)
    assert ordered_and_nested(walk)
    again = Walk((unit, walk.parents[unit], span) for unit, span in walk.spans.items())
    assert again.spans == walk.spans


def test_a_new_unit_moves_nobody():
    walk = Walk()
    walk.add("head", None)
    for n in range(300):
        walk.add(f"b{n}", "head")
    before = dict(walk.spans)
    walk.add("new", "b7")
    assert walk.changed(before) == ["new"]


def test_when_the_room_runs_out_the_tree_is_spread_anew():
    walk = Walk()
    walk.add("head", None)
    for n in range(4000):
        walk.add(f"b{n}", "head")
    for n in range(40):
        walk.add(f"c{n}", f"c{n - 1}" if n else "b0")
    low, high = walk.spans["head"]
    assert all(low < span[0] < high for unit, span in walk.spans.items() if unit != "head")
    assert len({span[0] for span in walk.spans.values()}) == 4041


def test_an_endless_chain_of_command_is_refused():
    walk = Walk()
    walk.add("u0", None)
    for n in range(1, 40):
        walk.add(f"u{n}", f"u{n - 1}")
    with pytest.raises(TreeTooDeep):  # noqa: PT012 - which level is one too many is no matter
        for n in range(40, 80):
            walk.add(f"u{n}", f"u{n - 1}")
