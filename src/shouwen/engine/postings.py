"""What a case charges now under one ledger: who, how much, in exact fen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from shouwen.engine.case import Case
from shouwen.engine.events import Posting
from shouwen.engine.ledgers import Cap, NotApportionable, apportion
from shouwen.engine.scope import CaseScope
from shouwen.regulations.compiled import Procedure
from shouwen.regulations.compiling_accounts import ReadyLedger
from shouwen.regulations.expressions import UNKNOWN, Expression
from shouwen.regulations.ledgers import Percentage
from shouwen.vocabulary import fen

_ZERO = Decimal(0)


@dataclass(slots=True)
class Computed:
    """What a ledger comes to; `lacking` says, in both languages, why it cannot be told yet."""

    postings: tuple[Posting, ...] = ()
    set_aside: tuple[Posting, ...] = ()
    cap: Cap | None = None
    lacking: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    account: str
    amount: Decimal | None
    points: Decimal
    percent: Decimal | None
    tier: int
    sanction: str | None
    ground: str | None
    stacks: bool


def compute(procedure: Procedure, case: Case, ready: ReadyLedger, at: datetime) -> Computed:
    """Return what the case charges under this ledger as its facts and entries stand.

    One posting for each account (and sanction), amounts rounded to the fen.
    """
    ledger, found = ready.ledger, Computed()
    whole = CaseScope(procedure, case, at)
    rows: list[_Row] = []
    for number, scope in _scopes(procedure, case, ready, at, whole):
        if ready.when is not None and ready.when(scope) is not True:
            continue
        rows += _rows(ready, scope, number, found)
    if ready.cap is not None and ledger.cap is not None:
        percent = ready.cap(whole)
        if isinstance(percent, Decimal) and 0 <= percent <= 100:
            found.cap = Cap(percent, ledger.cap.of)
        else:
            found.lacking.append(("每月限额的比例未知", "the cap's percentage is not known"))
    if ready.by is not None and ready.amount is not None and not found.lacking:
        rows = _shared(ready.amount(whole), rows, found)
    if found.lacking:
        return found
    kept, aside = _gravest(ready, rows)
    found.postings = tuple(_merged(ledger.amount, kept))
    found.set_aside = tuple(_posting(ledger.amount, row) for row in aside)
    return found


def _scopes(
    procedure: Procedure, case: Case, ready: ReadyLedger, at: datetime, whole: CaseScope
) -> Iterator[tuple[int | None, CaseScope]]:
    if ready.ledger.entries is None:
        yield None, whole
        return
    yield from scopes_of(procedure, case, ready.ledger.entries, at)


def scopes_of(
    procedure: Procedure, case: Case, record: str, at: datetime
) -> Iterator[tuple[int, CaseScope]]:
    """Yield each entry of a record: its number, and the case as seen with the entry's columns.

    A column the entry does not have is unknown, whatever the fact of that name says now.
    """
    columns = procedure.pack.records[record].of
    for entry in case.entries(record):
        hidden = frozenset(name for name in columns if name not in entry.values)
        yield entry.number, CaseScope(procedure, case, at, entry.values, hidden)


def _rows(ready: ReadyLedger, scope: CaseScope, number: int | None, found: Computed) -> list[_Row]:
    zh = "" if number is None else f"第 {number} 条："
    en = "" if number is None else f"entry {number}: "

    def lacks(chinese: str, english: str) -> None:
        found.lacking.append((zh + chinese, en + english))

    def number_of(expression: Expression | None, chinese: str, english: str) -> Decimal | None:
        if expression is None:
            return None
        value = expression(scope)
        if not isinstance(value, Decimal):
            lacks(f"{chinese}未知", f"{english} is not known")
        elif value < 0:
            lacks(f"{chinese}不能是负数", f"{english} must not be negative")
        else:
            return value
        return None

    accounts = [""]
    if ready.whom is not None:
        whom = ready.whom(scope)
        accounts = [str(each) for each in (whom if isinstance(whom, list | tuple) else [whom])]
        if whom is UNKNOWN or not accounts:
            lacks("记在谁的账上未知", "whom to charge is not known")
            return []
    shared = ready.by is not None
    points = number_of(ready.by, "分摊的基点数", "the points to share by")
    amount = None if shared else number_of(ready.amount, "金额", "the amount")
    percent = number_of(ready.percent, "比例", "the percentage")
    low = number_of(ready.low, "金额下限", "the lower bound")
    high = number_of(ready.high, "金额上限", "the upper bound")
    if amount is not None and low is not None and high is not None and not low <= amount <= high:
        lacks(
            f"金额 {amount:,} 元不在 {low:,} 至 {high:,} 元之内",
            f"the amount {amount:,} is not between {low:,} and {high:,} yuan",
        )
    sanction, ground = _text(ready.sanction, scope), _text(ready.ground, scope)
    if ready.sanction is not None and sanction is None:
        lacks("处分种类未知", "the sanction is not known")
    tier = _tier(ready, scope)
    if tier is None:
        lacks("轻重档次未知", "the tier is not known")
    fixed = None if amount is None else fen(amount)
    stacks = ready.unless is not None and ready.unless(scope) is True
    return [
        _Row(account, fixed, points or _ZERO, percent, tier or 0, sanction, ground, stacks)
        for account in accounts
    ]


def _text(expression: Expression | None, scope: CaseScope) -> str | None:
    value = UNKNOWN if expression is None else expression(scope)
    return None if value is UNKNOWN else str(value)


def _tier(ready: ReadyLedger, scope: CaseScope) -> int | None:
    if ready.tier is None:
        return 0
    value = ready.tier(scope)
    if ready.order:
        return ready.order.index(str(value)) if value in ready.order else None
    return value if isinstance(value, int) else None


def _shared(loss: object, rows: list[_Row], found: Computed) -> list[_Row]:
    if not isinstance(loss, Decimal):
        found.lacking.append(("要分摊的金额未知", "the amount to share out is not known"))
        return rows
    if not rows:
        if loss:
            found.lacking.append(("没有写由谁分担", "nobody is named to bear it"))
        return rows
    points: dict[str, Decimal] = {}
    for row in rows:
        points[row.account] = points.get(row.account, _ZERO) + row.points
    try:
        shares = apportion(loss, points)
    except NotApportionable as fault:
        found.lacking.append((fault.problem, fault.english))
        return rows
    first = {row.account: row for row in reversed(rows)}
    return [replace(first[account], amount=share) for account, share in shares.items()]


def _gravest(ready: ReadyLedger, rows: Sequence[_Row]) -> tuple[list[_Row], list[_Row]]:
    """Return the rows that count and those set aside: the gravest tier, once for each person.

    What was decided to stack counts beside it.
    """
    if ready.tier is None:
        return list(rows), []
    best: dict[str, _Row] = {}
    for row in rows:
        rival = best.get(row.account)
        if rival is None or _gravity(row) > _gravity(rival):
            best[row.account] = row
    kept = [row for row in rows if row.stacks or best[row.account] is row]
    return kept, [row for row in rows if not (row.stacks or best[row.account] is row)]


def _gravity(row: _Row) -> tuple[int, Decimal]:
    return row.tier, row.percent or row.amount or _ZERO


def _merged(amount: object, rows: Sequence[_Row]) -> Iterator[Posting]:
    """Yield one posting for each account and sanction, in the order of their first row."""
    together: dict[tuple[str, str | None], _Row] = {}
    for row in rows:
        key = (row.account, row.sanction)
        before = together.get(key)
        if before is None:
            together[key] = row
            continue
        together[key] = replace(
            before,
            amount=None if row.amount is None else (before.amount or _ZERO) + row.amount,
            percent=None if row.percent is None else (before.percent or _ZERO) + row.percent,
        )
    for row in together.values():
        yield _posting(amount, row)


def _posting(amount: object, row: _Row) -> Posting:
    of = amount.of if isinstance(amount, Percentage) else None
    fixed = row.amount if row.amount is not None or of is not None else _ZERO
    return Posting(
        row.account, fixed, row.percent, of, fixed or _ZERO, row.percent or _ZERO,
        row.sanction, row.ground,
    )  # fmt: skip


def changes(before: Sequence[Posting], now: Sequence[Posting], *, add: bool) -> tuple[Posting, ...]:
    """Return `now` with what each posting changes against what was charged before.

    What is no longer charged comes back as withdrawn, once. With `add`, `now` comes on top.
    """
    known = {posting.key: posting for posting in before if not posting.withdrawn}
    result = []
    for posting in now:
        old = known.pop(posting.key, None)
        if old is None:
            if posting.amount or posting.percent or posting.sanction:
                result.append(posting)
        elif add:
            result.append(_plus(old, posting))
        else:
            result.append(_against(old, posting))
    result += [_gone(old, add=add) for old in known.values()]
    return tuple(result)


def _against(old: Posting, now: Posting) -> Posting:
    return replace(
        now,
        change=(now.amount or _ZERO) - (old.amount or _ZERO),
        change_percent=(now.percent or _ZERO) - (old.percent or _ZERO),
        fresh=False,
    )


def _plus(old: Posting, more: Posting) -> Posting:
    return replace(
        more,
        amount=None if more.amount is None else (old.amount or _ZERO) + more.amount,
        percent=None if more.percent is None else (old.percent or _ZERO) + more.percent,
        fresh=False,
    )


def _gone(old: Posting, *, add: bool) -> Posting:
    if add:
        return replace(old, change=_ZERO, change_percent=_ZERO, fresh=False)
    return replace(
        old,
        amount=None if old.amount is None else _ZERO,
        percent=None if old.percent is None else _ZERO,
        change=-(old.amount or _ZERO),
        change_percent=-(old.percent or _ZERO),
        fresh=False,
        withdrawn=True,
    )
