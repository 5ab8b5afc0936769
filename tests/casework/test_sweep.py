"""Time passing: in the cases where something came due, once, dated when it was due."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction

from shouwen import ledger
from shouwen.casework import operations, queries, sweeping
from shouwen.casework.access import opened
from shouwen.casework.models import Case, Clock
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.engine import NoticeDue, PointReached
from shouwen.ledger import LedgerConflict
from shouwen.vocabulary import ShouwenError

from .window import AN, DUE, FRIDAY, MONDAY, WARNED, act, register, reply


def happened(number, kind):
    return [event for event in opened(number, FRIDAY).matter.events() if isinstance(event, kind)]


@pytest.mark.usefixtures("office")
class TestOnePass:
    def test_nothing_is_due_yet(self):
        register()
        assert operations.sweep(now=MONDAY) == sweeping.SweepReport()

    def test_a_late_sweep_dates_what_happened_at_its_instant(self):
        number = register().number
        report = operations.sweep(now=FRIDAY)
        assert (report.cases, report.events, report.failed) == (1, 4, {})
        points = happened(number, PointReached)
        assert [(point.at, point.noticed_at) for point in points] == [
            (WARNED, FRIDAY), (DUE, FRIDAY),
        ]  # fmt: skip
        assert [notice.at for notice in happened(number, NoticeDue)] == [WARNED, DUE]
        stored = ledger.read(f"case/{number}")[-1]
        assert (stored.happened_at, stored.recorded_at, stored.actor) == (DUE, FRIDAY, "shouwen")
        assert operations.sweep(now=FRIDAY).cases == 0

    def test_each_instant_of_sweeping_tells_the_same_story(self):
        first, second = register().number, register().number
        for now in (WARNED - timedelta(seconds=1), WARNED, DUE, FRIDAY):
            operations.sweep(now=now, limit=1)
        operations.sweep(now=FRIDAY)
        told = [
            [(each.at, each.clock) for each in happened(n, PointReached)] for n in (first, second)
        ]
        assert told[0] == told[1]

    def test_what_was_answered_in_time_is_left_alone(self):
        number = register().number
        reply(number)
        assert operations.sweep(now=FRIDAY).cases == 0

    def test_limits_are_kept(self):
        numbers = [register().number for _ in range(5)]
        report = operations.sweep(now=FRIDAY, limit=3, batch=2)
        assert (report.cases, report.more) == (3, True)
        assert operations.sweep(now=FRIDAY).cases == 2
        assert all(len(happened(number, PointReached)) == 2 for number in numbers)

    def test_a_case_that_cannot_be_swept_holds_up_no_other(self, monkeypatch):
        broken, sound = register().number, register().number
        decide = sweeping.decide

        def failing(procedure, case, *rest):
            if case is opened_case:
                raise ShouwenError("规则互相触发")
            return decide(procedure, case, *rest)

        opened_case = None
        matters = sweeping._matters

        def remembering(numbers, report):
            nonlocal opened_case
            found = matters(numbers, report)
            opened_case = next((m.case for m, _ in found if m.number == broken), opened_case)
            return found

        monkeypatch.setattr(sweeping, "decide", failing)
        monkeypatch.setattr(sweeping, "_matters", remembering)
        report = operations.sweep(now=FRIDAY)
        assert report.failed == {broken: "规则互相触发"}
        assert len(happened(sound, PointReached)) == 2

    def test_a_row_that_promises_what_the_case_does_not_is_put_right(self):
        number = register().number
        reply(number)
        Clock.objects.filter(number=number).update(next_fire_at=DUE, state="running")
        assert operations.sweep(now=FRIDAY).events == 0
        assert_tables_follow_the_ledger()
        assert operations.sweep(now=FRIDAY).cases == 0

    def test_its_statements_do_not_grow_with_open_cases(self, django_assert_num_queries):
        for _ in range(3):
            register()
        register(now=MONDAY.replace(month=4, day=22))
        operations.sweep(now=MONDAY.replace(hour=8))  # ordinary first: everything compiled and kept
        due = register(now=MONDAY.replace(month=4, day=23)).number
        # claim, directory, streams, one statement for the case, claim again; two transactions
        with django_assert_num_queries(10):
            operations.sweep(now=MONDAY.replace(hour=8))
        assert happened(due, PointReached)


def test_two_writers_at_once_one_is_told_and_repeats(committed_office, elsewhere):
    number = register().number
    at_the_door, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            done = reply(number, expected_version=queries.case_view(AN, number, MONDAY).version)
            at_the_door.set()
            assert go_on.wait(20)
            return done

    first = elsewhere(slow)
    assert at_the_door.wait(20)
    version = queries.case_view(AN, number, MONDAY).version
    stale = elsewhere(lambda: act(number, "amend", form={"amount": "5"}, expected_version=version))
    patient = elsewhere(lambda: act(number, "add", form={"content": "x"}))
    go_on.set()
    assert first.result(20).stage == "answered"
    with pytest.raises(LedgerConflict):
        stale.result(20)
    # Decided anew after the other's answer: now the case has ended, and it says so.
    assert {why.code for why in patient.result(20).reasons} >= {"ended"}


def test_eight_clerks_at_once_all_get_their_turn(committed_office, elsewhere):
    number = register().number
    done = [
        elsewhere(lambda n=n: act(number, "amend", form={"amount": str(n + 1)})) for n in range(4)
    ]
    assert sorted(each.result(30).version for each in done) == sorted(
        {each.result(30).version for each in done}
    )
    assert len(ledger.read(f"case/{number}")) == max(each.result(30).version for each in done)


def test_the_same_command_from_two_windows_is_done_once(committed_office, elsewhere):
    number = register().number

    def send():
        return operations.act(
            number, "amend", {"amount": "7"}, actor=AN, now=MONDAY, command_id="double-click"
        )

    first, second = elsewhere(send), elsewhere(send)
    assert first.result(20) == second.result(20)
    assert sum(e.command_id == "double-click" for e in ledger.read(f"case/{number}")) == 2


def test_numbers_have_no_gaps_under_rivalry(committed_office, elsewhere):
    taken = [elsewhere(register) for _ in range(12)]
    assert sorted(each.result(30).number for each in taken) == [
        f"CK2024{n:04}" for n in range(1, 13)
    ]


def test_two_sweeping_workers_do_everything_once(committed_office, elsewhere):
    numbers = [register().number for _ in range(30)]
    workers = [elsewhere(lambda: operations.sweep(now=FRIDAY, batch=4)) for _ in range(3)]
    reports = [worker.result(60) for worker in workers]
    assert sum(report.cases for report in reports) == 30
    for number in numbers:
        assert len(happened(number, PointReached)) == 2
        assert len(happened(number, NoticeDue)) == 2


def test_what_another_worker_finished_between_looking_and_locking_is_let_be(committed_office):
    number, other = register().number, register().number
    claimed = [number, other]  # as somebody saw them before the other worker wrote
    operations.sweep(now=FRIDAY, limit=1)
    with transaction.atomic():
        assert len(sweeping._still_due(claimed, FRIDAY)) == 1
    assert operations.sweep(now=FRIDAY).cases == 1
    assert len(happened(number, PointReached)) == len(happened(other, PointReached)) == 2


def test_a_claimed_case_is_left_to_its_worker(committed_office, elsewhere):
    number = register().number
    other = register().number
    with transaction.atomic():
        Case.objects.select_for_update().get(number=number)
        assert elsewhere(lambda: operations.sweep(now=FRIDAY)).result(20).cases == 1
    assert happened(other, PointReached)
    assert operations.sweep(now=FRIDAY).cases == 1


def test_an_act_on_a_case_being_swept_waits_and_then_is_done(committed_office, elsewhere):
    number = register().number
    with transaction.atomic():
        claimed = sweeping._claim(FRIDAY, set(), 5)
        amended = elsewhere(lambda: act(number, "amend", now=FRIDAY, form={"amount": "5"}))
        assert waits_for_us()
        sweeping._sweep(claimed, FRIDAY, sweeping.SweepReport())
    assert amended.result(20).number == number
    assert len(happened(number, PointReached)) == 2


def waits_for_us():
    """Whether somebody comes to wait for a lock of ours within a minute."""
    for _ in range(3000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.02)
    return False


SWEEPER = """
import os, sys
import django
django.setup()
from django.conf import settings
from shouwen.packs import shelf
from pathlib import Path
shelf.add_folder(Path(sys.argv[1]))
from shouwen.casework import operations, sweeping
from shouwen.vocabulary import moment
write, seen = sweeping.record_many, 0
def record_many(ready):
    global seen
    seen += 1
    done = write(ready)
    if seen == int(sys.argv[3]):
        print("mid", flush=True)
        sys.stdin.readline()
    return done
