"""What the address of a work list asks for: one reading for the list, its sheet and its views."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from shouwen.casework import queries
from shouwen.casework.shapes import Choice
from shouwen.packs import shelf
from shouwen.web.requests import DeskRequest

#: Columns of the list besides what a case is called, in their usual order.
COLUMNS: Final[Mapping[str, str]] = {
    "status": _noop("状态"),
    "category": _noop("类别"),
    "who": _noop("承办"),
    "time": _noop("办理时限"),
    "updated": _noop("最近更新"),
    "complainant": _noop("投诉人"),
    "channel": _noop("渠道"),
    "regulation": _noop("办法"),
    "unit": _noop("承办单位"),
    "handler": _noop("经办人"),
    "opened": _noop("登记时间"),
    "flags": _noop("标记"),
}
USUAL: Final = ("status", "category", "who", "time", "updated")
FACETS: Final[Mapping[str, str]] = {
    "stage": _noop("状态"),
    "unit": _noop("单位"),
    "level": _noop("层级"),
    "regulation": _noop("办法"),
    "channel": _noop("渠道"),
    "category": _noop("类别"),
    "due": _noop("时限"),
}
#: What an address may say besides; everything else is dropped.
#: What else narrows a list, come from elsewhere: a colleague's, one place's, one unit's own.
FURTHER: Final = ("handler", "place", "at", "counted", "month")
_SAID: Final = ("view", "q", "order", "cols", *FURTHER, *FACETS)
_DUE: Final[Mapping[str, str]] = {
    "late": _noop("已超期"),
    "today": _noop("今天到期"),
    "week": _noop("本周到期"),
    "later": _noop("以后到期"),
    "none": _noop("没有时限"),
}


@dataclass(frozen=True, slots=True)
class ListAsked:
    """A view, what narrows it, and how it is laid out."""

    view: str
    text: str
    filters: dict[str, str]
    order: str
    columns: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the view."""
        return bool(self.text or self.filters)

    @property
    def wanted(self) -> dict[str, str]:
        """The filters as the query takes them."""
        return {**self.filters, "text": self.text}


def asked_in(query: QueryDict, columns: str = "") -> ListAsked | None:
    """Return what an address asks for, or None if there is no such view.

    :param columns: the usual columns of this person, where the address names none
    """
    view = query.get("view", "mine")
    if view not in queries.VIEWS:
        return None
    names = (*FACETS, *FURTHER)
    return ListAsked(
        view,
        query.get("q", "").strip(),
        {name: query[name] for name in names if query.get(name)},
        query.get("order", "due") if query.get("order") in queries.ORDERS else "due",
        columns_in(query.get("cols", "") or columns),
    )


def columns_in(text: str) -> tuple[str, ...]:
    """Return the columns a text names, each once; the usual ones if it names none."""
    named = tuple(dict.fromkeys(each for each in text.split(",") if each in COLUMNS))
    return named or USUAL


def kept_query(query: QueryDict, columns: tuple[str, ...] = USUAL) -> str:
    """Return what of an address is worth keeping: no page, no saved view it came from.

    :param columns: the columns as shown, where the address names none
    """
    kept = QueryDict(mutable=True)
    for name in _SAID:
        if query.get(name):
            kept[name] = query[name]
    if "cols" not in kept and columns != USUAL:
        kept["cols"] = ",".join(columns)
    return kept.urlencode()


def address(query: QueryDict, **changes: str | None) -> str:
    """Return the list's address with some of its parameters changed, None removed."""
    wanted = query.copy()
    for name, value in changes.items():
        wanted.pop(name, None)
        if value:
            wanted[name] = value
    for name in [name for name, value in wanted.items() if not value]:
        del wanted[name]
    return f"?{wanted.urlencode()}" if wanted else "."


def labels(request: DeskRequest) -> dict[str, dict[str, str]]:
    """Return what the values of facets are called, under all regulations adopted."""
    found: dict[str, dict[str, str]] = {name: {} for name in FACETS}
    for id_ in queries.adopted_ids():
        pack = shelf.procedure(id_, on=request.now.date()).pack
        language = request.language
        found["regulation"][id_] = pack.say(pack.pack.title, language)
        for name, stage in pack.stages.items():
            _add(found["stage"], name, pack.say(stage.title, language))
        for meaning in ("channel", "category"):
            fact = pack.fact_meaning(meaning)  # type: ignore[arg-type]
            terms = pack.facts[fact].type.removeprefix("list:") if fact else ""
            for name, label in pack.terms.get(terms.removeprefix("enum:"), {}).items():
                _add(found[meaning], name, pack.say(label, language))
    found["due"] = {value: _(label) for value, label in _DUE.items()}
    found["level"] = {str(n): _("第 %(n)d 级") % {"n": n} for n in range(1, 10)}
    return found


def _add(known: dict[str, str], name: str, label: str) -> None:
    """Note a label; two regulations may call the same thing by different words."""
    before = known.get(name)
    if before is None:
        known[name] = label
    elif label not in before.split(" / "):
        known[name] = f"{before} / {label}"


def choices(known: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return labels as the choices of a field."""
    return tuple(Choice(value, label) for value, label in known.items())
