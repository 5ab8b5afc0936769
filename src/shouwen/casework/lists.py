"""The work list and its counts: one query each, whatever the size, and none for every row."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, Literal

from django.db import connection

from shouwen import people, vault
from shouwen.casework import editions
from shouwen.casework.access import Scope, scope_of
from shouwen.casework.keys import path_of, posts_of, range_of
from shouwen.casework.projection import normal
from shouwen.casework.regulations import adopted_procedures
from shouwen.casework.shapes import Badge, CasePage, CaseRow
from shouwen.casework.wording import Wording
from shouwen.casework.words import NEVER, left_words, share_of, urgency_of
from shouwen.vocabulary import Actor, Directory, ShouwenError, at_office, moment

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
_WINDOW: Final = 4000
#: No desk holds more than this that anybody would page through.
_DESK: Final = 5000
_COLUMNS: Final = (
    "number", "digest", "stage", "ended", "opened_at", "ended_at", "updated_at", "unit", "handler",
    "subject", "complainant", "channel", "category", "next_due_at", "next_due_since",
    "next_clock", "next_provisional", "confidential", "flags",
)  # fmt: skip
_SELECT: Final = ", ".join(f'c."{name}"' for name in _COLUMNS)


class BadCursor(ShouwenError, ValueError):
    """A page was asked for after a place that no page of this list ended at."""


class NoSuchView(ShouwenError, ValueError):
    """A list was asked for that does not exist."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition on ``casework_case AS c`` with its parameters."""

    where: str
    params: dict[str, Any]

    def also(self, where: str, **params: Any) -> "_Asked":
        return _Asked(f"{self.where} AND {where}", {**self.params, **params})


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
    asked = _filtered(_viewed(_of(scope), view, actor, directory, scope, now), wanted, directory)
    text = normal(wanted.get("text", "").strip())
    if text:
        rows, more = _searched(asked, text, cursor, limit)
    elif view == "closed":
        rows, more = _paged(asked, "ended_at", "DESC", cursor, limit)
    else:
        rows, more = _paged(asked, "next_due_at", "ASC", cursor, limit)
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
    rows = _fetch(asked, 'ORDER BY c."opened_at" DESC, c."number" DESC')
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


def _of(scope: Scope) -> _Asked:
    return _Asked(*scope.where())


def _viewed(
    asked: _Asked, view: str, actor: Actor, directory: Directory, scope: Scope, now: datetime
) -> _Asked:
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


def _within(asked: _Asked, paths: list[str], name: str = "own") -> _Asked:
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


def _filtered(asked: _Asked, wanted: Mapping[str, str], directory: Directory) -> _Asked:
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


# -- pages


def _paged(
    asked: _Asked, column: str, direction: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    after = ""
    if cursor is not None:
        at, number = _read_cursor(cursor, column)
        sign = ">" if direction == "ASC" else "<"
        asked = asked.also(
            f'(c."{column}", c."number") {sign} (%(after_at)s::timestamptz,'
            " %(after_number)s::text)",
            after_at=at,
            after_number=number,
        )
    after = f'ORDER BY c."{column}" {direction}, c."number" {direction} LIMIT {limit + 1}'
    rows = _fetch(asked, after)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], _write_cursor(column, last[column].isoformat(), last["number"])


def _searched(
    asked: _Asked, text: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Return what contains the text, newest first: the newest window, then the whole index."""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = asked.also('s."body" LIKE %(like)s::text', like=like)
    before = 2**62 if cursor is None else int(_read_cursor(cursor, "id")[1])
    found = found.also('s."id" < %(before)s::bigint', before=before)
    ask = (
        f'SELECT {_SELECT}, s."id" AS found_id FROM {{source}} AS s'  # noqa: S608 - own parts
        f' JOIN casework_case AS c ON c."number" = s."number" WHERE {found.where}'
        f' ORDER BY s."id" DESC LIMIT {limit + 1}'
    )
    window = (
        '(SELECT * FROM casework_search WHERE "id" < %(before)s::bigint'  # noqa: S608
        f' ORDER BY "id" DESC LIMIT {_WINDOW})'
    )
    rows = _all(ask.format(source=window), found.params)
    if len(rows) <= limit and len(text) > 1:
        grams = [_signed(ord(a) << 16 | ord(b)) for a, b in pairwise(text)]
        # Materialized: else the newest-first order tempts the planner to walk the whole table.
        everywhere = (
            'WITH hits AS MATERIALIZED (SELECT "id", "number", "body" FROM casework_search'
            ' WHERE casework_grams("body") @> %(grams)s::int4[] AND "body" LIKE %(like)s::text'
            ' AND "id" < %(before)s::bigint) '
        )
        rows = _all(everywhere + ask.format(source="hits"), {**found.params, "grams": grams})
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], _write_cursor("id", "", str(rows[limit - 1]["found_id"]))


def _signed(number: int) -> int:
    """Return a number as PostgreSQL's four-byte shift leaves it."""
    number &= 0xFFFFFFFF
    return number - (1 << 32) if number >= 1 << 31 else number


def _fetch(asked: _Asked, rest: str) -> list[dict[str, Any]]:
    sql = f"SELECT {_SELECT} FROM casework_case AS c WHERE {asked.where} {rest}"  # noqa: S608
    return _all(sql, asked.params)


def _all(sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _write_cursor(column: str, at: str, number: str) -> str:
    return urlsafe_b64encode(json.dumps([column, at, number]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, column: str) -> tuple[datetime, str]:
    try:
        of, at, number = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if of != column or not isinstance(number, str) or (of == "id" and not number.isdigit()):
            raise ValueError(cursor)
        return (NEVER if of == "id" else moment(at)), number
    except (ValueError, TypeError) as error:
        raise BadCursor("页码不对", "请从第一页重新翻起", "not a cursor of this list") from error


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
