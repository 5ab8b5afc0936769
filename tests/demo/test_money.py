"""Fines, pay withheld, an appeal, closed months and improvements at the demonstration bank.

One bank is made for all tests here, of the matters on the three telephone lines only.
"""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum

from shouwen.accountability import queries
from shouwen.casework.models import Case
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.consequences import models
from shouwen.consequences.operations import replay_faults
from shouwen.demo import operations
from shouwen.demo.handling.plans import LINES
from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.settling import settle
from shouwen.vocabulary import OFFICE_ZONE, Actor, Month

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 16, 20, tzinfo=OFFICE_ZONE)
AUGUST, SEPTEMBER, OCTOBER = (Month(2026, number) for number in (8, 9, 10))
FINED = Actor("mu.tingting", "穆婷婷")
PERSONNEL = Actor("kuang.wenhui", "邝文慧")
GROUP = Actor("shi.wenyuan", "石文远")


@pytest.fixture(scope="module", autouse=True)
def lines(django_db_setup, django_db_blocker):
    """The bank with its matters on the lines, rolled back after the last test here."""
    with django_db_blocker.unblock(), transaction.atomic():
        settle(LANCHUAN, operations.REGULATIONS, operations.PASSWORD, since=MONDAY - timedelta(400))
        plans = operations.plans(MONDAY, 0)
        wanted = {key: plan for key, plan in plans.items() if plan.regulation == LINES}
        operations.play(wanted, now=MONDAY)
        yield
        transaction.set_rollback(True)


def test_matters_lie_at_every_step_of_accountability() -> None:
    assert set(Case.objects.values_list("stage", flat=True)) == {
        "received", "working", "following", "closed"
    }  # fmt: skip


def test_three_months_are_closed_with_all_that_was_taken_in_them() -> None:
    closed = {row.month: row for row in models.Closing.objects.all()}
    assert set(closed) == {str(month) for month in (AUGUST, SEPTEMBER, OCTOBER)}
    for month, row in closed.items():
        charged = models.Charge.objects.filter(month__lte=month)
        taken = charged.aggregate(sum=Sum("taken"))["sum"]
        before = [one for one in closed.values() if one.month < month]
        net = sum((one.taken - one.repaid for one in before), Decimal(0))
        assert row.ended_at is not None
        if month == str(OCTOBER):
            assert net + row.taken - row.repaid == taken
        assert row.carried == 0
    assert sum(row.repaid for row in closed.values()) > 0, "the appeal is paid back"


def test_who_was_fined_sees_it_and_nobody_elses() -> None:
    months = (AUGUST, SEPTEMBER, OCTOBER, OCTOBER.next)
    views = [queries.statement_for(FINED, None, month, MONDAY) for month in months]
    charges = [charge for view in views for charge in view.charges]
    assert len(charges) >= 2
    assert {charge.title for charge in charges} == {"罚款"}
    assert not queries.account_list(FINED, MONDAY).rows
    assert len(queries.account_list(PERSONNEL, MONDAY, view="all").rows) >= 6


def test_pay_withheld_is_that_months_pay() -> None:
    charge = models.Charge.objects.get(kind="withheld")
    figures = models.Basis.objects.get(account=charge.account, month=charge.month).figures
    assert charge.due == charge.taken == Decimal(figures["performance_pay"])
    row = queries.sanction_list(PERSONNEL, MONDAY).rows[0]
    assert (row.owner, row.sanction) == ("舒洋", "下岗")


def test_a_correction_waits_for_the_leading_group() -> None:
    assert queries.requests_for(PERSONNEL, MONDAY) == []
    assert len(queries.requests_for(GROUP, MONDAY)) == 1


def test_improvements_are_reported_and_checked() -> None:
    states = sorted(models.Improvement.objects.values_list("state", flat=True))
    assert states == ["effective", "effective", "reported"]


def test_the_record_holds() -> None:
    assert_tables_follow_the_ledger()
    assert [str(fault) for fault in replay_faults(now=MONDAY)] == []
