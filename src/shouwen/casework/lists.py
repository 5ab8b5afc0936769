"""The work list and its counts: one query each, whatever the size, and none for every row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from django.db import connection

from shouwen import people, vault
from shouwen.casework import editions
from shouwen.casework.access import Scope, scope_of
from shouwen.casework.in_force import adopted_procedures
from shouwen.casework.keys import path_of, posts_of, range_of
from shouwen.casework.paging import Asked, fetch, paged
from shouwen.casework.search_words import sought
from shouwen.casework.searching import searched
from shouwen.casework.shapes import Badge, CasePage, CaseRow
from shouwen.casework.wording import Wording
from shouwen.casework.words import NEVER, left_words, share_of, urgency_of
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office

View = Literal["mine", "unit", "soon", "late", "all", "closed"]
VIEWS: Final[Mapping[str, tuple[str, str]]] = {
    "mine": ("我的待办", "My work"),
    "unit": ("本单位", "My unit"),
    "soon": ("即将到期", "Due soon"),
    "late": ("已超期", "Overdue"),
    "all": ("全部", "All"),
    "closed": ("已办结", "Closed"),
}
FILTERS: Final = ("stage", "channel", "category", "regulation", "unit", "handler", "text")
_MOST_COUNTED: Final = 99
#: No desk holds more than this that anybody would page through.
_DESK: Final = 5000
#: Filters whose column begins an index in the order of the list, the narrower first.
_INDEXED: Final = ("handler", "stage")


class NoSuchView(ShouwenError, ValueError):
    """A list was asked for that does not exist."""


def work_list(
    actor: Actor,
    *,
    view: View = "mine",
    filters: Mapping[str, str] | None = None,
    cursor: str | None = None,
    limit: int = 50,
    now: datetime,
    language: str = "zh",
) -> CasePage:
    """Return one page of cases the actor may see, by what is due first.

    Closed ones come newest first, and so do those found by ``text``.

    :param filters: any of :data:`FILTERS`; empty values count as not given
    :param cursor: the `next_cursor` of the page before
    :raises NoSuchView: if there is no such view
    :raises BadCursor: if the cursor is not one of this list
    """
    if view not in VIEWS:
        raise NoSuchView(f"没有“{view}”这个列表", "请从菜单选择", f"there is no list '{view}'")
    wanted = {name: value for name, value in (filters or {}).items() if value}
    directory = people.directory(now)
    scope = _scope(actor, directory, now)
    asked = _viewed(_of(scope), view, actor, directory, scope, now)
    words = sought(wanted.get("text", ""))
    if words:
        rows, more = searched(_filtered(asked, wanted, directory), words, cursor, limit)
    elif view == "closed":
        asked = _filtered(asked, wanted, directory)
        rows, more = paged(asked, "ended_at", "DESC", cursor, limit)
    else:
        first = next((name for name in _INDEXED if name in wanted), None)
        only = None if first is None else (first, wanted.pop(first))
        asked = _filtered(asked, wanted, directory)
        rows, more = paged(asked, "next_due_at", "ASC", cursor, limit, only=only)
    return CasePage(case_rows(rows, directory, now, language), more)


def badges(actor: Actor, now: datetime, language: str = "zh") -> tuple[Badge, ...]:
    """Return how much there is in each list, counted to 99 and no further, in one query."""
    directory = people.directory(now)
    scope = _scope(actor, directory, now)
    english = language.startswith("en")
    counts: list[str] = []
    params: dict[str, Any] = {}
    for view in ("mine", "unit", "soon", "late"):
        asked = _viewed(_of(scope), view, actor, directory, scope, now)
        counts.append(
            f"(SELECT count(*) FROM (SELECT FROM casework_case AS c WHERE {asked.where}"  # noqa: S608
            f" LIMIT {_MOST_COUNTED + 1}) AS counted)"
        )
        params |= asked.params
    counts.append(
        '(SELECT count(*) FROM (SELECT FROM casework_notice AS n WHERE n."to" ='  # noqa: S608
        f" ANY(%(scope_keys)s::text[]) AND n.read_at IS NULL LIMIT {_MOST_COUNTED + 1}) AS counted)"
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
        for view, count in zip(("mine", "unit", "soon", "late", "notices"), found, strict=True)
    )


def rows_of_numbers(
    actor: Actor, numbers: Sequence[str], now: datetime, language: str = "zh"
) -> tuple[CaseRow, ...]:
    """Return those of these cases the actor may see, newest first."""
    directory = people.directory(now)
    asked = _of(_scope(actor, directory, now)).also(
        'c."number" = ANY(%(numbers)s::text[])', numbers=list(numbers)
    )
    rows = fetch(asked, 'ORDER BY c."opened_at" DESC, c."number" DESC')
    return case_rows(rows, directory, now, language)


def history_of_telephone(
    actor: Actor, telephone: str, now: datetime, language: str = "zh", limit: int = 20
) -> tuple[CaseRow, ...]:
    """Return the cases in which this telephone number was given, of those the actor may see."""
    refs = vault.find("telephone", telephone)[:500] if telephone.strip() else []
    if not refs:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT number FROM casework_particular WHERE ref = ANY(%s::text[])", [refs]
        )
        numbers = [row[0] for row in cursor.fetchall()]
    return rows_of_numbers(actor, numbers, now, language)[:limit]


# -- what is asked


def _scope(actor: Actor, directory: Directory, now: datetime) -> Scope:
    return scope_of(actor, directory, adopted_procedures(now))


def _of(scope: Scope) -> Asked:
    return Asked(*scope.where())


def _viewed(
    asked: Asked, view: str, actor: Actor, directory: Directory, scope: Scope, now: datetime
) -> Asked:
    match view:
        case "mine":
            # As an array the few numbers come first, whatever the planner thinks of the rest.
            return asked.also(
                'NOT c."ended" AND c."number" = ANY(ARRAY(SELECT d."number"'  # noqa: S608
                f' FROM casework_desk AS d WHERE d."keys" && %(own_keys)s::text[] LIMIT {_DESK}))',
                own_keys=list(scope.own_keys),
            )
        case "unit":
            asked = asked.also('NOT c."ended"')
            if any(post.unit is None for post in posts_of(actor, directory)):
                return asked  # a post held everywhere: the whole house is his unit
            return _within(asked, _own_paths(actor, directory))
        case "soon":
            return asked.also(
                'NOT c."ended" AND c."next_soon_at" <= %(now)s::timestamptz'
                ' AND c."next_due_at" >= %(now)s::timestamptz',
                now=now,
            )
        case "late":
            return asked.also('NOT c."ended" AND c."next_due_at" < %(now)s::timestamptz', now=now)
        case "closed":
            return asked.also('c."ended"')
        case _:
            return asked


def _own_paths(actor: Actor, directory: Directory) -> list[str]:
    units = {post.unit for post in posts_of(actor, directory)}
    return sorted({path for unit in units if (path := path_of(unit, directory))})


def _within(asked: Asked, paths: list[str], name: str = "own") -> Asked:
    """Return the condition with the cases of these units and those under them only."""
    if not paths:
        return asked.also("false")
    parts = []
    params: dict[str, str] = {}
    for n, path in enumerate(paths):
        params[f"{name}_from_{n}"], params[f"{name}_until_{n}"] = range_of(path)
        parts += [
            f'(c."{column}" >= %({name}_from_{n})s::text'
            f' AND c."{column}" < %({name}_until_{n})s::text)'
            for column in ("unit_path", "receiving_path")
        ]
    return asked.also(f"({' OR '.join(parts)})", **params)


def _filtered(asked: Asked, wanted: Mapping[str, str], directory: Directory) -> Asked:
    for name, column in (
        ("stage", "stage"),
        ("channel", "channel"),
        ("category", "category"),
        ("regulation", "pack"),
        ("handler", "handler"),
    ):
        if name in wanted:
            asked = asked.also(
                f'c."{column}" = %(filter_{name})s::text', **{f"filter_{name}": wanted[name]}
            )
    if "unit" in wanted:
        path = path_of(wanted["unit"], directory)
        asked = _within(asked, [path] if path else [], "filter")
    return asked


# -- rows


def case_rows(
    rows: Sequence[Mapping[str, Any]], directory: Directory, now: datetime, language: str
) -> tuple[CaseRow, ...]:
    """Return rows of the table as the list shows them; one look-up of masks for all."""
    masks = vault.masked_many([row["complainant"] for row in rows if row["complainant"]])
    return tuple(_row(row, directory, masks, now, language) for row in rows)


def _row(
    row: Mapping[str, Any],
    directory: Directory,
    masks: Mapping[str, str],
    now: datetime,
    language: str,
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
        complainant=masks.get(complainant, "") if private else complainant,
        unit=wording.unit(row["unit"]),
        handler=wording.person(row["handler"]),
        due_at=None if due_at is None else at_office(due_at),
        due_title=wording.say(pack.clocks[row["next_clock"]].title) if row["next_clock"] else "",
        urgency=urgency_of(since, due_at, now),
        left=left_words(due_at, now, english=wording.english),
        share=share_of(since, due_at, now),
        provisional=row["next_provisional"],
        opened_at=at_office(row["opened_at"]),
        updated_at=at_office(row["updated_at"]),
        flags=wording.flags(row["flags"]),
        confidential=row["confidential"],
    )


def _label(wording: Wording, meaning: str, value: str) -> str:
    pack = wording.procedure.pack
    name = pack.fact_meaning(meaning)  # type: ignore[arg-type]
    if not value or name is None:
        return value
    kind = pack.facts[name].type.removeprefix("list:")
    return wording.value(kind, value)
