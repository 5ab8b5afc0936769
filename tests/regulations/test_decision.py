from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.regulations.decision import (
    TableNotDecided,
    TableUnfit,
    compile_table,
    examine,
    row_words,
)
from shouwen.regulations.expressions import UNKNOWN, Type
from tests.regulations.conditions import NAMES, TERMS, TITLES, Facts

ALL_NAMES = NAMES | {"subject": Type.parse("text"), "day": Type.parse("date")}


def table(inputs, rows, policy="unique", outputs=None, names=ALL_NAMES, enums=TERMS):
    """Return a table; a row is a dict of cells, and its output is its number."""
    written = [(when, {"answer": i}, (f"a{i}",)) for i, when in enumerate(rows, 1)]
    return compile_table(
        "t", inputs, outputs or {"answer": "int"}, policy, written, names=names, enums=enums
    )


def faults_of(*args, limits=None, **more):
    return examine(table(*args, **more), enums=TERMS, titles=TITLES, limits=limits)


AUTHORITY = [
    {"amount": "<= 1000", "major": False},
    {"amount": "(1000..20000]", "major": False},
    {"amount": "<= 20000", "major": True},
    {"amount": "> 20000"},
]


# ---- looking up


@pytest.mark.parametrize(
    ("amount", "major", "number"),
    [
        ("0", False, 1),
        ("-5", False, 1),
        ("1000", False, 1),
        ("1000.01", False, 2),
        ("20000.00", False, 2),
        ("1000", True, 3),
        ("20000.01", True, 4),
        ("20000.01", False, 4),
    ],
)
def test_the_boundary_belongs_where_it_is_written(amount, major, number):
    row = table(["amount", "major"], AUTHORITY).look_up(
        Facts({"amount": Decimal(amount), "major": major})
    )
    assert (row.number, row.values, row.cite) == (number, {"answer": number}, (f"a{number}",))


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({"amount": Decimal(30000)}, 4),  # major does not matter above 20,000
        ({"amount": Decimal(10)}, None),
        ({"major": True}, None),
        ({}, None),
    ],
)
def test_unknown_inputs_matter_only_where_they_decide(facts, number):
    found = table(["amount", "major"], AUTHORITY).look_up(Facts(facts))
    assert found is UNKNOWN if number is None else found.number == number


def test_a_first_table_stops_at_the_first_row_that_may_hold():
    rows = [{"major": True}, {"channel": "phone"}, {}]
    ready = table(["channel", "major"], rows, "first")
    assert ready.look_up(Facts({"channel": "phone"})) is UNKNOWN
    assert ready.look_up(Facts({"channel": "phone", "major": False})).number == 2
    assert ready.look_up(Facts({"channel": "web", "major": False})).number == 3
    assert ready.look_up(Facts({"major": True})).number == 1


def test_an_unread_table_says_that_it_does_not_decide_but_not_for_which_values():
    with pytest.raises(TableNotDecided, match="没有一行成立（输入：amount）") as none:
        table(["amount"], [{"amount": "> 5"}]).look_up(Facts({"amount": Decimal("4.711")}))
    assert "4.711" not in str(none.value)
    with pytest.raises(TableNotDecided, match="第 1 行与第 2 行同时成立"):
        table(["count"], [{"count": ">= 5"}, {"count": "<= 5"}]).look_up(Facts({"count": 5}))


def test_outputs_have_their_types():
    ready = compile_table(
        "t",
        ["major"],
        {"fee": "money", "who": "role", "way": "enum:channel", "papers": "list:text"},
        "unique",
        [({}, {"fee": 5, "who": "union", "way": "web", "papers": ["x"]}, ())],
        names=ALL_NAMES,
        enums=TERMS,
    )
    values = ready.look_up(Facts()).values
    assert values == {"fee": Decimal(5), "who": "union", "way": "web", "papers": ("x",)}
    assert type(values["fee"]) is Decimal


# ---- writing


