"""Files of a case: kept with it or not at all, sealed, shown to whom may know of it."""

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PIL import Image

from shouwen import intake, ledger, vault
from shouwen.casework import operations, queries
from shouwen.casework.errors import CaseNotFound, NoSuchEnclosure
from shouwen.casework.shapes import Registered
from shouwen.demo.model_settling import settle_directory
from shouwen.intake.admission import KINDS, Limits
from shouwen.intake.models import HeldFile
from shouwen.packs import shelf
from shouwen.vocabulary import OFFICE_ZONE, Actor
from shouwen.vocabulary.identity import COMPLAINANT
from tests.intake.clamd import EICAR, clamd

NOW = datetime(2025, 4, 25, 10, 0, tzinfo=OFFICE_ZONE)
TOOK, HANDLES, ACCUSED = Actor("lin_xiao"), Actor("sun_fang"), Actor("wu_yong")
SENDER = Actor(COMPLAINANT, "投诉人")
FORM = {
    "channel": "phone", "subject": "短信费重复扣收", "category": "work_error",
    "content": "每月扣两次。", "demand": "退还", "complainant_name": "陈俊",
    "telephone": "13812345627", "accused_unit": "renmin", "accused_level": "outlet",
    "accused_person": "wu_yong", "region": "local", "accepting_level": "first_branch",
}  # fmt: skip
LIMITS = Limits(frozenset(KINDS), 2**20, 2**22)


@pytest.fixture
def bank(record):
    settle_directory(shelf.directory("postal-bank"), by="root", since=NOW - timedelta(days=900))
    operations.adopt_regulation("postal-bank", actor=Actor("root"), now=NOW)


def photo():
    out = io.BytesIO()
    Image.new("RGB", (50, 40), "red").save(out, "PNG")
    return out.getvalue()


def admitted(*files, **limits):
    given, refused = intake.admit_all(files, now=NOW, limits=replace(LIMITS, **limits))
    assert not refused
    return given


def taken_in(files=(), command="c1"):
    answer = intake.take_in(
        "postal-bank", "register", FORM, files,
        source="desk", actor=TOOK, now=NOW, command_id=command,
    )  # fmt: skip
    assert isinstance(answer, Registered)
    return answer


def test_a_matter_comes_in_with_its_files_once(bank):
    files = admitted(("陈俊的账单.png", photo()), ("说明.txt", "多扣了".encode()))
    first = taken_in(files)
    assert taken_in(files).number == first.number
    shown = intake.files_of(HANDLES, first.number, NOW)
    assert [(file.n, file.label, file.family, file.state) for file in shown] == [
        (1, "图片 1", "picture", "open"), (2, "文本 2", "text", "open"),
    ]  # fmt: skip
    assert [file.thumbnail for file in shown] == [True, False]
    assert [file.digest for file in shown] == [each.digest for each in files]
    assert [file.name for file in shown] == ["", ""]  # a name may name a person


def test_names_and_contents_are_opened_with_a_reason_and_noted(bank):
    number = taken_in(admitted(("陈俊.png", photo()))).number
    assert intake.files_of(HANDLES, number, NOW, names=True)[0].name == "陈俊.png"
    kept = intake.open_file(number, 1, reason="核对凭证", actor=HANDLES, now=NOW)
    assert (kept.name, kept.content, kept.media_type) == ("陈俊.png", photo(), "image/png")
    small = intake.open_file(number, 1, reason="核对凭证", actor=HANDLES, now=NOW, thumbnail=True)
    assert Image.open(io.BytesIO(small.content)).size == (50, 40)
    reasons = [note.reason for note in vault.readings(number) if note.by == "sun_fang"]
    assert reasons.count("核对凭证") == 3
    for event in ledger.read(f"case/{number}"):
        assert "陈俊" not in str(event.body)


def test_who_may_not_know_of_the_case_finds_no_file(bank):
    number = taken_in(admitted(("a.txt", b"x"))).number
    with pytest.raises(CaseNotFound):
        intake.files_of(ACCUSED, number, NOW)
    with pytest.raises(CaseNotFound):
        intake.open_file(number, 1, reason="看", actor=ACCUSED, now=NOW)
    with pytest.raises(CaseNotFound):
        intake.enclose(
            number, admitted(("a.txt", b"y")), source="desk", actor=ACCUSED, now=NOW,
            command_id="c2",
        )  # fmt: skip
    with pytest.raises(NoSuchEnclosure):
        intake.open_file(number, 7, reason="看", actor=HANDLES, now=NOW)


