"""Every component once, with values made up for it: the page to look at before writing another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.web.requests import DeskRequest, show
from shouwen.web.tabs import Tab

_COMPONENTS: Final = Path(__file__).parents[1] / "templates" / "components"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One component: its tag, and what its own head says of it."""

    tag: str
    about: str


@require_safe
def patterns(request: DeskRequest) -> HttpResponse:
    """Show every component."""
    values = {"abouts": {each.tag: each.about for each in components()}, **_samples(request.now)}
    return show(request, "oversight/patterns.html", values)


@cache
def components() -> tuple[Pattern, ...]:
    """Return every component there is, by its tag."""
    return tuple(_read())


def _read() -> Iterator[Pattern]:
    for file in sorted(_COMPONENTS.glob("*.html")):
        text = file.read_text(encoding="utf-8")
        head = text.partition("{% comment %}")[2].partition("{% endcomment %}")[0]
        yield Pattern(file.stem.replace("_", "-"), head.strip())


def _samples(now: datetime) -> dict[str, Any]:
    """Return made-up values: nobody and nothing in them exists."""
    why = SimpleNamespace(
        text=_("须先填写核查结论"), article=_("第十七条"), code="must", cite=(), field=None
    )
    clock = SimpleNamespace(
        title=_("答复时限"), limit=_("3 个工作日"), state="running", urgency="soon", share=72,
        left=_("剩 6 小时"), due_at=now + timedelta(hours=6), provisional=True, soft=False,
        extended=1, in_time=None, article=_("第十一条"),
        explanation=_("自受理起 3 个工作日，当日不计，遇休息日不计。"),
    )  # fmt: skip
    stopped = SimpleNamespace(**{**vars(clock), "state": "stopped", "in_time": True, "left": ""})
    late = SimpleNamespace(**{**vars(clock), "urgency": "late", "left": _("超期 2 天")})
    fact = SimpleNamespace(
        name="telephone", label=_("联系电话"), value="138****5627", masked=True, long=False
    )
    entry = SimpleNamespace(
        kind="act", title=_("转办"), person="田雨", unit=_("客户服务中心"), article=_("第十条"),
        at=now - timedelta(hours=3), detail=(_("转往人民路支行"),), noticed_at=None,
    )  # fmt: skip
    followed = SimpleNamespace(
        kind="clock", title=_("答复时限开始"), detail=(), article=_("第十一条")
    )
    field = SimpleNamespace(
        name="pattern-subject", label=_("事由"), control="text", required=True, private=False,
        long=False, hint=_("一句话说明"), choices=(), known=False, shown="", several=(),
        checked=False, mode="", article="", errors=(_("请填写事由"),), wide=True, tree=False,
        worded=False, described=True,
    )  # fmt: skip
    choices = (
        SimpleNamespace(value="a", label=_("满意")),
        SimpleNamespace(value="b", label=_("不满意")),
    )
    segments = SimpleNamespace(
        **{**vars(field), "name": "pattern-choice", "control": "segments", "choices": choices,
           "shown": "a", "errors": (), "hint": "", "described": False, "label": _("是否满意")}
    )  # fmt: skip
    cell = SimpleNamespace(name="x", label="x", value=_("现场查看"), masked=False, long=False)
    record = SimpleNamespace(
        title=_("核查记录"), columns=(_("方式"),),
        entries=(SimpleNamespace(number=1, cells=(cell,), at=now),),
    )  # fmt: skip
    duty = SimpleNamespace(
        title=_("意见簿签阅"), unit=_("人民路支行"), period=f"{now:%Y-%m-%d}", article=_("第九条"),
        note=None, signed_at=None, signed_by=None, late=False, urgency="soon", left=_("今天"),
    )  # fmt: skip
    asked = SimpleNamespace(
        account="person:nobody", owner="陈雨", title=_("更正"), words=_("少扣 50.00 元"),
        cause="", number="", reason=_("计算有误"), person="林晓", at=now, may_decide=False,
    )  # fmt: skip
    step = SimpleNamespace
    return {
        "reasons": (why,),
        "clocks": (clock, late, stopped),
        "fact": fact,
        "happening": SimpleNamespace(head=entry, sign="send", followed=(("timer", followed),)),
        "fields": (field, segments),
        "record": record,
        "duty": duty,
        "asked": asked,
        "amount": Decimal("1280.50"),
        "months": SimpleNamespace(month=f"{now:%Y-%m}", previous="", next=""),
        "steps": (
            step(title=_("已受理"), state="done"),
            step(title=_("核查处理中"), state="current"),
            step(title=_("办结"), state="ahead"),
        ),
        "tabs": (
            Tab(_("全部"), "#tabs", True, 12),
            Tab(_("即将到期"), "#tabs", False, 3, "warm"),
        ),
        "option": step(
            act="reply",
            title=_("答复"),
            task=None,
            item_label=None,
            weight="primary",
            hint="",
            article=_("第十一条"),
        ),
        "place": step(
            current=True,
            place=step(href="#nav-link", label=_("工作台"), icon="inbox", keys="G Q", pocket=True),
        ),
        "number": "TS2000010100001",
        "nothing": (),
    }
