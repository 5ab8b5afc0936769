"""Open cases go over to another edition in the database: each once, with its history, or not."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from django.db import connection

from shouwen import ledger
from shouwen.casework import editions, operations, queries
from shouwen.casework import testing as casework_testing
from shouwen.casework.matter import matter_of, stream_of
from shouwen.casework.models import Case, Clock, Notice
from shouwen.casework.shapes import NotDone
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.cli.rules import rules
from shouwen.engine import Migrated
from shouwen.ledger import testing as ledger_testing
from shouwen.packs import migrations, shelf
from shouwen.packs.migrations import NoPlan
from shouwen.people import testing as people_testing
from shouwen.regulations.migration import PlanUnfit
from shouwen.vault import testing as vault_testing
from shouwen.vocabulary import Actor

from .conftest import LONG_AGO, settle_in
from .test_companions import at

BANK, BRANCH = "postal-bank@2015.1", "postal-bank-dongjiang@2016.1"
ROOT = Actor("root")
NOW = at("2024-09-25 09:00")


@pytest.fixture
def bank(db):
    settle_in(shelf.directory("postal-bank"))
    operations.adopt_regulation("postal-bank", actor=ROOT, now=LONG_AGO)


def register(n, category="service_product", when="2024-09-23 09:00"):
    form = {
        "channel": "phone", "subject": f"事由 {n}", "category": category,
        "telephone": "13900000001", "complainant_name": "顾女士",
        "accused_unit": "renmin", "accused_level": "outlet", "region": "local",
        "accepting_level": "first_branch",
    }  # fmt: skip
    done = operations.register(
        "postal-bank", "register", form, actor=Actor("lin_xiao"), now=at(when), command_id=f"r/{n}"
    )
    assert not isinstance(done, NotDone), done
    return done.number


def act(number, name, who, form=None, when="2024-09-23 10:00"):
    done = operations.act(
        number, name, form or {}, actor=Actor(who), now=at(when), command_id=f"{number}/{name}"
    )
    assert not isinstance(done, NotDone), done


def go(**more):
    return operations.migrate_open(BANK, BRANCH, actor=ROOT, **{"now": NOW, **more})


def migrated(number):
    return [
        event
        for event in matter_of(number, ledger.read(stream_of(number))).events()
        if isinstance(event, Migrated)
    ]


def test_every_open_case_goes_over_once(bank):
    numbers = [register(n) for n in range(5)]
    act(numbers[0], "withdraw", "lin_xiao", {"withdraw_reason": "已解决"})
    act(numbers[0], "check_withdrawal", "tian_yu",
        {"withdrawal_outcome": "voluntary", "withdrawal_check": "电话"})  # fmt: skip
    report = go(batch=2)
    assert [each.number for each in report.cases] == numbers[1:]
    assert all(each.goes for each in report.cases)
    assert [len(migrated(number)) for number in numbers] == [0, 1, 1, 1, 1]
    assert migrated(numbers[1])[0].cite == ("x06",)
    new = shelf.procedure("postal-bank-dongjiang")
    rows = Case.objects.in_bulk(numbers)
    assert [rows[number].pack for number in numbers] == ["postal-bank"] + [new.pack.pack.id] * 4
    assert rows[numbers[1]].digest == new.digest
    assert go().cases == []  # a second time there is nothing to do


def test_a_dry_run_writes_nothing_and_says_what_would_be(bank):
    number = register(1, when="2024-09-09 09:30")
    before = len(ledger.read(stream_of(number)))
    report = go(dry_run=True, now=at("2024-09-20 09:00"))
    (case,) = report.cases
    clock = next(each for each in case.clocks if each.clock == "answer")
    assert (clock.how, clock.late) == ("recompute", True)
    assert (clock.before, clock.after) == (at("2024-09-24 18:00"), at("2024-09-19 18:00"))
    assert len(ledger.read(stream_of(number))) == before
    assert queries.adopted_ids() == ("postal-bank",)


def test_the_work_goes_on_under_the_new_edition(bank):
    number = register(1)
    go()
    # The branch's staff find it: the organisation works by the new regulation from now on.
    assert "postal-bank-dongjiang" in queries.adopted_ids()
    view = queries.case_view(Actor("tian_yu"), number, NOW + timedelta(minutes=1))
    assert view.edition == BRANCH
    act(number, "dispatch", "tian_yu", {"lead_unit": "retail"}, when="2024-09-25 10:00")
    assert Case.objects.get(number=number).stage == "handling"
    operations.sweep(now=at("2024-09-29 18:00"))
    # The fifth working day, not the seventh: the branch's warning.
    assert Notice.objects.filter(number=number, at=at("2024-09-29 18:00"), kind="notify").exists()


def test_history_is_told_by_the_edition_it_happened_under(bank):
    number = register(1)
    act(number, "dispatch", "tian_yu", {"lead_unit": "retail"})
    go()
    text = queries.explain_case(number, NOW + timedelta(minutes=1))
    assert "按《储蓄银行客户投诉处理办法》受理" in text
    assert "改按《东江分行客户投诉处理实施细则（示例）》" in text
    assert "〔东江细则第六条〕" in text
    for language in ("zh", "en"):
        view = queries.case_view(Actor("tian_yu"), number, NOW + timedelta(minutes=1), language)
        kinds = [entry.kind for entry in view.timeline]
        assert kinds[-1] == "migration"
        assert "document" in kinds
    assert view.documents[0].title == "Complaint forwarding slip"
    kept = {clock.name: clock.explanation for clock in
            queries.case_on_this_machine(number, NOW).clocks}["start_within"]  # fmt: skip
    assert "迁移时沿用" in kept
    assert "东江细则第六条" in kept


def test_particulars_are_found_and_opened_as_before(bank):
    number = register(1)
    go()
    clear = operations.reveal(
        number, "telephone", reason="回电", actor=Actor("tian_yu"), now=NOW + timedelta(minutes=1)
    )
    assert clear == "13900000001"


def test_everything_can_be_made_anew_from_the_ledger(bank):
    numbers = [register(n) for n in range(3)]
    go()
    before = list(
        Clock.objects.order_by("number", "clock").values_list("number", "clock", "due_at")
    )
    operations.rebuild()
    after = list(Clock.objects.order_by("number", "clock").values_list("number", "clock", "due_at"))
    assert before == after
    assert list(operations.replay_faults()) == []
    assert ledger.verify().sound
    # The next number is drawn behind those that were given.
    assert register(9, when="2024-09-25 11:00") not in numbers


def test_clocks_that_are_gone_are_gone_from_the_table(bank, tmp_path):
    number = register(1)
    operations.migrate_open(BANK, "postal-bank@2015.1+cbirc-complaints@2020.3", actor=ROOT, now=NOW)
    assert Clock.objects.filter(number=number, clock="cb_decide").exists()
    back = back_plan(tmp_path)
    operations.migrate_open(
        "postal-bank@2015.1+cbirc-complaints@2020.3", BANK, actor=ROOT,
        now=NOW + timedelta(hours=1), plan=back,
    )  # fmt: skip
    assert not Clock.objects.filter(number=number, clock="cb_decide").exists()
    assert [event.pack for event in migrated(number)] == [
        "postal-bank@2015.1+cbirc-complaints@2020.3", BANK,
    ]  # fmt: skip


def back_plan(folder):
    joint, alone = shelf.procedure("postal-bank+cbirc-complaints"), shelf.procedure("postal-bank")
    facts = ", ".join(f"{name}: null" for name in joint.pack.facts if name not in alone.pack.facts)
    path = folder / "back.yaml"
    path.write_text(
        f"migration: {{from: {joint.key}, to: {alone.key}, title: 回, cite: [a26]}}\n"
        f"facts: {{{facts}}}\ntasks: {{cb_review: null}}\n"
        "clocks: {cb_decide: drop, cb_review_within: drop}\n",
        encoding="utf-8",
    )
    return migrations.PlanFile(path, joint.key, alone.key)


def test_a_plan_with_gaps_is_not_carried_out(bank):
    register(1)
    go()
    with pytest.raises(PlanUnfit):  # facts of the branch have no counterpart
        operations.migrate_open(BRANCH, BANK, actor=ROOT, now=NOW, dry_run=True)


def test_a_plan_that_cites_nothing_is_not_carried_out(bank):
    number = register(1)
    joint = "postal-bank@2015.1+pbc-transfers@2020.5"
    report = operations.migrate_open(BANK, joint, actor=ROOT, now=NOW, dry_run=True)
    assert [each.number for each in report.cases] == [number]
    with pytest.raises(NoPlan):
        operations.migrate_open(BANK, joint, actor=ROOT, now=NOW)
    assert migrated(number) == []


def test_only_some_cases_and_at_most_so_many(bank):
    numbers = [register(n) for n in range(4)]
    assert [each.number for each in go(numbers=[numbers[2]]).cases] == [numbers[2]]
    report = go(limit=2)
    assert [each.number for each in report.cases] == numbers[:2]
    assert report.more
    assert [each.number for each in go().cases] == [numbers[3]]


def test_the_command_prints_and_carries_out(bank, monkeypatch):
    monkeypatch.setattr("shouwen.cli.main.open_record", lambda ctx: None)
    number = register(1, when="2024-09-09 09:30")

    def run(*words):
        done = CliRunner().invoke(rules, ["migrate", BANK, BRANCH, *words], catch_exceptions=False)
        return done.exit_code, done.output

    code, text = run("--dry-run", "--at", "2024-09-20 09:00:00")
    assert code == 0
    assert f"✓ {number}" in text
    assert "即已逾期" in text
    code, text = run("--dry-run", "--json", "--at", "2024-09-20 09:00:00")
    assert '"would_go": 1' in text.splitlines()[-1]
    assert run("--at", "2024-09-20 09:00:00")[0] == 2
    code, text = run()
    assert "1 件已迁移" in text
    assert len(migrated(number)) == 1
    assert "0 件已迁移" in run()[1]


MIGRATOR = """
import sys
import django
django.setup()
from shouwen.casework import migrating, operations
from shouwen.vocabulary import Actor, moment
write, seen = migrating.record_many, 0
def record_many(ready):
    global seen
    seen += 1
    done = write(ready)
    if seen == 2:
        print("mid", flush=True)
        sys.stdin.readline()
    return done
