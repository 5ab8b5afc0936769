"""The same act on several cases at once: which acts all of them offer, and one form for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shouwen.casework.access import OpenCase, case_for
from shouwen.casework.asking import act_form
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.shapes import ActForm
from shouwen.engine import Option, options
from shouwen.vocabulary import Actor

#: So many cases may be chosen at once: each is read, asked and decided by itself.
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act some of the chosen cases offer now; `everywhere` if all of them do."""

    regulation: str
    regulation_title: str
    act: str
    title: str
    article: str
    numbers: tuple[str, ...]
    everywhere: bool


@dataclass(frozen=True, slots=True)
class BulkChoice:
    """The chosen cases this person may see, and what could be done to them together."""

    numbers: tuple[str, ...]
    acts: tuple[BulkAct, ...]


def bulk_choice(
    actor: Actor, numbers: Iterable[str], now: datetime, language: str = "zh"
) -> BulkChoice:
    """Return what may be done to these cases together, what all of them offer first.

    Grave acts are left out, for each of them deserves a look of its own; so is an act that several
    tasks of one case wait for. Cases this person may not know of are not among the numbers.
    """
    found: dict[tuple[str, str], list[tuple[OpenCase, Option]]] = {}
    seen = []
    for number in list(dict.fromkeys(numbers))[:MOST]:
        try:
            case = case_for(actor, number, now)
        except CaseNotFound:
            continue
        seen.append(number)
        for option in _offered(case, actor, now):
            key = (case.procedure.pack.pack.id, option.act)
            found.setdefault(key, []).append((case, option))
    acts = [_bulk_act(members, len(members) == len(seen), language) for members in found.values()]
    acts.sort(key=lambda each: (not each.everywhere, -len(each.numbers)))
    return BulkChoice(tuple(seen), tuple(acts))


def _offered(case: OpenCase, actor: Actor, now: datetime) -> list[Option]:
    if case.matter.imported is not None:
        return []
    at = max(now, case.matter.case.changed_at or now)
    allowed = [
        option
        for option in options(case.procedure, case.matter.case, actor, case.directory, at)
        if option.allowed and option.weight != "grave"
    ]
    acts = [option.act for option in allowed]
    return [option for option in allowed if acts.count(option.act) == 1]


def _bulk_act(
    members: Sequence[tuple[OpenCase, Option]], everywhere: bool, language: str
) -> BulkAct:
    case, option = members[0]
    pack = case.procedure.pack
    return BulkAct(
        pack.pack.id,
        pack.say(pack.pack.title, language),
        option.act,
        pack.say(option.title, language),
        case.procedure.articles(option.cite, language),
        tuple(each.matter.number for each, _ in members),
        everywhere,
    )


def bulk_form(
    actor: Actor,
    numbers: Sequence[str],
    act: str,
    now: datetime,
    *,
    values: Mapping[str, object] | None = None,
    language: str = "zh",
) -> ActForm:
    """Return one form for an act on several cases: nothing known of any of them stands in it.

    :param values: what was typed, where the form is shown again
    :raises CaseNotFound: if the first is not there, or the actor may not know of it
    :raises NoSuchForm: if its regulation has no such act
    """
    form = act_form(actor, numbers[0], act, now, values=values or {}, language=language)
    fields = tuple(
        replace(
            field,
            value=field.value if values and field.name in values else None,
            hint=None if field.private else field.hint,
        )
        for field in form.fields
    )
    return replace(form, fields=fields, task=None, item_label=None, reasons=(), errors={})


def task_of(actor: Actor, number: str, act: str, now: datetime) -> str | None:
    """Return the task an act would complete in a case, or None if it completes none.

    :raises CaseNotFound: if there is no such case, or the actor may not know of it
    """
    case = case_for(actor, number, now)
    return next((each.task for each in _offered(case, actor, now) if each.act == act), None)
