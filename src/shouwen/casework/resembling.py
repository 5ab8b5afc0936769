"""Matters that might be the one just being told, each with the reasons in words.

A reason is something a person can check: the same number, the same unit and nearly the same words,
the same order. Nothing is joined here: whoever listens says whether it is the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from django.db import connection

from shouwen import people
from shouwen.casework.callers import SHORTEST, numbers_with
from shouwen.casework.keys import path_of, range_of
from shouwen.casework.lists import rows_of_numbers
from shouwen.casework.search_words import normal
from shouwen.casework.searching import gram
from shouwen.casework.shapes import CaseRow
from shouwen.vocabulary import Actor

#: A matter older than this is another one, whatever it resembles.
_DAYS: Final = 90
#: How alike two texts of one unit are before anybody is told, and of different units.
_ALIKE_HERE: Final = 0.5
_ALIKE_ANYWHERE: Final = 0.75
#: So many of the newest texts are looked through, whatever the number of cases.
_NEWEST: Final = 3000
#: So many texts are compared word by word.
_COMPARED: Final = 60
_PIECE: Final = 4
_MOST_PIECES: Final = 8
_MOST_NUMBERS: Final = 2
#: A piece found less often among the newest texts is looked for in all, and so many of them.
_RARE: Final = 2
_MOST_RARE: Final = 3
_MOST: Final = 4
#: An order, a bill, an account: letters and digits, most of them digits.
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9-]{6,32}(?![A-Za-z0-9])")
_FEWEST_DIGITS: Final = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a matter not yet taken in.

    `unit` is the unit complained about; `particulars` are pairs of a kind the vault can find
    (telephone, account, identity_number, email) and the value as typed.
    """

    text: str = ""
    unit: str = ""
    particulars: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Resembling:
    """One matter that might be the same, with every reason; `days` is how old it is."""

    row: CaseRow
    reasons: tuple[str, ...]
    days: int


@dataclass(slots=True)
class _Found:
    reasons: list[str] = field(default_factory=list)
    weight: float = 0.0


_WORDS: Final = {
    "telephone": ("同一电话号码", "same telephone number", 2.0),
    "account": ("同一账号", "same account", 3.0),
    "identity_number": ("同一证件号码", "same identity number", 2.0),
    "email": ("同一电子邮箱", "same e-mail address", 2.0),
}


def resembling(
    actor: Actor, told: Told, now: datetime, language: str = "zh"
) -> tuple[Resembling, ...]:
    """Return matters of the last ninety days that might be this one, the likeliest first.

    Only matters the actor may see, ended ones too.
    """
    english = language.startswith("en")
    found: dict[str, _Found] = {}
    given: dict[str, list[tuple[str, float]]] = {}
    for kind, value in told.particulars:
        chinese, words, weight = _WORDS.get(kind, ("", "", 0.0))
        if not weight or len(value.strip()) < SHORTEST:
            continue
        for number in numbers_with(kind, value):
            given.setdefault(number, []).append((words if english else chinese, weight))
    for row in rows_of_numbers(actor, list(given), now, language, by_person=True) if given else ():
        for reason in given[row.number]:
            _note(found, row.number, *reason)
    for number, body in _texts(told):
        _compare(found, number, body, told, english=english)
    if not found:
        return ()
    since = now - timedelta(days=_DAYS)
    rows = [
        row
        for row in rows_of_numbers(actor, sorted(found), now, language)
        if row.opened_at >= since
    ]
    here = _in_unit([row.number for row in rows], told.unit, now)
    for number in here:
        _note(found, number, "same unit" if english else "同一单位", 0.5)
    kept = [row for row in rows if found[row.number].weight >= 1]
    kept.sort(key=lambda row: (-found[row.number].weight, -row.opened_at.timestamp()))
    return tuple(
        Resembling(row, tuple(found[row.number].reasons), max(0, (now - row.opened_at).days))
        for row in kept[:_MOST]
    )


