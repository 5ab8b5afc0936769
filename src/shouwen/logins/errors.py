"""What can go wrong when somebody proves who he is."""

from shouwen.vocabulary import ShouwenError


class WrongCode(ShouwenError):
    """A code of the second factor does not fit, has been used, or the key is unknown."""

    def __init__(self) -> None:
        super().__init__(
            "验证码不对，或已经用过", "请输入最新的验证码", "the code is wrong or used"
        )


class WrongLink(ShouwenError):
    """A one-time link is unknown, used or too old."""

    def __init__(self) -> None:
        super().__init__(
            "这个链接无效：可能已经用过，或已过期",
            "请联系系统管理员重新发一个",
            "the link is not valid: used, or too old; ask an administrator for a new one",
        )
