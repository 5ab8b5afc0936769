"""What the reference of conditions says is so."""

import doctest
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from shouwen.regulations import reading, wording
from shouwen.regulations.decision import compile_table, row_words
from shouwen.regulations.expressions import (
    LIBRARY,
    METHODS,
    UNKNOWN,
    ExpressionError,
    Type,
    compile_expression,
    describe,
    library,
)
from shouwen.vocabulary import moment
from tests.regulations.conditions import NAMES, TERMS, TITLES, Facts, ready

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "expressions.md").read_text("utf-8")


def _value(written):
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return date.fromisoformat(written)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", written):
        return moment(written)
    return compile_expression(written, names={}, enums={})(Facts())


def _examples():
    for block in re.findall(r"```conditions\n(.*?)```", PAGE, re.DOTALL):
        facts = {}
        for line in block.splitlines():
            if line.startswith("given"):
                pairs = re.findall(r"(\w+) = ((?:\[.*?\]|[^,\[])+)", line)
                facts = {name: _value(written.strip()) for name, written in pairs}
            elif line:
                source, _, expected = (part.strip() for part in line.partition("→"))
                yield pytest.param(source, facts, expected, id=source)


@pytest.mark.parametrize(("source", "facts", "expected"), list(_examples()))
def test_examples(source, facts, expected):
    def found():
        return ready(source, promised=Type.parse("date"))(Facts(facts))

    if expected.startswith("error: "):
        with pytest.raises(ExpressionError) as refused:
            found()
        assert expected.removeprefix("error: ") in str(refused.value)
    elif expected == "unknown":
        assert found() is UNKNOWN
    else:
        assert found() == _value(expected)
        assert isinstance(found(), Decimal) == isinstance(_value(expected), Decimal)


def _rows(heading):
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        yield [cell.strip().strip("`").replace("\\|", "|") for cell in cells]


@pytest.mark.parametrize(("source", "words"), list(_rows("| 条件 | 读作 |")))
def test_conditions_are_read_as_the_page_says(source, words):
    assert describe(ready(source), TITLES, TERMS) == words


@pytest.mark.parametrize(("cell", "column", "words"), list(_rows("| cell | of | 读作 |")))
def test_cells_are_read_as_the_page_says(cell, column, words):
    when = {column: yaml.safe_load(cell)}
    table = compile_table(
        "t", [column], {"x": "int"}, "unique", [(when, {"x": 1}, ())], names=NAMES, enums=TERMS
    )
    assert row_words(table, table.rows[0], TITLES, TERMS) == words


@pytest.mark.parametrize(("a", "b", "both", "either", "neither"), list(_rows("| `a` | `b` |")))
def test_truth_table(a, b, both, either, neither):
    given = {"true": True, "false": False, "unknown": UNKNOWN}
    facts = Facts({"a": given[a], "b": given[b]})
    names = {"a": NAMES["major"], "b": NAMES["major"]}
    for source, expected in (("a && b", both), ("a || b", either), ("!a", neither)):
        assert ready(source, **names)(facts) is given[expected]


def test_every_function_is_on_the_page():
    for name in [*LIBRARY, "known"]:
        assert f"`{name}(" in PAGE
    for name in [*METHODS, "all", "exists", "filter", "map"]:
        assert f".{name}(" in PAGE


@pytest.mark.parametrize("module", [library, wording, reading])
def test_examples_in_the_code(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
