"""Reading a regulation: articles beside rules, the drawing, tables, what executes what."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.casework import publishing, queries, rulebooks
from shouwen.casework.rulebook_shapes import ArticleView, RequirementRow, RuleLine
from shouwen.people import Office
from shouwen.web.components.diagram import lifecycle
from shouwen.web.oversight.tabs import page_values
from shouwen.web.requests import DeskRequest

#: Icon of each kind of rule.
SIGNS: Final = {
    "facts": "file-pen-line",
    "derived": "equal",
    "tables": "table-2",
    "tasks": "clipboard-check",
    "acts": "mouse-pointer-click",
    "approvals": "stamp",
    "records": "table-properties",
    "clocks": "timer",
    "rules": "zap",
    "documents": "file-text",
    "registers": "list-ordered",
    "ledgers": "coins",
    "improvements": "wrench",
    "duties": "calendar-check",
    "circles": "eye-off",
    "recusal": "user-round-x",
}
_SHORT: Final = 8
_PEEK: Final = 60


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one kind beside an article."""

    section: str
    title: str
    sign: str
    rules: tuple[RuleLine, ...]

    @property
    def peek(self) -> str:
        """What they are called, as far as one line goes."""
        return Truncator(_("、").join(rule.title for rule in self.rules)).chars(_PEEK)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article, and beside it the rules by kind; folded: they come when somebody asks."""

    article: ArticleView
    groups: tuple[RuleGroup, ...]
    folded: bool


@require_safe
def home(request: DeskRequest) -> HttpResponse:
    """Show every regulation on the shelf, and where it is worked by."""
    places = queries.worked_by(request.now)
    rows = [(row, places.get(row.id, ())) for row in rulebooks.regulations(request.language)]
    rows.sort(key=lambda row: not row[1])
    may_draft = Office.COMPLIANCE in request.offices
    values = {
        "regulations": rows,
        "adopted": sum(bool(at) for _row, at in rows),
        "may_draft": may_draft,
        "waiting": [
            draft
            for draft in (publishing.drafts() if may_draft else ())
            if draft.state == "proposed" and draft.proposed_by != request.actor.person
        ],
    }
    return render(request, "oversight/home.html", values)


@require_safe
def articles(request: DeskRequest, id: str) -> HttpResponse:
    """Show every article with the rules that carry it out beside it.

    Many rules of one article come when they are asked for: without script with the page again,
    otherwise those of one kind alone.
    """
    view = rulebooks.regulation(id, request.language)
    asked, kind = request.GET.get("article", ""), request.GET.get("kind", "")
    rows = [
        ArticleRow(each, _groups(each.rules), len(each.rules) > _SHORT and each.id != asked)
        for each in view.articles
    ]
    if request.htmx:
        here = (group for row in rows if row.article.id == asked for group in row.groups)
        group = next((each for each in here if each.section == kind), None)
        if group is None:
            raise Http404
        return render(request, "oversight/rules.html", {"group": group})
    drawn = sorted({group.sign for row in rows for group in row.groups} | {"chevron-right"})
    values = page_values(view, "regulation", rows=rows, drawn=drawn)
    return render(request, "oversight/articles.html", values)


@require_safe
def drawing(request: DeskRequest, id: str) -> HttpResponse:
    """Show the lifecycle as a drawing, and the same as a table."""
    view = rulebooks.regulation(id, request.language)
    titles = {node.id: node.title for node in view.nodes}
    anywhere = _("任一办理阶段")
    drawn = lifecycle(
        view.nodes, view.arrows, anywhere, _("%(title)s的流程图") % {"title": view.title}
    )
    lines = [
        (titles.get(arrow.left or "", anywhere), arrow, titles[arrow.right])
        for arrow in view.arrows
    ]
    values = page_values(view, "drawing", drawn=drawn, lines=lines)
    return render(request, "oversight/drawing.html", values)


@require_safe
def tables(request: DeskRequest, id: str) -> HttpResponse:
    """Show the decision tables as people read them."""
    view = rulebooks.regulation(id, request.language)
    return render(request, "oversight/tables.html", page_values(view, "tables"))


@require_safe
def coverage(request: DeskRequest, id: str) -> HttpResponse:
    """Show what carries out each numbered requirement, filtered by how and by words."""
    view = rulebooks.regulation(id, request.language)
    status, words = request.GET.get("status", ""), request.GET.get("q", "").strip()
    kinds = _kinds(view.requirements)
    found = [
        row
        for row in view.requirements
        if status in ("", row.status) and (not words or words.lower() in _all_words(row))
    ]
    values = page_values(
        view, "coverage", kinds=kinds, status=status, words=words, found=found,
        tones={status: tone for status, (_label, tone) in _statuses().items()},
        labels={status: label for status, (label, _tone) in _statuses().items()},
    )  # fmt: skip
    return render(request, "oversight/coverage.html", values)


@require_safe
def findings(request: DeskRequest, id: str) -> HttpResponse:
    """Show what the proofreader has to say, and what was left out on purpose."""
    view = rulebooks.regulation(id, request.language)
    return render(request, "oversight/findings.html", page_values(view, "findings"))


def _groups(rules: tuple[RuleLine, ...]) -> tuple[RuleGroup, ...]:
    titles = {
        "acts": _("动作"),
        "approvals": _("核准"),
        "clocks": _("期限"),
        "tasks": _("任务"),
        "documents": _("文书"),
        "records": _("记录"),
        "registers": _("登记簿"),
        "ledgers": _("账目"),
        "improvements": _("整改"),
        "duties": _("定期事项"),
        "rules": _("自动规则"),
        "tables": _("决策表"),
        "derived": _("推算"),
        "facts": _("要素"),
        "circles": _("知悉范围"),
        "recusal": _("回避"),
    }
    return tuple(
        RuleGroup(section, title, SIGNS[section], members)
        for section, title in titles.items()
        if (members := tuple(rule for rule in rules if rule.section == section))
    )


def _statuses() -> dict[str, tuple[str, str]]:
    return {
        "executed": (_("有规则执行"), "good"),
        "assumed": (_("按推定执行"), "warn"),
        "supported": (_("由产品功能支持"), "teal"),
        "not_encoded": (_("不由程序执行"), ""),
        "missing": (_("没有着落"), "bad"),
    }


def _kinds(rows: tuple[RequirementRow, ...]) -> list[tuple[str, str, int]]:
    """Return every status there is: its name, in words, and how many have it."""
    known = {name: label for name, (label, _tone) in _statuses().items()}
    counted = [(name, label, sum(r.status == name for r in rows)) for name, label in known.items()]
    return [each for each in counted if each[2]]


def _all_words(row: RequirementRow) -> str:
    words = [row.id, *row.stories]
    words += [part for answer in row.answers for part in answer if part]
    return " ".join(words).lower()
