"""From a sheet to the record: verdicts, nothing twice, nothing half-written, nothing lost."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from shouwen import intake, ledger, people
from shouwen.casework import operations, queries
from shouwen.casework.models import Case
from shouwen.casework.testing import assert_tables_follow_the_ledger
from shouwen.people import NewUnit
from shouwen.vocabulary import OFFICE_ZONE, Actor
from tests.intake.conftest import CLERK, NOW, run, sheet, words

OPEN = """\
mapping: register
title: 登记表
key: 编号
columns:
  received_at: 收到时间
  channel: 渠道
  category: 类别
  subject: {from: [事由, 内容], cut: 10}
  content: 内容
  complainant_name: {from: 客户, split: /, part: 1, optional: true}
  telephone: {from: 客户, split: /, part: 2, optional: true}
  amount: {from: 金额, optional: true}
  accused_unit: {from: 网点, optional: true}
values:
  channel: {来电: phone, 来访: visit, otherwise: network}
act: {name: register, role: union_officer}
skip_when:
  - {column: 编号, like: ^合计}
"""
HEADER = ["编号", "收到时间", "渠道", "类别", "事由", "内容", "客户", "金额", "网点"]
GOOD = [
    "1", "2026/11/19 下午3:20", "来电", "服务态度", "态度生硬", "柜员态度生硬", "王芳/13800001111",
    "1.2万元", "",
]  # fmt: skip

CLOSED = """\
mapping: closed
title: 办结登记表
as: historical
key: 编号
columns: {subject: 事由, content: 内容, complainant_name: {from: 客户, optional: true}}
historical:
  opened: 收到
  replied: 答复
  closed: {after: opened, days: 天数}
  reply: 答复意见
  satisfied: {from: 满意度, optional: true}
  number: {from: 原编号, optional: true}
  columns: {channel: 渠道}
