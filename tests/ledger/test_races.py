"""Two real connections at once. Nothing here is simulated, so nothing here may sleep for luck."""

import threading

import pytest
from django.db import connection, transaction

from shouwen import ledger
from shouwen.ledger import START, CommandRepeated, LedgerConflict, NewStream
from shouwen.ledger.testing import MONDAY, append, happening, settled

pytestmark = pytest.mark.usefixtures("committed")


def waits_for_a_lock(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return cursor.fetchone()[0]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def second_writer(elsewhere, work):
    """Start `work` on another connection and return its future once it waits for us."""
    pids: list[int] = []
    known = threading.Event()

    def run():
        pids.append(backend())
        known.set()
        with transaction.atomic():
            return work()

    future = elsewhere(run)
    assert known.wait(10)
    for _ in range(2000):
        if waits_for_a_lock(pids[0]):
            return future
        threading.Event().wait(0.005)
    raise AssertionError("the second writer never met the first")


def test_of_two_writers_one_wins_and_the_other_is_told(elsewhere):
    append(events=2)
    with transaction.atomic():
        append(expected=2, events=1, command="first")
        rival = second_writer(elsewhere, lambda: append(expected=2, events=3, command="second"))
    with pytest.raises(LedgerConflict) as caught:
        rival.result(10)
    assert (caught.value.expected, caught.value.found) == (2, 3)
    assert [event.command_id for event in ledger.read("case:1")] == ["c1", "c1", "first"]
    assert ledger.verify().sound


def test_the_second_writer_wins_if_the_first_gives_up(elsewhere):
    with transaction.atomic():
        append(command="first")
        rival = second_writer(elsewhere, lambda: append(events=3, command="second"))
        transaction.set_rollback(True)
    assert rival.result(10).versions == range(1, 4)


def test_the_same_command_sent_twice_at_once_is_recorded_once(elsewhere):
    with transaction.atomic():
        append("case:1", events=2)
        rival = second_writer(elsewhere, lambda: append("case:2", events=2))
    with pytest.raises(CommandRepeated) as caught:
        rival.result(10)
    assert (caught.value.stream, caught.value.versions) == ("case:1", range(1, 3))
    assert ledger.read("case:2") == []


def test_eight_writers_make_one_unbroken_story(elsewhere):
    def writer(name: int) -> int:
        conflicts = 0
        for turn in range(12):
            while True:
                version = ledger.head("case:1").version
                try:
                    with transaction.atomic():
                        append(expected=version, events=2, command=f"{name}.{turn}")
                except LedgerConflict:
                    conflicts += 1
                else:
                    break
        return conflicts

    conflicts = sum(future.result(60) for future in [elsewhere(writer, n) for n in range(8)])
    assert [event.version for event in ledger.read("case:1")] == list(range(1, 193))
    assert ledger.verify().sound
    assert conflicts > 0


def test_followers_wait_for_slow_transactions_and_skip_nothing(elsewhere):
    written, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            append("case:slow", command="slow")
            written.set()
            assert may_commit.wait(10)

    append("case:before", command="before")
    future = elsewhere(slow)
    assert written.wait(10)
    append("case:fast", command="fast")  # a later position, committed earlier
    settled("case:before")
    events, bookmark = ledger.follow(START)
    assert [event.stream for event in events] == ["case:before"]
    assert ledger.follow(bookmark) == ([], bookmark)
    may_commit.set()
    future.result(10)
    settled()
    events, _ = ledger.follow(bookmark)
    assert [event.stream for event in events] == ["case:slow", "case:fast"]


def test_a_follower_among_many_writers_sees_every_event_once_and_in_order(elsewhere):
    def writer(name: int) -> None:
        for turn in range(25):
            with transaction.atomic():
                append(f"case:{name}", turn * 2, 2, f"{name}.{turn}")
                if turn % 3 == name % 3:  # this one takes its time before it commits
                    threading.Event().wait(0.004)

    futures = [elsewhere(writer, name) for name in range(6)]
    seen, bookmark, quiet = [], START, False
    while not quiet:
        quiet = all(future.done() for future in futures)
        if quiet:
            settled()
        while True:
            events, bookmark = ledger.follow(bookmark, limit=7)
            if not events:
                break
            seen += events
    for future in futures:
        future.result()
    assert len(seen) == 6 * 25 * 2
    for name in range(6):
        versions = [event.version for event in seen if event.stream == f"case:{name}"]
        assert versions == list(range(1, 51))


def test_a_follower_may_ask_for_some_types_only():
    append("case:1", events=3)
    ledger.append(
        "case:1",
        expected_version=3,
        events=[happening(type_="case.notice_due")],
        actor="p",
        command_id="c2",
        now=MONDAY,
    )
    settled()
    events, bookmark = ledger.follow(START, types=["case.notice_due"])
    assert [event.version for event in events] == [4]
    assert ledger.follow(bookmark, types=["case.notice_due"]) == ([], bookmark)


def test_order_goes_on_after_a_move_to_a_server_that_counts_from_lower():
    """A dump restored elsewhere brings transaction numbers the new server has not reached."""
    append("case:old", events=2, command="old")
    with connection.cursor() as cursor:
        cursor.execute("SELECT behind FROM ledger_era")
        (behind,) = cursor.fetchone()
        cursor.execute(
            """
            INSERT INTO ledger_event (tx, version, shape, step, happened_at, recorded_at, stream,
                                      type, actor, command_id, previous, digest, body)
            SELECT tx + 1000000, version, shape, step, happened_at, recorded_at, 'case:moved',
                   type, actor, 'moved', previous, digest, body
            FROM ledger_event WHERE stream = 'case:old'
            """
        )
    settled()
    events, bookmark = ledger.follow(START)
    assert [event.stream for event in events] == ["case:old"] * 2 + ["case:moved"] * 2
    with transaction.atomic():
        append("case:new", command="new")
        append("case:new", expected=1, command="newer")
        assert ledger.follow(bookmark) == ([], bookmark)
    append("case:newest", command="newest")
    settled()
    events, _ = ledger.follow(bookmark)
    assert [event.stream for event in events] == ["case:new", "case:new", "case:newest"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_era SET behind = %s", [behind])


def import_batch(names):
    return [NewStream(f"case:{n}", [happening(), happening()], "p-wang", f"row:{n}") for n in names]


def test_an_import_can_be_repeated_and_races_with_itself(elsewhere):
    done = ledger.append_many(import_batch(range(50)), now=MONDAY)
    assert len(done.appended) == 50
    assert done.repeated == {}
    again = ledger.append_many(import_batch(range(40, 60)), now=MONDAY)
    assert len(again.appended) == len(again.repeated) == 10
    assert again.repeated["row:40"].versions == range(1, 3)
    with transaction.atomic():
        ledger.append_many(import_batch(range(60, 80)), now=MONDAY)
        rival = second_writer(
            elsewhere, lambda: ledger.append_many(import_batch(range(70, 90)), now=MONDAY)
        )
    done = rival.result(10)
    assert set(done.repeated) == {f"row:{n}" for n in range(70, 80)}
    assert set(done.appended) == {f"row:{n}" for n in range(80, 90)}
    report = ledger.verify()
    assert (report.sound, report.streams, report.events) == (True, 90, 180)


def test_an_import_never_continues_a_stream_of_somebody_else():
    append("case:7", command="desk")
    with pytest.raises(LedgerConflict) as caught, transaction.atomic():
        ledger.append_many(import_batch(range(10)), now=MONDAY)
    assert caught.value.stream == "case:7"
    assert len(list(ledger.walk())) == 1