sweeping.record_many = record_many
operations.sweep(now=moment(sys.argv[2]), batch=5)
"""


@pytest.mark.parametrize("killed_at", [1, 2, 3])
def test_kill_9_in_mid_sweep_leaves_nothing_half_done(committed_office, killed_at, tmp_path):
    numbers = [register().number for _ in range(12)]
    where = connection.settings_dict
    secret = f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else ""
    query = urlencode({name.lower(): where[name] for name in ("HOST", "PORT") if where[name]})
    url = f"postgresql://{where['USER']}{secret}@/{where['NAME']}?{query}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "shouwen.project.settings",
        "SHOUWEN_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SWEEPER), str(Path(__file__).parent / "regulations"),
         FRIDAY.isoformat(), str(killed_at)],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert worker.stdout.readline() == "mid\n"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(20)
    assert_tables_follow_the_ledger()
    swept = [number for number in numbers if happened(number, PointReached)]
    assert len(swept) == (killed_at - 1) * 5  # whole transactions, or nothing of them
    for _ in range(3000):  # the server lets go of a dead client's locks in its own time
        operations.sweep(now=FRIDAY)
        if not Clock.objects.filter(next_fire_at__lte=FRIDAY).exists():
            break
        time.sleep(0.02)
    for number in numbers:
        assert len(happened(number, PointReached)) == len(happened(number, NoticeDue)) == 2
