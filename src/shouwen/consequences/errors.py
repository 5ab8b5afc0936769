"""What can go wrong when money is corrected, months are closed and improvements move on."""

from shouwen.vocabulary import Month, ShouwenError


class NoSuchCharge(ShouwenError):
    """There is no such charge, request or account."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有“{name}”这笔账", "请从分户账上选择", f"there is nothing called {name} on record"
        )


class SamePerson(ShouwenError):
    """Who asks for a correction, and whose account it is, may not approve it."""

    def __init__(self) -> None:
        super().__init__(
            "更正须由另一人批准：申请人和账户本人都不能批准",
            "请由有权批准的其他人办理",
            "somebody else than who asked, or whose account it is, approves a correction",
        )


class NothingToCorrect(ShouwenError):
    """The correction would change nothing, or more than there is."""

    def __init__(self, why: str, english: str) -> None:
        super().__init__(why, "请核对金额", english)


class NotThisMonth(ShouwenError):
    """Months are closed one after another, when they end. `first` comes before this one."""

    def __init__(
        self, month: Month, why: str, remedy: str, english: str, first: Month | None = None
    ) -> None:
        self.first = first
        super().__init__(f"不能月结 {month}：{why}", remedy, f"cannot close {month}: {english}")


class NoSuchImprovement(ShouwenError):
    """There is no such improvement, or this person may not know of it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有可供您查看的整改 {name}", "请从整改清单选择", f"there is no improvement {name}"
        )


class NotThere(ShouwenError):
    """The improvement does not stand where this could be done."""

    def __init__(self, why: str, english: str) -> None:
        super().__init__(why, "请刷新后再看", english)
