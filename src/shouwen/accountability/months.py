"""A month before, during and after its close, and the sheet its figures come on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.db.models import Exists, OuterRef, Q

from shouwen.accountability.errors import NoSuchSheet, NotYoursToDo
from shouwen.accountability.keeping import keeping
from shouwen.accountability.shapes import MonthLine, MonthView, Page
from shouwen.accountability.statements import open_or_last
from shouwen.accountability.wording import words_of
from shouwen.consequences import models
from shouwen.consequences import operations as consequences
from shouwen.consequences.errors import NotThisMonth
from shouwen.consequences.operations import BasisOutcome, BasisRow, CloseReport
from shouwen.engine.charging import AccountId
from shouwen.vocabulary import Actor, Month, at_office, ungrouped

_SHOWN: Final = 50
#: A page looks at so many accounts before a close; the close itself at all.
_LOOKED_AT: Final = 2000
_BATCH: Final = 500
_FIGURES: Final = (
    "opening", "charged", "corrected", "paid", "taken", "repaid", "lapsed", "carried", "paid_out",
)  # fmt: skip
_SHEET_HEAD: Final = (
    "编号", "姓名（单位）", "所在单位", "期初", "记入", "更正", "自缴", "实扣", "退还", "不再扣",
    "结转", "发放",
)  # fmt: skip
_SHEET_ENGLISH: Final = (
    "Id", "Owner", "Unit", "Opening", "Charged", "Corrected", "Paid", "Taken", "Repaid", "Lapsed",
    "Carried", "Paid out",
)  # fmt: skip
_TOTALS: Final = ("taken", "repaid", "paid_out", "carried")
#: Headers as offices write them; spaces and brackets with units are left out before looking.
_PERSON: Final = frozenset({"工号", "人员编号", "员工编号", "员工号", "编号", "person", "employee"})
_UNIT: Final = frozenset({"单位编号", "机构编号", "部门编号", "unit"})
_COLUMNS: Final = {
    "绩效奖金": "performance_bonus", "效益奖金": "performance_bonus", "奖金": "performance_bonus",
    "performance_bonus": "performance_bonus",
    "绩效工资": "performance_pay", "performance_pay": "performance_pay",
    "工资": "wage", "应发工资": "wage", "wage": "wage",
    "基点数": "base_points", "总基点数": "base_points", "base_points": "base_points",
    "已收款": "collected", "收款": "collected", "collected": "collected",
    "应收款": "receivable", "receivable": "receivable",
}  # fmt: skip


@dataclass(slots=True)
class BasisSheet:
    """What a sheet of monthly figures says, line by line; lines that cannot be read are refused."""

    rows: list[BasisRow] = field(default_factory=list)
    refused: list[BasisOutcome] = field(default_factory=list)
    columns: tuple[str, ...] = ()


def read_sheet(lines: Iterable[tuple[int, Sequence[object]]]) -> BasisSheet:
    """Return the figures of a sheet: the first line that has such headers, and those below it.

    A blank cell is not known, and a figure of zero must be written.

    :param lines: number and cells of each line, as a spreadsheet counts them
    :raises NoSuchSheet: if no line is such a header
    """
    header: dict[int, str] = {}
    sheet = BasisSheet()
    for number, cells in lines:
        texts = ["" if cell is None else str(cell).strip() for cell in cells]
        if not header:
            header = _header(texts)
            sheet.columns = tuple(texts[place] for place in header)
            continue
        if any(texts):
            _line(sheet, number, texts, header)
    if not header:
        raise NoSuchSheet(
            "没有找到表头", "no header was found: an id and at least one figure, such as wage"
        )
    return sheet


def set_bases(
    month: Month, sheet: BasisSheet, *, source: str, actor: Actor, now: datetime
) -> list[BasisOutcome]:
    """Take in the figures of a month; outcomes in the order of the lines.

    :raises NotYoursToDo: if the actor keeps no accounts of the whole organisation
    """
    _may_close(actor, now)
    return bases_on_this_machine(month, sheet, source=source, person=actor.person, now=now)


def bases_on_this_machine(
    month: Month, sheet: BasisSheet, *, source: str, person: str, now: datetime
) -> list[BasisOutcome]:
    """Take in the figures of a month, for whoever administers the machine."""
    told = consequences.set_bases(month, sheet.rows, source=source, person=person, now=now)
    return sorted([*told, *sheet.refused], key=lambda each: each.line)


def close_month(
    month: Month, *, actor: Actor, now: datetime, leave_missing: bool = False
) -> CloseReport:
    """Close a month for the whole organisation; see :func:`shouwen.consequences.close_month`.

    :raises NotYoursToDo: if the actor keeps no accounts of the whole organisation
    :raises NotThisMonth: before the month's last day, or if another is to be closed first
    """
    _may_close(actor, now)
    return consequences.close_month(
        month, person=actor.person, now=now, leave_missing=leave_missing
    )


def month_view(actor: Actor, month: Month | None, now: datetime, language: str = "zh") -> MonthView:
    """Return how a month stands, with what its close would take.

    :raises NotYoursToDo: if the actor keeps, approves and oversees no accounts
    """
    mine = keeping(actor, now)
    if not mine.keeps_any:
        raise NotYoursToDo("查看月结", "see the close of months")
    month = month or open_or_last(now)
    row = models.Closing.objects.filter(month=str(month)).first()
    state, first = _state(month, row, now)
    ended = row is not None and row.ended_at is not None
    report = None
    if state in ("ready", "begun"):
        report = consequences.preview_month(month, now=now, most=_LOOKED_AT)
    missing = {} if report is None else report.missing
    words = words_of(language, now, [id_.id for id_ in missing])
    totals = dict.fromkeys(_TOTALS, Decimal(0))
    if ended and row is not None:
        totals = {name: getattr(row, name) for name in _TOTALS}
    elif report is not None:
        totals |= report.totals
    told = [
        (str(id_), words.owner(id_), words.choose("、", ", ").join(map(words.figure, names)))
        for id_, names in list(missing.items())[:_SHOWN]
    ]
    return MonthView(
        month=str(month),
        previous=str(month.previous),
        next=str(month.next),
        state=state,
        first=first,
        may_close=mine.closes and state in ("ready", "begun"),
        known=models.Basis.objects.filter(month=str(month)).count(),
        accounts=row.accounts if ended and row is not None else (report.closed if report else 0),
        missing=tuple(told),
        missing_more=max(len(missing) - _SHOWN, 0),
        totals=totals,
        begun_at=None if row is None else at_office(row.begun_at),
        begun_by=""
        if row is None
        else words_of(language, now, [row.begun_by]).person(row.begun_by),
        ended_at=at_office(row.ended_at) if row is not None and row.ended_at is not None else None,
    )


def month_list(
    actor: Actor, month: Month, now: datetime, language: str = "zh", *, cursor: str = "",
    limit: int = 50,
) -> Page[MonthLine]:  # fmt: skip
    """Return what a month took of every account, as it was closed, in the order of the keys.

    Only for those who may close months, and only accounts that they see as a whole: a figure here
    is the sum over all ledgers of the account.

    :raises NotYoursToDo: if the actor keeps no accounts of the whole organisation
    """
    mine = keeping(actor, now)
    if not mine.closes:
        raise NotYoursToDo("查看扣收清单", "see what a month took")
    others = models.Charge.objects.filter(account=OuterRef("account"))
    hidden = others.exclude(ledger__in=mine.seen_everywhere())
    return _month_list(~Q(Exists(hidden)), month, now, language, cursor, limit)


def month_list_on_this_machine(
    month: Month, now: datetime, language: str = "zh", *, cursor: str = "", limit: int = 500
) -> Page[MonthLine]:
    """Return the same for whoever administers the machine; no web page may use this."""
    return _month_list(Q(), month, now, language, cursor, limit)


def month_sheet(
    actor: Actor, month: Month, now: datetime, language: str = "zh"
) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the list for whoever pays wages, its head first.

    :raises NotYoursToDo: as :func:`month_list` does
    """
    first = month_list(actor, month, now, language, limit=_BATCH)
    return _sheet(first, lambda cursor: month_list(
        actor, month, now, language, cursor=cursor, limit=_BATCH
    ), language)  # fmt: skip


