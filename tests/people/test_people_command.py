import json

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User

from shouwen.cli.people import people as command
from shouwen.people import NotStaff

pytestmark = pytest.mark.usefixtures("bank")


def run(*words, typed=""):
    return CliRunner().invoke(command, words, input=typed)


def test_a_user_is_added_listed_and_given_a_password():
    password = "eight words of nonsense"
    done = run(
        "add-user", "li.na", "李娜", "--id", "li.na", "--post", "handler@n1", "--post", "auditor",
        "--password-stdin", typed=password + "\n",
    )  # fmt: skip
    assert (done.exit_code, done.output) == (0, "li.na\n")
    assert User.objects.get(username="li.na").check_password(password)
    listed = run("list").output
    assert "    北一网点 [n1, outlet]\n      · 李娜 [li.na] handler\n" in listed
    assert "李娜 [li.na] auditor" in listed
    told = json.loads(run("list", "--unit", "north", "--json").output)
    assert [unit["id"] for unit in told["units"]] == ["north", "n1"]
    assert told["units"][1]["posts"][0]["person"] == "li.na"
    assert run("set-password", "li.na", typed="another eight words\n" * 2).exit_code == 0
    assert User.objects.get(username="li.na").check_password("another eight words")


def test_a_weak_password_and_a_stranger_are_refused():
    weak = run("set-password", "wang.li", "--password-stdin", typed="12345\n")
    assert weak.exit_code == 2
    assert isinstance(
        run("set-password", "nobody", "--password-stdin", typed="x\n").exception, NotStaff
    )
    assert not User.objects.get(username="wang.li").has_usable_password()
