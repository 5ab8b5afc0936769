"""The close of a month over all accounts: begun once, carried out account by account, ended.

From its beginning on, new charges belong to the next month. Every account is closed in a
transaction of its own batch, so that a close that was killed goes on where it stopped. Running it
again closes what could not be closed before, and changes nothing of what was.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum

from shouwen import ledger, people
from shouwen.consequences import models
from shouwen.consequences.bases import figures_of
from shouwen.consequences.errors import NotThisMonth
from shouwen.consequences.rows import lock_months, month_rows, put, put_accounts
from shouwen.consequences.streams import CLOSINGS, Held, append, hold, read
from shouwen.engine.charging import AccountId
from shouwen.engine.ledgers import BasisSet, LeftOrganisation, MonthClosed, NotClosed, close
from shouwen.vocabulary import Directory, Month, at_office

BEGUN: Final = "closing.begun"
ENDED: Final = "closing.ended"
_TOTALS: Final = ("taken", "repaid", "paid_out", "carried")


@dataclass(slots=True)
class CloseReport:
    """What one run did: how many accounts it closed, and whose figures are missing.

    `ended` once every account is closed; then the totals of the month are frozen.
    """

    month: Month
    closed: int = 0
    missing: dict[AccountId, tuple[str, ...]] = field(default_factory=dict)
    ended: bool = False
    accounts: int = 0
    totals: dict[str, Decimal] = field(default_factory=dict)


def close_month(
    month: Month, *, person: str, now: datetime, batch: int = 100, leave_missing: bool = False
) -> CloseReport:
    """Close a month; whatever could not be closed for want of figures is named.

    :param leave_missing: end the month all the same: those accounts are left as they are, and the
        next month takes what this one did not
    :raises NotThisMonth: before the month's last day, or if another is to be closed first
    """
    with transaction.atomic():
        lock_months(shared=False)
        row = models.Closing.objects.filter(month=str(month)).first()
        if row is not None and row.ended_at is not None:
            return _ended(month, row)
        check_order(month, now)
        if row is None:
            _begin(month, person, now)
    report = CloseReport(month)
    after: str | None = ""
    while after is not None:
        with transaction.atomic():
            after = _some(month, after, batch, person, now, report)
    if report.missing and not leave_missing:
        return report
    _end(month, [str(id_) for id_ in report.missing], person, now)
    ended = _ended(month, models.Closing.objects.get(month=str(month)))
    return replace(ended, closed=report.closed, missing=report.missing)


def preview_month(month: Month, *, now: datetime, most: int | None = None) -> CloseReport:
    """Return what closing a month would do as things stand now; nothing is written or held.

    :param most: look at so many accounts only
    """
    report = CloseReport(month)
    directory = people.directory(now)
    after, seen = "", 0
    while most is None or seen < most:
        keys = _unsettled(month, after, 200)
        if not keys:
            return report
        ids = [AccountId.parse(key) for key in keys]
        figures = figures_of(month, ids)
        for id_, held in read(ids).items():
            found = _close(held, month, figures.get(id_), directory, now)
            if isinstance(found, NotClosed):
                report.missing |= {id_: found.missing} if found.missing else {}
            elif found is not None:
                _count(report, month_rows(id_, held.account, [month]))
        after, seen = keys[-1], seen + len(keys)
    return report


def check_order(month: Month, now: datetime) -> None:
    """Make sure that this is the month to close now.

    :raises NotThisMonth: before its last day, or if another is to be closed first
    """
    if at_office(now).date() < month.last_day:
        raise NotThisMonth(
            month,
            "这个月还没有到最后一天",
            "请到月末再结",
            "the month has not come to its last day",
        )
    last = models.Closing.objects.order_by("-month").first()
    if last is None or last.month == str(month):
        return
    wanted = Month.parse(last.month)
    wanted = wanted if last.ended_at is None else wanted.next
    if wanted != month:
        raise NotThisMonth(
            month,
            f"应当先结 {wanted}" if wanted < month else f"{last.month} 已经开始月结",
            f"请月结 {wanted}",
            f"the month to close is {wanted}",
            wanted,
        )


def _begin(month: Month, person: str, now: datetime) -> None:
    stream = f"{CLOSINGS}{month}"
    event = ledger.NewEvent(BEGUN, 1, {"person": person}, now)
    ledger.append(
        stream, expected_version=0, events=[event], actor=person,
        command_id=f"{stream}/begin", now=now,
    )  # fmt: skip
    put([models.Closing(month=str(month), begun_at=now, begun_by=person)])


def _some(
    month: Month, after: str, size: int, person: str, now: datetime, report: CloseReport
) -> str | None:
    """Close the next accounts in one transaction; return the last one looked at, or None."""
    keys = _unsettled(month, after, size)
    if not keys:
        return None
    ids = [AccountId.parse(key) for key in keys]
    directory = people.directory(now)
    figures = figures_of(month, ids)
    accounts = hold(ids)
    closed = []
    for id_, held in accounts.items():
        found = _close(held, month, figures.get(id_), directory, now)
        if isinstance(found, NotClosed):
            if found.missing:
                report.missing[id_] = found.missing
            continue
        if found is not None:
            closed.append(held)
    append(closed, actor=person, command_id=f"{CLOSINGS}{month}", now=now)
    put_accounts(closed, directory)
    rows = [row for held in closed for row in month_rows(held.id, held.account, [month])]
    put(rows)
    _count(report, rows)
    return keys[-1]


def _unsettled(month: Month, after: str, size: int) -> list[str]:
    """Return the keys of accounts that may have something to be closed, in their order.

    What was charged this month and taken at once belongs to the month's figures all the same.
    """
    of_month = models.Charge.objects.filter(account=OuterRef("key"), month=str(month))
    found = models.Account.objects.filter(
        Q(unsettled=True) | Q(Exists(of_month.exclude(taken=0))),
        key__gt=after,
        closed_through__lt=str(month),
    )
    return list(found.exclude(kind="case").order_by("key").values_list("key", flat=True)[:size])


def _count(report: CloseReport, rows: list[Any]) -> None:
    report.closed += len(rows)
    for name in _TOTALS:
        already = report.totals.get(name, Decimal(0))
        report.totals[name] = already + sum((getattr(row, name) for row in rows), Decimal(0))


def _close(
    held: Held,
    month: Month,
    figures: dict[str, Decimal] | None,
    directory: Directory,
    now: datetime,
) -> MonthClosed | NotClosed | None:
    """Close one account, or say why not; None where nothing of it belongs to the month."""
    account = held.account
    if not any(
        each.first.month == month or (each.first.month < month and (each.open or each.undetermined))
        for each in account.taking()
    ):
        return None
    left = held.id.kind == "person" and held.id.id not in directory.people
    leaving = [LeftOrganisation(now)] if left and not account.left else []
    found = close(replace(account, left=account.left or left), month, figures, now)
    if isinstance(found, MonthClosed):
        basis = [BasisSet(now, month, figures)] if figures else []
        held.happen(*leaving, *basis, found)
    return found


def _end(month: Month, left: list[str], person: str, now: datetime) -> None:
    stream = f"{CLOSINGS}{month}"
    with transaction.atomic():
        lock_months(shared=False)
        rows = models.AccountMonth.objects.filter(month=str(month))
        sums = rows.aggregate(accounts=Count("account"), **{name: Sum(name) for name in _TOTALS})
        body: dict[str, Any] = {"accounts": sums["accounts"], "left_open": left}
        body |= {name: str(sums[name] or Decimal(0)) for name in _TOTALS}
        event = ledger.NewEvent(ENDED, 1, body, now)
        # Somebody closing beside us may have been a moment faster: then it has ended.
        with suppress(ledger.CommandRepeated, ledger.LedgerConflict):
            ledger.append(
                stream, expected_version=1, events=[event], actor=person,
                command_id=f"{stream}/end", now=now,
            )  # fmt: skip
            put_ended(str(month), body, now)


def put_ended(month: str, body: dict[str, Any], at: datetime) -> None:
    """Write what a ``closing.ended`` event says."""
    models.Closing.objects.filter(month=month).update(
        ended_at=at,
        accounts=body["accounts"],
        **{name: Decimal(body[name]) for name in _TOTALS},
    )


def _ended(month: Month, row: models.Closing) -> CloseReport:
    totals = {name: getattr(row, name) for name in _TOTALS}
    return CloseReport(month, 0, {}, True, row.accounts, totals)
