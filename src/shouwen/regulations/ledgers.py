"""Ledgers: what a case charges to whom, how much, and how it is taken.

A ledger says who bears it (`whom`), what it comes to (`amount`), how much a month may take (`cap`)
and what becomes of the rest (`carry`). The account and the month's close are ``engine.ledgers``.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from shouwen.regulations.elements import Cited, Element
from shouwen.regulations.faults import WritingFault
from shouwen.regulations.texts import Condition, Id

#: What a percentage is counted on: figures the personnel department gives for every month.
Basis = Literal["performance_bonus", "performance_pay", "wage"]
BASES: dict[str, tuple[str, str]] = {
    "performance_bonus": ("绩效奖金", "performance bonus"),
    "performance_pay": ("绩效工资", "performance pay"),
    "wage": ("工资", "wage"),
}
#: What the money is, with its name in both languages.
Kind = Literal[
    "deduction", "fine", "withheld", "sanction", "reward", "disputed",
    "compensation", "refund", "recovered", "loss",
]  # fmt: skip
KINDS: dict[str, tuple[str, str]] = {
    "deduction": ("扣款", "deduction"),
    "fine": ("罚款", "fine"),
    "withheld": ("扣发", "withheld pay"),
    "sanction": ("处分", "sanction"),
    "reward": ("奖励", "reward"),
    "disputed": ("争议款", "disputed receivable"),
    "compensation": ("赔付", "compensation"),
    "refund": ("退款", "refund"),
    "recovered": ("追回", "recovered amount"),
    "loss": ("损失", "loss"),
}
#: Money of the matter itself: nobody's account, a register only.
OF_THE_CASE = frozenset({"compensation", "refund", "recovered", "loss"})


def _as_text(written: Any) -> Any:
    plain = isinstance(written, int | Decimal) and not isinstance(written, bool)
    return str(written) if plain else written


#: An expression, or simply a number.
Number = Annotated[Condition, BeforeValidator(_as_text)]


class Sharing(Element):
    """A sum shared out by points: exact to the fen, the remainder to the largest share."""

    apportion: Number
    by: Number


class Percentage(Element):
    """A part of a month's basis, which is known only when that month is closed."""

    percent: Number
    of: Basis


class Bounds(Element):
    """An amount must lie between the two, both included."""

    low: Number
    high: Number


class Gravest(Element):
    """Only the gravest tier counts, once per person, unless accumulation was decided on.

    `tier` gives a whole number, or a term whose list is written lightest first.
    """

    tier: Condition
    unless: Condition | None = None


class Ledger(Cited):
    """What is charged under one heading."""

    title: str = Field(min_length=1, max_length=400)
    kind: Kind = "deduction"
    account: Literal["person", "unit", "case"]
    entries: Id | None = Field(None, description="a record: one posting for each entry")
    whom: Condition | None = None
    when: Condition | None = None
    amount: Sharing | Percentage | Number | None = None
    within: Bounds | None = None
    gravest: Gravest | None = None
    sanction: Condition | None = Field(None, description="an option: for the register of sanctions")
    ground: Condition | None = None
    cap: Percentage | None = None
    carry: Literal["oldest_first", "none"] = "oldest_first"
    takes: Literal["month_close", "at_once", "never"] = "month_close"
    again: Literal["amend", "add"] = "amend"
    kept_by: list[Id] = Field([], description="roles that keep the accounts and close the month")
    approved_by: list[Id] = Field([], description="roles that approve a correction")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        of_the_case = self.kind in OF_THE_CASE
        if of_the_case != (self.account == "case"):
            raise WritingFault(
                f"{KINDS[self.kind][0]}{'' if of_the_case else '不'}是本件自身的款项",
                "compensation、refund、recovered、loss 写 account: case，其余写 person 或 unit",
                "compensation, refund, recovered and loss are of the case (account: case), "
                "all others of a person or unit",
            )
        if (self.whom is None) != of_the_case:
            raise WritingFault(
                "没有写清记在谁的账上",
                "account 为 person 或 unit 时写 whom，为 case 时不写",
                "say whom it is charged to with 'whom', unless it is of the case",
            )
        if self.amount is None and self.sanction is None:
            raise WritingFault(
                "没有写金额", "请写 amount；只记处分不扣款的写 sanction",
                "write an amount, or a sanction that costs nothing",
            )  # fmt: skip
        by_percent = isinstance(self.amount, Percentage)
        if self.takes != "month_close" and (by_percent or self.cap is not None):
            raise WritingFault(
                "按月基数计算的只能月结时扣",
                "请写 takes: month_close，或不用 cap 和 percent",
                "what rests on a month's basis is taken at the month's close",
            )
        if of_the_case and (by_percent or self.cap or self.gravest or self.sanction):
            raise WritingFault(
                "本件自身的款项不按人计算",
                "account: case 不写 percent、cap、gravest、sanction",
                "money of the case has no percentage, cap, tier or sanction",
            )
        if by_percent and self.within is not None:
            raise WritingFault(
                "比例没有金额幅度", "请删去 within", "a percentage has no bounds in yuan"
            )
        if self.gravest is not None and self.again == "add":
            raise WritingFault(
                "取最重一档的不能累加", "请删去 again: add",
                "the gravest tier once per person cannot be added to",
            )  # fmt: skip
        return self
