"""The work list and its counts: one query each, whatever the size, and none for every row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from shouwen import vault
from shouwen.casework import editions, forwarder_date
from shouwen.casework.conditions import (
    FILTERS,
    SMALL,
    VIEWS,
    WORK,
    Sight,
    View,
    filtered,
    of_scope,
    sight_of,
)
from shouwen.casework.counted import as_counted
from shouwen.casework.models import Desk
from shouwen.casework.paging import fetch, paged, paged_work
from shouwen.casework.reaching import EVERYTHING
from shouwen.casework.search_words import sought
from shouwen.casework.searching import searched
from shouwen.casework.secrecy import MARKS, kept_numbers, subjects_of, unsearched
from shouwen.casework.shapes import Badge, CasePage, CaseRow
from shouwen.casework.wording import Wording
from shouwen.casework.words import NEVER, left_words, share_of, urgency_of
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office

__all__ = ["FILTERS", "ORDERS", "VIEWS", "NoSuchView", "View", "badges", "changed", "work_list"]

ORDERS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "due": ("next_due_at", "ASC", "按时限最近", "What is due first"),
    "opened": ("opened_at", "DESC", "按登记最新", "Newest first"),
    "changed": ("updated_at", "DESC", "按最近更新", "Changed last"),
}
_MOST_COUNTED: Final = 99
_COUNTED: Final = ("mine", "unit", "soon", "late", "approval", "call_back")
#: Filters whose column begins an index in the order of the list, the narrower first.
_INDEXED: Final = ("handler", "stage")


class NoSuchView(ShouwenError, ValueError):
    """A list was asked for that does not exist."""


def work_list(
    actor: Actor,
    *,
    view: View = "mine",
    filters: Mapping[str, str] | None = None,
    order: str = "due",
    cursor: str | None = None,
    limit: int = 50,
    now: datetime,
    language: str = "zh",
    sight: Sight | None = None,
) -> CasePage:
    """Return one page of cases the actor may see, by what is due first.

    Closed ones come newest first, and so do those found by ``text``, whatever the order.

    :param filters: any of :data:`FILTERS`; empty values count as not given
    :param order: one of :data:`ORDERS`; any other is the first
    :param cursor: the `next_cursor` of the page before
    :param sight: what the actor may see now, where it was asked for already
    :raises NoSuchView: if there is no such view
    :raises BadCursor: if the cursor is not one of this list
    """
    if view not in VIEWS:
        raise NoSuchView(f"没有“{view}”这个列表", "请从菜单选择", f"there is no list '{view}'")
    wanted = {name: value for name, value in (filters or {}).items() if value}
    sight = sight or sight_of(actor, now)
    directory = sight.directory
    asked = as_counted(sight.viewed(view), wanted, sight.scope, now)
    words = sought(wanted.pop("text", ""))
    column, direction, *_ = ORDERS.get(order, ORDERS["due"])
    if words:
        asked = unsearched(sight.scope, filtered(asked, wanted, directory, now))
        rows, more = searched(asked, words, cursor, limit)
    elif view == "closed":
        asked = filtered(asked, wanted, directory, now)
        rows, more = paged(asked, "ended_at", "DESC", cursor, limit, reach=sight.reach(view))
    elif view in WORK and column == "next_due_at":
        rows, more = paged_work(filtered(asked, wanted, directory, now), cursor, limit)
    elif column != "next_due_at":
        asked = filtered(asked, wanted, directory, now)
        rows, more = paged(asked, column, direction, cursor, limit, reach=sight.reach(view))
    else:
        first = next((name for name in _INDEXED if name in wanted), None)
        only = None if first is None else (first, wanted.pop(first))
        asked = filtered(asked, wanted, directory, now)
        reach = None if only else sight.reach(view)
        rows, more = paged(asked, "next_due_at", "ASC", cursor, limit, only=only, reach=reach)
    keys = sight.scope.own_keys if view in WORK else ()
    return CasePage(case_rows(rows, sight, language, keys), more)


def badges(
    actor: Actor, now: datetime, language: str = "zh", *, sight: Sight | None = None
) -> tuple[Badge, ...]:
    """Return how much there is in each list, counted to 99 and no further, in one query.

    :param sight: what the actor may see now, where it was asked for already
    """
    sight = sight or sight_of(actor, now)
    english = language.startswith("en")
    reach = sight.reach("unit") or EVERYTHING
    counts: list[str] = []
    params: dict[str, Any] = dict(reach.params)
    for view in _COUNTED:
        asked = sight.viewed(view)
        source = "casework_case AS c" if view in SMALL else reach.source
        counts.append(
            f"(SELECT count(*) FROM (SELECT FROM {source} WHERE {asked.where}"  # noqa: S608
            f" LIMIT {_MOST_COUNTED + 1}) AS counted)"
        )
        params |= asked.params
    counts.append(
        '(SELECT count(*) FROM (SELECT FROM casework_notice AS n WHERE n."to" ='  # noqa: S608
        " ANY(%(scope_keys)s::text[]) AND n.read_at IS NULL AND NOT EXISTS (SELECT FROM"
        ' casework_case AS b WHERE b.number = n.number AND b."recused" &&'
        f" %(scope_person)s::text[]) LIMIT {_MOST_COUNTED + 1}) AS counted)"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(counts), params)
        found = cursor.fetchone()
    labels = {**VIEWS, "notices": ("通知", "Notices")}
    return tuple(
        Badge(
            view,
            labels[view][1 if english else 0],
            min(count, _MOST_COUNTED),
            count > _MOST_COUNTED,
        )
        for view, count in zip((*_COUNTED, "notices"), found, strict=True)
    )


def changed(
    actor: Actor,
    *,
    view: View,
    filters: Mapping[str, str],
    shown: Sequence[str],
    since: datetime,
    now: datetime,
) -> Badge:
    """Return how many cases of a view, or of those `shown`, changed after `since`; 99 at most."""
    sight = sight_of(actor, now)
    wanted = {name: value for name, value in filters.items() if value and name != "text"}
    visible = of_scope(sight.scope)
    asked = as_counted(sight.viewed(view), wanted, sight.scope, now)
    asked = filtered(asked, wanted, sight.directory, now)
    later = 'c."updated_at" > %(since)s::timestamptz'
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ((SELECT c.number FROM casework_case AS c"  # noqa: S608
            f" WHERE {asked.where} AND {later} LIMIT {_MOST_COUNTED + 1})"
            f" UNION SELECT c.number FROM casework_case AS c WHERE {visible.where}"
            f" AND c.number = ANY(%(shown)s::text[]) AND {later}) AS moved",
            asked.params | {"since": since, "shown": list(shown)},
        )
        (count,) = cursor.fetchone()
    return Badge("changed", "", min(count, _MOST_COUNTED), count > _MOST_COUNTED)


def rows_of_numbers(
    actor: Actor,
    numbers: Sequence[str],
    now: datetime,
    language: str = "zh",
    *,
    by_person: bool = False,
) -> tuple[CaseRow, ...]:
    """Return those of these cases the actor may see, newest first.

    :param by_person: they were found by somebody in them, so that each would tell who that is:
        those are left out in which it is kept from the actor
    """
    sight = sight_of(actor, now)
    asked = of_scope(sight.scope).also(
        'c."number" = ANY(%(numbers)s::text[])', numbers=list(numbers)
    )
    rows = fetch(asked, 'ORDER BY c."opened_at" DESC, c."number" DESC')
    if by_person:
        kept = kept_numbers(actor, rows, now)
        rows = [row for row in rows if row["number"] not in kept]
    return case_rows(rows, sight, language)


def history_of_telephone(
    actor: Actor, telephone: str, now: datetime, language: str = "zh", limit: int = 20
) -> tuple[CaseRow, ...]:
    """Return the cases in which this telephone number was given, of those the actor may see."""
    refs = vault.find("telephone", telephone)[:500] if telephone.strip() else []
    return _history(actor, refs, now, language)[:limit]


def history_of_ref(
    actor: Actor, ref: str, now: datetime, language: str = "zh", limit: int = 20
) -> tuple[CaseRow, ...]:
    """Return the cases in which the number kept under `ref` was given, without opening it."""
    return _history(actor, vault.find_like(ref), now, language)[:limit]


def _history(actor: Actor, refs: list[str], now: datetime, language: str) -> tuple[CaseRow, ...]:
    if not refs:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT number FROM casework_particular WHERE ref = ANY(%s::text[])", [refs]
        )
        numbers = [row[0] for row in cursor.fetchall()]
    return rows_of_numbers(actor, numbers, now, language, by_person=True)


# -- rows


def case_rows(
    rows: Sequence[dict[str, Any]], sight: Sight, language: str, keys: Sequence[str] = ()
) -> tuple[CaseRow, ...]:
    """Return rows of the table as the list shows them to somebody; one look-up of masks for all.

    :param keys: whose work a closed case may have left open; without, that is not looked up
    """
    masks = vault.masked_many([row["complainant"] for row in rows if row["complainant"]])
    subjects = subjects_of(sight.actor, sight.scope, rows, sight.now)
    closed = [row["number"] for row in rows if row["ended"]] if keys else []
    left: dict[str, list[str]] = {}
    if closed:
        lies = Desk.objects.filter(number__in=closed, keys__overlap=list(keys)).order_by("what")
        for number, title in lies.values_list("number", "title"):
            left.setdefault(number, []).append(title)
    return tuple(
        _row(row | {"subject": subjects.get(row["number"], row["subject"])}, sight.directory,
             masks, sight.now, language, left.get(row["number"], ()))
        for row in rows
    )  # fmt: skip


def _row(
    row: Mapping[str, Any],
    directory: Directory,
    masks: Mapping[str, str],
    now: datetime,
    language: str,
    left_open: Sequence[str] = (),
) -> CaseRow:
    procedure = editions.procedure_of(row["digest"])
    pack = procedure.pack
    wording = Wording(procedure, directory, language)
    due_at = None if row["ended"] or row["next_due_at"] >= NEVER else row["next_due_at"]
    since = row["next_due_since"]
    name = pack.fact_meaning("complainant")
    private = name is not None and pack.facts[name].private is not None
    complainant = row["complainant"]
    stage = pack.stages.get(row["stage"])
    return CaseRow(
        number=row["number"],
        subject=row["subject"],
        regulation=wording.say(pack.pack.title),
        stage=row["stage"],
        stage_title=row["stage"] if stage is None else wording.say(stage.title),
        ended=row["ended"],
        channel=_label(wording, "channel", row["channel"]),
        category=_label(wording, "category", row["category"]),
        complainant=""
        if not MARKS.isdisjoint(row["flags"])
        else (masks.get(complainant, "") if private else complainant),
        unit=wording.unit(row["unit"]),
        handler=wording.person(row["handler"]),
        handled=pack.fact_meaning("handler") is not None,
        due_at=None if due_at is None else at_office(due_at),
        due_title=_due_title(wording, row["next_clock"]),
        urgency=urgency_of(since, due_at, now),
        left=left_words(due_at, now, english=wording.english),
        share=share_of(since, due_at, now),
        provisional=row["next_provisional"],
        opened_at=at_office(row["opened_at"]),
        updated_at=at_office(row["updated_at"]),
        flags=wording.flags(row["flags"]),
        confidential=row["confidential"],
        urgeable=bool(pack.acts_meaning("urged")),
        left_open=tuple(wording.say(title) for title in left_open),
    )


def _due_title(wording: Wording, clock: str) -> str:
    if clock == forwarder_date.NAME and clock not in wording.procedure.pack.clocks:
        return wording.choose(*forwarder_date.TITLE)
    return wording.say(wording.procedure.pack.clocks[clock].title) if clock else ""


def _label(wording: Wording, meaning: str, value: str) -> str:
    pack = wording.procedure.pack
    name = pack.fact_meaning(meaning)  # type: ignore[arg-type]
    if not value or name is None:
        return value
    kind = pack.facts[name].type.removeprefix("list:")
    return wording.value(kind, value)
