"""``shouwen case`` and ``shouwen work`` by their output."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from shouwen.casework.errors import CaseNotFound
from shouwen.casework.models import Clock
from shouwen.cli.case import case
from shouwen.cli.work import work

from .window import DUE, FRIDAY, register, reply

pytestmark = pytest.mark.usefixtures("office")


def run(command, *words):
    return CliRunner().invoke(command, words)


def test_a_case_is_shown_masked_and_explained_with_articles():
    number = register().number
    reply(number)
    shown = run(case, "show", number).output
    assert f"{number}  排队时间太长" in shown
    assert "姓名：陈**" in shown
    assert "13812345627" not in shown
    told = json.loads(run(case, "show", number, "--json").output)
    assert (told["stage"], told["documents"][0]["number"]) == ("answered", "函2024-001")
    assert "Answered" in run(case, "show", number, "--english").output
    explained = run(case, "explain", number).output
    assert "按《窗口意见办理办法》受理" in explained
    assert "〔第二条〕" in explained
    assert "答复" in json.loads(run(case, "explain", number, "--json").output)["due"]["answer"]
    assert isinstance(run(case, "show", "CK19990001").exception, CaseNotFound)


def test_the_sweep_by_hand():
    register()
    late = (DUE + timedelta(seconds=1)).isoformat()
    assert run(work, "sweep", "--at", late).output == "1 件，4 个事件 / cases and events\n"
    again = json.loads(run(work, "sweep", "--at", late, "--json").output)
    assert (again["cases"], again["failed"]) == (0, {})
    assert run(work, "sweep", "--at", "tomorrow").exit_code == 2


def test_duties_rebuilding_and_the_endless_round():
    number = register().number
    assert run(work, "duties", "--at", FRIDAY.isoformat()).output == "新开 3 项 / opened\n"
    assert run(work, "rebuild").output.splitlines()[0] == "1 件 / cases"
    assert run(work, "recalendar", "--at", FRIDAY.isoformat()).exit_code == 0
    done = run(work, "run", "--rounds", "2", "--every", "0.2")
    assert (done.exit_code, done.output) == (0, "")
    assert not Clock.objects.filter(number=number, next_fire_at__isnull=False).exists()
