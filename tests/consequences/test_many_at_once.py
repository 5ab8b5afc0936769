"""Closing and charging beside one another, and a close that was killed."""

from decimal import Decimal

import pytest

from shouwen.consequences import closing, models
from shouwen.consequences import operations as money
from shouwen.consequences.operations import BasisRow
from shouwen.engine.charging import AccountId
from shouwen.vocabulary import Month, moment

MARCH, APRIL = Month(2024, 3), Month(2024, 4)
NOW = moment("2024-04-01 09:00")
STAFF = ("lu", "su", "pan", "chen")


def set_bonus(month, amount):
    rows = [
        BasisRow(n, AccountId("person", name), {"performance_bonus": Decimal(amount)})
        for n, name in enumerate(STAFF)
    ]
    money.set_bases(month, rows, source="表", person="su", now=NOW)


def test_a_killed_close_goes_on_where_it_stopped(committed_shop, counter, monkeypatch):
    number = counter.register()
    counter.share(number, "8000", dict.fromkeys(STAFF, 1))
    set_bonus(MARCH, 2000)
    kept = closing.append
    calls = []

    def killed(*args, **options):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return kept(*args, **options)

    monkeypatch.setattr(closing, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        money.close_month(MARCH, person="su", now=NOW, batch=1)
    assert models.AccountMonth.objects.count() == 2
    assert models.Closing.objects.get().ended_at is None
    monkeypatch.undo()
    report = money.close_month(MARCH, person="su", now=NOW, batch=1)
    assert (report.closed, report.ended, report.accounts) == (2, True, 4)
    assert report.totals["taken"] == 4000


def test_many_close_at_once_and_every_account_once(committed_shop, counter, elsewhere):
    number = counter.register()
    counter.share(number, "8000", dict.fromkeys(STAFF, 1))
    set_bonus(MARCH, 2000)
    running = [elsewhere(money.close_month, MARCH, person="su", now=NOW, batch=1) for _ in range(4)]
    reports = [each.result() for each in running]
    assert all(report.ended for report in reports)
    assert models.AccountMonth.objects.count() == 4
    assert models.Closing.objects.get().taken == 4000
    assert {row.taken for row in models.Charge.objects.all()} == {1000}


def test_charging_while_closing_loses_nothing(committed_shop, counter, elsewhere):
    numbers = [counter.register() for _ in range(6)]
    for number in numbers:
        for person in STAFF:
            counter.act(number, "share", bearer=person, points=1)
    set_bonus(MARCH, 100000)
    set_bonus(APRIL, 100000)
    jobs = [
        elsewhere(counter.act, number, "charge", "2024-03-20 10:00", loss="400")
        for number in numbers
    ]
    close = elsewhere(money.close_month, MARCH, person="su", now=NOW, batch=1)
    for job in [*jobs, close]:
        job.result()
    money.close_month(MARCH, person="su", now=NOW)
    money.close_month(APRIL, person="su", now=moment("2024-05-01 09:00"))
    rows = list(models.Charge.objects.all())
    assert len(rows) == len(numbers) * len(STAFF)
    assert {(row.taken, row.open) for row in rows} == {(100, 0)}
