"""What can go wrong when learning."""

from shouwen.vocabulary import ShouwenError


class LearningMissing(ShouwenError):
    """The packages that learn are not installed."""

    def __init__(self) -> None:
        super().__init__(
            "没有安装学习所需的软件包，不能给出类别建议",
            "请安装 shouwen[insight]，其余功能不受影响",
            "the packages that learn are not installed; install shouwen[insight]",
        )
