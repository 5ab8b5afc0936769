"""Controls for whom, with whom and through whom somebody complains, beside the regulation's form.

What the regulation's own form asks for is not asked twice: its fields stand among the others.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouwen.casework import operations, queries
from shouwen.casework.operations import Person
from shouwen.casework.party_shapes import RepresentativesLimit
from shouwen.casework.shapes import Choice, Field, NotDone
from shouwen.web import forms
from shouwen.web.forms import ShownField
from shouwen.web.requests import DeskRequest
from shouwen.web.templatetags.face import colon, listed

#: Names of these controls; no fact can be called so, for ids of facts have no hyphen.
PREFIX: Final = "of-"
COMPANIONS: Final = "companions"
#: What is said together, in the order of the page.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "agent": ("agent", "agent_telephone", "agent_tie", "authority"),
    "companion": (COMPANIONS,),
    "forwarded": ("forwarder", "forward_number", "forward_due", "reply_form"),
    "wish": ("confidential", "language"),
    "internal": ("internal",),
}
#: Where the words were copied from: an entry of an opinion book. It is not typed.
ENTRY: Final = "entry"
_ALL: Final = (*(name for names in GROUPS.values() for name in names), ENTRY)
_STAR: Final = re.compile(r"^[*＊★☆]\s*|^代表[:：\s]\s*")
_TELEPHONE: Final = re.compile(r"\+?\d[\d\s-]{5,18}\d")
_GAPS: Final = re.compile(r"[\s,，、;；:：\t]+")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Group:
    """Controls that belong together. `open` says that something is in them."""

    about: str
    title: str
    icon: str
    fields: tuple[ShownField, ...]
    open: bool
    hint: str = ""


def read(post: QueryDict) -> dict[str, str]:
    """Return what was typed, by meaning; ticked boxes are ``yes``."""
    found = {name: post.get(forms.PREFIX + PREFIX + name, "").strip() for name in _ALL}
    for name in ("confidential", "internal"):
        found[name] = "yes" if found[name] in ("true", "yes") else ""
    return {name: value for name, value in found.items() if value}


def kept(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed as a draft keeps it, beside the facts."""
    return {PREFIX + name: value for name, value in typed.items()}


def from_draft(form: Mapping[str, Any]) -> dict[str, str]:
    """Return what a draft has kept."""
    return {name: str(form[PREFIX + name]) for name in _ALL if form.get(PREFIX + name)}


def people_in(text: str) -> tuple[list[Person], list[int]]:
    """Return the people of a pasted list, and the numbers of lines that name nobody.

    A line is a name and perhaps a telephone number, in any order and with any marks between; one
    that begins with a star speaks for the others.
    """
    found, wrong = [], []
    for n, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words:
            continue
        star = _STAR.match(words)
        words = words[star.end() :] if star else words
        number = _TELEPHONE.search(words)
        telephone = re.sub(r"[\s-]", "", number[0]) if number else ""
        name = words.replace(number[0], " ") if number else words
        name = " ".join(_GAPS.sub(" ", name).split())
        if not name or name.isdigit() or len(name) > _LONGEST_NAME:
            wrong.append(n)
            continue
        found.append(Person(name, telephone, representative=star is not None))
    return found, wrong


