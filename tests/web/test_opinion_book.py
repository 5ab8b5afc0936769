"""The opinion book on its page, without script: copied, registered, photographed, signed."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwen.casework import operations, queries
from shouwen.vocabulary import Actor

MATTER = {"f-subject": "柜台没有人", "f-category": "work_error", "f-content": "柜台没有人"}


def newest(clock):
    return queries.work_list(Actor("zhao_qiang"), view="all", now=clock.now).rows[0].number


def test_the_opinion_book_is_copied_registered_and_signed(desk, bank, clock):
    operations.open_duties(now=clock.now)
    head, page = desk("zhao_qiang"), "/desk/opinion-book/"
    assert page in head.get("/desk/duties/").content.decode()
    text = head.get(page).content.decode()
    assert "当天没有抄录" in text
    assert "待签" in text
    (key,) = set(re.findall(r'name="key" value="([^"]+)"', text))
    empty = head.post(page, {"intent": "copy", "key": key, "words": " ", "name": "冯小军"})
    assert (empty.status_code, 'value="冯小军"' in empty.content.decode()) == (422, True)
    said = {"words": "柜台没有人", "name": "冯小军", "telephone": "13900000001"}
    begun = head.post(page, {"intent": "copy", "key": key, "then": "begin", **said})
    form = head.get(begun["Location"]).content.decode()
    assert "摘自意见簿" in form
    for value in said.values():
        assert value in form
    draft = begun["Location"].partition("draft=")[2]
    entry = re.search(r'name="f-of-entry" value="([^"]+)"', form)[1]
    sent = {**MATTER, "f-channel": "book", "f-of-entry": entry, "draft": draft}
    assert head.post(begun["Location"].partition("?")[0], sent).status_code == 303
    text = head.get(page).content.decode()
    assert "已立件" in text
    assert newest(clock) in text
    head.post(page, {"intent": "copy", "key": key, "words": "大堂经理很好", "then": ""})
    entry = re.search(r'value="note praise ([^"]+)"', head.get(page).content.decode())[1]
    head.post(page, {"intent": f"note praise {entry}"})
    assert "已立件" in head.get(page).content.decode()
    head.post(page, {"intent": "sign", "key": key, "note": "两条"})
    text = head.get(page).content.decode()
    assert "两条" in text
    assert "情况说明" not in text


def test_pictures_of_the_page_are_kept_and_handed_out(desk, bank, clock):
    operations.open_duties(now=clock.now)
    head, page = desk("zhao_qiang"), "/desk/opinion-book/"
    (key,) = set(re.findall(r'name="key" value="([^"]+)"', head.get(page).content.decode()))
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    picture = SimpleUploadedFile("page.png", drawn.getvalue())
    note = SimpleUploadedFile("page.txt", "不是图片".encode())
    head.post(page, {"intent": "pictures", "key": key, "pictures": note})
    assert "簿页照片 1" not in head.get(page).content.decode()
    head.post(page, {"intent": "pictures", "key": key, "pictures": picture})
    text = head.get(page).content.decode()
    address = unescape(re.search(r'src="(/desk/opinion-book/page/[^"]+)"', text)[1])
    small = head.get(address)
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    whole = head.get(address.removesuffix("&small"))
    assert whole["Content-Type"] == "application/octet-stream"
    assert desk("wu_yong").get(address).status_code == 404


def test_whoever_does_not_keep_a_book_sees_none_or_only_what_is_missing(desk, bank, clock):
    operations.open_duties(now=clock.now)
    assert "没有归您看的意见簿" in desk("lin_xiao").get("/desk/opinion-book/").content.decode()
    clock.now += timedelta(days=1)
    text = desk("zhong_cheng").get("/desk/opinion-book/").content.decode()
    assert "漏签" in text
    assert "抄录一条" not in text
    assert "签字人" not in text
    key = "postal-bank/opinion_book/renmin/2025-04-25"
    assert desk("zhong_cheng").post(
        "/desk/opinion-book/", {"intent": "copy", "key": key, "words": "x"}
    ).status_code == 404  # fmt: skip
