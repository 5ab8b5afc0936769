"""What an expression may cost, and what is said when it costs more."""

from decimal import Overflow
from typing import Any, NoReturn

from shouwen.regulations.expressions.errors import ExpressionError

# written
MOST_CHARACTERS = 2_000
MOST_DEPTH = 24
MOST_NODES = 300
MOST_DIGITS = 34
# written or computed
BIGGEST = 10**18
# computed
MOST_STEPS = 20_000
MOST_ITEMS = 10_000
MOST_TEXT = 10_000
#: so many characters or items compared, copied or searched in a loop count as one step
STRIDE = 64


class Spot:
    """A place in a source where something can go wrong at work."""

    __slots__ = ("position", "source")

    def __init__(self, source: str, position: int) -> None:
        self.source = source
        self.position = position

    def unfit(self, cause: Exception | None = None) -> NoReturn:
        """Say that values cannot be computed with, and never which values.

        :raises ExpressionError: always
        """
        if isinstance(cause, ZeroDivisionError):
            self._fail("除数为零", "请先判断除数不为零", "division by zero")
        if isinstance(cause, OverflowError | Overflow):
            self.too_large()
        self._fail(
            "值的类型与声明不符，无法计算",
            "请检查要素的值",
            "a value is not of the type declared",
        )

    def too_large(self) -> NoReturn:
        """Say that a result is beyond the bounds.

        :raises ExpressionError: always
        """
        self._fail(
            "计算结果过大",
            "数字须小于 10 的 18 次方，文字和列表不超过 10000",
            "the result is too large: numbers stay below 10^18, texts and lists below 10,000",
        )

    def spend(self, local: Any, steps: int) -> None:
        """Charge steps to the locals of a loop.

        :raises ExpressionError: when none are left
        """
        local[0] -= steps
        if local[0] < 0:
            self._fail(
                f"条件的计算超过 {MOST_STEPS} 步",
                "请缩短列表或简化条件",
                f"the evaluation takes more than {MOST_STEPS} steps",
            )

    def _fail(self, problem: str, remedy: str, english: str) -> NoReturn:
        raise ExpressionError(self.source, self.position, problem, remedy, english)
