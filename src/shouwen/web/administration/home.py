"""Where administrators begin: one card for each thing to look after."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop as _noop
from django.views.decorators.http import require_safe

from shouwen import administration
from shouwen.web.permissions import OFFICES, PAGES
from shouwen.web.requests import DeskRequest, show


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look after; shown when its page is there."""

    page: str
    icon: str
    title: str
    text: str

    @property
    def href(self) -> str:
        """The address it leads to; empty when the page is not there."""
        return _address(self.page)


_GROUPS = (
    (_noop("机构和人员"), (
        Card("administration:units", "network", _noop("机构"),
             _noop("设立、撤销、更名、调整上下级；可看任何一天的样子")),
        Card("administration:persons", "users", _noop("人员"),
             _noop("登记、离岗、分机、登录账号、重置双重验证")),
        Card("administration:posts", "id-card", _noop("任职"),
             _noop("谁在何时何处担任何种角色；空缺的席位")),
        Card("administration:sheet", "file-spreadsheet", _noop("机构人员导入"),
             _noop("整批登记机构、人员和任职，先预览后导入")),
        Card("administration:demands", "shield-check", _noop("登录要求"),
             _noop("哪些角色必须双重验证，查看明文前是否再确认")),
        Card("administration:changes", "history", _noop("变更记录"),
             _noop("机构和人员的每一次变动，不可修改")),
    )),
    (_noop("规则和期限"), (
        Card("administration:calendars", "calendar-days", _noop("放假安排"),
             _noop("录入通知、两人核准、预演后公布")),
        Card("oversight:home", "scale", _noop("办法"),
             _noop("起草、比较和公布新版")),
    )),
    (_noop("渠道和接口"), (
        Card("mail:mailboxes", "mailbox", _noop("邮箱"), _noop("收取和发送邮件的邮箱")),
        Card("messages:sent", "send", _noop("消息"), _noop("发给客户和员工的短信、邮件和消息")),
        Card("messages:texts", "message-square-text", _noop("消息模板"),
             _noop("各种消息的文字，可改")),
        Card("telephone:exchanges", "phone", _noop("电话"), _noop("电话交换机、来电弹屏和录音")),
        Card("connections:keys", "key-round", _noop("接口密钥"),
             _noop("其他系统怎样接入，能做什么")),
        Card("connections:hooks", "webhook", _noop("回调"), _noop("发生什么时通知哪些系统")),
        Card("connections:cities", "landmark", _noop("城市平台"),
             _noop("与其他受理平台互转（Open311）")),
    )),
    (_noop("运行"), (
        Card("administration:health", "activity", _noop("运行状况"),
             _noop("数据库、巡检、队列、磁盘、账册核验")),
    )),
)  # fmt: skip


@require_safe
def home(request: DeskRequest) -> HttpResponse:
    """Show the cards this administrator may open, and what is not well."""
    groups = [
        (title, [card for card in cards if card.href and _open(card.page, request)])
        for title, cards in _GROUPS
    ]
    found = administration.look(request.now, thorough=False)
    unwell = [each for each in found if each.state != "good"]
    values = {
        "groups": [each for each in groups if each[1]],
        "unwell": unwell,
        "years": [
            each
            for each in administration.proposals()
            if each.state == "approved"
            or (each.state == "proposed" and each.proposed_by != request.actor.person)
        ],
    }
    return show(request, "administration/home.html", values)


def _open(page: str, request: DeskRequest) -> bool:
    audience = PAGES.get(page)
    return audience is not None and (
        audience not in OFFICES or not OFFICES[audience].isdisjoint(request.offices)
    )


def _address(page: str) -> str:
    if not page:
        return ""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
