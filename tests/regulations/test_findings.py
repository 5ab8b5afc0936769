from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from shouwen.regulations.findings import Finding, findings_from
from shouwen.regulations.reading import read_source
from shouwen.vocabulary import ShouwenError

Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]


class NoLimit(ShouwenError, ValueError):
    """What a model raises: pydantic hands on value errors only."""


class _Element(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Must(_Element):
    that: str = Field(min_length=1, max_length=20)
    otherwise: str = Field(alias="else")


class Seat(_Element):
    role: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, written: Any) -> Any:
        return {"role": written} if isinstance(written, str) else written


class Clock(_Element):
    limit: str
    unit: Literal["day", "working_day"] = "day"
    times: int = Field(1, ge=1, le=12)
    share: Decimal = Decimal(0)
    soft: bool = False
    since: date | None = None

    @model_validator(mode="after")
    def _term(self) -> Any:
        if not self.limit[0].isdigit():
            raise NoLimit(f"“{self.limit}”不是期限", "请写 3 days", f"'{self.limit}' is no term")
        return self


class Act(_Element):
    title: str
    by: list[Seat] = []
    stages: Literal["any_open"] | list[Id] = Field("any_open", alias="in")
    must: list[Must] = []
    value: bool | int | Decimal | str | list[str] = 0
    cite: list[Id] = Field([], min_length=1)


class Sample(_Element):
    acts: dict[Id, Act] = {}
    clocks: dict[Id, Clock] = {}


def findings(text):
    source = read_source(text, "x.yaml")
    with pytest.raises(ValidationError) as refused:
        Sample.model_validate(source.data)
    return findings_from(refused.value, source, Sample)


@pytest.mark.parametrize(
    ("text", "line", "path", "code", "chinese", "english"),
    [
        (
            "acts:\n  a:\n    by: []\n",
            2,
            "acts.a.title",
            "S01",
            "缺少“title”",
            "'title' is missing",
        ),
        (
            "acts:\n  a:\n    title: x\n    mst: []\n",
            4,
            "acts.a.mst",
            "S02",
            "是否想写 must",
            "did you mean 'must'",
        ),
        (
            "acts:\n  a:\n    title: x\n    must:\n      - {that: x, els: y}\n",
            5,
            "acts.a.must.0.els",
            "S02",
            "是否想写 else",
            "did you mean 'else'",
        ),
        ("actz: {}\n", 1, "actz", "S02", "是否想写 acts", "did you mean 'acts'"),
        (
            "acts:\n  a:\n    title: x\n    by:\n      - {rol: x}\n",
            5,
            "acts.a.by.0.rol",
            "S02",
            "是否想写 role",
            "did you mean 'role'",
        ),
        (
            "acts:\n  a:\n    title: x\n    zzzzzz: 1\n",
            4,
            "acts.a.zzzzzz",
            "S02",
            "可用：by、cite、in、must、title、value",
            "use one of by, cite",
        ),
        (
            "acts:\n  a: {title: x, in: [Nope]}\n",
            2,
            "acts.a.in.0",
            "S03",
            "“Nope”的写法不对",
            "Nope",
        ),
        ("acts:\n  a: {title: x, in: soon}\n", 2, "acts.a.in", "S03", "可用：any_open", "any_open"),
        (
            "acts:\n  a: {title: x, value: {}}\n",
            2,
            "acts.a.value",
            "S03",
            "不合任何一种写法",
            " or ",
        ),
        (
            "acts:\n  a: {title: x, cite: []}\n",
            2,
            "acts.a.cite",
            "S03",
            "至少要有 1 项",
            "at least 1",
        ),
        ("acts:\n  a: {title: 5}\n", 2, "acts.a.title", "S03", "须是文字", "text is wanted"),
        ("acts:\n  a: [1]\n", 2, "acts.a", "S03", "须是“名称: 值”", "entries"),
        ("acts: 5\n", 1, "acts", "S03", "须是“名称: 值”", "entries"),
        ("acts:\n  a: {title: x, by: 5}\n", 2, "acts.a.by", "S03", "须是列表", "a list"),
        (
            "acts:\n  a:\n    title: x\n    must: [{that: '', else: y}]\n",
            4,
            "acts.a.must.0.that",
            "S03",
            "太短",
            "at least 1",
        ),
        (
            "clocks:\n  c: {limit: 3 days, unit: hour}\n",
            2,
            "clocks.c.unit",
            "S03",
            "可用：day, working_day",
            "working_day",
        ),
        (
            "clocks:\n  c: {limit: 3 days, times: 13}\n",
            2,
            "clocks.c.times",
            "S03",
            "至多为 12",
            "at most 12",
        ),
        (
            "clocks:\n  c: {limit: 3 days, times: many}\n",
            2,
            "clocks.c.times",
            "S03",
            "不是整数",
            "not a whole",
        ),
        (
            "clocks:\n  c: {limit: 3 days, share: half}\n",
            2,
            "clocks.c.share",
            "S03",
            "不是数字",
            "not a number",
        ),
        (
            "clocks:\n  c: {limit: 3 days, soft: perhaps}\n",
            2,
            "clocks.c.soft",
            "S03",
            "true 或 false",
            "true or false",
        ),
        (
            "clocks:\n  c: {limit: 3 days, since: soon}\n",
            2,
            "clocks.c.since",
            "S03",
            "不是日期",
            "date",
        ),
        ("clocks:\n  c: {limit: soon}\n", 2, "clocks.c", "S03", "“soon”不是期限", "is no term"),
        ("clocks:\n  C: {limit: 3 days}\n", 2, "clocks.C", "S03", "“C”的写法不对", "'C'"),
    ],
)
def test_what_pydantic_finds_is_told_with_line_and_remedy(text, line, path, code, chinese, english):
    (finding,) = findings(text)
    assert (finding.line, finding.path, finding.code) == (line, path, code)
    assert chinese in f"{finding.problem}；{finding.remedy}"
    assert english in finding.english
    assert finding.severity == "error"


def test_all_are_told_in_the_order_of_their_lines():
    found = findings("clocks:\n  c: {}\nacts:\n  a: {}\n  b: {title: x, in: [1, 2]}\n")
    assert [(f.line, f.path) for f in found] == [
        (2, "clocks.c.limit"),
        (4, "acts.a.title"),
        (5, "acts.b.in.0"),
        (5, "acts.b.in.1"),
    ]


def test_a_finding_prints_on_one_line():
    finding = Finding(
        code="D01", severity="error", file="p.yaml", line=7, path="tables.t",
        problem="有缺口", remedy="请补一行", english="gap; add a row",
    )  # fmt: skip
    assert str(finding) == "p.yaml:7: D01 tables.t: 有缺口；请补一行 / gap; add a row"
    assert str(Finding("N01", "note", "p.yaml", 1, "", "记一笔")) == "p.yaml:1: N01: 记一笔"
