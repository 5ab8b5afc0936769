"""Calls as an exchange tells of them: in any order, any number of times, and what came of them."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.db import connection

from shouwen import people, vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.shapes import Registered
from shouwen.demo.model_settling import settle_directory
from shouwen.intake import telephone
from shouwen.intake.models import Call
from shouwen.intake.telephone.calls import NoSuchCall
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Actor

NOW = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)
LIN, SUN = Actor("lin_xiao"), Actor("sun_fang")
FORM = {
    "channel": "phone", "subject": "短信费重复扣收", "category": "work_error",
    "content": "每月扣两次。", "demand": "退还", "complainant_name": "陈俊",
    "telephone": "138 1234 5627", "accused_unit": "renmin", "accused_level": "outlet",
    "accused_person": "wu_yong",
    "region": "local", "accepting_level": "first_branch",
}  # fmt: skip


@pytest.fixture
def bank(record):
    settle_directory(shelf.directory("postal-bank"), by="root", since=NOW - timedelta(days=900))
    operations.adopt_regulation("postal-bank", actor=Actor("root"), now=NOW)
    people.change_person("lin_xiao", extension="8101", by="root", now=NOW)


def told(what, minutes=0, **more):
    body = {"call": "k-1", "event": what, "from": "+86 13812345627", "to": "95580",
            "extension": "8101", **more}  # fmt: skip
    body["at"] = (NOW + timedelta(minutes=minutes)).isoformat()
    return telephone.event_from(body, NOW + timedelta(minutes=30))


def register(now=NOW, command="c1", actor=LIN):
    answer = operations.register(
        "postal-bank", "register", FORM, actor=actor, now=now, command_id=command
    )
    assert isinstance(answer, Registered), answer
    return answer.number


EVENTS = [("ringing", 0), ("answered", 1), ("ended", 4)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_same_call_comes_of_any_order_and_any_repetition(bank, order):
    for n in (*order, *order):
        what, minutes = EVENTS[n]
        recording = {"recording": "rec/1.wav"} if what == "ended" else {}
        telephone.note("pbx", told(what, minutes, **recording), now=NOW)
    (row,) = telephone.call_log(LIN, NOW).rows
    assert (row.state, row.seconds, row.length, row.person) == ("ended", 180, "3:00", "lin_xiao")
    assert (row.shown, row.recording) == ("138****5627", "rec/1.wav")
    assert row.began_at == NOW


def test_two_exchanges_may_count_alike(bank):
    telephone.note("east", told("ringing"), now=NOW)
    telephone.note("west", told("ringing"), now=NOW)
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], ""),
        ({"event": "ringing"}, "call"),
        ({"call": "1", "event": "held"}, "event"),
        ({"call": "1"}, "event"),
        ({"call": "1", "event": "ended", "at": "2025-04-25 10:00"}, "at"),
        ({"call": "1", "event": "ended", "at": "2015-04-25T10:00:00+08:00"}, "at"),
        ({"call": "1", "event": "ended", "from": ["x"]}, "from"),
        ({"call": "1\n2", "event": "ended"}, "call"),
        ({"call": "x" * 101, "event": "ended"}, "call"),
        ({"call": "1", "event": "ended", "colour": "red"}, "colour"),
    ],
)
def test_what_nobody_can_use_is_refused_field_by_field(body, field):
    with pytest.raises(telephone.Faulty) as faulty:
        telephone.event_from(body, NOW)
    assert field in faulty.value.faults


def test_the_banner_is_for_who_sits_there_while_it_is_worth_it(bank):
    id_ = telephone.note("pbx", told("ringing"), now=NOW)
    assert telephone.ringing_at("8101", NOW).id == id_
    assert telephone.ringing_at("8102", NOW) is None
    assert telephone.ringing_at("", NOW) is None
    assert telephone.ringing_at("8101", NOW + timedelta(minutes=4)) is None  # gone unanswered
    telephone.note("pbx", told("answered", 1), now=NOW)
    assert telephone.ringing_at("8101", NOW + timedelta(minutes=40)).state == "talking"
    with pytest.raises(NoSuchCall):
        telephone.put_away(SUN, id_, now=NOW)
    telephone.put_away(LIN, id_, now=NOW)
    assert telephone.ringing_at("8101", NOW) is None


def test_the_caller_is_found_without_opening_the_number_and_opened_with_a_note(bank):
    number = register()
    id_ = telephone.note("pbx", told("ringing"), now=NOW)
    call = telephone.call_of(LIN, id_, NOW)
    assert [row.number for row in telephone.cases_of_caller(LIN, call, NOW)] == [number]
    assert telephone.cases_of_caller(Actor("wu_yong"), call, NOW) == ()
    assert vault.readings_of(call.caller) == []
    opened = telephone.number_for(LIN, call, reason="接听来电", now=NOW)
    assert opened == "+86 13812345627"
    assert [note.reason for note in vault.readings_of(call.caller)] == ["接听来电"]


def test_a_case_taken_in_from_the_caller_afterwards_came_of_the_call(bank):
    before = register(command="before")
    telephone.note("pbx", told("answered", 1), now=NOW)
    later = NOW + timedelta(minutes=9)
    number = register(now=later, command="after")
    assert telephone.link_calls(now=later) == 1
    assert telephone.link_calls(now=later) == 0
    (row,) = telephone.call_log(LIN, later).rows
    assert row.number == number != before
    # The exchange tells of the recording when the call is long linked.
    telephone.note("pbx", told("ended", 12, recording="rec/7.wav"), now=later)
    telephone.note("pbx", told("ended", 12, recording="rec/7.wav"), now=later)
    (recording,) = queries.recordings_of(LIN, number, later)
    assert (recording.reference, recording.seconds) == ("rec/7.wav", 660)


def test_a_call_is_linked_by_hand_to_what_one_may_know_of(bank):
    number = register()
    id_ = telephone.note("pbx", told("ended", 3, recording="r.wav"), now=NOW)
    with pytest.raises(NoSuchCall):
        telephone.link(SUN, id_, number, now=NOW)
    with pytest.raises(CaseNotFound):
        telephone.link(LIN, id_, "TS2099010100001", now=NOW)
    telephone.link(LIN, id_, number, now=NOW)
    assert len(queries.recordings_of(LIN, number, NOW)) == 1
    # Whoever looks after the system sees that there was a call, and not which case it was about.
    for person, told_of in (("lin_xiao", (number, "r.wav")), ("wu_yong", ("", ""))):
        call = telephone.call_of(Actor(person), id_, NOW, everybody=True)
        assert (call.number, call.recording) == told_of
    with pytest.raises(NoSuchCall):
        telephone.number_for(Actor("wu_yong"), call, reason="好奇", now=NOW)


def test_keys_are_shown_once_and_end(bank):
    key = telephone.make_key("总行", by="root", now=NOW)
    assert telephone.exchange_of(key, NOW) == "总行"
    assert telephone.exchange_of(key + "x", NOW) is None
    again = telephone.make_key("总行", by="root", now=NOW)
    assert telephone.exchange_of(key, NOW) is None
    telephone.end_key("总行", by="root", now=NOW)
    assert telephone.exchange_of(again, NOW) is None
    with pytest.raises(telephone.NoSuchExchange):
        telephone.end_key("总行", by="root", now=NOW)
    (row,) = telephone.exchanges()
    assert row.hint == again[-4:]


def test_the_banner_and_the_log_are_found_through_their_indexes(bank):
    telephone.note("pbx", told("ringing"), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_call (exchange, call, caller, shown, called, extension, person,"
            " began_at, recording, number) SELECT 'x', 'c' || n, '', '', '',"
            " (9000 + mod(n, 500))::text, '', %s::timestamptz - n * interval '1 minute', '', ''"
            " FROM generate_series(1, 5000) AS n",
            [NOW],
        )
        cursor.execute("ANALYZE intake_call")
        for sql, index in (
            ("SELECT id FROM intake_call WHERE extension = '8101' ORDER BY began_at DESC LIMIT 1",
             "call_by_extension"),
            ("SELECT id FROM intake_call ORDER BY began_at DESC, id DESC LIMIT 50",
             "call_by_time"),
            ("SELECT id FROM intake_call WHERE person = 'lin_xiao'"
             " ORDER BY began_at DESC, id DESC LIMIT 51", "call_by_person"),
            ("SELECT id FROM intake_call WHERE exchange = 'x' AND call = 'c77'", "call_once"),
            ("SELECT id FROM intake_call WHERE number = 'TS1'", "call_by_case"),
        ):  # fmt: skip
            cursor.execute(f"EXPLAIN {sql}")
            assert index in "\n".join(line for (line,) in cursor.fetchall())
