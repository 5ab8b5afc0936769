"""Forms of a case as pages and files: looked at, printed with a reason, drafts, letters."""

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader

from shouwen import ledger, vault
from shouwen.casework import operations
from shouwen.vocabulary import Actor


@pytest.fixture
def slip(number, clock):
    """The forwarding slip of the case: where it lies."""
    operations.act(
        number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id="dispatch"
    )
    issued = [e for e in ledger.read(f"case/{number}") if e.type == "case.document_issued"]
    return f"/desk/case/{number}/document/{issued[0].version}/"


def words(answer):
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    return "".join(
        "".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(answer.content)).pages
    )


def test_the_page_shows_the_slip_masked(desk, slip, number):
    page = desk("zhao_qiang").get(slip).content.decode()
    assert "投诉转办单" in page
    assert "短信服务费重复扣收" in page
    assert "每月扣两次" not in page
    assert vault.readings(number) == []


def test_a_masked_copy_needs_no_reason(desk, slip, number):
    told = words(desk("zhao_qiang").get(f"{slip}pdf/"))
    assert "遮盖件" in told
    assert "每月扣两次" not in told
    assert vault.readings(number) == []


def test_printing_opens_particulars_with_a_reason_once_as_the_original(desk, slip, number):
    browser = desk("zhao_qiang")
    told = words(browser.post(f"{slip}pdf/", {"reason": "归档", "token": "a1"}))
    assert "每月扣两次" in told
    assert "补印" not in told
    assert {(note.by, note.reason) for note in vault.readings(number)} == {("zhao_qiang", "归档")}
    assert "补印" in words(browser.post(f"{slip}pdf/", {"reason": "归档", "token": "a2"}))


def test_printing_without_a_reason_is_refused(desk, slip, number):
    answer = desk("zhao_qiang").post(f"{slip}pdf/", {"reason": "", "other": " "})
    assert answer.status_code == 422
    assert "请选择或写明理由" in answer.content.decode()
    assert vault.readings(number) == []


def test_a_word_file_of_one_copy(desk, slip):
    answer = desk("zhao_qiang").post(f"{slip}docx/", {"reason": "归档", "copy": "2"})
    opened = Document(io.BytesIO(answer.content))
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    assert len(opened.sections) == 1


def test_other_ways_and_places_are_not_there(desk, slip, number):
    browser = desk("zhao_qiang")
    assert browser.get(f"{slip}exe/").status_code == 404
    assert browser.get(f"/desk/case/{number}/document/1/").status_code == 404
    assert browser.get(f"/desk/case/{number}/forms/nothing/").status_code == 404


def test_a_draft_is_marked_and_what_lacks_is_told_with_the_article(desk, slip, number):
    browser = desk("zhao_qiang")
    page = browser.get(f"/desk/case/{number}/forms/urging_slip/").content.decode()
    assert "草稿" in page
    assert "草稿" in words(browser.get(f"/desk/case/{number}/forms/urging_slip/pdf/"))
    refused = browser.get(f"/desk/case/{number}/forms/slip_return/")
    assert refused.status_code == 409
    assert re.search("尚缺.*第十二条", refused.content.decode())


def test_whoever_may_not_know_of_the_case_gets_nothing(desk, slip, number):
    browser = desk("wu_yong")
    for address in (slip, f"{slip}pdf/", f"/desk/case/{number}/forms/"):
        assert browser.get(address).status_code == 404, address
    assert browser.post(f"{slip}pdf/", {"reason": "看看"}).status_code == 404