def _sheet(
    page: Page[MonthLine], more: Callable[[str], Page[MonthLine]], language: str
) -> Iterator[tuple[str, ...]]:
    yield _SHEET_ENGLISH if language == "en" else _SHEET_HEAD
    while True:
        for line in page.rows:
            figures = [f"{getattr(line, name):.2f}" for name in _FIGURES]
            names = (line.key.partition(":")[2], line.owner, line.unit)
            yield (*map(_harmless, names), *figures)
        if page.next is None:
            return
        page = more(page.next)


def _harmless(text: str) -> str:
    """Return a text a spreadsheet takes for no formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _month_list(
    where: Q, month: Month, now: datetime, language: str, cursor: str, limit: int
) -> Page[MonthLine]:
    found = models.AccountMonth.objects.filter(where, month=str(month), account__gt=cursor)
    rows = list(found.order_by("account")[: limit + 1])
    keys = [row.account for row in rows[:limit]]
    accounts = models.Account.objects.in_bulk(keys)
    words = words_of(language, now, [AccountId.parse(key).id for key in keys])
    lines = tuple(
        MonthLine(
            row.account,
            words.owner(AccountId.parse(row.account)),
            words.place(accounts[row.account].owner_path),
            **{name: getattr(row, name) for name in _FIGURES},
        )
        for row in rows[:limit]
    )
    return Page(lines, keys[-1] if len(rows) > limit else None)


def may_close(actor: Actor, now: datetime) -> bool:
    """Say whether this person may take in figures and close months."""
    return keeping(actor, now).closes


def _may_close(actor: Actor, now: datetime) -> None:
    if not may_close(actor, now):
        raise NotYoursToDo("录入月度基数或月结", "take in figures or close a month")


def _state(month: Month, row: models.Closing | None, now: datetime) -> tuple[str, str]:
    if row is not None:
        return ("begun" if row.ended_at is None else "closed"), ""
    try:
        consequences.check_order(month, now)
    except NotThisMonth as refusal:
        if refusal.first is None:
            return "early", ""
        return ("waiting" if refusal.first < month else "closed"), str(refusal.first)
    return "ready", ""


def _header(texts: Sequence[str]) -> dict[int, str]:
    """Return what each column is, or nothing where the line is no header."""
    found: dict[int, str] = {}
    for place, text in enumerate(texts):
        name = _plain(text)
        if name in _PERSON:
            found[place] = "person"
        elif name in _UNIT:
            found[place] = "unit"
        elif name in _COLUMNS:
            found[place] = _COLUMNS[name]
    named = {"person", "unit"} & set(found.values())
    return found if named and set(found.values()) - {"person", "unit"} else {}


def _plain(text: str) -> str:
    name = text.replace(" ", "").replace("　", "").lower()
    for bracket in "（(":
        name = name.partition(bracket)[0]
    return name.removesuffix("：").removesuffix(":")


def _line(sheet: BasisSheet, number: int, texts: Sequence[str], header: dict[int, str]) -> None:
    ids: dict[str, str] = {}
    figures: dict[str, Decimal] = {}
    for place, what in header.items():
        text = texts[place] if place < len(texts) else ""
        if what in ("person", "unit"):
            ids[what] = text
        elif text:
            try:
                figures[what] = Decimal(ungrouped(text.removeprefix("¥").strip()))
            except InvalidOperation:
                _refuse(sheet, number, ids, f"“{text}”不是金额", f"'{text}' is no amount")
                return
            if not figures[what].is_finite():
                _refuse(sheet, number, ids, f"“{text}”不是金额", f"'{text}' is no amount")
                return
    kind = "person" if ids.get("person") else "unit"
    if not ids.get(kind):
        _refuse(sheet, number, ids, "没有写是谁的", "the line does not say whose figures they are")
        return
    sheet.rows.append(BasisRow(number, AccountId(kind, ids[kind]), figures))


def _refuse(
    sheet: BasisSheet, number: int, ids: dict[str, str], chinese: str, english: str
) -> None:
    id_ = AccountId("person", ids.get("person") or ids.get("unit") or "")
    sheet.refused.append(BasisOutcome(number, id_, "refused", chinese, english))
