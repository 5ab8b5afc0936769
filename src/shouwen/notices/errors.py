"""What can go wrong with messages, their texts and the ways they go."""

from collections.abc import Iterable

from shouwen.vocabulary import ShouwenError


class WrongSetting(ShouwenError):
    """The file of message settings says something impossible."""

    def __init__(self, where: str, chinese: str, english: str) -> None:
        super().__init__(
            f"消息设置 {where} 不对：{chinese}",
            "请改正 SHOUWEN_MESSAGES 所指的文件",
            f"message settings, {where}: {english}",
        )


class WrongText(ShouwenError):
    """A text of messages cannot be kept: what is wrong, sentence by sentence, and by field."""

    def __init__(self, faults: Iterable[tuple[str, str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "；".join(chinese for _, chinese, _ in self.faults),
            "请改正后再保存",
            "; ".join(english for _, _, english in self.faults),
        )


class NoSuchMessage(ShouwenError):
    """There is no such message, or it cannot be sent again as it stands."""

    def __init__(self, id_: object) -> None:
        super().__init__(
            f"没有可重发的消息 {id_}", "它可能已经发出", f"there is no message {id_} to send again"
        )
