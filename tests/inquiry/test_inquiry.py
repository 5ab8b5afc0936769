"""The record of an inquiry: written by who works on the case, never changed, replayed."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection, transaction

from shouwen import ledger, vault
from shouwen.casework.errors import CaseNotFound
from shouwen.inquiry import operations, queries, readings
from shouwen.inquiry.errors import Incomplete, NoSuchEntry, NotLinkable, NotYoursToDo
from shouwen.inquiry.models import Link
from shouwen.inquiry.record import BrokenRecord, record_of
from shouwen.people import Office
from shouwen.vocabulary import Actor

from .conftest import FRIDAY

HEAD, AGENT, AUDITOR, ACCUSED = map(Actor, ("zhao_qiang", "lin_xiao", "zhong_cheng", "wu_yong"))
LOOKER = AGENT


def by(actor, n):
    return {"actor": actor, "now": FRIDAY, "command_id": f"inquiry-{n}"}


def seen(number, actor=HEAD, **more):
    return queries.around(actor, number, FRIDAY + timedelta(hours=1), **more)


def test_allegations_with_findings(number):
    operations.list_issue(number, "重复扣收短信费", **by(HEAD, 1))
    operations.list_issue(number, "重复扣收短信费", **by(HEAD, 1))  # sent twice, written once
    operations.list_issue(number, "态度生硬", **by(HEAD, 2))
    operations.find_issue(number, 1, "partly", "流水显示两次", **by(HEAD, 3))
    operations.find_issue(number, 1, "substantiated", "系统故障所致", **by(HEAD, 4))
    first, second = seen(number).record.issues
    assert (first.now.finding, first.now.because) == ("substantiated", "系统故障所致")
    assert [each.finding for each in first.before] == ["partly"]
    assert second.now is None
    with pytest.raises(NoSuchEntry):
        operations.find_issue(number, 3, "partly", "x", **by(HEAD, 5))
    for finding, because in (("guilty", "x"), ("partly", " ")):
        with pytest.raises(Incomplete):
            operations.find_issue(number, 1, finding, because, **by(HEAD, 6))


def test_who_works_on_the_case_writes_and_who_may_not_know_of_it_sees_nothing(number):
    with pytest.raises(NotYoursToDo):
        operations.list_issue(number, "x", **by(LOOKER, 1))
    with pytest.raises(CaseNotFound):
        operations.list_issue(number, "x", **by(ACCUSED, 2))
    with pytest.raises(CaseNotFound):
        seen(number, ACCUSED)
    assert seen(number).record.empty


def test_an_interview_is_sealed_and_read_for_a_reason(number):
    operations.record_interview(
        number, role="witness", name="王小明", held_at=FRIDAY, place="营业厅", beside="孙芳",
        gist="证实扣费两次", words="逐字记录", **by(HEAD, 1),
    )  # fmt: skip
    (interview,) = seen(number).record.interviews
    assert (interview.name, interview.sealed) == ("王**", True)
    stored = ledger.read(f"inquiry/{number}")[0].body
    assert "王小明" not in str(stored)
    assert "逐字记录" not in str(stored)
    now = FRIDAY + timedelta(minutes=1)
    for part, words in (("name", "王小明"), ("words", "逐字记录")):
        found = operations.reveal_interview(number, 1, part, reason="核对", actor=HEAD, now=now)
        assert found == words
    assert len(vault.readings(number)) == 2
    with pytest.raises(NoSuchEntry):
        operations.reveal_interview(number, 2, "name", reason="核对", actor=HEAD, now=now)
    with pytest.raises(Incomplete) as late:
        operations.record_interview(
            number, role="witness", name="王", held_at=FRIDAY + timedelta(days=1), place="",
            beside="", gist="x", words="", **by(HEAD, 2),
        )  # fmt: skip
    assert late.value.field == "held_at"


def test_custody_says_who_had_what_when_and_every_opening(number):
    file = operations.NewFile("流水.pdf", "application/pdf", b"%PDF-1.7 x")
    operations.take_evidence(
        number, kind="paper", title="交易流水", source="核心系统", file=file, **by(HEAD, 1)
    )
    operations.take_evidence(
        number, kind="object", title="涉事存折", source="客户", seal="F-001", **by(HEAD, 2)
    )
    operations.hand_evidence(number, 2, "孙芳", "核对", **by(HEAD, 3))
    operations.hand_evidence(number, 2, "档案室", "归档保管", **by(HEAD, 4))
    with pytest.raises(Incomplete):
        operations.hand_evidence(number, 2, "档案室", "x", **by(HEAD, 5))
    kept = operations.open_evidence(number, 1, "核对金额", **by(AUDITOR, 6))
    assert (kept.name, kept.content) == ("流水.pdf", file.content)
    assert operations.open_evidence(number, 2, "查看实物", **by(AUDITOR, 7)) is None
    paper, book = seen(number).record.evidence
    assert paper.digest == sha256(file.content).hexdigest()
    assert [(move.person, move.to, move.why) for move in paper.custody] == [
        ("钟诚", "", "核对金额")
    ]
    assert [(move.whence, move.to) for move in book.custody] == [
        ("赵强", "孙芳"), ("孙芳", "档案室"), ("档案室", ""),
    ]  # fmt: skip
    assert book.holder == "档案室"
    with pytest.raises(vault.ReasonNeeded):
        operations.open_evidence(number, 1, " ", **by(AUDITOR, 8))


def test_a_check(number):
    operations.record_check(
        number, kind="system", what="扣费流水", result="每月两笔", **by(HEAD, 1)
    )
    (check,) = seen(number).record.checks
    assert (check.kind, check.person, check.result) == ("system", "赵强", "每月两笔")


def test_links_lead_both_ways_to_what_may_be_seen(number, other):
    operations.link(number, other, kind="repeated", reason="同一笔扣费", **by(HEAD, 1))
    for mine, theirs in ((number, other), (other, number)):
        around = seen(mine)
        assert [(link.row.number, link.kind) for link in around.links] == [(theirs, "repeated")]
        assert around.same_contact == ()  # said once is enough
    for wrong, field in ((number, "other"), ("TS0", "other")):
        with pytest.raises(Incomplete) as told:
            operations.link(number, wrong, kind="repeated", reason="x", **by(HEAD, 2))
        assert told.value.field == field
    operations.unlink(other, number, reason="看错了", **by(HEAD, 3))
    assert seen(number).links == ()
    assert [row.number for row in seen(number).same_contact] == [other]
    with pytest.raises(NotLinkable):
        operations.unlink(other, number, reason="x", **by(HEAD, 4))
    assert operations.rebuild() == 1


def test_verification_finds_a_link_that_was_altered(number, other):
    operations.link(number, other, kind="repeated", reason="同一笔扣费", **by(HEAD, 1))
    Link.objects.update(reason="别的")
    assert len(list(operations.replay_faults())) == 1
    operations.rebuild()
    assert list(operations.replay_faults()) == []


def test_a_broken_record_is_told():
    class Event:
        type, body, happened_at, actor = "inquiry.issue_found", {"issue": 1}, FRIDAY, "x"

    with pytest.raises(BrokenRecord):
        record_of([Event()])


def test_readings_are_for_auditors_and_kept_once_a_day(number):
    for minutes in (0, 5, 24 * 60):
        operations.note_reading(number, "zhao_qiang", FRIDAY + timedelta(minutes=minutes))
    assert seen(number, HEAD).readings is None
    for told in (
        seen(number, AUDITOR).readings,  # the regulation lets him read every case
        seen(number, HEAD, offices=[Office.AUDITOR]).readings,
    ):
        assert [each.person for each in told] == ["赵强", "赵强"]
    everything = readings.all_readings(FRIDAY + timedelta(days=2), actor=AUDITOR)
    assert [case for case, _reading in everything] == [number, number]
    assert readings.all_readings(FRIDAY, actor=AUDITOR, person="nobody") == []
    assert readings.all_readings(FRIDAY + timedelta(days=2), actor=ACCUSED) == []
    with (
        pytest.raises(Exception, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM inquiry_reading")