@pytest.mark.parametrize(
    ("column", "written", "problem"),
    [
        ("amount", "1000 元", "不是数字或区间"),
        ("amount", "50,000", "不是数字或区间"),
        ("amount", "≥ 5", "不是数字或区间"),
        ("amount", "foo bar", "不是数字或区间"),
        ("amount", ">= abc", "不是数字或区间"),
        ("amount", True, "不是数字或区间"),
        ("amount", ["1..5"], "区间请加引号"),
        ("amount", "(5..5]", "没有任何数"),
        ("amount", "[6..5]", "没有任何数"),
        ("count", "(5..6)", "没有任何数"),
        ("count", "> 1.5", "须是整数"),
        ("count", Decimal("1.5"), "须是整数"),
        ("channel", "fax", "可用：phone、web、visit"),
        ("channel", ["phone", "fax"], "“fax”不是 channel 的选项"),
        ("channel", [], "空列表"),
        ("channel", True, "不是 channel 的选项"),
        ("channel", None, "格子是空的"),
        ("major", "yes", "不是true 或 false"),
        ("major", 1, "不是true 或 false"),
        ("subject", 5, "不是文字"),
        ("unit", "u1", "机构不能写进决策表"),
        ("handler", "p1", "人员不能写进决策表"),
        ("day", "2026-01-01", "日期不能写进决策表"),
    ],
)
def test_cells_nothing_could_satisfy_are_refused(column, written, problem):
    with pytest.raises(TableUnfit, match="第 1 行") as refused:
        table([column], [{column: written}])
    (found,) = refused.value.problems
    assert (found.row, found.column) == (1, column)
    assert problem in str(found)
    assert found.english


def test_all_problems_of_a_table_are_told_at_once():
    with pytest.raises(TableUnfit) as refused:
        compile_table(
            "t",
            ["channel", "nobody"],
            {"answer": "int", "when": "date", "what": "thing"},
            "unique",
            [
                ({"channel": "fax", "colour": "red"}, {"answer": "5", "when": "x", "what": 1}, ()),
                ({}, {"answer": 5, "more": 1, "when": "x", "what": 1}, ()),
            ],
            names=ALL_NAMES,
            enums=TERMS,
        )
    told = [(each.row, each.column) for each in refused.value.problems]
    assert told == [
        (None, "when"),
        (None, "what"),
        (None, "nobody"),
        (1, "colour"),
        (1, "channel"),
        (1, "answer"),
        (2, "more"),
    ]


def test_a_table_without_rows_and_a_doubled_input_are_refused():
    with pytest.raises(TableUnfit, match="没有行"):
        table(["channel"], [])
    with pytest.raises(TableUnfit, match="写了两次"):
        table(["channel", "channel"], [{}])


def test_units_may_stand_in_a_table_that_does_not_ask_about_them():
    assert table(["unit", "major"], [{"unit": "-"}]).look_up(Facts()).number == 1


# ---- examination


def test_a_sound_table_has_no_faults():
    assert faults_of(["amount", "major"], AUTHORITY) == []
    assert faults_of(["channel"], [{"channel": ["phone", "web"]}, {"channel": "visit"}]) == []
    assert faults_of(["count"], [{"count": "<= 1"}, {"count": ">= 2"}]) == []
    assert faults_of(["subject"], [{"subject": "x"}, {}], policy="first") == []
    assert faults_of(["amount"], [{"amount": ["< 5", 5]}, {"amount": "> 5"}]) == []


def test_faults_are_told_in_the_words_of_the_regulation():
    rows = [
        {"amount": "< 1000", "major": False},
        {"amount": "(1000..20000]", "major": False},
        {"amount": "<= 20000", "major": True},
        {"amount": ">= 20000"},
    ]
    gap, one, other = faults_of(["amount", "major"], rows)
    assert gap.code == "D01"
    assert gap.problem == "有缺口：金额为 1000 元，重大投诉为“否”时，没有一行成立"
    assert gap.witness == {"amount": Decimal(1000), "major": False}
    assert (one.code, one.rows, one.row) == ("D02", (2, 4), 4)
    assert one.problem == "第 2 行与第 4 行重叠：金额为 20000 元，重大投诉为“否”时，两行同时成立"
    assert other.rows == (3, 4)


def test_a_gap_below_zero_is_told_with_what_closes_it():
    rows = [{"amount": "[0..1000]"}, {"amount": "> 1000"}]
    (gap,) = faults_of(["amount"], rows)
    assert gap.witness == {"amount": Decimal(-1)}
    assert "min: 0" in gap.remedy
    assert faults_of(["amount"], rows, limits={"amount": (0, None)}) == []


def test_amounts_are_dense():
    (gap,) = faults_of(["amount"], [{"amount": "<= 1000"}, {"amount": ">= 1000.01"}])
    assert gap.witness == {"amount": Decimal("1000.005")}


