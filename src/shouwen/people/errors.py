"""What can go wrong with units, people and posts."""

from datetime import datetime

from shouwen.vocabulary import ShouwenError, iso


class NoSuchUnit(ShouwenError):
    """There is no unit of this id, or it has been closed."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"没有机构“{unit}”", "请核对机构编号", f"there is no unit {unit!r}")


class NoSuchPerson(ShouwenError):
    """There is no person of this id, or the person has left."""

    def __init__(self, person: str) -> None:
        super().__init__(f"没有人员“{person}”", "请核对人员编号", f"there is no person {person!r}")


class NoSuchEntry(ShouwenError):
    """There is no post or deputyship of this number in force."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"没有在任的第 {number} 条任职或代理记录", "请刷新后再试", f"no entry {number} in force"
        )


class AlreadyThere(ShouwenError):
    """An id, a login, a post or a deputyship exists already."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}已存在", "请勿重复登记", f"{english} exists already")


class WrongTree(ShouwenError):
    """A unit cannot lie where it is told to."""

    def __init__(self, unit: str, parent: str) -> None:
        super().__init__(
            f"“{unit}”不能归到“{parent}”之下：后者就在前者之内",
            "请选择别的上级机构",
            f"{unit} cannot lie under {parent}, which is inside it",
        )


class WrongEnd(ShouwenError):
    """Something would end before it began."""

    def __init__(self, since: datetime, until: datetime) -> None:
        super().__init__(
            f"结束时间 {iso(until)} 不晚于开始时间 {iso(since)}",
            "请改正时间",
            f"ends at {iso(until)}, not after its beginning {iso(since)}",
        )


class NotStaff(ShouwenError):
    """Somebody logged in who is nobody in the organisation."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f"登录名“{login}”没有对应的在职人员",
            "请联系系统管理员",
            f"login {login!r} belongs to no member of staff",
        )
