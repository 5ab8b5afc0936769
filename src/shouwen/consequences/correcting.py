"""Corrections as new entries, asked for by one and approved by another; payments, publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shouwen import people
from shouwen.consequences.errors import NoSuchCharge, NothingToCorrect, SamePerson
from shouwen.consequences.following import open_month
from shouwen.consequences.rows import lock_months, put_accounts
from shouwen.consequences.streams import Held, append, hold
from shouwen.engine.charging import AccountId
from shouwen.engine.ledgers import (
    Cause,
    Charge,
    Corrected,
    CorrectionAsked,
    CorrectionRefused,
    Paid,
    Published,
    Released,
)
from shouwen.vocabulary import fen

_ZERO = Decimal(0)
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody asks for: another amount or percentage, or that nothing remains.

    `to` is what the charge should come to, in yuan, or in percent where it is a percentage.
    """

    charge: str
    cause: Cause
    reason: str
    to: Decimal | None = None


def ask_correction(
    id_: AccountId, wanted: Correction, *, person: str, now: datetime, command_id: str
) -> str:
    """Ask for a correction and return the request's id; nothing changes until it is approved.

    :raises NoSuchCharge: if the account has no such charge
    :raises NothingToCorrect: if nothing would change, no reason is given, or one is waiting already
    """
    with transaction.atomic():
        held = hold([id_])[id_]
        charge = _charge(held, wanted.charge)
        reason = wanted.reason.strip()[:_MOST_WORDS]
        if not reason:
            raise NothingToCorrect("更正须写明理由", "a correction needs its reason")
        if any(asked.charge == wanted.charge for asked in held.account.asked.values()):
            raise NothingToCorrect(
                "这笔账已有一项更正待批", "a correction of this charge is waiting already"
            )
        request = f"{wanted.charge}?{held.head.version + 1}"
        by, by_percent, release = _change(charge, wanted)
        held.happen(
            CorrectionAsked(
                now, request, wanted.charge, wanted.cause, reason, person, by, by_percent, release
            )
        )
        _write([held], person, command_id, now)
    return request


def decide_correction(
    id_: AccountId, request: str, *, approve: bool, reason: str, person: str, now: datetime,
    command_id: str,
) -> None:  # fmt: skip
    """Approve a correction, or refuse it (an appeal is dismissed).

    :raises NoSuchCharge: if nothing of this id is waiting
    :raises SamePerson: if it was asked for by this person, or it is his own account
    """
    with transaction.atomic():
        lock_months(shared=True)
        held = hold([id_])[id_]
        asked = held.account.asked.get(request)
        if asked is None:
            raise NoSuchCharge(request)
        if person == asked.person or (id_.kind == "person" and person == id_.id):
            raise SamePerson
        month = open_month()
        if not approve:
            held.happen(CorrectionRefused(now, request, reason.strip()[:_MOST_WORDS], person))
        elif asked.release:
            held.happen(
                Released(
                    now, asked.charge, asked.cause, asked.reason, asked.person, person, request,
                    month,
                )
            )  # fmt: skip
        else:
            held.happen(
                Corrected(
                    now, asked.charge, asked.cause, asked.reason, asked.person, person, asked.by,
                    asked.by_percent, request, "", month,
                )
            )  # fmt: skip
        _write([held], person, command_id, now)


def pay(
    id_: AccountId,
    charge: str,
    amount: Decimal,
    *,
    reason: str,
    person: str,
    now: datetime,
    command_id: str,
) -> None:
    """Record that the owner paid outside a close, at most what is open.

    :raises NoSuchCharge: if the account has no such charge
    :raises NothingToCorrect: if it is more than is open, or nothing
    """
    with transaction.atomic():
        lock_months(shared=True)
        held = hold([id_])[id_]
        found = _charge(held, charge)
        paid = fen(amount)
        if found.first.credit or not 0 < paid <= found.open:
            raise NothingToCorrect(
                f"这笔账未扣 {found.open:,} 元，不能缴 {paid:,} 元",
                f"{found.open:,} yuan are open; {paid:,} cannot be paid",
            )
        held.happen(Paid(now, charge, paid, reason.strip()[:_MOST_WORDS], person, open_month()))
        _write([held], person, command_id, now)


def publish(
    charges: Iterable[tuple[AccountId, str]],
    *,
    notice: str,
    person: str,
    now: datetime,
    command_id: str,
) -> int:
    """Record that sanctions were made known on a notice; return how many were not before.

    :raises NoSuchCharge: if one of them is no sanction on record
    """
    wanted = list(charges)
    count = 0
    with transaction.atomic():
        accounts = hold(id_ for id_, _ in wanted)
        for id_, name in wanted:
            charge = _charge(accounts[id_], name)
            if charge.first.sanction is None or charge.released:
                raise NoSuchCharge(name)
            if charge.published is None:
                accounts[id_].happen(Published(now, name, notice.strip()[:_MOST_WORDS]))
                count += 1
        _write(list(accounts.values()), person, command_id, now)
    return count


def _charge(held: Held, name: str) -> Charge:
    found = held.account.charges.get(name)
    if found is None:
        raise NoSuchCharge(name)
    return found


def _change(charge: Charge, wanted: Correction) -> tuple[Decimal, Decimal, bool]:
    """Return what a correction adds to the amount and to the percentage, or that it releases."""
    if charge.released:
        raise NothingToCorrect("这笔账已经撤销", "this charge has been released already")
    if wanted.to is None or wanted.to == 0:
        return _ZERO, _ZERO, True
    if wanted.to < 0:
        raise NothingToCorrect("金额不能是负数", "an amount cannot be negative")
    if charge.first.amount is None:
        by_percent = wanted.to - (charge.percent or _ZERO)
        if not by_percent:
            raise NothingToCorrect("比例没有变化", "the percentage would not change")
        return _ZERO, by_percent, False
    by = fen(wanted.to) - (charge.due or _ZERO)
    if not by:
        raise NothingToCorrect("金额没有变化", "the amount would not change")
    return by, _ZERO, False


def _write(accounts: list[Held], person: str, command_id: str, now: datetime) -> None:
    changed = append(accounts, actor=person, command_id=command_id, now=now)
    put_accounts(changed, people.directory(now))