def test_a_dead_row_names_the_rows_before_it():
    rows = [{"channel": ["phone", "web"]}, {"channel": "visit"}, {"channel": "web"}, {}]
    third, fourth = faults_of(["channel"], rows, policy="first")
    assert (third.code, third.rows, fourth.rows) == ("D03", (3,), (4,))
    assert third.problem == "第 3 行永远用不到：它的情形已被第 1 行先行决定，例如渠道是网络"
    assert "第 1 行、第 2 行先行决定" in fourth.problem


def test_a_row_outside_the_limits_is_dead():
    (dead,) = faults_of(
        ["count"], [{"count": "<= 10"}, {"count": "> 10"}], limits={"count": (0, 10)}
    )
    assert (dead.code, dead.rows) == ("D03", (2,))
    assert "取值范围" in dead.problem


def test_a_text_no_row_mentions_is_a_gap():
    (gap,) = faults_of(["subject"], [{"subject": "x"}])
    assert "表中没有的文字" in gap.problem


def test_too_large_a_table_is_refused_at_once():
    names = {f"n{i}": Type.parse("int") for i in range(8)}
    rows = [dict.fromkeys(names, number) for number in range(9)]
    ready = table(list(names), rows, names=names)
    (fault,) = examine(ready, enums={}, titles={})
    assert fault.code == "D04"


def test_many_overlaps_are_summed_up():
    faults = faults_of(["major"], [{} for _ in range(40)])
    assert len(faults) == 21
    assert faults[-1].problem.startswith("还有")


def test_a_large_table_is_examined_in_no_time():
    enums = {"a": [f"a{i}" for i in range(20)], "b": [f"b{i}" for i in range(12)]}
    names = {"a": Type.parse("enum:a"), "b": Type.parse("enum:b"), "m": Type.parse("money")}
    bands = ["<= 100", "(100..200]", "(200..300]", "(300..400]", "> 400"]
    rows = [{"a": a, "b": b, "m": m} for a, b, m in product(enums["a"], enums["b"], bands)]
    ready = table(["a", "b", "m"], rows, names=names, enums=enums)
    assert len(ready.rows) == 1200
    assert examine(ready, enums=enums, titles={}) == []
    scattered = [{"a": r["a"], "m": f"({i}..{i + 90}]"} for i, r in enumerate(rows)]
    assert examine(table(["a", "m"], scattered, names=names, enums=enums), enums=enums, titles={})


# ---- against brute force

_LOW, _HIGH = -2, 8
_ENDS = st.integers(_LOW, _HIGH)
_INTERVALS = st.one_of(
    _ENDS,
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), _ENDS),
    st.builds(
        lambda a, b, x, y: f"{x}{min(a, b)}..{max(a, b) + 2}{y}",
        _ENDS,
        _ENDS,
        st.sampled_from("[("),
        st.sampled_from("])"),
    ),
)
_CELLS = {
    "channel": st.one_of(
        st.just("-"),
        st.sampled_from(sorted(TERMS["channel"])),
        st.lists(st.sampled_from(sorted(TERMS["channel"])), min_size=1, max_size=2),
    ),
    "major": st.sampled_from(["-", True, False]),
    "count": st.one_of(st.just("-"), _INTERVALS, st.lists(_INTERVALS, min_size=1, max_size=2)),
    "amount": st.one_of(st.just("-"), _INTERVALS, st.lists(_INTERVALS, min_size=1, max_size=2)),
}
_INPUTS = st.sampled_from(
    [["count"], ["amount"], ["channel", "count"], ["major", "amount", "channel"]]
)
_TABLES = _INPUTS.flatmap(
    lambda inputs: st.tuples(
        st.just(inputs),
        st.lists(st.fixed_dictionaries({i: _CELLS[i] for i in inputs}), min_size=1, max_size=5),
    )
)
_GRID = {
    "channel": list(TERMS["channel"]),
    "major": [True, False],
    "count": list(range(_LOW - 3, _HIGH + 6)),
    "amount": [Decimal(n) / 2 for n in range(2 * _LOW - 6, 2 * _HIGH + 12)],
}


