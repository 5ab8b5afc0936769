import json

import pytest
from django.db import connection

from shouwen import ledger
from shouwen.ledger import NotAnAnchor
from shouwen.ledger.testing import MONDAY, append, settled, unguarded


@pytest.fixture
def story(committed):
    for number in range(1, 4):
        append(f"case:{number}", events=4, command=f"c{number}")


def tamper(statement: str) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0


@pytest.mark.usefixtures("story")
def test_an_untouched_ledger_is_sound():
    seen = []
    report = ledger.verify(progress=seen.append)
    assert report.sound
    assert (report.streams, report.events, report.faults) == (3, 12, ())
    assert seen == [12]
    assert ledger.verify(["case:2"]).events == 4


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE ledger_event SET body = body || '{\"count\": 4}'", "digest"),
        ("UPDATE ledger_event SET body = '{\"x\": 1.5}'", "digest"),
        ("UPDATE ledger_event SET actor = 'p-li'", "digest"),
        ("UPDATE ledger_event SET happened_at = happened_at + interval '1 us'", "digest"),
        ("UPDATE ledger_event SET recorded_at = recorded_at - interval '1 day'", "digest"),
        ("UPDATE ledger_event SET type = 'case.closed'", "digest"),
        ("UPDATE ledger_event SET command_id = 'c9'", "digest"),
        ("UPDATE ledger_event SET digest = sha256('x')", "digest"),
        ("UPDATE ledger_event SET previous = sha256('x')", "previous"),
        ("DELETE FROM ledger_event", "missing"),
        ("UPDATE ledger_event SET version = 9", "missing"),
    ],
)
def test_the_first_broken_event_is_named(change, kind):
    tamper(f"{change} WHERE stream = 'case:2' AND version = 2")
    report = ledger.verify()
    assert not report.sound
    assert report.broken == 1
    (fault,) = report.faults
    assert (fault.stream, fault.version, fault.kind) == ("case:2", 2, kind)
    assert "版" in fault.problem
    assert ledger.verify(["case:1", "case:3"]).sound


@pytest.mark.usefixtures("story")
def test_a_forged_event_with_its_own_digest_breaks_its_successor():
    events = ledger.read("case:2")
    forged = ledger.prepare(
        events[0].head,
        [ledger.NewEvent(events[1].type, 1, {"text": "另一件"}, events[1].happened_at)],
        actor="p-wang",
        command_id="c2",
        now=MONDAY,
    )
    tamper(
        "UPDATE ledger_event SET body = '{\"text\": \"另一件\"}', step = 1, command_id = 'c9', "
        f"digest = '\\x{forged.appended.digest.hex()}' WHERE stream = 'case:2' AND version = 2"
    )
    assert {fault.version for fault in ledger.verify().faults} == {2}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "weakening",
    [
        ("ALTER TABLE ledger_event DISABLE TRIGGER ledger_is_append_only",),
        ("ALTER TABLE ledger_event ENABLE TRIGGER ledger_is_append_only",),
        ("DROP TRIGGER ledger_is_append_only ON ledger_event",),
        (
            "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN IF user = ''x'' THEN RAISE EXCEPTION ''no''; END IF; RETURN NULL; END'",
        ),
        (
            "DROP TRIGGER ledger_is_append_only ON ledger_event",
            "CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR TRUNCATE ON ledger_event"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()",
            "ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_is_append_only",
        ),
        ("CREATE RULE quietly AS ON UPDATE TO ledger_event DO INSTEAD NOTHING",),
    ],
)
def test_a_guard_that_was_taken_off_is_told(weakening):
    assert ledger.verify().guarded
    with connection.cursor() as cursor:
        for statement in weakening:
            cursor.execute(statement)
    report = ledger.verify()
    assert not report.guarded
    assert not report.sound


@pytest.mark.usefixtures("story")
def test_an_anchor_shows_what_a_chain_cannot():
    settled()
    taken = json.loads(json.dumps(ledger.anchor(MONDAY)))
    assert (taken["streams"], taken["events"]) == (3, 12)
    append("case:1", expected=4, command="later")
    append("case:4", command="later too")
    assert ledger.check_anchor(taken).agrees
    tamper("DELETE FROM ledger_event WHERE stream = 'case:2' AND version = 4")
    assert ledger.verify().sound
    report = ledger.check_anchor(taken)
    assert not report.agrees
    assert "11" in report.problem


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{}, {"form": "x"}, {"form": "shouwen.ledger.anchor/1"}])
def test_a_text_that_is_no_anchor_is_refused(wrong):
    with pytest.raises(NotAnAnchor):
        ledger.check_anchor(wrong)


@pytest.mark.django_db
def test_an_empty_ledger_can_be_anchored():
    taken = ledger.anchor(MONDAY)
    assert taken["streams"] == 0
    append()
    assert ledger.check_anchor(taken).agrees
