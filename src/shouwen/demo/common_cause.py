"""A failure many call about: a bulletin, and the matters that came of it; and what cases taught."""

from datetime import datetime, timedelta
from typing import Final

from shouwen import insight
from shouwen.casework import operations
from shouwen.casework.models import Case
from shouwen.demo.handling.plans import BANK
from shouwen.vocabulary import Actor, Directory

_CLASS: Final = "service_channel"
_TITLE: Final = "部分自助设备取款缓慢、吞卡增多"
_SAY: Final = (
    "今天部分自助设备正在更换通信模块，取款可能较慢。吞卡的请留下姓名和电话，"
    "三个工作日内由所在网点联系您取卡，不必再次来电。"
)
_ATTACHED: Final = 4


def tell(directory: Directory, *, now: datetime) -> None:
    """Publish a bulletin and attach the newest open matters of its class."""
    leader = next(iter(directory.holders("union_leader")))
    actor = Actor(leader, directory.people[leader].name)
    bulletin = operations.publish_bulletin(
        _TITLE, _SAY, actor=actor, now=now, command_id="demo/bulletin", regulation=BANK,
        category=_CLASS, until=now + timedelta(days=2),
    )  # fmt: skip
    alike = Case.objects.filter(pack=BANK, category=_CLASS, ended=False, confidential=False)
    newest = alike.exclude(recused__contains=[leader]).order_by("-opened_at", "number")
    for number in newest.values_list("number", flat=True)[:_ATTACHED]:
        operations.attach_to_bulletin(
            bulletin, number, actor=actor, now=now, command_id=f"demo/bulletin/{number}"
        )


def learn(*, now: datetime) -> None:
    """Learn from the matters closed so far, where the packages that learn are installed."""
    try:
        insight.learn_all(now=now)
    except insight.LearningMissing:
        return  # the desk works without suggestions, and says nothing of them
