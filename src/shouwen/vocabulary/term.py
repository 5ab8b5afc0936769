"""A limit as regulations write it: a number and a unit."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shouwen.vocabulary.errors import ShouwenError


class TermUnit(StrEnum):
    """What a limit is counted in. There is no default: a text's bare 日 must be decided on."""

    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def chinese(self) -> str:
        """The unit as a Chinese measure word, after a number."""
        return _CHINESE[self]


_CHINESE = {
    TermUnit.WORKING_HOUR: "个工作小时",
    TermUnit.HOUR: "小时",
    TermUnit.WORKING_DAY: "个工作日",
    TermUnit.DAY: "日",
    TermUnit.WEEK: "周",
    TermUnit.MONTH: "个月",
}
_SHAPE = re.compile(r"(\d{1,5})[ _]+(working[_ ]+hour|hour|working[_ ]+day|day|week|month)s?")


class NotATerm(ShouwenError):
    """A text that should be a limit is none."""


@dataclass(frozen=True, slots=True)
class Term:
    """So many units, zero or more.

    >>> Term.parse("3 working_days")
    Term(amount=3, unit=<TermUnit.WORKING_DAY: 'working_day'>)
    """

    amount: int
    unit: TermUnit

    @classmethod
    def parse(cls, text: str) -> "Term":
        """Read ``"3 working_days"``; singular, plural and a space inside the unit all count.

        :raises NotATerm: if the text is anything else
        """
        found = _SHAPE.fullmatch(text.strip().lower())
        if found is None:
            raise NotATerm(
                f"“{text}”不是期限",
                "请写数字和单位，例如 3 working_days、2 hours、1 month",
                f"'{text}' is not a term; write a number and a unit, such as '3 working_days'",
            )
        return cls(int(found[1]), TermUnit("_".join(found[2].replace("_", " ").split())))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    @property
    def chinese(self) -> str:
        """The limit in Chinese words, such as ``3个工作日``."""
        return f"{self.amount}{self.unit.chinese}"