migrating.record_many = record_many
operations.migrate_open(
    "postal-bank@2015.1", "postal-bank-dongjiang@2016.1",
    actor=Actor("root"), now=moment(sys.argv[1]), batch=2,
)
"""


def test_killed_in_the_middle_it_goes_on_where_it_stood(committed_bank, settings):
    numbers = [register(n) for n in range(5)]
    where = connection.settings_dict
    secret = f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else ""
    query = urlencode({name.lower(): where[name] for name in ("HOST", "PORT") if where[name]})
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{where['USER']}{secret}@/{where['NAME']}?{query}",
        "DJANGO_SETTINGS_MODULE": "shouwen.project.settings",
        "SHOUWEN_DATA": str(settings.DATA_FOLDER),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", MIGRATOR, NOW.isoformat()],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert worker.stdout.readline() == "mid\n"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(20)
    assert [len(migrated(number)) for number in numbers] == [1, 1, 0, 0, 0]
    assert_tables_follow_the_ledger()
    assert [each.number for each in go(batch=2).cases] == numbers[2:]
    assert [len(migrated(number)) for number in numbers] == [1] * 5


@pytest.fixture
def committed_bank(transactional_db):
    settle_in(shelf.directory("postal-bank"))
    operations.adopt_regulation("postal-bank", actor=ROOT, now=LONG_AGO)
    yield
    assert_tables_follow_the_ledger()
    casework_testing.erase()
    ledger_testing.erase()
    vault_testing.erase()
    people_testing.erase()


def test_two_at_once_take_each_case_once(committed_bank, elsewhere):
    numbers = [register(n) for n in range(6)]
    futures = [elsewhere(lambda: go(batch=2)) for _ in range(2)]
    taken = [each.number for future in futures for each in future.result().cases]
    assert sorted(taken) == numbers
    assert [len(migrated(number)) for number in numbers] == [1] * 6


def test_the_text_cases_leave_may_be_gone_from_the_shelf(bank):
    number = register(1)
    digest = Case.objects.get(number=number).digest
    go()
    shelf.forget_opened()
    assert editions.procedure_of(digest).key == BANK
