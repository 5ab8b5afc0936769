"""How the system is: for administrators in full, for a load balancer in one word."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import administration
from shouwen.administration import health as looking
from shouwen.web.requests import DeskRequest, go, show

_GIB = 1024**3


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer ``ok``, or 503 ``fail`` when the database does not answer. Nothing else is told."""
    well = administration.alive()
    return HttpResponse("ok" if well else "fail", "text/plain", status=200 if well else 503)


@require_safe
def health(request: DeskRequest) -> HttpResponse:
    """Show everything that must be well, with what to do where it is not."""
    found = [(each, *words(each)) for each in administration.look(request.now)]
    values = {"findings": found, "anchors": looking.anchors(), "icons": _ICONS}
    return show(request, "administration/health.html", values)


@require_http_methods(["GET", "POST"])
def anchor(request: DeskRequest) -> HttpResponse:
    """Take an anchor now; return the newest one as a file to keep elsewhere."""
    if request.method == "POST":
        looking.take_anchor(request.now)
        return go(request, "../")
    found = looking.anchors(1)
    taken = found[0][1] if found else looking.take_anchor(request.now).taken
    text = json.dumps(taken, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="anchor.json"'
    return response


_ICONS = {
    "database": "database", "tables": "table-properties", "worker": "cog",
    "queue": "list-ordered", "outgoing": "send", "mailboxes": "mailbox",
    "disk": "hard-drive", "anchor": "anchor", "guard": "shield", "calendar": "calendar-days",
    "versions": "package",
}  # fmt: skip


def words(each: administration.Finding) -> tuple[str, str, str]:
    """Return what was looked at, what was found, and what to do about it if it is not well."""
    facts = dict(each.facts)
    for name in ("bytes", "free", "total"):
        if name in facts:
            facts[name] = f"{facts[name] / _GIB:.1f}"
    if "at" in facts:
        facts["at"] = f"{facts['at']:%Y-%m-%d %H:%M}" if facts["at"] else _("从未")
    title, found, todo = _WORDS()[each.name]
    if each.name == "database" and facts["missing"]:
        todo = _("表结构旧于程序：备份后运行 ./shouwen manage migrate")
    if each.name == "anchor" and each.state == "bad":
        todo = _("与上次锚定不符：账册可能被改动，立即运行 ./shouwen ledger verify 并保全备份")
    if each.name == "anchor":
        facts["digest"] = str(facts["digest"])[:12]
    if each.name == "guard" and each.state == "warn":
        todo = _("网页用的数据库账号拥有账册：请按《另用 PostgreSQL》给服务另设账号")
    if each.name == "calendar" and facts["recomputing"]:
        todo = _("正在重算未结期限")
    return title, found % facts, todo


def _WORDS() -> dict[str, tuple[str, str, str]]:  # noqa: N802 - a table, in the reader's language
    return {
        "database": (
            _("数据库"), _("PostgreSQL %(version)s，%(bytes)s GiB，连接 %(used)s/%(most)s"),
            _("连接将满：减少 SHOUWEN_THREADS 或进程数，或调大 max_connections"),
        ),
        "tables": (
            _("查询表"), _("第 %(version)s 版"),
            _("有些行是旧程序写的，缺少新的栏目：运行一次 ./shouwen work rebuild"),
        ),
        "worker": (
            _("到期巡检"), _("最近一轮 %(at)s"),
            _("没有巡检就没有到期提醒：运行 ./shouwen serve，或单独运行 ./shouwen work run"),
        ),
        "queue": (
            _("到期未办"), _("%(waiting)s 个到期时点等了十分钟以上"),
            _("巡检跟不上：查看日志，可另开一个 ./shouwen work run"),
        ),
        "outgoing": (
            _("待发消息"), _("等待 %(waiting)s 条，放弃 %(given_up)s 条"),
            _("有消息多次发送失败：检查邮件和短信的发送方式是否连得上"),
        ),
        "mailboxes": (
            _("邮箱"), _("收取失败 %(failing)s 个 %(names)s"),
            _("有邮箱连不上：在“邮箱”页查看服务器的原话，并测试连接"),
        ),
        "disk": (
            _("磁盘"), _("剩余 %(free)s GiB，共 %(total)s GiB"),
            _("请清理或扩容；写满后数据库会停止"),
        ),
        "anchor": (
            _("账册锚定"), _("最近一次 %(at)s %(digest)s"),
            _("巡检进程每天自动锚定一次：请让它运行"),
        ),
        "guard": (
            _("账册保护"), _("阻止修改的触发器 %(triggers)s 个"),
            _("触发器被关掉：账册可被改动，请立即查明并恢复"),
        ),
        "calendar": (
            _("放假安排"), _("公布到 %(until)s"),
            _("请在“放假安排”录入下一年的通知；此前的日期只是暂定"),
        ),
        "versions": (_("版本"), _("首问 %(shouwen)s，Django %(django)s"), ""),
    }  # fmt: skip