def test_the_complainant_adds_with_the_code_and_sees_only_what_is_his(bank):
    given = taken_in(admitted(("office.txt", b"note of the office")))
    args = {"source": "portal", "actor": SENDER, "now": NOW, "command_id": "c3"}
    intake.enclose(given.number, admitted(("我的.txt", b"mine")), code=given.code, **args)
    own = intake.own_files_of(given.number, given.code, NOW)
    assert [(file.n, file.name) for file in own] == [(2, "我的.txt")]
    with pytest.raises(CaseNotFound):
        intake.enclose(given.number, admitted(("x.txt", b"x")), code="WRONG", **args)
    kept = intake.open_file(given.number, 2, reason="查看", actor=SENDER, now=NOW, code=given.code)
    assert kept.content == b"mine"


def test_the_history_says_that_a_file_came_and_the_tables_follow(bank):
    number = taken_in(admitted(("a.txt", b"x"))).number
    titles = [entry.title for entry in queries.case_view(HANDLES, number, NOW).timeline]
    assert "收到附件" in titles


def test_a_file_that_waits_for_the_scanner_is_given_to_nobody_until_it_has_answered(bank):
    away = {"scanner": "127.0.0.1:9", "away": "wait"}
    files = admitted(("a.txt", b"harmless"), ("b.txt", b"see " + EICAR), **away)
    number = taken_in(files).number
    assert [f.state for f in intake.files_of(HANDLES, number, NOW)] == ["waiting", "waiting"]
    for n in (1, 2):
        with pytest.raises(intake.NotScanned):
            intake.open_file(number, n, reason="看", actor=HANDLES, now=NOW)
    # Taking the setting away admits nothing.
    assert intake.scan_held(now=NOW, limits=LIMITS).clean == 0
    silent = intake.scan_held(now=NOW, limits=replace(LIMITS, **away))
    assert silent.waiting == 2
    with clamd() as (address, _):
        scanned = replace(LIMITS, scanner=address)
        assert intake.scan_held(now=NOW, limits=scanned).clean == 0  # not yet: it waits a minute
        report = intake.scan_held(now=NOW + timedelta(minutes=2), limits=scanned)
    assert (report.clean, report.infected) == (1, 1)
    assert [f.state for f in intake.files_of(HANDLES, number, NOW)] == ["open", "infected"]
    assert intake.open_file(number, 1, reason="看", actor=HANDLES, now=NOW).content == b"harmless"
    with pytest.raises(intake.NotScanned):
        intake.open_file(number, 2, reason="看", actor=HANDLES, now=NOW)
    assert HeldFile.objects.get().words.startswith("Win.Test.EICAR")


def test_recordings_and_who_listened_to_them(bank):
    number = taken_in().number
    args = {"call": "k-1", "began_at": NOW, "seconds": 187, "actor": TOOK, "now": NOW}
    for command in ("r1", "r1", "r2"):
        operations.enclose_recording(number, "rec/2025/1.wav", command_id=command, **args)
    with pytest.raises(vault.ReasonNeeded):
        operations.record_hearing(
            number, 1, why="重大投诉", conclusion=" ", actor=HANDLES, now=NOW, command_id="h0"
        )
    for _ in range(2):
        operations.record_hearing(
            number, 1, why="重大投诉复核", conclusion="与登记一致", actor=HANDLES, now=NOW,
            command_id="h1",
        )  # fmt: skip
    (recording,) = queries.recordings_of(HANDLES, number, NOW, conclusions=True)
    assert (recording.reference, recording.seconds) == ("rec/2025/1.wav", 187)
    assert [(h.person, h.why, h.conclusion) for h in recording.hearings] == [
        ("孙芳", "重大投诉复核", "与登记一致")
    ]
    assert "与登记一致" not in str([event.body for event in ledger.read(f"case/{number}")])
    with pytest.raises(NoSuchEnclosure):
        operations.record_hearing(
            number, 2, why="x", conclusion="y", actor=HANDLES, now=NOW, command_id="h2"
        )
