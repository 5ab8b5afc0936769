"""The demonstration bank fills a database: every kind of matter, as staff would handle it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction

from shouwen import people
from shouwen.casework import queries
from shouwen.casework.models import Case, Clock, Contact, Document, Draft, Duty, Notice
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.demo import operations
from shouwen.demo.handling.plans import BANK, OUTLET
from shouwen.demo.lanchuan import LANCHUAN
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WEDNESDAY = datetime(2026, 11, 25, 11, 40, tzinfo=OFFICE_ZONE)


@pytest.fixture(scope="module", autouse=True)
def bank(django_db_setup, django_db_blocker):
    """The bank with one matter of every kind, rolled back after the last test here."""
    with django_db_blocker.unblock(), transaction.atomic():
        operations.seed(now=WEDNESDAY, cases=0)
        yield
        transaction.set_rollback(True)


def counted(model, field: str, **wanted: object) -> Counter[str]:
    return Counter(model.objects.filter(**wanted).values_list(field, flat=True))


@pytest.mark.parametrize("regulation", [BANK, OUTLET])
def test_every_stage_is_there(regulation: str) -> None:
    procedure = shelf.procedure(regulation, on=WEDNESDAY.date())
    assert set(counted(Case, "stage", pack=regulation)) == set(procedure.pack.stages)


@pytest.mark.parametrize(("regulation", "term"), [(BANK, "channel"), (OUTLET, "channel")])
def test_every_channel_is_there(regulation: str, term: str) -> None:
    procedure = shelf.procedure(regulation, on=WEDNESDAY.date())
    assert set(counted(Case, "channel", pack=regulation)) >= set(procedure.pack.terms[term])


def test_every_class_is_there() -> None:
    procedure = shelf.procedure(BANK, on=WEDNESDAY.date())
    assert set(counted(Case, "category", pack=BANK)) >= set(procedure.pack.terms["category"])


def test_every_kind_of_document_is_there() -> None:
    issued = set(counted(Document, "document"))
    for regulation in (BANK, OUTLET):
        documents = shelf.procedure(regulation, on=WEDNESDAY.date()).pack.documents
        assert set(documents) <= issued


def test_some_are_late_some_press_and_most_are_calm() -> None:
    open_ = Case.objects.filter(ended=False)
    late = open_.filter(next_due_at__lt=WEDNESDAY).count()
    soon = open_.filter(
        next_due_at__gte=WEDNESDAY, next_due_at__lt=WEDNESDAY + timedelta(days=1)
    ).count()
    assert late >= 5
    assert soon >= 5
    assert open_.count() > 2 * late
    # Some were closed too late, with a reason.
    assert Document.objects.filter(document="delay_report").count() >= 5


def test_nothing_waits_for_the_sweep_and_all_lies_in_the_past() -> None:
    assert not Clock.objects.filter(next_fire_at__lte=WEDNESDAY).exists()
    assert not Case.objects.filter(updated_at__gt=WEDNESDAY).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_event WHERE recorded_at > %s", [WEDNESDAY])
        assert cursor.fetchone() == (0,)
        # In the order of the record, nobody went back in time.
        cursor.execute(
            "SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER"
            " (ORDER BY tx, position) AS back FROM ledger_event) AS told WHERE back"
        )
        assert cursor.fetchone() == (0,)


def test_people_work_in_daylight() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE"
            " extract(hour FROM happened_at AT TIME ZONE 'Asia/Shanghai')"
            " NOT BETWEEN 8 AND 18), count(*) FROM ledger_event"
            " WHERE type = 'case.act_done' AND body->>'act' NOT IN ('submit', 'register',"
            " 'withdraw', 'answer_satisfaction', 'complain_again', 'rate', 'supplement')",
        )
        at_night, all_acts = cursor.fetchone()
    assert all_acts > 500
    assert at_night == 0


def test_duties_are_mostly_signed() -> None:
    due = Duty.objects.filter(due_at__lt=WEDNESDAY)
    signed = due.exclude(signed_at=None).count()
    assert due.count() > 300
    assert 0.9 < signed / due.count() < 1
    assert [row for row in due.exclude(signed_at=None) if row.signed_at > row.due_at]


def test_other_calls_drafts_and_notices_are_there() -> None:
    assert set(counted(Contact, "kind")) >= {"praise", "consultation", "suggestion", "out_of_scope"}
    assert Draft.objects.count() == 3
    read = Notice.objects.exclude(read_at=None).count()
    assert 0.5 < read / Notice.objects.count() < 0.99


def test_everybody_can_log_in_and_the_featured_find_work() -> None:
    validate_password(operations.PASSWORD)
    staff = LANCHUAN.person("zhang.wei")
    user = authenticate(username=staff.login, password=operations.PASSWORD)
    assert user is not None
    assert people.actor_for(user, WEDNESDAY).name == staff.name
    busy = [
        "zheng.kai",
        "fang.huimin",
        "zhang.wei",
        "zhou.min",
        "liu.changqing",
        "han.zhengping",
        "kong.xiangrui",
        "tao.ran",
        "qin.shuhan",
        "yin.hongmei",
        "an.zhiyong",
        "le.tiantian",
    ]
    for login in busy:
        page = queries.work_list(Actor(login, login), now=WEDNESDAY)
        assert page.rows, login


def test_the_logins_tell_the_password_and_matters_to_follow() -> None:
    lines = list(operations.logins())
    assert operations.PASSWORD in lines[0]
    for staff in LANCHUAN.featured():
        assert any(staff.login in line and staff.name in line for line in lines)
    tracked = [line.split() for line in lines if "code" in line]
    assert len(tracked) == 4
    for words in tracked:
        view = queries.public_view(words[3], words[-1], WEDNESDAY)
        assert view.number == words[3]


def test_the_record_holds() -> None:
    assert_tables_follow_the_ledger()
