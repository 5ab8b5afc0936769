"""What can go wrong when writing history."""

from shouwen.vocabulary import ShouwenError


class LedgerConflict(ShouwenError):
    """Somebody else wrote to the stream first; read it again and decide again.

    Nothing was written and the surrounding transaction is still usable.
    """

    def __init__(self, stream: str, expected: int, found: int) -> None:
        self.stream, self.expected, self.found = stream, expected, found
        super().__init__(
            f"“{stream}”刚刚被别人更新过（您看到的是第{expected}版，现在是第{found}版）",
            "请刷新后再办理一次",
            f"{stream} is at version {found}, not {expected}: read it again and repeat",
        )


class CommandRepeated(ShouwenError):
    """The command id has been used: the command was carried out before.

    `stream` and `versions` say what it wrote then. Nothing was written now.
    """

    def __init__(self, command_id: str, stream: str, versions: range) -> None:
        self.command_id, self.stream, self.versions = command_id, stream, versions
        super().__init__(
            f"这一步已经办过了（“{stream}”第{versions.start}至{versions.stop - 1}版）",
            "无需重复提交",
            f"command {command_id} has been carried out as {stream} "
            f"versions {versions.start}-{versions.stop - 1}",
        )


class NotStorable(ShouwenError):
    """An event holds something that would not be read back exactly as it was written."""

    def __init__(self, where: str, chinese: str, english: str) -> None:
        super().__init__(
            f"事件内容 {where} 不能入账：{chinese}",
            "请改用文字、整数、是否、列表或对象",
            f"{where}: {english}",
        )
