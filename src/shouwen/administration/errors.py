"""What can go wrong when administrators look after the system."""

from shouwen.vocabulary import ShouwenError


class Unfinished(ShouwenError):
    """A calendar's year cannot go on: it is not there, or not at that step."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, "请刷新页面后再看", english)


class NotYourTurn(ShouwenError):
    """Who proposed a year must not be the one to approve it."""

    def __init__(self) -> None:
        super().__init__(
            "提出的人不能自己核准", "请另一位系统管理员对照通知核准",
            "who proposed it must not approve it; ask another administrator",
        )  # fmt: skip
