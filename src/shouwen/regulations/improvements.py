"""Improvements (整改): what a case shows must become better, by whom and by when.

Raised by a case, an improvement lives on by itself: report, check of its effect, another round.
"""

from typing import Annotated, Self

from pydantic import model_validator

from shouwen.regulations.elements import Cited
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.texts import Condition, Id, Span, Text

CivilSpan = Annotated[
    str,
    written(
        r"^\d+ (day|week|month)s?$",
        "请写数字和 days、weeks 或 months，例如 3 months",
        "write a number of days, weeks or months, such as 3 months",
    ),
]


class Improvement(Cited):
    """One kind of improvement: one item for each entry of `entries`, or one of the case's facts."""

    title: Text
    entries: Id | None = None
    when: Condition | None = None
    what: Condition
    unit: Condition
    owner: Condition | None = None
    due: Condition | None = None
    within: Span | None = None
    calendar: Id | None = None
    check_after: CivilSpan | None = None
    order: bool = False
    kept_by: list[Id] = []

    @model_validator(mode="after")
    def _due_once(self) -> Self:
        if (self.due is None) == (self.within is None):
            raise WritingFault(
                "整改期限须写清，且只写一处",
                "写 due（日期要素）或 within（例如 30 days）之一",
                "say once until when: due (a date) or within (such as 30 days)",
            )
        if (self.within is None) != (self.calendar is None):
            raise WritingFault(
                "within 与 calendar 须同时写",
                "请写明按哪个日历计算",
                "within needs the calendar it is counted on, and only within does",
            )
        return self