def numbers_in(text: str) -> list[str]:
    """Return what looks like the number of an order or an account, as it is searched.

    >>> numbers_in("订单 JD2025-0425-118 一直没有送到，电话 12345")
    ['jd2025-0425-118']
    """
    return [
        each.lower()
        for each in dict.fromkeys(_NUMBER.findall(normal(text)))
        if sum(letter.isdigit() for letter in each) >= _FEWEST_DIGITS
    ]


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much of the shorter text's neighbouring letters the other has.

    >>> likeness("电梯三天没有修好", "电梯三天没有修好"), likeness("电梯坏了", "水费多收")
    (1.0, 0.0)
    """
    first, second = _pairs(one), _pairs(other)
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer >= _PIECE else float(first == second != set())


def _note(found: dict[str, _Found], number: str, reason: str, weight: float) -> None:
    known = found.setdefault(number, _Found())
    if reason not in known.reasons:
        known.reasons.append(reason)
        known.weight += weight


def _compare(
    found: dict[str, _Found], number: str, body: str, told: Told, *, english: bool
) -> None:
    for each in numbers_in(told.text):
        if each in body:
            words = f"both name {each.upper()}" if english else f"都提到 {each.upper()}"
            _note(found, number, words, 3.0)
    # The first line is the number; the subject and the other open texts follow.
    alike = max((likeness(told.text, line) for line in body.split("\n")[1:]), default=0.0)
    if alike >= _ALIKE_HERE:
        words = f"wording {alike:.0%} alike" if english else f"所述内容 {alike:.0%} 相近"
        # Alone it is said only where the texts are nearly the same; with the unit it is enough.
        _note(found, number, words, 1.0 if alike >= _ALIKE_ANYWHERE else 0.5)


def _texts(told: Told) -> list[tuple[str, str]]:
    """Return number and text of cases that share pieces of what is told.

    Of the newest texts those that share most; of older ones those with a number that was named, or
    with a piece so rare that the index finds it in no time: words that are everywhere are not asked
    for in a million texts while somebody speaks.
    """
    text = normal(told.text)
    numbers = numbers_in(text)[:_MOST_NUMBERS]
    for each in numbers:
        text = text.replace(each, " ")
    # A piece is four letters on: of single words the index would give half the table.
    clean = re.sub(r"[\W_]+", " ", text).split()
    runs = [run[n : n + _PIECE] for run in clean for n in range(0, len(run) - _PIECE + 1, _PIECE)]
    pieces = [*numbers, *_some(list(dict.fromkeys(runs)), _MOST_PIECES)]
    if not pieces:
        return []
    found, counts, lowest = _among_newest(pieces)
    rare = sorted(
        (count, n) for n, count in enumerate(counts) if count < _RARE and n >= len(numbers)
    )
    asked = [*numbers, *(pieces[n] for _count, n in rare[:_MOST_RARE])]
    if asked and lowest:
        found += _before(lowest, asked)
    return found


def _some(pieces: list[str], most: int) -> list[str]:
    """Return so many of them at most, from all over the text."""
    step = max(1, -(-len(pieces) // most))
    return pieces[::step]


def _among_newest(pieces: Sequence[str]) -> tuple[list[tuple[str, str]], list[int], int]:
    """Return the newest texts that share most, how often each piece is there, and where they end.

    They end at an id below which there are others; 0 where there are none.
    """
    params: dict[str, Any] = {f"p{n}": piece for n, piece in enumerate(pieces)}
    hits = ", ".join(
        f'(strpos("body", %(p{n})s::text) > 0)::int AS h{n}' for n in range(len(pieces))
    )
    shared = " + ".join(f"h{n}" for n in range(len(pieces)))
    counts = ", ".join(f"sum(h{n}) OVER ()" for n in range(len(pieces)))
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH newest AS MATERIALIZED (SELECT "id", "number", "body", {hits}'  # noqa: S608
            f' FROM casework_search ORDER BY "id" DESC LIMIT {_NEWEST})'
            f' SELECT "number", "body", {shared}, min("id") OVER (), count(*) OVER (), {counts}'
            f' FROM newest ORDER BY {shared} DESC, "id" DESC LIMIT {_COMPARED}',
            params,
        )
        rows = cursor.fetchall()
    if not rows:
        return [], [0] * len(pieces), 0
    lowest = rows[0][3] if rows[0][4] == _NEWEST else 0
    return [(row[0], row[1]) for row in rows if row[2]], list(rows[0][5:]), lowest


def _before(lowest: int, pieces: Sequence[str]) -> list[tuple[str, str]]:
    params: dict[str, Any] = {"lowest": lowest}
    hits = []
    for n, piece in enumerate(pieces):
        params[f"p{n}"] = [gram(a, b) for a, b in pairwise(piece)]
        hits.append(f'casework_grams("body") @> %(p{n})s::int4[]')
    with connection.cursor() as cursor:
        # Materialized: else the newest-first order tempts the planner to walk the whole table.
        cursor.execute(
            'WITH hits AS MATERIALIZED (SELECT "id", "number", "body" FROM casework_search'  # noqa: S608
            f' WHERE ({" OR ".join(hits)}) AND "id" < %(lowest)s::bigint)'
            f' SELECT "number", "body" FROM hits ORDER BY "id" DESC LIMIT {_COMPARED}',
            params,
        )
        return list(cursor.fetchall())


def _in_unit(numbers: list[str], unit: str, now: datetime) -> list[str]:
    """Return those of the cases that lie with a unit or below it."""
    path = path_of(unit, people.directory(now)) if unit and numbers else ""
    if not path:
        return []
    first, last = range_of(path)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM casework_case WHERE number = ANY(%(numbers)s::text[])"
            " AND (unit_path >= %(first)s::text AND unit_path < %(last)s::text"
            "  OR receiving_path >= %(first)s::text AND receiving_path < %(last)s::text)",
            {"numbers": numbers, "first": first, "last": last},
        )
        return [row[0] for row in cursor.fetchall()]


def _pairs(text: str) -> set[str]:
    letters = re.sub(r"[\W_]+", "", normal(text))
    return {a + b for a, b in pairwise(letters)}


def about(values: Mapping[str, Any], kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return pairs of kind and value of the particulars typed.

    :param kinds: by fact, what of a person it is
    """
    return [
        (kinds[name], str(value).strip())
        for name, value in values.items()
        if name in kinds and kinds[name] in _WORDS and str(value).strip()
    ]
