"""Files come with a form, what is not sent waits, and only its own browser finds it."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwen.casework import queries
from shouwen.vocabulary import Actor
from shouwen.web.models import PortalDraft, PortalFile
from shouwen.web.public import drawer, patience

from .conftest import FORM

AUDITOR = Actor("zhong_cheng")
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 15) Mobile Safari Mobi"}


def photo(name="漏水.jpg", colour="red"):
    made = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def program():
    return SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 not a photo at all", "image/jpeg")


@pytest.fixture
def written(complainant):
    """A form with its two required answers."""
    return complainant.fill(subject="天花板漏水", content="雨天就漏。")


def test_photos_come_with_the_matter_and_are_shown_to_both_sides(complainant, written, clock):
    added = complainant.post(
        FORM, written | {"intent": "add", "files": [photo(), photo("2.jpg", "blue")]}
    )
    text = added.content.decode()
    assert added.status_code == 200
    assert "已添加 2 个文件。" in text
    assert "漏水.jpg" in text
    assert "雨天就漏。" in text
    small = re.search(r'src="(/unsent/[^"]+)"', text)[1]
    assert complainant.get(small)["Content-Type"] == "image/jpeg"
    checked = complainant.post(FORM, written | {"intent": "check"}).content.decode()
    assert "漏水.jpg" in checked
    assert 'name="count" value="2"' in checked
    sent = complainant.post(FORM, written | {"intent": "send", "count": "2"})
    assert sent.headers["Location"] == "/receipt/"
    mine = complainant.read("/case/")
    assert mine.count("/case/file/") >= 2
    taken = complainant.get(re.search(r'href="(/case/file/\d+/)"', mine)[1])
    assert taken["Content-Disposition"].startswith("attachment")
    assert complainant.get("/case/file/1/small/")["Content-Type"] == "image/jpeg"
    number = re.search(r'class="number">(TS\d+)<', mine)[1]
    assert len(queries.files_of(AUDITOR, number, clock.now)) == 2
    assert not PortalDraft.objects.exists()
    assert not PortalFile.objects.exists()


def test_a_file_is_taken_away_again(complainant, written):
    text = complainant.post(FORM, written | {"intent": "add", "files": [photo()]}).content.decode()
    drop = re.search(r'value="(drop-\d+)"', text)[1]
    gone = complainant.post(FORM, written | {"intent": drop}).content.decode()
    assert "已移除。" in gone
    assert "漏水.jpg" not in gone
    assert "天花板漏水" in gone


def test_what_is_no_photo_is_refused_in_words_and_the_rest_comes_in(complainant, written):
    given = written | {"intent": "check", "files": [photo("好的.jpg"), program()]}
    answer = complainant.post(FORM, given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "是程序或脚本，不接收" in text
    assert "好的.jpg" in text
    assert "雨天就漏。" in text
    assert 'href="#files"' in text


def test_too_many_and_too_large_is_told_before_anything_is_kept(complainant, written, settings):
    settings.FILE_MOST = 1000
    text = complainant.post(FORM, written | {"intent": "add", "files": [photo()]}).content.decode()
    assert "每个文件最多" in text
    assert not PortalFile.objects.exists()
    settings.FILE_MOST, settings.FILES_MOST = 10**6, 2000
    text = complainant.post(FORM, written | {"intent": "add", "files": [photo()]}).content.decode()
    assert "一共最多" in text
    assert not PortalFile.objects.exists()


def test_a_form_not_sent_waits_for_its_own_browser_only(complainant, another, written):
    complainant.post(FORM, written | {"intent": "save", "device": "own"})
    assert complainant.browser.cookies[drawer.COOKIE]["max-age"] == drawer.OWN.total_seconds()
    text = complainant.read(FORM)
    assert "没写完的内容" in text
    assert "雨天就漏。" in text
    assert "没写完" in complainant.read("/")
    assert "雨天就漏。" not in another.read(FORM)
    assert "一份没写完" not in another.read("/")
    kept = bytes(PortalDraft.objects.get().sealed)
    assert "漏".encode() not in kept
    complainant.post("/unsent/discard/")
    assert "雨天就漏。" not in complainant.read(FORM)
    assert not PortalDraft.objects.exists()


def test_on_a_shared_computer_it_goes_with_the_browser(complainant, written, clock):
    complainant.post(FORM, written | {"intent": "save", "device": "shared"})
    assert not complainant.browser.cookies[drawer.COOKIE]["max-age"]
    clock.now += drawer.SHARED + timedelta(minutes=1)
    assert "雨天就漏。" not in complainant.read(FORM)
    assert drawer.sweep(clock.now) == 1


def test_a_telephone_is_taken_for_somebodys_own(complainant):
    own = re.compile(r'name="device" value="own" checked')
    assert not own.search(complainant.read(FORM))
    assert own.search(complainant.browser.get(FORM, **PHONE).content.decode())


def test_leaving_destroys_what_was_not_sent(complainant, written):
    complainant.post(FORM, written | {"intent": "save", "device": "own"})
    complainant.post("/case/leave/")
    assert not PortalDraft.objects.exists()


def test_sent_twice_with_files_it_is_taken_in_once(complainant, written, clock):
    complainant.post(FORM, written | {"intent": "add", "files": [photo()]})
    sent = written | {"intent": "send", "count": "1"}
    first, second = complainant.post(FORM, sent), complainant.post(FORM, sent)
    assert first.status_code == second.status_code == 302
    assert len(queries.work_list(AUDITOR, view="all", now=clock.now).rows) == 1


def test_files_that_were_cleared_meanwhile_are_missed_aloud(complainant, written):
    answer = complainant.post(FORM, written | {"intent": "send", "count": "2"})
    assert answer.status_code == 422
    assert "附件放得太久" in answer.content.decode()


def test_uploads_without_end_have_to_wait(complainant, written, monkeypatch):
    monkeypatch.setitem(patience.MOST, "file", 1)
    complainant.post(FORM, written | {"intent": "add", "files": [photo()]})
    again = written | {"intent": "add", "files": [photo("b.jpg", "green")]}
    assert "15 分钟" in complainant.post(FORM, again).content.decode()


def test_with_script_only_the_files_are_sent_back(complainant, written):
    given = written | {"intent": "add", "files": [photo()]}
    part = complainant.browser.post(FORM, given, HTTP_HX_REQUEST="true").content.decode()
    assert part.lstrip().startswith("<section")
    assert "漏水.jpg" in part
    saved = complainant.browser.post(FORM, written | {"intent": "save"}, HTTP_HX_REQUEST="true")
    assert "已自动存好" in saved.content.decode()


def test_an_act_takes_files_too_and_keeps_them_over_an_error(complainant, clock):
    complainant.submit()
    address = "/case/do/supplement/"
    empty = complainant.fill(address, supplement="")
    answer = complainant.post(address, empty | {"files": [photo()]})
    assert answer.status_code == 422
    assert "漏水.jpg" in answer.content.decode()
    good = complainant.fill(address, supplement="附照片")
    assert complainant.post(address, good).headers["Location"] == "/case/done/"
    assert len(queries.files_of(AUDITOR, complainant.number, clock.now)) == 1


def test_adding_to_a_matter_takes_no_days_from_what_is_kept_on_this_device(complainant, written):
    complainant.submit()
    complainant.post(FORM, written | {"intent": "save", "device": "own"})
    answer = complainant.post("/case/add/", {"intent": "add", "files": [photo()]})
    assert drawer.COOKIE not in answer.cookies
    assert "雨天就漏。" in complainant.read(FORM)
