"""What is wrong with an expression, and where."""

from unicodedata import east_asian_width

from shouwen.vocabulary import ShouwenError

_WINDOW = 36


class ExpressionError(ShouwenError):
    """An expression cannot be read, does not make sense, or cannot be computed.

    :param source: the expression as written
    :param position: the character it fails at, from 0
    :param problem: what is wrong, in Chinese
    :param remedy: what to write instead, in Chinese
    :param english: both, in English

    Its text never holds the value of a fact: facts may be private.
    """

    def __init__(
        self, source: str, position: int, problem: str, remedy: str = "", english: str = ""
    ) -> None:
        self.source = source
        self.position = position
        super().__init__(
            f"{problem}（第 {position + 1} 字）",
            remedy,
            english and f"{english} (character {position + 1})",
        )

    @property
    def picture(self) -> str:
        """The line it fails in, cut to a window, with a caret under the character."""
        start = self.source.rfind("\n", 0, self.position) + 1
        end = self.source.find("\n", self.position)
        line = self.source[start : end if end >= 0 else None]
        at = self.position - start
        first = max(0, at - _WINDOW)
        shown = line[first : at + _WINDOW]
        # Chinese characters are two columns wide: the caret must stand under the right one.
        columns = sum(2 if east_asian_width(c) in "WF" else 1 for c in line[first:at])
        return f"    {shown}\n    {' ' * columns}^"

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.picture}"