"""
CLOSED_HEADER = [
    "编号", "收到", "答复", "天数", "事由", "内容", "客户", "答复意见", "满意度", "渠道",
]  # fmt: skip
CLOSED_ROW = [
    "7", "2019.3.1", "2019-03-04 10:00", "6", "排队", "排队很久", "张三", "已增开窗口", "满意",
    "电话",
]  # fmt: skip

HEAD = Actor("p-head", "负责人", frozenset({"union_leader"}))


@pytest.fixture
def open_map(tmp_path):
    path = tmp_path / "open.yaml"
    path.write_text(OPEN, encoding="utf-8")
    return path


@pytest.fixture
def closed_map(tmp_path):
    path = tmp_path / "closed.yaml"
    path.write_text(CLOSED, encoding="utf-8")
    return path


def changed(row, **cells):
    header = HEADER if len(row) == len(HEADER) else CLOSED_HEADER
    return [cells.get(name, cell) for name, cell in zip(header, row, strict=True)]


def rows_in_ledger() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_event")
        return cursor.fetchone()[0]


# -- open rows


def test_an_open_row_goes_through_the_regulation(record, tmp_path, open_map):
    (outcome,) = run(sheet(tmp_path / "a.csv", [HEADER, GOOD]), open_map)
    assert outcome.outcome == "accepted"
    case = Case.objects.get(number=outcome.number)
    assert (case.subject, case.channel, case.category) == ("态度生硬", "phone", "service_attitude")
    assert case.amount == 12_000
    assert not case.imported
    stream = ledger.read(f"case/{outcome.number}")
    assert stream[0].command_id == "import:postal-bank:register:1"
    told = json.dumps([event.body for event in stream], ensure_ascii=False)
    assert "2026-11-19T15:20:00+08:00" in told
    # What must be forgettable is in the vault, and the record holds references.
    assert not any(secret in told for secret in ("王芳", "13800001111", "柜员态度生硬"))


def test_bad_rows_are_refused_with_field_column_and_article_and_stop_no_other(
    record, tmp_path, open_map
):
    rows = [
        changed(GOOD, 编号="1"),
        changed(GOOD, 编号="2", 类别="不存在的类别", 金额="很多"),
        changed(GOOD, 编号="3", 收到时间="2026-02-30"),
        changed(GOOD, 编号="4", 收到时间="2027-01-01"),
        changed(GOOD, 编号="5", 类别=""),
        changed(GOOD, 编号="", 事由="没有行键"),
        changed(GOOD, 编号="7")[:4],
        [*changed(GOOD, 编号="8"), "多出的列"],
        changed(GOOD, 编号="9", 内容="空\0字符"),
        changed(GOOD, 编号="10", 内容="长" * 50_001),
        changed(GOOD, 编号="11", 金额="-5"),
        ["合计", *[""] * 8],
        changed(GOOD, 编号="12"),
    ]
    found = run(sheet(tmp_path / "a.csv", [HEADER, *rows]), open_map)
    assert words(found) == ["accepted", *["refused"] * 10, "skipped", "accepted"]
    assert [outcome.row for outcome in found] == list(range(2, 15))
    told = {outcome.key: outcome.reasons for outcome in found if outcome.outcome == "refused"}
    assert {(each.field, each.columns) for each in told["2"]} == {
        ("category", ("类别",)),
        ("amount", ("金额",)),
    }
    (article,) = (each.article for each in told["2"] if each.field == "category")
    assert article == "第三条、第九条、第十三条"
    assert told["3"][0].text.startswith("“首次收到时间”：没有 2026 年 2 月 30 日")
    assert told["4"][0].article == "第十一条"
    assert told["4"][0].code == "must"
    assert told["5"][0].code == "form_missing"
    assert "不能保存的字符" in told["9"][0].text
    assert "50000" in told["10"][0].text
    assert Case.objects.count() == 2


def test_shortened_keys_are_refused_and_not_taken_for_one_row(record, tmp_path, open_map):
    # Saved by a spreadsheet whose columns were not text: two rows, one shortened number.
    rows = [
        changed(GOOD, 编号="2.02601E+11", 内容="甲"),
        changed(GOOD, 编号="2.02601E+11", 内容="乙"),
        changed(GOOD, 编号="3", 客户="王芳/1.38E+10"),
    ]
    found = run(sheet(tmp_path / "a.csv", [HEADER, *rows]), open_map)
    assert words(found) == ["refused"] * 3
    assert all("缩写" in each.reasons[0].text for each in found)
    assert found[2].reasons[0].field == "telephone"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,234.50", "1234.50"), ("１，２３４", "1234"), ("1,2345", "12345"), ("￥50元整", "50"),
        ("1,5", None), ("1.234,50", None), ("1,23,4", None), ("$50", None), ("USD 5", None),
        ("(50)", None),
    ],
)  # fmt: skip
def test_an_amount_that_may_be_another_is_refused(record, tmp_path, open_map, written, amount):
    (found,) = run(sheet(tmp_path / "a.csv", [HEADER, changed(GOOD, 金额=written)]), open_map)
    if amount is None:
        assert (found.outcome, found.reasons[0].field) == ("refused", "amount")
    else:
        assert Case.objects.get(number=found.number).amount == Decimal(amount)


def test_importing_again_changes_nothing_and_tells_the_earlier_numbers(record, tmp_path, open_map):
    file = sheet(tmp_path / "a.csv", [HEADER, *(changed(GOOD, 编号=str(n)) for n in range(60))])
    first = run(file, open_map)
    before = rows_in_ledger()
    again = run(file, open_map)
    assert words(first) == ["accepted"] * 60
    assert words(again) == ["duplicate"] * 60
    assert [outcome.number for outcome in again] == [outcome.number for outcome in first]
    assert rows_in_ledger() == before + 2  # the import itself: begun and ended


def test_the_same_row_twice_in_a_file_is_one_case(record, tmp_path, open_map, closed_map):
    for mapping, header, row in ((open_map, HEADER, GOOD), (closed_map, CLOSED_HEADER, CLOSED_ROW)):
        file = sheet(tmp_path / "a.csv", [header, row, row])
        assert words(run(file, mapping, dry_run=True)) == ["accepted", "duplicate"]
        first, second = run(file, mapping)
        assert (first.outcome, second.outcome) == ("accepted", "duplicate")
        assert first.number == second.number


def test_without_a_key_the_row_itself_is_the_key(record, tmp_path, open_map):
    open_map.write_text(OPEN.replace("key: 编号\n", ""), encoding="utf-8")
    other = changed(GOOD, 内容="另一件事")
    file = sheet(tmp_path / "a.csv", [HEADER, GOOD, other])
    assert words(run(file, open_map)) == ["accepted", "accepted"]
    wider = sheet(tmp_path / "b.csv", [HEADER, other, GOOD], encoding="gb18030")
    assert words(run(wider, open_map)) == ["duplicate", "duplicate"]


def test_a_dry_run_says_the_same_and_writes_nothing(
    record, tmp_path, open_map, closed_map, settings
):
    rows = [
        changed(GOOD, 编号="1"),
        changed(GOOD, 编号="2", 类别="不存在的类别"),
        changed(GOOD, 编号="3", 收到时间="2027-01-01"),
        changed(GOOD, 编号="1"),
    ]
    closed = [CLOSED_ROW, changed(CLOSED_ROW, 编号="8", 天数="-1"), CLOSED_ROW]
    for mapping, header, body in ((open_map, HEADER, rows), (closed_map, CLOSED_HEADER, closed)):
        file = sheet(tmp_path / "a.csv", [header, *body])
        before = rows_in_ledger()
        dry = run(file, mapping, dry_run=True)
        assert rows_in_ledger() == before
        assert not settings.DATA_FOLDER.exists() or mapping is closed_map
        real = run(file, mapping)
        assert words(dry) == words(real)
        assert [each.reasons for each in dry] == [each.reasons for each in real]


def test_units_may_be_named(record, tmp_path, open_map):
    units = [
        NewUnit("head", "总行", "head_office", None, []),
        NewUnit("o1", "人民路网点", "outlet", "head", []),
        NewUnit("o2", "东门网点", "outlet", "head", []),
        NewUnit("o3", "东门网点", "outlet", "head", []),
    ]
    people.create_units(units, by="root", now=NOW - timedelta(days=9))
    names = ("人民路 网点", "东门网点", "西门网点")
    rows = [changed(GOOD, 编号=str(n), 网点=name) for n, name in enumerate(names)]
    found = run(sheet(tmp_path / "a.csv", [HEADER, *rows]), open_map, unit="head")
    assert words(found) == ["accepted", "refused", "refused"]
    assert Case.objects.get().unit == "o1"
    assert "2 个机构都叫" in found[1].reasons[0].text
    assert "没有“西门网点”" in found[2].reasons[0].text


def test_staff_act_by_their_own_posts(record, tmp_path, open_map):
    units = [NewUnit("head", "总行", "head_office", None, [])]
    people.create_units(units, by="root", now=NOW - timedelta(days=9))
    people.create_people(
        [people.NewPerson("p-he", "何敏"), people.NewPerson("p-li", "李衡")],
        by="root", now=NOW - timedelta(days=9),
    )  # fmt: skip
    people.give_post("p-he", "union_officer", "head", by="root", now=NOW - timedelta(days=8))
    file = sheet(tmp_path / "a.csv", [HEADER, GOOD])
    (refused,) = run(file, open_map, by=Actor("p-li"))
    assert [reason.code for reason in refused.reasons] == ["role"]
    (accepted,) = run(file, open_map, by=Actor("p-he"))
    assert Case.objects.get(number=accepted.number).first_receiver == "p-he"
    with pytest.raises(people.NoSuchUnit):
        run(file, open_map, unit="没有的单位")


# -- closed rows


def test_a_closed_row_is_taken_in_as_history(record, tmp_path, closed_map):
    (outcome,) = run(sheet(tmp_path / "a.csv", [CLOSED_HEADER, CLOSED_ROW]), closed_map)
    assert outcome.closed
    assert outcome.number == "TS2019030100001"
    (event,) = ledger.read(f"case/{outcome.number}")
    assert event.type == "casework.imported"
    assert event.body["opened_at"] == "2019-03-01T00:00:00+08:00"
    assert event.body["replied_at"] == "2019-03-04T10:00:00+08:00"
    assert event.body["ended_at"] == "2019-03-07T00:00:00+08:00"
    assert event.body["facts"]["reply"] == "已增开窗口"
    assert event.body["facts"]["satisfaction"] == "satisfied"
    assert "张三" not in json.dumps(event.body, ensure_ascii=False)
    case = Case.objects.get(number=outcome.number)
    assert case.imported
    assert case.ended
    refused = operations.act(
        outcome.number, "supplement", {"supplement": "再说一句"},
        actor=HEAD, now=NOW, command_id="x",
    )  # fmt: skip
    assert refused.reasons


def test_history_that_cannot_be_is_refused(record, tmp_path, closed_map):
    rows = [
        CLOSED_ROW,
        changed(CLOSED_ROW, 编号="8", 答复="2019-02-01"),
        changed(CLOSED_ROW, 编号="9", 天数="很久"),
        changed(CLOSED_ROW, 编号="10", 天数=""),
        changed(CLOSED_ROW, 编号="11", 收到="2026-11-19", 答复="2026-11-19", 天数="30"),
        changed(CLOSED_ROW, 编号="12", 满意度="很好"),
        changed(CLOSED_ROW, 编号="13"),
    ]
    found = run(sheet(tmp_path / "a.csv", [CLOSED_HEADER, *rows]), closed_map)
    assert words(found) == ["accepted", *["refused"] * 5, "accepted"]
    texts = [outcome.reasons[0].text for outcome in found[1:6]]
    reasons = ["答复时间早于受理时间", "须为天数", "没有办结时间", "时间在将来", "须为满意"]
    for text, reason in zip(texts, reasons, strict=True):
        assert reason in text


def test_own_numbers_are_kept_and_never_collide(record, tmp_path, closed_map):
    header = [*CLOSED_HEADER, "原编号"]
    rows = [
        [*changed(CLOSED_ROW, 编号="1"), "旧〔2019〕12号"],
        [*changed(CLOSED_ROW, 编号="2"), "旧〔2019〕12号"],
        [*changed(CLOSED_ROW, 编号="3"), "TS2026110100001"],
        [*changed(CLOSED_ROW, 编号="4"), "坏/编号"],
        [*changed(CLOSED_ROW, 编号="5"), ""],
    ]
    found = run(sheet(tmp_path / "a.csv", [header, *rows]), closed_map)
    assert [outcome.number for outcome in found] == [
        "旧〔2019〕12号", None, None, None, "TS2019030100001",
    ]  # fmt: skip
    assert "已经用于另一件" in found[1].reasons[0].text
    assert "同形" in found[2].reasons[0].text
    later = sheet(tmp_path / "b.csv", [header, [*changed(CLOSED_ROW, 编号="6"), "旧〔2019〕12号"]])
    assert words(run(later, closed_map)) == ["refused"]


def test_each_row_by_itself(record, tmp_path, closed_map):
    text = CLOSED.replace("as: historical", "as: each") + "act: {name: submit, role: complainant}\n"
    closed_map.write_text(text, encoding="utf-8")
    rows = [CLOSED_ROW, changed(CLOSED_ROW, 编号="8", 天数=""), changed(CLOSED_ROW, 编号="9")]
    found = run(sheet(tmp_path / "a.csv", [CLOSED_HEADER, *rows]), closed_map)
    assert [(each.outcome, each.closed) for each in found] == [
        ("accepted", True), ("accepted", False), ("accepted", True),
    ]  # fmt: skip
    assert Case.objects.filter(imported=True).count() == 2


def test_history_is_found_and_listed(record, tmp_path, closed_map):
    run(sheet(tmp_path / "a.csv", [CLOSED_HEADER, CLOSED_ROW]), closed_map)
    page = queries.work_list(HEAD, view="closed", filters={"text": "增开窗口"}, now=NOW)
    assert [row.number for row in page.rows] == ["TS2019030100001"]
    assert page.rows[0].flags == ("历史件",)


# -- the import itself


def test_an_import_is_on_record(record, tmp_path, open_map):
    file = sheet(tmp_path / "登记.csv", [HEADER, GOOD, changed(GOOD, 编号="2", 类别="x")])
    run(file, open_map)
    run(file, open_map, limit=1, now=NOW + timedelta(minutes=1))
    later, first = intake.recent()
    assert first.counts == {"accepted": 1, "refused": 1}
    assert first.complete
    assert (first.about["file"], first.about["mapping"]) == ("登记.csv", "register")
    assert first.by == CLERK.person
    assert len(first.about["file_digest"]) == len(first.about["mapping_digest"]) == 64
    assert later.counts == {"duplicate": 1}
    assert not later.complete


def test_a_dry_run_is_not_on_record(record, tmp_path, open_map):
    run(sheet(tmp_path / "a.csv", [HEADER, GOOD]), open_map, dry_run=True)
    assert intake.recent() == []


def test_an_import_cut_short_says_so(record, tmp_path, open_map):
    file = sheet(tmp_path / "a.csv", [HEADER, *(changed(GOOD, 编号=str(n)) for n in range(60))])
    planned = intake.plan(file, str(open_map), "postal-bank", now=NOW)
    outcomes = intake.carry_out(planned, by=CLERK, clock=lambda: datetime.now(OFFICE_ZONE))
    next(outcomes)
    outcomes.close()
    (cut,) = intake.recent()
    assert not cut.complete
    assert cut.counts == {"accepted": 1}
    assert Case.objects.count() == 25  # the batch is whole
    assert words(run(file, open_map)).count("duplicate") == 25


# -- kill -9, and two at once

MANY = 700


def many(tmp_path):
    rows = [changed(CLOSED_ROW, 编号=str(n), 天数="" if n % 4 == 0 else "3") for n in range(MANY)]
    mapping = tmp_path / "each.yaml"
    text = CLOSED.replace("as: historical", "as: each") + "act: {name: submit, role: complainant}\n"
    mapping.write_text(text, encoding="utf-8")
    return sheet(tmp_path / "many.csv", [CLOSED_HEADER, *rows]), mapping


def start(file, mapping, process):
    return subprocess.Popen(
        [sys.executable, "-m", "shouwen.cli.main", "import", str(file),
         "--regulation", "postal-bank", "--map", str(mapping), "--json"],
        env=process, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_kill_9_leaves_whole_batches_and_the_rest_is_taken_up(committed_record, tmp_path, process):
    file, mapping = many(tmp_path)
    chance = random.Random(9)
    kills = 0
    for _ in range(4):
        worker = start(file, mapping, process)
        try:
            worker.stdout.readline()  # it has begun to write
            time.sleep(chance.uniform(0.0, 0.25))
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            kills += worker.wait() == -signal.SIGKILL
            worker.stdout.close()
        assert_tables_follow_the_ledger()
        taken = Case.objects.count()
        assert taken <= MANY
    assert kills
    found = run(file, mapping)
    assert {*words(found)} <= {"accepted", "duplicate"}
    assert len({outcome.number for outcome in found}) == MANY == Case.objects.count()
    assert ledger.verify().sound
    assert words(run(file, mapping)) == ["duplicate"] * MANY


@pytest.mark.slow
def test_two_imports_of_one_file_at_once_do_not_double(committed_record, tmp_path, process):
    file, mapping = many(tmp_path)
    workers = [start(file, mapping, process) for _ in range(2)]
    said = [worker.communicate()[0] for worker in workers]
    told = [[json.loads(line) for line in lines.splitlines()] for lines in said]
    assert [worker.returncode for worker in workers] == [0, 0]
    summaries = [lines[-1] for lines in told]
    assert sum(summary["accepted"] for summary in summaries) == MANY
    assert sum(summary["duplicate"] for summary in summaries) == MANY
    numbers = [{line["key"]: line["number"] for line in lines[:-1]} for lines in told]
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0].values())) == MANY == Case.objects.count()
