"""``shouwen import`` as a person and a program use it."""

import csv
import json

import pytest
from click.testing import CliRunner
from django.db import OperationalError

from shouwen.casework.models import Case
from shouwen.cli import main
from shouwen.cli.imports import import_
from shouwen.intake.errors import Unreadable
from tests.intake.conftest import sheet

HEADER = ["编号", "投诉日期", "渠道", "类别", "事由", "内容", "电话"]
ROWS = [
    ["1", "2025-11-03 9:05", "电话", "服务态度", "态度", "柜员态度不好", "13800001111"],
    ["2", "2025-11-04", "微信", "服务渠道", "闪退", "手机银行总是闪退", ""],
    ["3", "2025-13-04", "电话", "没有这类", "=1+1", "看不懂", ""],
    ["合计", "3", "", "", "", "", ""],
]


def call(*arguments):
    result = CliRunner().invoke(import_, [str(each) for each in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def file(tmp_path):
    return sheet(tmp_path / "登记.csv", [["投诉登记表"], HEADER, *ROWS], encoding="gbk")


def test_json_is_one_object_for_each_row_and_a_summary(record, file):
    result = call(file, "--regulation", "postal-bank", "--map", "branch-register", "--json")
    *rows, summary = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert [row["outcome"] for row in rows] == ["accepted", "accepted", "refused", "skipped"]
    assert [row["row"] for row in rows] == [3, 4, 5, 6]
    assert rows[0]["number"] == Case.objects.order_by("number").first().number
    assert {(each["field"], *each["columns"]) for each in rows[2]["reasons"]} == {
        ("received_at", "投诉日期")
    }
    assert summary["summary"] is True
    assert [summary[name] for name in ("rows", "accepted", "refused", "duplicate", "skipped")] == [
        4, 2, 1, 0, 1,
    ]  # fmt: skip
    assert summary["encoding"] == "gb18030"
    assert summary["header_row"] == 2


def test_a_person_reads_a_table_of_refusals_and_the_counts(record, file, tmp_path):
    report = tmp_path / "结果.csv"
    result = call(
        file, "--regulation", "postal-bank", "--map", "branch-register.yaml", "--report", report
    )
    assert result.exit_code == 1
    assert "第 5 行" in result.stdout
    assert "没有 2025 年 13 月 4 日" in result.stdout
    assert (
        "共 4 行：受理 accepted 2，拒收 refused 1，重复 duplicate 0，略过 skipped 1"
        in result.stdout
    )
    assert "GB18030" in result.stderr
    with report.open(encoding="utf-8-sig", newline="") as told:
        rows = list(csv.DictReader(told))
    assert [row["结果"] for row in rows] == ["受理", "受理", "拒收", "略过"]
    assert rows[2]["列"] == "投诉日期"


def test_a_dry_run_says_so(record, file):
    arguments = (file, "--regulation", "postal-bank", "--map", "branch-register", "--dry-run")
    result = call(*arguments)
    assert "没有写入" in result.stdout
    assert Case.objects.count() == 0
    summary = json.loads(call(*arguments, "--json").stdout.splitlines()[-1])
    assert summary["dry_run"] is True
    assert summary["accepted"] == 2


def test_all_good_is_exit_0_and_again_too(record, tmp_path):
    file = sheet(tmp_path / "a.csv", [HEADER, *ROWS[:2]])
    for outcome in ("accepted", "duplicate"):
        result = call(file, "--regulation", "postal-bank", "--map", "branch-register", "--json")
        assert result.exit_code == 0
        assert json.loads(result.stdout.splitlines()[-1])[outcome] == 2


def test_a_mapping_that_does_not_fit_writes_nothing_and_is_exit_1(record, file, tmp_path):
    text = "mapping: m\ntitle: t\ncolumns: {subject: 标题, amont: 金额}\n"
    mapping = tmp_path / "m.yaml"
    mapping.write_text(text + "act: {name: submit, role: complainant}\n", encoding="utf-8")
    result = call(file, "--regulation", "postal-bank", "--map", mapping)
    assert result.exit_code == 1
    assert (
        "m.yaml:3: M02 columns.amont: postal-bank 没有“amont”这一要素；是否想写 amount"
        in result.stdout
    )
    found = call(file, "--regulation", "postal-bank", "--map", mapping, "--json").stdout
    assert json.loads(found.splitlines()[0])["path"] == "columns.amont"
    assert Case.objects.count() == 0


def test_asked_wrongly(record, tmp_path):
    assert call().exit_code == 2
    (tmp_path / "a.xlsx").write_bytes(b"PAR1")
    with pytest.raises(Unreadable, match="Parquet"):
        call(tmp_path / "a.xlsx", "--regulation", "postal-bank", "--map", "branch-register")


def test_a_database_that_goes_away_is_one_sentence(monkeypatch, capsys):
    def dropped(**_named):
        raise OperationalError("connection is bad: refused\nIs the server running?")

    monkeypatch.setattr(main, "shouwen", dropped)
    with pytest.raises(SystemExit) as ended:
        main.main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "请再运行一次" in said
    assert len(said.splitlines()) == 1


def test_imports_are_listed(record, file):
    call(file, "--regulation", "postal-bank", "--map", "branch-register")
    listed = call("--list")
    assert "登记.csv" in listed.stdout
    assert "受理 2" in listed.stdout
    (told,) = map(json.loads, call("--list", "--json").stdout.splitlines())
    assert told["counts"] == {"accepted": 2, "refused": 1, "skipped": 1}
    assert told["by"] == "command-line"
    assert "branch-register" in call("--maps").stdout
