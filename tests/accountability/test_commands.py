"""``shouwen penalties`` and ``shouwen improvements`` by their output."""

import json

import pytest
from click.testing import CliRunner

from shouwen.cli.improvements import improvements
from shouwen.cli.ledger import ledger
from shouwen.cli.penalties import penalties


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def sheet(tmp_path):
    file = tmp_path / "三月.csv"
    file.write_text(
        "工号,姓名,绩效奖金\nlu,陆二,5000\nsu,苏三,0\npan,潘四,五百\nnobody,某人,1\n", "utf-8"
    )
    return file


def test_the_statement_of_a_person(charged):
    told = json.loads(run(penalties, "statement", "lu", "--month", "2024-03", "--json").output)
    assert (told["owner"], told["month"], told["state"]) == ("陆二", "2024-03", "open")
    assert (told["charged"], told["carried"]) == ("4000.00", "4000.00")
    assert told["missing"] == ["绩效奖金"]
    assert told["charges"][0]["number"] == charged
    words = run(penalties, "statement", "陆二", "--month", "2024-03").output
    assert "损失罚扣" in words
    assert "结转 carried: 4,000.00" in words
    assert run(penalties, "statement", "chen").exit_code == 1
    assert run(penalties, "statement", "lu", "--month", "2024-3").exit_code == 2


def test_figures_close_and_list(charged, sheet):
    told = run(penalties, "basis", sheet, "--month", "2024-03")
    assert told.exit_code == 1
    assert "第 4 行：“五百”不是金额" in told.output
    assert "第 5 行：没有编号为“nobody”" in told.output
    assert "录入 2 行" in told.output
    lines = run(penalties, "basis", sheet, "--month", "2024-03", "--json").output.splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == [
        "unchanged", "unchanged", "refused", "refused",
    ]  # fmt: skip
    preview = json.loads(
        run(penalties, "close", "--month", "2024-03", "--preview", "--json").output
    )
    assert (preview["closed"], preview["totals"]["taken"]) == (2, "2500.00")
    done = run(penalties, "close", "--month", "2024-03")
    assert (done.exit_code, "person:pan 缺 performance_bonus" in done.output) == (1, True)
    assert run(penalties, "close", "--month", "2024-04").exit_code == 2
    sheet.write_text("工号,绩效奖金\npan,4000\n", "utf-8")
    assert run(penalties, "basis", sheet, "--month", "2024-03").exit_code == 0
    done = json.loads(run(penalties, "close", "--month", "2024-03", "--json").output)
    assert (done["ended"], done["accounts"], done["totals"]["taken"]) == (True, 3, "4500.00")
    told = json.loads(run(penalties, "statement", "lu", "--month", "2024-03", "--json").output)
    assert (told["state"], told["taken"], told["carried"]) == ("closed", "2500.00", "1500.00")
    took = run(penalties, "list", "--month", "2024-03").output.splitlines()
    assert took[0] == "person:lu\t陆二\t东店\t实扣 2,500.00\t结转 1,500.00"
    assert len(took) == 3
    line = run(penalties, "list", "--month", "2024-03", "--json").output.splitlines()[0]
    assert (json.loads(line)["opening"], json.loads(line)["charged"]) == ("0.00", "4000.00")
    rows = run(penalties, "list", "--json").output.splitlines()
    assert {json.loads(row)["key"]: json.loads(row)["balance"] for row in rows} == {
        "person:lu": "1500.00", "person:su": "3000.00",
    }  # fmt: skip
    assert "苏三" in run(penalties, "list").output


def test_a_sheet_that_is_none_is_asked_wrongly(house, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("姓名,电话\n陆二,1\n", "utf-8")
    done = run(penalties, "basis", file, "--month", "2024-03")
    assert (done.exit_code, "没有找到表头" in done.output) == (2, True)


def test_improvements_are_listed_and_shown(house, counter):
    number = counter.register()
    counter.act(number, "order", todo="更换包装")
    row = json.loads(run(improvements, "list", "--json").output)
    assert (row["id"], row["due_on"]) == (f"{number}-1", "2024-03-31")
    assert "更换包装" in run(improvements, "list").output
    assert "ImprovementOpened" in run(improvements, "show", f"{number}-1").output
    shown = json.loads(run(improvements, "show", f"{number}-1", "--json").output)
    assert (shown["event"], shown["what"]) == ("ImprovementOpened", "更换包装")


def test_verification_covers_the_accounts(charged):
    from shouwen.consequences import models

    assert run(ledger, "verify").exit_code == 0
    models.Charge.objects.filter(account="person:lu").update(due=1)
    done = run(ledger, "verify")
    assert (done.exit_code, "consequences_charge" in done.output) == (1, True)
    models.Charge.objects.filter(account="person:lu").update(due=4000)
