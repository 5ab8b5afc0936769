"""Texts of a form: ids, spans, moments, tags, types; each knows in words how it is written."""

from typing import Annotated

from pydantic import StringConstraints

from shouwen.regulations.faults import written

Id = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9_]{0,47}$",
        "编号用小写字母、数字和下划线，以字母开头，例如 accused_unit",
        "an id has small letters, digits and underscores, such as accused_unit",
    ),
]
PackId = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9-]{0,47}$",
        "办法的编号用小写字母、数字和连字符，例如 savings-bank",
        "a regulation's id has small letters, digits and hyphens, such as savings-bank",
    ),
]
Edition = Annotated[
    str,
    written(
        r"^\d{4}\.\d+$",
        '请写年份和序号并加引号，例如 "2015.1"',
        'write year and number in quotes, such as "2015.1"',
    ),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
#: Units of a span.
UNITS = "working_hour|hour|working_day|day|week|month"
_COUNTED = "working_hour、hour、working_day、day、week、month"
Span = Annotated[
    str,
    written(
        rf"^\d+ ({UNITS})s?$",
        f"请写数字和单位，例如 3 working_days；单位：{_COUNTED}",
        f"write a number and a unit, such as 3 working_days; units: {UNITS.replace('|', ', ')}",
    ),
]
#: a point on a clock: "70%", "due", "due + 1 working_day", "due - 2 working_hours",
#: "7 working_days" (from the start) or "limits.target" (a table's output, from the start)
Moment = Annotated[
    str,
    written(
        rf"^(\d{{1,3}}%|due|due [+-] \d+ ({UNITS})s?|\d+ ({UNITS})s?"
        r"|[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)$",
        "请写 70%、due、due + 1 working_day、due - 2 working_hours、7 working_days "
        "或 limits.target",
        "write 70%, due, due + 1 working_day, due - 2 working_hours, 7 working_days "
        "or limits.target",
    ),
]
#: what happened: "act reply", "enter deciding", "leave received", "done inquire" (each time),
#: "all_done inquire" (the last open one), "due answer", "open inquire", "means replied" (any act
#: of this meaning), "lapse decision"
Tag = Annotated[
    str,
    written(
        r"^(act|enter|leave|open|done|all_done|due|means|lapse) [a-z][a-z0-9_]*$",
        "请写 act 动作、enter 阶段、leave 阶段、open 任务、done 任务、all_done 任务、due 时限、"
        "means 含义 或 lapse 核准",
        "write act ACT, enter STAGE, leave STAGE, open TASK, done TASK, all_done TASK, due CLOCK, "
        "means MEANING or lapse APPROVAL",
    ),
]
TableOutput = Annotated[
    str,
    written(
        r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$",
        "请写 表格.输出，例如 limits.days",
        "write TABLE.OUTPUT, such as limits.days",
    ),
]
_SCALARS = "bool|int|money|text|date|time|unit|person|enum:[a-z][a-z0-9_]*"
TypeName = Annotated[
    str,
    written(
        rf"^((list:)?({_SCALARS}))$",
        "类型：bool、int、money、text、date、time、unit、person、enum:词表；多项写 list:…",
        "types: bool, int, money, text, date, time, unit, person, enum:TERM; several: list:…",
    ),
]
