"""What each entry of the record of an inquiry asks for, and what its values are called."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shouwen.casework.shapes import Choice, Field


def words() -> dict[str, dict[str, str]]:
    """Return what the values of each kind of choice are called."""
    return {
        "finding": {
            "substantiated": _("属实"),
            "partly": _("部分属实"),
            "unsubstantiated": _("不属实"),
            "undetermined": _("无法查实"),
        },
        "role": {
            "complainant": _("投诉人"),
            "concerned": _("当事人员"),
            "witness": _("知情人"),
            "expert": _("专业人员"),
            "other": _("其他"),
        },
        "check": {
            "site": _("现场查看"),
            "system": _("调取系统记录"),
            "recording": _("调听录音录像"),
            "papers": _("查阅资料"),
            "other": _("其他"),
        },
        "evidence": {
            "paper": _("书证"),
            "picture": _("照片"),
            "sound": _("录音"),
            "film": _("录像"),
            "data": _("电子数据"),
            "object": _("物证"),
        },
        "link": {
            "repeated": _("重复反映"),
            "same_cause": _("同一起因"),
            "follows": _("承接前件"),
            "joint": _("合并办理"),
            "related": _("其他相关"),
        },
    }


def title_of(kind: str) -> str:
    """Return what writing an entry of this kind is called."""
    return {
        "issue": _("列入调查问题"),
        "finding": _("认定"),
        "interview": _("记录谈话"),
        "check": _("记录核查"),
        "evidence": _("登记证据"),
        "handing": _("移交证据"),
        "link": _("关联另一件"),
    }[kind]


def fields_of(
    kind: str, typed: Mapping[str, Any] | None = None, now: datetime | None = None
) -> tuple[Field, ...]:
    """Return the fields of an entry, filled with what was typed."""
    open_to_all = _("看得到本件的人都能看到，不写姓名、号码")
    match kind:
        case "issue":
            found = [_text("allegation", _("反映的问题"), hint=open_to_all)]
        case "finding":
            found = [
                _choice("finding", _("认定结果"), "finding"),
                _text("because", _("依据"), hint=open_to_all),
            ]
        case "interview":
            found = [
                _choice("role", _("谈话对象的身份"), "role"),
                _line("name", _("谈话对象的姓名"), private=True),
                Field(
                    "held_at", _("谈话时间"), "time", True, False, False, None, (),
                    now.isoformat() if now else None, "",
                ),
                _line("place", _("地点"), required=False),
                _line("beside", _("在场的其他调查人员"), required=False),
                _text("gist", _("要点"), hint=open_to_all),
                _text("words", _("谈话全文"), required=False, private=True),
            ]  # fmt: skip
        case "check":
            found = [
                _choice("kind", _("方式"), "check"),
                _line("what", _("核查什么")),
                _text("result", _("结果"), hint=open_to_all),
            ]
        case "evidence":
            found = [
                _choice("kind", _("种类"), "evidence"),
                _line("title", _("名称"), hint=open_to_all),
                _line("source", _("从何处取得")),
                _line("seal", _("封存编号"), required=False, hint=_("实物装袋或加封的编号")),
            ]
        case "handing":
            found = [_line("to", _("交给")), _line("why", _("用途或保管地点"))]
        case _:
            found = [
                _line("other", _("另一件的编号")),
                _choice("kind", _("关系"), "link"),
                _text("reason", _("理由"), hint=open_to_all),
            ]
    return tuple(_filled(field, typed or {}) for field in found)


def _filled(field: Field, typed: Mapping[str, Any]) -> Field:
    if field.name not in typed:
        return field
    return Field(
        field.name, field.label, field.kind, field.required, field.long, field.private,
        field.hint, field.choices, typed[field.name], field.article,
    )  # fmt: skip


def _choice(name: str, label: str, kind: str) -> Field:
    choices = tuple(Choice(value, words) for value, words in words()[kind].items())
    return Field(name, label, "choice", True, False, False, None, choices, None, "")


def _line(
    name: str, label: str, *, required: bool = True, private: bool = False, hint: str | None = None
) -> Field:
    return Field(name, label, "text", required, False, private, hint, (), None, "")


def _text(
    name: str, label: str, *, required: bool = True, private: bool = False, hint: str | None = None
) -> Field:
    return Field(name, label, "text", required, True, private, hint, (), None, "")
