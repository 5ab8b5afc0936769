"""The root of every exception raised on purpose.

A refusal is an answer and never an exception (see ``engine.Refused``). Exceptions are for
surprises: a text that cannot be read, a day outside the calendar, a writer that came second.
Each class lives beside the code that raises it and inherits :class:`ShouwenError`.
"""


class ShouwenError(Exception):
    """Something happened that the product cannot answer by itself.

    :param problem: what happened and why it is a problem, in Chinese, one sentence
    :param remedy: what to do next, in Chinese
    :param english: both, in English
    """

    def __init__(self, problem: str, remedy: str = "", english: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        self.english = english
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.problem}{self.remedy and '；' + self.remedy}"
        return f"{text} / {self.english}" if self.english else text
