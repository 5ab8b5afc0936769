"""The same moment gives the same bank; a step the regulation refuses is a mistake, and said."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from shouwen.casework.models import Case, Clock, Document
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.demo import operations
from shouwen.demo.handling import postal_bank
from shouwen.demo.handling.dossier import DeedRefused
from shouwen.demo.handling.plan import Plan
from shouwen.demo.handling.plans import BANK
from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.settling import settle
from shouwen.vocabulary import OFFICE_ZONE

#: After a week of holidays, and when nobody is at a desk.
SUNDAY_NIGHT = datetime(2026, 10, 11, 22, 15, tzinfo=OFFICE_ZONE)
LONG_AGO = SUNDAY_NIGHT - timedelta(400)


def some() -> dict[str, Plan]:
    """Return every ninth plan: enough to differ if anything does."""
    every = operations.plans(SUNDAY_NIGHT, 170)
    return {key: every[key] for key in list(every)[::9]}


def made_anew() -> list[object]:
    with transaction.atomic():
        settle(LANCHUAN, operations.REGULATIONS, operations.PASSWORD, since=LONG_AGO)
        operations.play(some(), now=SUNDAY_NIGHT)
        told: list[object] = [
            *Case.objects.order_by("number").values_list("number", "stage", "subject", "version"),
            *Clock.objects.order_by("number", "clock").values_list("number", "clock", "due_at"),
            *Document.objects.order_by("number", "version").values_list("number", "issued_number"),
        ]
        assert_tables_follow_the_ledger()
        transaction.set_rollback(True)
    return told


@pytest.mark.slow
def test_the_same_moment_gives_the_same_bank(db) -> None:
    first, again = made_anew(), made_anew()
    assert len(first) > 100
    assert first == again


def test_a_refused_step_is_told_with_its_reasons(db, monkeypatch) -> None:
    settle(LANCHUAN, operations.REGULATIONS, operations.PASSWORD, since=LONG_AGO)

    def impatient(d):
        handling = postal_bank.Handling(d)
        yield from postal_bank._taken_in(handling)
        yield d.deed("archive", handling.desk.keeper, satisfaction="satisfied")

    monkeypatch.setattr(postal_bank, "handled", impatient)
    plan = Plan(BANK, "phone", "attitude", 30.0)
    with pytest.raises(DeedRefused, match="待回访归档"):
        operations.play({"one": plan}, now=SUNDAY_NIGHT)
