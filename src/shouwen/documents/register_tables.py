"""Registers made out: heads, lines and totals in words and as values, with their definitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from shouwen import people, vault
from shouwen.casework.rulebooks import condition_words
from shouwen.casework.wording import Wording
from shouwen.documents.filling import moment_words
from shouwen.documents.papers import organisation
from shouwen.documents.periods import Period
from shouwen.documents.register_lines import (
    Group,
    Known,
    Tally,
    Value,
    column_title,
    column_type,
    counted,
    in_order,
    plain_value,
    value_words,
)
from shouwen.regulations import Procedure
from shouwen.regulations.compiled import ReadyFigure, ReadyRegister
from shouwen.regulations.expressions import UNKNOWN
from shouwen.regulations.forms import Block, Signature
from shouwen.vocabulary import Directory

_BREADTHS: Final = {"time": 12, "date": 11, "bool": 7, "int": 7, "stage": 10}
NO_DATA: Final = ("无数据", "no data")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Decimal | None:
        """The share, 0 to 1; None where there is nothing to divide by."""
        return Decimal(self.numerator) / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its title, its part of the width, whether it holds numbers, or shares."""

    title: str
    wide: int
    number: bool
    share: bool = False


@dataclass(frozen=True)
class Line:
    """One line: in words for paper, and as values for a sheet. `case` opens it."""

    words: tuple[str, ...]
    values: tuple[Value | Share, ...]
    case: str = ""


@dataclass(frozen=True)
class RegisterTable:
    """A register made out: what it is, for when, and its lines.

    :param total: the last line of a statistics table
    :param scope: which cases are in it, in words; with the moment of `asked_at`
    :param more: the cursor of the next page; None on the last
    """

    id: str
    form: str
    regulation: str
    regulation_title: str
    title: str
    article: str
    organisation: str
    period: Period | None
    asked_at: datetime
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Line | None
    scope: tuple[str, ...]
    note: str
    signed_by: tuple[Signature, ...]
    below: tuple[Block, ...]
    page: str
    wording: Wording
    more: str | None = None


def made_out(
    procedure: Procedure, register: ReadyRegister, period: Period | None, cases: Iterable[Known],
    directory: Directory, now: datetime, language: str = "zh", more: str | None = None,
    masks: Mapping[str, str] | None = None,
) -> RegisterTable:  # fmt: skip
    """Return a register of these cases.

    :param masks: what shows of particulars, by reference; looked up unless given
    """
    pack = procedure.pack
    told = list(cases) if not register.figures else cases
    if register.figures:
        wording = Wording(procedure, directory, language)
        heads, lines, total = _statistics(procedure, register, told, wording)
    else:
        wording = _wording(procedure, register, list(told), directory, language, masks)
        heads = tuple(
            Head(
                wording.say(column.label) if column.label else column_title(wording, column.show),
                column.wide * _breadth(procedure, column.show),
                column_type(procedure, column.show) in ("int", "money"),
            )
            for column in register.register.columns
        )
        lines = [_line(register, known, wording) for known in told]
        total = None
    where = register.where
    scope = []
    if where is not None:
        words = condition_words(procedure, where, language)
        scope.append(wording.choose(f"范围：{words}", f"Scope: {words}"))
    return RegisterTable(
        register.name,
        register.register.form or "",
        pack.pack.id,
        wording.say(pack.pack.title),
        wording.say(register.register.title),
        wording.articles(register.register.cite),
        organisation(wording),
        period,
        now,
        heads,
        tuple(lines),
        total,
        tuple(scope + _definitions(procedure, register, wording)),
        wording.say(register.register.note),
        tuple(register.register.signed_by),
        tuple(register.register.below),
        register.register.page,
        wording,
        more,
    )


def _breadth(procedure: Procedure, column: str) -> int:
    """Return how broad a column wants to be by what it holds; 10 is usual."""
    return 16 if column == "number" else _BREADTHS.get(column_type(procedure, column), 10)


def _line(register: ReadyRegister, known: Known, wording: Wording) -> Line:
    if known.closed is not None:
        wording = replace(wording, closed=known.closed, blacks=known.blacks)
    columns = [column.show for column in register.register.columns]
    looked = [known.look(column) for column in columns]
    pairs = list(zip(columns, looked, strict=True))
    return Line(
        tuple(value_words(wording, *pair) for pair in pairs),
        tuple(plain_value(wording, *pair) for pair in pairs),
        known.number,
    )


