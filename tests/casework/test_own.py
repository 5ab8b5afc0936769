"""What somebody who works here files for himself: found by him, hidden from him as staff."""

import json
from datetime import datetime

import pytest
from django.db import connection

from shouwen import ledger
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound
from shouwen.casework.matter import stream_of
from shouwen.intake.submission import submit_own
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Actor

from .conftest import settle_in

MONDAY = datetime(2024, 5, 6, 9, 0, tzinfo=OFFICE_ZONE)
ROTA = {"subject": "排班不公", "content": "连上三个夜班", "section": "surgery"}
PERFORMANCE, NURSE = Actor("ou_yang", "欧阳"), Actor("hua_rong", "华容")
OFFICER, SECTION_HEAD = Actor("ning_jing", "宁静"), Actor("bi_sheng", "毕升")


@pytest.fixture
def hospital(db):
    settle_in(shelf.directory("hospital"))
    operations.adopt_regulation("hospital", actor=Actor("root"), now=MONDAY)


def filed(actor, **form):
    return submit_own(
        "hospital", "file_internal", ROTA | form, [], actor=actor, now=MONDAY,
        command_id=f"web/{actor.person}/1",
    )  # fmt: skip


def test_whoever_works_here_may_file_and_nobody_else_learns_who_it_was(hospital):
    assert [way.act for way in queries.own_acts(PERFORMANCE, MONDAY)] == ["file_internal"]
    assert queries.registration_acts(PERFORMANCE, MONDAY) == ()
    number = filed(PERFORMANCE, anonymous=True).number
    told = ledger.read(stream_of(number))
    assert {event.actor for event in told} == {"complainant"}
    written = json.dumps([[event.command_id, event.body] for event in told], ensure_ascii=False)
    assert "ou_yang" not in written
    assert "欧阳" not in written
    case = queries.case_view(OFFICER, number, MONDAY)
    assert "匿名" in case.flags
    assert case.first_receiver == ""


def test_the_one_who_filed_it_follows_it_as_its_complainant(hospital):
    mine = filed(OFFICER, complainant_name="宁静")
    assert filed(OFFICER, complainant_name="宁静") == mine, "sent twice, taken in once"
    with pytest.raises(CaseNotFound):
        queries.case_view(OFFICER, mine.number, MONDAY)
    assert queries.work_list(OFFICER, view="all", now=MONDAY).rows == ()
    (row,) = queries.own_matters(OFFICER, MONDAY)
    assert (row.number, row.subject, row.ended) == (mine.number, "排班不公", False)
    code = operations.open_own(mine.number, actor=OFFICER, now=MONDAY, command_id="x")
    assert code == mine.code
    assert queries.public_view(mine.number, code, MONDAY).number == mine.number
    for other in (NURSE, SECTION_HEAD, PERFORMANCE):
        assert queries.own_matters(other, MONDAY) == ()
        with pytest.raises(CaseNotFound):
            operations.open_own(mine.number, actor=other, now=MONDAY, command_id="x")


def test_the_unit_complained_about_does_not_see_who_it_was(hospital):
    number = filed(NURSE, complainant_name="华容").number
    case = queries.case_view(SECTION_HEAD, number, MONDAY)
    assert case.standing.hidden
    assert "华**" not in json.dumps([fact.value for fact in case.facts], ensure_ascii=False)


def test_a_new_code_is_given_where_the_old_one_cannot_be_made(hospital, settings):
    number = filed(NURSE).number
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, of the same length or so"
    code = operations.open_own(number, actor=NURSE, now=MONDAY, command_id="a")
    assert operations.open_own(number, actor=NURSE, now=MONDAY, command_id="b") == code
    assert queries.public_view(number, code, MONDAY).number == number


def test_own_matters_are_found_by_an_index(hospital):
    filed(NURSE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            'EXPLAIN SELECT "number" FROM casework_case WHERE "parties" && %s::text[]', [["own:x"]]
        )
        assert "case_by_party" in str(cursor.fetchall())
