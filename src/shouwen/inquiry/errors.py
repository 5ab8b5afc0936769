"""What can go wrong when something is written into the record of an inquiry."""

from shouwen.vocabulary import ShouwenError


class NotYoursToDo(ShouwenError, PermissionError):
    """Somebody who has nothing to do on a case wants to write into its record."""

    def __init__(self) -> None:
        super().__init__(
            "只有正在办理本件的人可以写调查记录",
            "由承办人或其负责人记录",
            "only who works on the case may write into its record",
        )


class Incomplete(ShouwenError, ValueError):
    """Something that must be said was not. `field` names it."""

    def __init__(self, field: str, problem: str, english: str) -> None:
        super().__init__(problem, "", english)
        self.field = field


class NoSuchEntry(ShouwenError, LookupError):
    """The record has no entry of this kind and number."""

    def __init__(self, kind: str, n: int) -> None:
        super().__init__("调查记录里没有这一项", "请刷新页面", f"no {kind} {n} in the record")


class NotLinkable(ShouwenError, ValueError):
    """Two matters cannot be linked, or are not."""
