"""Registers: lists and statistics an office prints from its cases."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from shouwen.regulations.elements import Cited, Element
from shouwen.regulations.faults import WritingFault, written
from shouwen.regulations.forms import Block, FormCode, Page, Signature
from shouwen.regulations.texts import Condition, Id, Text

ColumnName = Annotated[
    str,
    written(
        r"^([a-z][a-z0-9_]{0,47}|(due|late|issued|times|did) [a-z][a-z0-9_]{0,47})$",
        "一栏写要素、number、stage、opened、ended、days，或 due 时限、late 时限、issued 文书、"
        "times 动作、did 动作",
        "a column is a fact, number, stage, opened, ended or days; or due CLOCK, late CLOCK, "
        "issued DOCUMENT, times ACT, did ACT",
    ),
]

#: Columns every case has, with their titles.
WORDS: dict[str, tuple[str, str]] = {
    "number": ("受理编号", "Number"),
    "stage": ("现状", "Stage"),
    "opened": ("受理时间", "Received"),
    "ended": ("办结时间", "Closed"),
    "days": ("历时（天）", "Days"),
}
#: What a column of two words speaks of: the section of the regulation, and its title around it.
OF_SECTION: dict[str, tuple[str, str, str]] = {
    "due": ("clocks", "{}到期", "{} due"),
    "late": ("clocks", "{}是否逾期", "{} late"),
    "issued": ("documents", "{}签发日", "{} issued"),
    "times": ("acts", "{}次数", "{} (times)"),
    "did": ("acts", "{}日期", "{} on"),
}


class Column(Element):
    """One column of a register."""

    show: ColumnName
    label: Text | None = None
    wide: int = Field(1, ge=1, le=6)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written_: Any) -> Any:
        return {"show": written_} if isinstance(written_, str) else written_


class Figure(Element):
    """One figure of a statistics table: a number of cases, a sum, or a share of one in the other.

    A share is the number of cases for which both `share` and `of` hold, over those for which `of`
    holds.
    """

    title: Text
    count: Condition | None = None
    total: Id | None = None
    share: Condition | None = None
    of: Condition | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.count, self.total, self.share)) != 1:
            raise WritingFault(
                "一项数字须有且只有一种算法",
                "写 count（件数）、total（合计）或 share（比率）之一",
                "a figure is exactly one of count, total and share",
            )
        if (self.of is None) != (self.share is None):
            raise WritingFault(
                "比率须写明分母",
                "share 与 of 同时写",
                "a share says what of: write share and of together",
            )
        return self


class CaseRegister(Cited):
    """A list of cases or a table of figures about them, for a period or for all time."""

    title: Text
    form: FormCode | None = None
    columns: list[Column] = []
    where: Condition | None = None
    period: Literal["half_month", "month", "quarter", "half_year", "year"] | None = None
    by: Id = Field("opened", description="the date that puts a case into a period")
    group_by: list[ColumnName] = Field([], max_length=4)
    figures: list[Figure] = Field([], max_length=16)
    signed_by: list[Signature] = []
    note: Text | None = None
    below: list[Block] = Field([], description="room for what an author writes under the table")
    page: Page = "landscape"

    @model_validator(mode="after")
    def _list_or_figures(self) -> Self:
        if bool(self.columns) == bool(self.figures):
            raise WritingFault(
                "登记表须写 columns（逐件一行）或 figures（统计）之一",
                "名册写 columns；统计表写 figures，可加 group_by",
                "a register has columns (a line for each case) or figures (statistics), not both",
            )
        if any(not _by_hand(block) for block in self.below):
            raise WritingFault(
                "表下只能留出手写的格子",
                "below 写 blank、heading、note，或由 blank 组成的行",
                "below a register there is room for a hand only: blank, heading, note",
            )
        if self.group_by and not self.figures:
            raise WritingFault(
                "group_by 只用于统计表", "请写 figures", "group_by goes with figures only"
            )
        return self


def _by_hand(block: Block) -> bool:
    """Say whether a block shows nothing of any case."""
    return block.kind in ("blank", "row", "heading", "note") and not list(block.shown())
