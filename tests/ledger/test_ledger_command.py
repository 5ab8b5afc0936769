import json

import pytest
from click.testing import CliRunner
from django.db import connection

from shouwen.cli.ledger import ledger as command
from shouwen.ledger.testing import append, settled, unguarded

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_a_sound_ledger_is_said_to_be_sound():
    append("duty:1", events=2)
    done = run("verify")
    assert (done.exit_code, "账册完好" in done.output) == (0, True)
    told = json.loads(run("verify", "--json").output)
    assert (told["sound"], told["streams"], told["events"]) == (True, 1, 2)


def test_a_changed_event_is_named_and_ends_with_1():
    append("duty:1", events=2)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET actor = 'p-li' WHERE version = 2")
    done = run("verify")
    assert done.exit_code == 1
    assert "duty:1:2: " in done.output
    told = json.loads(run("verify", "--json").output)
    assert told["faults"][0]["kind"] == "digest"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_an_anchor_is_written_once_and_compared(tmp_path):
    file = tmp_path / "anchor.json"
    append("duty:1", events=2)
    settled()  # an anchor holds what may be followed
    assert run("anchor", file).exit_code == 0
    assert run("anchor", file).exit_code == 2
    assert run("anchor", tmp_path / "nowhere" / "anchor.json").exit_code == 2
    assert run("verify", "--anchor", file).exit_code == 0
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE version = 2")
    done = run("verify", "--anchor", file)
    assert done.exit_code == 1
    assert "摘要不一致" in done.output
