"""What the tables say of an account and of an improvement: a function of their events."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from shouwen.consequences import models
from shouwen.consequences.streams import Held
from shouwen.engine.charging import AccountId
from shouwen.engine.improvements import Improvement
from shouwen.engine.ledgers import Account, Charge, statement
from shouwen.vocabulary import Directory, Month

_ZERO: Final = Decimal(0)


def owner_path(id_: AccountId, directory: Directory) -> str:
    """Return where the owner of an account lies in the tree: a person with his first post."""
    if id_.kind == "unit":
        return directory.path(id_.id)
    if id_.kind != "person":
        return ""
    units = (post.unit for post in directory.posts_of(id_.id) if post.unit is not None)
    return directory.path(next(units, None))


def account_row(held: Held, path: str) -> models.Account:
    """Return the row of one account."""
    account = held.account
    waiting = [each for each in account.taking() if each.undetermined]
    return models.Account(
        key=str(held.id),
        kind=held.id.kind,
        owner=held.id.id,
        owner_path=path,
        balance=account.balance,
        held=account.held,
        undetermined=len(waiting),
        asked=len(account.asked),
        unsettled=bool(waiting) or any(each.open for each in account.taking()),
        closed_through=str(account.closed_through or ""),
        left=account.left,
        version=held.head.version,
    )


def charge_rows(held: Held) -> list[models.Charge]:
    """Return a row for every charge of one account."""
    return [_charge(held.id, each) for each in held.account.charges.values()]


def _charge(id_: AccountId, charge: Charge) -> models.Charge:
    first = charge.first
    return models.Charge(
        key=first.charge,
        account=str(id_),
        number=first.source,
        regulation=first.ledger.partition(".")[0],
        ledger=first.ledger,
        kind=first.kind,
        title=first.title,
        month=str(first.month),
        at=first.at,
        percent=charge.percent,
        of=first.of or "",
        due=charge.due,
        taken=charge.taken,
        open=charge.open,
        lapsed=charge.lapsed,
        released=charge.released,
        sanction=first.sanction or "",
        sanction_title=first.sanction_title,
        ground_title=first.ground_title,
        published=charge.published or "",
        articles=first.articles,
    )


def month_rows(id_: AccountId, account: Account, months: Iterable[Month]) -> list[Any]:
    """Return a row for each of these closed months of an account."""
    return [_month(id_, account, month) for month in months]


def _month(id_: AccountId, account: Account, month: Month) -> models.AccountMonth:
    told = statement(account, month)
    names = ("opening", "charged", "corrected", "paid", "taken", "repaid", "lapsed", "carried")
    figures = {name: told.total(name) for name in names}
    return models.AccountMonth(
        month=str(month), account=str(id_), **figures, paid_out=told.paid_out
    )


def improvement_row(id_: str, found: Improvement, version: int, path: str) -> models.Improvement:
    """Return the row of one improvement."""
    opened = found.opened
    waiting = {"open": found.due_on, "reported": found.check_on}
    return models.Improvement(
        id=id_,
        kind=opened.kind,
        title=opened.title,
        what=opened.what,
        source=opened.source,
        category=opened.category,
        unit=opened.unit,
        unit_path=path,
        owner=found.owner or "",
        state=found.state,
        opened_at=opened.at,
        due_on=found.due_on,
        reported_at=found.reported_at,
        check_on=found.check_on,
        next_on=waiting.get(found.state),
        order=opened.order,
        order_number=found.order_number or "",
        rounds=found.rounds,
        late=found.late,
        repeats=found.repeats,
        articles=opened.articles,
        version=version,
    )


def put(rows: Sequence[Model]) -> None:
    """Write rows of one table; those that are there already are replaced."""
    if not rows:
        return
    model = type(rows[0])
    keys = [field.name for field in model._meta.pk_fields]  # type: ignore[attr-defined]
    rest = [field.name for field in model._meta.concrete_fields if field.name not in keys]
    model._default_manager.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=keys, update_fields=rest
    )


def put_accounts(accounts: Iterable[Held], directory: Directory) -> None:
    """Write the rows of accounts after something happened to them."""
    found = list(accounts)
    put([account_row(each, owner_path(each.id, directory)) for each in found])
    put([row for each in found for row in charge_rows(each)])


def lock_months(*, shared: bool) -> None:
    """Hold the row of months: many may charge at once, but none while a close begins or ends."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_MONTHS])


#: What the months of this database are called among its locks.
_MONTHS: Final = 0x73775F6D6F6E
