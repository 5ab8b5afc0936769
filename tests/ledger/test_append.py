import json
from datetime import UTC
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from shouwen import ledger
from shouwen.ledger import CommandRepeated, Head, LedgerConflict, NewEvent, NotStorable
from shouwen.ledger.testing import MONDAY, append, happening
from shouwen.vocabulary import OFFICE_ZONE

pytestmark = pytest.mark.django_db


def test_what_is_read_is_what_was_written():
    body = {"名": "郭", "b": [1, None, True, {"深": "层"}], "a": 'it\'s \\ "quoted"\n', "n": 10**20}
    done = ledger.append(
        "case:1",
        expected_version=0,
        events=[NewEvent("case.received", 2, body, MONDAY.astimezone(UTC))],
        actor="p-wang",
        command_id="c1",
        now=MONDAY,
    )
    (event,) = ledger.read("case:1")
    assert event.body == body
    assert (event.stream, event.version, event.type, event.shape) == (
        "case:1",
        1,
        "case.received",
        2,
    )
    assert (event.actor, event.command_id, event.step) == ("p-wang", "c1", 1)
    assert event.happened_at == event.recorded_at == MONDAY
    assert event.happened_at.tzinfo is OFFICE_ZONE
    assert event.head == done.head == ledger.head("case:1")


def test_the_digest_can_be_computed_by_anybody():
    append(events=2)
    first, second = ledger.read("case:1")
    assert first.previous == bytes(32)
    assert second.previous == first.digest
    told = {
        "stream": "case:1",
        "version": 2,
        "type": "case.received",
        "shape": 1,
        "body": {"text": "第1件", "count": 3},
        "happened_at": "2026-03-02T01:01:00.000000+00:00",
        "recorded_at": "2026-03-02T01:00:00.000000+00:00",
        "actor": "p-wang",
        "command_id": "c1",
        "step": 2,
        "previous": first.digest.hex(),
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert second.digest == sha256(text.encode()).digest()


def test_versions_go_on_and_positions_follow_them():
    assert append(events=3).versions == range(1, 4)
    again = append(expected=3, events=4, command="c2")
    assert again.versions == range(4, 8)
    events = ledger.read("case:1")
    assert [event.version for event in events] == list(range(1, 8))
    assert [event.step for event in events] == [1, 2, 3, 1, 2, 3, 4]
    assert sorted(event.bookmark for event in events) == [event.bookmark for event in events]
    assert [event.version for event in ledger.read("case:1", after_version=5)] == [6, 7]


def test_streams_are_read_together():
    append("case:1", events=2)
    append("case:2", command="c2")
    found = ledger.read_many(["case:2", "case:1", "case:3"])
    assert {stream: len(events) for stream, events in found.items()} == {
        "case:1": 2,
        "case:2": 1,
        "case:3": 0,
    }
    assert [event.stream for event in ledger.walk("case:", page=2)] == [
        "case:1",
        "case:1",
        "case:2",
    ]
    assert list(ledger.walk("duty:")) == []


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_wrong_version_writes_nothing_and_leaves_the_transaction_usable(expected):
    append(events=2)
    with pytest.raises(LedgerConflict) as caught:
        append(expected=expected, events=3, command="c2")
    assert (caught.value.expected, caught.value.found) == (expected, 2)
    assert len(ledger.read("case:1")) == 2
    assert append(expected=2, command="c2").versions == range(3, 4)


def test_a_wrong_digest_is_a_conflict():
    append()
    with pytest.raises(LedgerConflict):
        append(expected=1, command="c2", previous=bytes(32))
    with pytest.raises(LedgerConflict):
        append("case:2", expected=1, command="c2", previous=bytes(32))


def test_a_command_is_carried_out_once():
    append(events=2)
    append(expected=2, command="c2")
    with pytest.raises(CommandRepeated) as caught:
        append(expected=3, events=2)
    assert (caught.value.stream, caught.value.versions) == ("case:1", range(1, 3))
    with pytest.raises(CommandRepeated):
        append("case:9", events=2)
    assert ledger.used("c2").versions == range(3, 4)
    assert ledger.used("c3") is None
    assert ledger.read("case:9") == []


def test_an_append_can_be_fused_with_other_writes():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE seen (version int)")
        statement = f"""
            WITH {ledger.APPEND_CTES}, projected AS (
                INSERT INTO seen SELECT %(version)s::int WHERE EXISTS (SELECT FROM event_first)
            ) SELECT count(*) FROM event_first"""
        for command, written in (("c1", 1), ("c1", 0)):
            prepared = ledger.prepare(
                Head("case:1"), [happening()] * 2, actor="p-wang", command_id=command, now=MONDAY
            )
            cursor.execute(statement, {**ledger.append_params([prepared]), "version": 2})
            assert cursor.fetchone() == (written,)
        assert isinstance(ledger.lost(prepared), CommandRepeated)
        cursor.execute("SELECT count(*) FROM seen")
        assert cursor.fetchone() == (1,)
    assert ledger.head("case:1") == prepared.appended.head


@pytest.mark.parametrize(
    "body",
    [
        {"amount": 1.5},
        {"a": {"b": [object()]}},
        {1: "key"},
        {"text": "nul\0"},
        {"text": "汉字\0"},
        {"text": "\ud800"},
        {"\0": 1},
        {"amount": float("nan")},
    ],
)
def test_what_would_not_come_back_the_same_is_refused(body):
    with pytest.raises(NotStorable, match="body"):
        ledger.append(
            "case:1",
            expected_version=0,
            events=[NewEvent("case.received", 1, body, MONDAY)],
            actor="p-wang",
            command_id="c1",
            now=MONDAY,
        )


def test_an_empty_command_and_a_naive_moment_are_mistakes():
    with pytest.raises(ValueError, match="changes nothing"):
        append(events=0)
    with pytest.raises(ValueError, match="aware"):
        ledger.prepare(
            Head("case:1"),
            [NewEvent("case.received", 1, {}, MONDAY.replace(tzinfo=None))],
            actor="p",
            command_id="c",
            now=MONDAY,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET actor = 'p-nobody'",
        "UPDATE ledger_event SET actor = 'p-nobody' WHERE false",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
        "INSERT INTO ledger_event OVERRIDING SYSTEM VALUE SELECT * FROM ledger_event"
        " ON CONFLICT (stream, version) DO UPDATE SET actor = 'p-nobody'",
    ],
)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_database_refuses_to_change_history(statement, role):
    append()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0] and role == "replica":
            pytest.skip("only a superuser may even try")
        if role == "replica":
            cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(DatabaseError, match="账册只能追加"), transaction.atomic():
            cursor.execute(statement)
    assert ledger.read("case:1")[0].actor == "p-wang"
