"""The pages of an import, in the order a person goes through them."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from shouwen import people
from shouwen.casework import queries
from shouwen.intake.by_page import choosing, keeping, looking, results
from shouwen.intake.by_page.choosing import FactOffered, Way
from shouwen.intake.by_page.looking import SheetSeen
from shouwen.intake.errors import Unreadable
from shouwen.intake.models import SheetImport
from shouwen.packs import shelf
from shouwen.regulations import Procedure
from shouwen.vocabulary import at_office
from shouwen.web.files import as_file
from shouwen.web.importing import choices
from shouwen.web.requests import DeskRequest, show

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENCODINGS: Final = (
    ("", gettext_noop("自动判定")),
    ("utf-8", "UTF-8"),
    ("gb18030", "GBK / GB 18030"),
)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    media_type: str
    content: bytes


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: DeskRequest) -> HttpResponse:
    """List the imports, and take a sheet in."""
    error, regulation = "", request.POST.get("regulation", "")
    titles = _regulations(request)
    if request.method == "POST":
        given = request.FILES.get("file")
        if regulation not in titles:
            error = _("请选择按哪部办法受理")
        elif given is None:
            error = _("请选择一个表格文件")
        elif (given.size or 0) > keeping.LARGEST:
            error = _("文件最多 %(most)d MB。请拆成几个文件，或用命令行导入。") % {
                "most": keeping.LARGEST // 2**20
            }
        else:
            id_ = keeping.hand_in(
                given.name or "sheet", given, regulation, actor=request.actor,
                now=request.now,
            )  # fmt: skip
            return redirect("importing:choose", id=id_)
    found = keeping.newest()
    names = people.names_of_persons(sorted({each.by for each in found})) if found else {}
    values = {
        "imports": [
            (each, names.get(each.by, each.by), titles.get(each.regulation, each.regulation))
            for each in found
        ],
        "regulations": titles,
        "regulation": regulation or next(iter(titles), ""),
        "error": error,
    }  # fmt: skip
    return show(request, "importing/home.html", values, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: DeskRequest, id: str) -> HttpResponse:
    """Choose sheet, header row and which column is which fact; go on to the trial."""
    kept = keeping.brought_by(id, request.actor.person)
    if kept.state not in ("choosing", "tried", "trying"):
        return redirect("importing:trial", id=id)
    procedure = shelf.procedure(kept.regulation, on=at_office(request.now).date())
    intent = request.POST.get("intent", "")
    if intent == "give-up":
        keeping.give_up(id)
        return redirect("importing:home")
    asked = request.POST if request.method == "POST" else _as_asked(kept)
    try:
        seen = looking.seen_of(
            kept, request.now, sheet=asked.get("sheet", ""),
            header=_number(asked.get("header", "")), encoding=asked.get("encoding", ""),
        )  # fmt: skip
        before = None if kept.choices else keeping.same_shape(kept, choosing.shape(seen))
        if before is not None and request.method != "POST":
            asked = _as_asked(before)
    except Unreadable as unreadable:
        return _unreadable(request, kept, unreadable)
    ways = choosing.ways(procedure, request.language)
    way = next((w for w in ways if f"{w.act}/{w.role}" == asked.get("way")), None)
    way = way or choosing.likeliest(procedure, seen, ways, request.language)
    as_ = "historical" if asked.get("as") == "historical" or way is None else "open"
    facts = choosing.offered(procedure, way.act if way else "", as_, request.language)
    chosen = _chosen(request, kept, before, seen, procedure, facts, way, intent)
    chosen["as"] = as_
    wrong = choices.problems(chosen, facts, seen) if intent == "try" else {}
    if request.method == "POST" and not wrong:
        keeping.choose(id, chosen, now=request.now)
        kept = keeping.found(id)
        if intent == "store" and request.POST.get("title", "").strip():
            keeping.save_mapping(kept, request.POST["title"], actor=request.actor, now=request.now)
        if intent == "try":
            keeping.begin(id, "trying", now=request.now)
            return redirect("importing:trial", id=id)
    values = {
        "kept": kept,
        "seen": seen,
        "notes": [_said(note, request.language) for note in seen.notes],
        "ways": [(f"{w.act}/{w.role}", w.title) for w in ways],
        "way": f"{way.act}/{way.role}" if way else "",
        "facts": facts,
        "chosen": chosen,
        "lines": choices.shown(seen, facts, chosen),
        "dates": _dates(seen, facts, chosen),
        "encodings": _ENCODINGS,
        "orders": (("", _("自动判定")), ("ymd", _("年-月-日")), ("mdy", _("月-日-年")),
                   ("dmy", _("日-月-年"))),
        "units": _units(request),
        "saved": keeping.saved_mappings(kept.regulation),
        "title": procedure.pack.say(procedure.pack.pack.title, request.language),
        "wrong": wrong,
        "stored": intent == "store" and not wrong,
        "before": before if request.method != "POST" else None,
    }  # fmt: skip
    return show(request, "importing/choose.html", values, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: DeskRequest, id: str) -> HttpResponse:
    """Show what would become of every row; carry out, undo."""
    kept = keeping.found(id)
    if request.method == "POST":
        keeping.begin(id, _following(request.POST.get("intent", "")), now=request.now)
        return redirect("importing:trial", id=id)
    if kept.state == "choosing":
        return redirect("importing:choose", id=id)
    trying = kept.state in ("trying", "tried")
    mine = kept.by == request.actor.person  # rows may say who complained about whom
    by, now = request.actor.person, request.now
    rows = partial(keeping.rows, kept, by=by, now=now, language=request.language)
    values = _standing(request, kept) | {
        "mine": mine,
        "refused": rows(trial=trying, outcomes=("refused",)) if mine else [],
        "touched": rows(trial=False, outcomes=("touched",)) if mine else [],
        "first": _first(kept, request) if mine and kept.state == "tried" and kept.first else [],
    }
    return show(request, "importing/trial.html", values)


@require_safe
def progress(request: DeskRequest, id: str) -> HttpResponse:
    """Show how far the worker is; when it is through, the page as a whole comes anew."""
    kept = keeping.found(id)
    response = render(request, "importing/progress.html", _standing(request, kept))
    if kept.state not in keeping.WORKING:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def refused(request: DeskRequest, id: str) -> HttpResponse:
    """Hand out the refused rows with their reasons."""
    kept = keeping.brought_by(id, request.actor.person)
    trying = kept.state in ("choosing", "trying", "tried")
    content = results.refused_sheet(
        kept, trial=trying, by=request.actor.person, now=request.now, language=request.language
    )
    return as_file(_File(_("拒收的行") + f"-{kept.id}.xlsx", _XLSX, content))


@require_safe
def result(request: DeskRequest, id: str) -> HttpResponse:
    """Hand out what became of every row."""
    kept = keeping.brought_by(id, request.actor.person)
    content = results.result_sheet(
        kept, by=request.actor.person, now=request.now, language=request.language
    )
    return as_file(_File(_("导入结果") + f"-{kept.id}.xlsx", _XLSX, content))


def _standing(request: DeskRequest, kept: SheetImport) -> dict[str, Any]:
    counts = {
        name: kept.counts.get(name, 0)
        for name in ("accepted", "refused", "duplicate", "skipped", "taken_back", "touched")
    }
    problem = kept.english if request.language == "en" and kept.english else kept.problem
    return {
        "kept": kept,
        "counts": counts,
        "working": kept.state in keeping.WORKING,
        "problem": problem,
    }


def _following(intent: str) -> str:
    return {"carry-out": "running", "undo": "undoing"}.get(intent, "trying")


def _first(kept: SheetImport, request: DeskRequest) -> list[list[tuple[str, str]]]:
    return [
        [(label, value) for label, value in row]
        for row in keeping.unsealed(kept.first, by=request.actor.person, now=request.now)
    ]


def _chosen(
    request: DeskRequest,
    kept: SheetImport,
    before: SheetImport | None,
    seen: SheetSeen,
    procedure: Procedure,
    facts: tuple[FactOffered, ...],
    way: Way | None,
    intent: str,
) -> dict[str, Any]:
    if intent == "apply":
        for saved in keeping.saved_mappings(kept.regulation):
            if str(saved.pk) == request.POST.get("saved"):
                return choices.fitted(saved.choices, seen, request.POST.get("encoding", ""))
    if request.method == "POST" and intent != "look":
        return choices.read(request.POST, seen, facts, way)
    if request.method != "POST" and kept.choices:
        return dict(kept.choices)
    if request.method != "POST" and before is not None:
        return choices.fitted(before.choices, seen, "")
    return choices.first(procedure, seen, facts, way) | {
        "encoding": request.POST.get("encoding", "")
    }


def _as_asked(kept: SheetImport) -> dict[str, str]:
    told = kept.choices
    if not told:
        return {}
    return {
        "sheet": told["sheet"], "header": str(told["header"]), "encoding": told["encoding"],
        "as": told["as"], "way": f"{told['act']}/{told['role']}",
    }  # fmt: skip


def _dates(
    seen: SheetSeen, facts: tuple[FactOffered, ...], chosen: dict[str, Any]
) -> tuple[tuple[str, str], ...]:
    kinds = {fact.name: fact.kind for fact in facts}
    for column in seen.columns:
        if kinds.get(chosen["columns"].get(column.title, "")) in ("time", "date"):
            return looking.as_dates(column.examples, chosen["order"])
    return ()


def _unreadable(request: DeskRequest, kept: SheetImport, error: Unreadable) -> HttpResponse:
    english = request.language == "en"
    words = error.english if english and error.english else f"{error.problem}。{error.remedy}"
    values = {"kept": kept, "words": words, "encodings": _ENCODINGS}
    return show(request, "importing/unreadable.html", values, status=422)


def _regulations(request: DeskRequest) -> dict[str, str]:
    """Return the regulations matters are taken in under, with their titles."""
    language = request.language
    return {
        procedure.pack.pack.id: procedure.pack.say(procedure.pack.pack.title, language)
        for procedure in (
            shelf.procedure(id_, on=at_office(request.now).date()) for id_ in queries.adopted_ids()
        )
    }


def _units(request: DeskRequest) -> list[tuple[str, str]]:
    return [(unit.id, unit.name) for unit in people.directory(request.now).units.values()]


def _said(note: str, language: str) -> str:
    """Return a note in Chinese / English in one of them."""
    chinese, _slash, english = note.partition(" / ")
    return english or chinese if language == "en" else chinese


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
