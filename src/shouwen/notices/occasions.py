"""Why somebody is told something: found by what acts and clocks mean, for every regulation."""

from dataclasses import dataclass
from typing import Final, Literal

Audience = Literal["complainant", "staff"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One reason for a message. `values` are the placeholders its text may have."""

    id: str
    audience: Audience
    title: str
    english: str
    values: tuple[str, ...]


#: Placeholders, and what each stands for.
VALUES: Final = {
    "organisation": ("机构名称", "the organisation's name"),
    "number": ("投诉编号", "the case's number"),
    "link": ("查询网址", "where to follow it"),
    "regulation": ("所依据的办法", "the regulation's title"),
    "due": ("承诺日期", "the promised date"),
    "old_due": ("原承诺日期", "the date promised before"),
    "document": ("文书名称", "the letter's title"),
    "said": ("通知内容", "what the regulation says"),
    "article": ("依据条款", "the article"),
}
_COMMON: Final = ("organisation", "number", "link", "regulation")
#: What may stand in the text of an anonymous or confidential matter.
DISCREET: Final = ("organisation", "number", "link")


def _told(id_: str, title: str, english: str, *more: str) -> Occasion:
    return Occasion(id_, "complainant", title, english, (*_COMMON, *more))


#: In the order in which they stand before each other: one command tells its complainant one thing.
_ALL: Final = (
    _told("refused", "不予受理", "Not accepted"),
    _told("referred", "告知另循途径", "Referred elsewhere"),
    _told("replied", "已答复", "Answered"),
    _told("received", "收到回执", "Receipt", "due"),
    _told("withdrawn", "已撤回", "Withdrawn"),
    _told("closed", "已办结", "Closed"),
    _told("late", "未能按期", "Late", "due"),
    _told("date_changed", "承诺日期变动", "New date", "due", "old_due"),
    _told("letter", "有新文书", "A letter", "document"),
    _told("accepted", "已受理", "Accepted", "due"),
    _told("promised", "承诺日期", "Date promised", "due"),
    _told("satisfaction", "请您评价", "Your opinion"),
    Occasion("discreet", "complainant", "不露事由的消息", "Discreet message", DISCREET),
    Occasion("staff_notify", "staff", "通知员工", "Notice to staff",
             ("organisation", "number", "link", "regulation", "said", "article")),
    Occasion("staff_escalate", "staff", "上报", "Escalation",
             ("organisation", "number", "link", "regulation", "said", "article")),
    Occasion("staff_discreet", "staff", "限制知悉的事项", "Confidential matter", DISCREET),
)  # fmt: skip
OCCASIONS: Final = {occasion.id: occasion for occasion in _ALL}