def _statistics(
    procedure: Procedure, register: ReadyRegister, cases: Iterable[Known], wording: Wording
) -> tuple[tuple[Head, ...], list[Line], Line]:
    by = register.register.group_by
    groups, whole = counted(register, cases)
    heads = [Head(column_title(wording, name), 3, number=False) for name in by]
    if not by:
        heads = [Head(wording.choose("范围", "Scope"), 3, number=False)]
    heads += [_figure_head(each, wording) for each in register.figures]
    lines = []
    for group in in_order(groups, procedure, by) if by else ():
        keys = tuple(
            value_words(wording, name, _listed(value))
            or wording.choose("（未填）", "(not filled in)")
            for name, value in zip(by, group.keys, strict=True)
        )
        lines.append(_figures(procedure, keys, group, wording))
    label = wording.choose("合计", "Total") if by else wording.choose("全部", "All")
    empty = ("",) * (len(by) - 1)
    total = _figures(procedure, (label, *empty), whole, wording)
    return tuple(heads), lines, total


def _figure_head(ready: ReadyFigure, wording: Wording) -> Head:
    share = ready.of is not None
    wide = 3 if share else 1 if ready.figure.total is None else 2
    return Head(wording.say(ready.figure.title), wide, number=True, share=share)


def _figures(procedure: Procedure, keys: tuple[str, ...], group: Group, wording: Wording) -> Line:
    words = [_tally_words(procedure, tally, wording) for tally in group.tallies]
    values = [tally.value if tally.figure.of is None else _share(tally) for tally in group.tallies]
    return Line((*keys, *words), (*keys, *values))


def _tally_words(procedure: Procedure, tally: Tally, wording: Wording) -> str:
    figure = tally.figure.figure
    if figure.total is not None:
        item = procedure.pack.typed(figure.total)
        money = item is not None and item.type == "money"
        return f"{Decimal(tally.value):,.2f}" if money else f"{tally.value:,}"
    if tally.figure.of is None:
        return f"{tally.value:,}"
    return share_words(_share(tally), wording)


def share_words(share: Share, wording: Wording) -> str:
    """Return a share with what it was reckoned from, or that there is nothing to reckon with."""
    value = share.value
    if value is None:
        return wording.choose(*NO_DATA)
    percent = (value * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    of = f"{share.numerator}/{share.denominator}"
    return f"{percent}%" + wording.choose(f"（{of}）", f" ({of})")


def _share(tally: Tally) -> Share:
    return Share(int(tally.value), tally.among)


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _definitions(procedure: Procedure, register: ReadyRegister, wording: Wording) -> list[str]:
    """Return how each share is reckoned, for the foot of the table."""
    told = []
    for each in register.figures:
        if each.of is None or each.holds is None:
            continue
        top = condition_words(procedure, each.holds, wording.language)
        base = condition_words(procedure, each.of, wording.language)
        title = wording.say(each.figure.title)
        told.append(
            wording.choose(
                f"{title}：分母为{base}的件数，分子为其中{top}的件数",
                f"{title}: of the cases where {base}, those where {top}",
            )
        )
    return told


def _wording(
    procedure: Procedure, register: ReadyRegister, cases: list[Known], directory: Directory,
    language: str, masks: Mapping[str, str] | None,
) -> Wording:  # fmt: skip
    """Return the wording of these cases: masks and names of those who left looked up at once."""
    if masks is not None:
        return Wording(procedure, directory, language, masks)
    facts = procedure.pack.facts
    refs: set[str] = set()
    persons: set[str] = set()
    for column in register.register.columns:
        fact = facts.get(column.show)
        kind = column_type(procedure, column.show)
        if (fact is None or fact.private is None) and not kind.endswith("person"):
            continue
        for known in cases:
            value = known.look(column.show)
            each = value if isinstance(value, list) else [value]
            found = {str(one) for one in each if one is not UNKNOWN}
            if fact is not None and fact.private is not None:
                refs |= found
            else:
                persons |= found
    gone = sorted(persons - directory.people.keys())
    former = people.names_of_persons(gone) if gone else {}
    return Wording(procedure, directory, language, vault.masked_many(sorted(refs)), former)


def cutoff_words(table: RegisterTable) -> str:
    """Return the moment a register stands at."""
    return table.wording.choose("截至 ", "As of ") + moment_words(table.asked_at)
