"""What can go wrong when somebody works with accounts that are not his to keep."""

from shouwen.vocabulary import ShouwenError


class NotYours(ShouwenError):
    """There is no such account, sanction or improvement, or this person may not know of it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"没有可供您查看的 {what}",
            "如工作需要，请联系账户管理人",
            f"there is no {what} that you may see",
        )


class NotYoursToDo(ShouwenError):
    """The person may see it, and the regulation gives him no part in it."""

    def __init__(self, what: str, english: str) -> None:
        super().__init__(f"您不能{what}", "请由办法指定的人员办理", f"you may not {english}")


class NoSuchSheet(ShouwenError):
    """A sheet of monthly figures cannot be told apart from any other table."""

    def __init__(self, problem: str, english: str) -> None:
        super().__init__(
            problem, "表头须有“工号”（或“单位编号”）和至少一列基数，例如“绩效奖金”", english
        )