def errors_in(typed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what is wrong with what was typed, by the name of its control."""
    found: dict[str, tuple[str, ...]] = {}
    parts = [typed.get(name) for name in ("agent_telephone", "agent_tie", "authority")]
    if any(parts) and not typed.get("agent"):
        found["agent"] = (_("请填写代理人的姓名"),)
    if typed.get("agent") and not typed.get("agent_tie"):
        found["agent_tie"] = (_("请选择代理人与投诉人的关系"),)
    if wrong := people_in(typed.get(COMPANIONS, ""))[1]:
        lines = "、".join(map(str, wrong[:5]))
        found[COMPANIONS] = (_("第 %(lines)s 行没有姓名") % {"lines": lines},)
    return {PREFIX + name: words for name, words in found.items()}


def groups(
    typed: Mapping[str, str],
    *,
    known: Iterable[str],
    limit: RepresentativesLimit | None,
    language: str,
    errors: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Group]:
    """Return the controls, those left out that the form itself has.

    :param known: what the facts of the form mean
    :param limit: how many may speak for a group; None: this form takes no matter in
    """
    errors, known = errors or {}, set(known)
    shown = []
    heads = {} if limit is None else _heads(limit, language)
    for about, (title, icon, hint) in heads.items():
        own = [_field(name, typed, language) for name in GROUPS[about] if name not in known]
        if about == "agent" and "agent" in known:
            own = []
        fields = forms.shown(own, errors)
        if fields:
            filled = any(typed.get(name) for name in GROUPS[about])
            wrong = any(each.errors for each in fields)
            shown.append(Group(about, title, icon, fields, filled or wrong, hint))
    return shown


def say_all(
    request: DeskRequest, number: str, typed: Mapping[str, str], token: str
) -> NotDone | None:
    """Say everything that was typed of a matter, all of it or nothing; return why not."""
    with transaction.atomic():
        for about, names in GROUPS.items():
            values = {name: typed[name] for name in names if typed.get(name)}
            if not values:
                continue
            if about == "companion":
                people, _wrong = people_in(values[COMPANIONS])
                answer = operations.add_companions(
                    number, people, actor=request.actor, now=request.now,
                    command_id=f"{token}/{about}", language=request.language,
                )  # fmt: skip
            else:
                answer = operations.state(
                    number, about, values, actor=request.actor, now=request.now,
                    command_id=f"{token}/{about}", language=request.language,
                )  # fmt: skip
            if isinstance(answer, NotDone):
                transaction.set_rollback(True)
                return answer
    return None


def _heads(limit: RepresentativesLimit, language: str) -> dict[str, tuple[str, str, str]]:
    papers = queries.party_choices(language)
    asked = listed(
        (f"{colon(each.label)}{papers.papers[each.value]}" for each in papers.ties), "apart"
    )
    number = {"most": limit.most, "article": limit.article}
    most = (
        _("每行一人，姓名、电话；代表在行首加 *。代表最多 %(most)d 人（%(article)s）。") % number
        if limit.article
        else _("每行一人，姓名、电话；代表在行首加 *。代表最多 %(most)d 人。") % number
    )
    return {
        "agent": (
            _("代理人、继承人、家属"),
            "user-round-check",
            _("通常请出示——%(asked)s。没有核对授权以前，不得把当事人的情况告诉代理人。")
            % {"asked": asked},
        ),
        "companion": (_("同案人"), "users-round", most),
        "forwarded": (
            _("转来的件：来文单位的要求"),
            "forward",
            _("来文定的时间与办法的时限同时看，先到的为准。"),
        ),
        "wish": (_("投诉人的要求"), "hand-heart", ""),
        "internal": (
            _("内部投诉"),
            "building",
            _("本单位职工对内部管理和服务的投诉；被投诉的人看不到本件。"),
        ),
    }


def _field(name: str, typed: Mapping[str, str], language: str) -> Field:
    labels: Mapping[str, tuple[str, str, bool]] = {
        "agent": (_("代理人姓名"), "text", True),
        "agent_telephone": (_("代理人电话"), "text", True),
        "agent_tie": (_("与投诉人的关系"), "choice", False),
        "authority": (_("已核对的授权"), "choice", False),
        COMPANIONS: (_("同案人名单"), "text", True),
        "forwarder": (_("转来单位"), "text", False),
        "forward_number": (_("转来文号"), "text", False),
        "forward_due": (_("要求反馈的时间"), "time", False),
        "reply_form": (_("要求的反馈格式"), "text", False),
        "confidential": (_("请求不向被投诉单位透露身份"), "bool", False),
        "language": (_("希望用哪种语言答复"), "choice", False),
        "internal": (_("这是内部投诉"), "bool", False),
    }
    choices = queries.party_choices(language)
    lists: Mapping[str, tuple[Choice, ...]] = {
        "agent_tie": choices.ties,
        "authority": choices.authorities,
        "language": choices.languages,
    }
    label, kind, private = labels[name]
    value: str | bool | None = typed.get(name)
    return Field(
        name=PREFIX + name,
        label=label,
        kind=kind,
        required=False,
        long=name == COMPANIONS,
        private=private,
        hint=None,
        choices=lists.get(name, ()),
        value=(value == "yes") if kind == "bool" else value,
        article="",
        means="telephone" if name == "agent_telephone" else None,
    )