def _holds(cell, value):
    """Say what a cell means, written as differently from the product as possible."""
    if cell == "-":
        return True
    if isinstance(cell, list):
        return any(_holds(each, value) for each in cell)
    if isinstance(cell, str) and cell[0] in "<>":
        sign, end = cell.split()
        return eval(f"value {sign} {end}")
    if isinstance(cell, str) and cell[0] in "[(":
        low, high = (int(end) for end in cell[1:-1].split(".."))
        return (low < value or (cell[0] == "[" and low == value)) and (
            value < high or (cell[-1] == "]" and high == value)
        )
    return cell == value


def _brute_force(inputs, rows):
    for values in product(*(_GRID[name] for name in inputs)):
        facts = dict(zip(inputs, values, strict=True))
        hits = [i for i, row in enumerate(rows, 1) if all(_holds(row[n], facts[n]) for n in inputs)]
        yield facts, hits


@settings(max_examples=250, deadline=None)
@given(_TABLES)
def test_examination_finds_what_trying_everything_finds(written):
    inputs, rows = written
    tried = list(_brute_force(inputs, rows))
    faults = faults_of(inputs, rows)
    assert any(f.code == "D01" for f in faults) == any(not hits for _, hits in tried)
    for fault in faults:
        if fault.code == "D01" and fault.witness:
            assert not any(
                all(_holds(row[name], value) for name, value in fault.witness.items())
                for row in rows
            )
    pairs = {pair for _, hits in tried for pair in combinations(hits, 2)}
    assert {f.rows for f in faults if f.code == "D02"} == pairs
    for fault in faults:
        if fault.code == "D02":
            for number in fault.rows:
                assert all(_holds(rows[number - 1][n], v) for n, v in fault.witness.items())
    first = faults_of(inputs, rows, policy="first")
    dead = set(range(1, len(rows) + 1)) - {hits[0] for _, hits in tried if hits}
    assert {f.row for f in first if f.code == "D03"} == dead


@settings(max_examples=150, deadline=None)
@given(_TABLES, st.data())
def test_looking_up_finds_what_reading_the_rows_finds(written, data):
    inputs, rows = written
    tried = list(_brute_force(inputs, rows))
    unique, first = table(inputs, rows), table(inputs, rows, "first")
    for facts, hits in data.draw(st.lists(st.sampled_from(tried), min_size=5, max_size=5)):
        for ready, sound in ((first, bool(hits)), (unique, len(hits) == 1)):
            if sound:
                assert ready.look_up(Facts(facts)).number == hits[0]
            else:
                with pytest.raises(TableNotDecided):
                    ready.look_up(Facts(facts))
        if hits:
            left_out = data.draw(st.sets(st.sampled_from(inputs)))
            known = {name: value for name, value in facts.items() if name not in left_out}
            said = first.look_up(Facts(known))
            assert said is UNKNOWN or said.number == hits[0]


# ---- words


@pytest.mark.parametrize(
    ("when", "chinese", "english"),
    [
        ({}, "任何情形", "in every case"),
        ({"amount": "> 50000"}, "金额超过 50000 元", "金额 is more than 50000 yuan"),
        ({"amount": "< 0.50"}, "金额不满 0.5 元", "金额 is less than 0.5 yuan"),
        ({"amount": ">= 50000"}, "金额在 50000 元以上（含）", "金额 is at least 50000 yuan"),
        ({"amount": "<= 50000"}, "金额在 50000 元以下（含）", "金额 is at most 50000 yuan"),
        (
            {"amount": "(1000..20000]"},
            "金额超过 1000 元、在 20000 元以下（含）",
            "金额 is more than 1000 yuan and at most 20000 yuan",
        ),
        ({"count": [1, "> 5"]}, "次数等于 1，或次数超过 5", "次数 is 1, or 次数 is more than 5"),
        ({"count": ">= 3"}, "次数在 3 以上（含）", "次数 is at least 3"),
        ({"channel": "phone"}, "渠道是电话", "渠道 is 电话"),
        ({"channel": ["phone", "web"]}, "渠道是电话、网络之一", "渠道 is 电话 or 网络"),
        (
            {"channel": "web", "major": True},
            "渠道是网络，且重大投诉为“是”",
            "渠道 is 网络, and 重大投诉: yes",
        ),
        ({"major": [True, False]}, "重大投诉不论是否", "重大投诉: yes or no"),
    ],
)
def test_rows_in_words(when, chinese, english):
    ready = table(["channel", "amount", "count", "major"], [when])
    assert row_words(ready, ready.rows[0], TITLES, TERMS) == chinese
    assert row_words(ready, ready.rows[0], TITLES, TERMS, "en") == english
