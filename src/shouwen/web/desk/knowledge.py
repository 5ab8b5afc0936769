"""Knowledge on the desk: cards, a card step by step, wording; and what lies beside a form."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import knowledge
from shouwen.knowledge import suggesting, views
from shouwen.knowledge.views import CardRow
from shouwen.knowledge.wordlist import TEXT_KINDS
from shouwen.web import forms
from shouwen.web.requests import DeskRequest, show

#: Icon of each kind of card.
SIGNS: Final = {
    "answer": "circle-question-mark",
    "script": "message-circle",
    "refusal": "hand",
    "explanation": "speech",
    "document": "book-open-text",
    "advice": "user-round-search",
}


def kinds() -> dict[str, str]:
    """Return every kind of card in words."""
    return {
        "answer": _("解答"),
        "script": _("话术"),
        "refusal": _("婉拒"),
        "explanation": _("解释"),
        "document": _("文件"),
        "advice": _("接待建议"),
    }


def text_kinds() -> dict[str, str]:
    """Return every kind of text in words."""
    return {
        "speech": _("接听"),
        "registration": _("登记"),
        "reply": _("答复"),
        "work_order": _("工作单"),
    }


def wording_kinds() -> dict[str, str]:
    """Return every kind of wording rule in words."""
    return {
        "phrase": _("换一种说法"),
        "abbreviation": _("不用简称"),
        "filler": _("不写套话"),
        "echo": _("不附和"),
        "tone": _("语气"),
    }


@require_safe
def cards(request: DeskRequest) -> HttpResponse:
    """Show every card, or those that hold the words looked for."""
    words = request.GET.get("q", "").strip()
    kind = request.GET.get("kind", "")
    regulation = request.GET.get("regulation", "")
    named = kinds()
    found = suggesting.search(words, kind=kind if kind in named else "", regulation=regulation)
    rows = [views.row(kept, request.language, request.now.date()) for kept in found]
    groups: dict[str, list[tuple[CardRow, str]]] = {}
    for row in rows:
        groups.setdefault(row.deck, []).append((row, SIGNS[row.kind]))
    values = {
        "groups": groups,
        "found": len(rows),
        "words": words,
        "too_short": 0 < len(words) < suggesting.SHORTEST_SEARCH,
        "kinds": list(named.items()),
        "kind": kind,
        "regulations": suggesting.regulations(request.language),
        "regulation": regulation,
        "labels": named,
    }
    return show(request, "desk/knowledge.html", values, fragment="desk/knowledge_list.html")


@require_safe
def card(request: DeskRequest, code: str) -> HttpResponse:
    """Show one card, as far as its steps have been gone."""
    try:
        kept = knowledge.card(code)
    except knowledge.NoSuchCard as unknown:
        raise Http404 from unknown
    found = views.view(kept, request.language, request.now.date(), request.GET.get("way", ""))
    values = {"card": found, "kind": kinds()[found.kind], "sign": SIGNS[found.kind]}
    return show(request, "desk/card.html", values, fragment="desk/card_walk.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: DeskRequest) -> HttpResponse:
    """Show the wording table; say what it says of a text, also while it is being typed."""
    named = text_kinds()
    kind = request.POST.get("as", "")
    regulation = request.POST.get("regulation", "")
    field = request.POST.get("field", "")
    if request.htmx and field.startswith(forms.PREFIX):
        found = forms.wording_remarks(request.POST.get(field, ""), kind, regulation)
        return show(request, "desk/remarks.html", {"remarks": found})
    text = request.POST.get("text", "")
    chosen = tuple(each for each in TEXT_KINDS if each == kind) or TEXT_KINDS
    titles = suggesting.regulations(request.language)
    known = regulation if regulation in dict(titles) else ""
    values = {
        "text": text,
        "kind": kind,
        "kinds": list(named.items()),
        "labels": named,
        "regulations": titles,
        "regulation": known,
        "checked": request.method == "POST",
        "remarks": views.remarks(text, chosen, known or None, request.language),
        "groups": _table(request.language),
    }
    return show(request, "desk/wording.html", values, fragment="desk/wording_said.html")


def beside(
    regulation: str, chosen: Mapping[str, Iterable[str]], text: str, language: str
) -> list[tuple[str, str, str, str]]:
    """Return the cards to lay beside a form or a case: code, title, question, icon."""
    found = []
    for kept in suggesting.suggest(regulation, chosen, text):
        say = kept.deck.say
        card = kept.card
        found.append(
            (kept.code, say(card.title, language), say(card.question, language), SIGNS[card.kind])
        )
    return found


def _table(language: str) -> list[tuple[str, list[views.RuleView]]]:
    groups: dict[str, list[views.RuleView]] = {kind: [] for kind in wording_kinds()}
    for rule in views.rules(language):
        groups[rule.kind].append(rule)
    return [(label, groups[kind]) for kind, label in wording_kinds().items() if groups[kind]]
