"""Corrections, appeals and payments, by those whose accounts they are to keep and to approve."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from shouwen.accountability.errors import NotYours, NotYoursToDo
from shouwen.accountability.keeping import Keeping, keeping
from shouwen.consequences import models
from shouwen.consequences import operations as consequences
from shouwen.consequences.errors import NothingToCorrect
from shouwen.consequences.operations import Correction
from shouwen.engine.charging import AccountId
from shouwen.engine.ledgers import Cause
from shouwen.vocabulary import Actor, ungrouped


@dataclass(frozen=True, slots=True)
class _Found:
    mine: Keeping
    charge: models.Charge
    account: models.Account

    @property
    def id(self) -> AccountId:
        return AccountId.parse(self.charge.account)


def amount(text: str) -> Decimal:
    """Return an amount somebody typed.

    :raises NothingToCorrect: if it is none
    """
    try:
        found = Decimal(ungrouped(text.strip().removeprefix("¥")))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= Decimal(10) ** 12:
        raise NothingToCorrect(
            f"“{text}”不是金额；全部撤销请写 0", f"'{text}' is no amount; write 0 to release it"
        )
    return found


def ask_correction(
    actor: Actor,
    charge: str,
    *,
    cause: Cause,
    to: Decimal | None,
    reason: str,
    now: datetime,
    command_id: str,
) -> str:
    """Ask for a correction of a charge, or put an appeal to decision; return the request's id.

    :param to: what it should come to; None: nothing remains
    :raises NotYours: if there is no such charge this person may see
    :raises NotYoursToDo: if its ledger is not his to keep, or the account is his own
    """
    found = _found(actor, charge, now)
    kept = found.mine.may(found.mine.keeps, found.charge.ledger, found.account.owner_path)
    if not kept or found.id == AccountId("person", actor.person):
        raise NotYoursToDo("更正这笔账", "correct this charge")
    return consequences.ask_correction(
        found.id, Correction(charge, cause, reason, to), person=actor.person, now=now,
        command_id=command_id,
    )  # fmt: skip


def decide_correction(
    actor: Actor,
    account: str,
    request: str,
    *,
    approve: bool,
    reason: str,
    now: datetime,
    command_id: str,
) -> None:
    """Approve a correction, or refuse it.

    :raises NotYours: if nothing of this id waits on an account this person may see
    :raises NotYoursToDo: if its ledger is not his to approve
    :raises SamePerson: if he asked for it, or it is his own account
    """
    charge = request.partition("?")[0]
    found = _found(actor, charge, now)
    if found.charge.account != account:
        raise NotYours(request)
    approves = found.mine.may(found.mine.approves, found.charge.ledger, found.account.owner_path)
    if not approves:
        raise NotYoursToDo("批准这项更正", "approve this correction")
    consequences.decide_correction(
        found.id, request, approve=approve, reason=reason, person=actor.person, now=now,
        command_id=command_id,
    )  # fmt: skip


def pay(
    actor: Actor, charge: str, paid: Decimal, *, reason: str, now: datetime, command_id: str
) -> None:
    """Record that the owner paid outside of a close.

    :raises NotYours: if there is no such charge this person may see
    :raises NotYoursToDo: if its ledger is not his to keep, or the account is his own
    """
    found = _found(actor, charge, now)
    kept = found.mine.may(found.mine.keeps, found.charge.ledger, found.account.owner_path)
    if not kept or found.id == AccountId("person", actor.person):
        raise NotYoursToDo("登记这笔缴款", "record this payment")
    consequences.pay(
        found.id, charge, paid, reason=reason, person=actor.person, now=now, command_id=command_id
    )


def _found(actor: Actor, charge: str, now: datetime) -> _Found:
    row = models.Charge.objects.filter(key=charge).first()
    account = None if row is None else models.Account.objects.filter(key=row.account).first()
    if row is None or account is None:
        raise NotYours(charge)
    mine = keeping(actor, now)
    if not mine.may(mine.sees, row.ledger, account.owner_path):
        raise NotYours(charge)
    return _Found(mine, row, account)
