"""The page of a case: reasons, articles, the inquiry, links, readings, changes by others."""

import gzip
import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen import people
from shouwen.casework import operations
from shouwen.inquiry import queries
from shouwen.people import Office
from shouwen.vocabulary import Actor
from shouwen.web.desk import case

from .conftest import LONG_AGO

HEAD = "zhao_qiang"


@pytest.fixture
def at_work(number, clock):
    """The complaint at the head of the outlet."""
    operations.act(number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id="d")
    return number


def page(browser, number, more=""):
    return browser.get(f"/desk/case/{number}/{more}").content.decode()


def write(browser, number, entry, n=None, **values):
    address = f"/desk/case/{number}/inquiry/{entry}/" + (f"{n}/" if n else "")
    file = values.pop("file", None)
    given = {f"f-{name}": value for name, value in values.items()}
    return browser.post(address, given | ({"file": file} if file else {}))


def test_with_whom_it_lies_and_what_cannot_be_done_yet_is_said_at_the_head(desk, at_work):
    text = page(desk(HEAD), at_work)
    assert re.search(r"现在由.+办理", text)
    assert 'href="#why-not"' in text.partition('class="with-rail with-rail--file"')[0]


def test_dates_say_why_and_articles_open_where_they_are_quoted(desk, at_work):
    found = page(desk(HEAD), at_work)
    assert 'role="tooltip"' in found
    assert "日历 cn-mainland@" in found
    assert f"/desk/case/{at_work}/articles/?of=" in found
    address = found.split(f'hx-get="/desk/case/{at_work}/articles/?of=')[1].split('"')[0]
    told = desk(HEAD).get(f"/desk/case/{at_work}/articles/?of={address}")
    assert "article" in told.content.decode()
    assert desk("wu_yong").get(f"/desk/case/{at_work}/articles/?of={address}").status_code == 404
    for wrong in ("", "?of=", "?of=nothing", "?of=" + ",".join("x" * 90)):
        assert desk(HEAD).get(f"/desk/case/{at_work}/articles/{wrong}").status_code == 200


def test_the_record_of_an_inquiry_is_written_and_read(desk, at_work, clock):
    browser = desk(HEAD)
    assert write(browser, at_work, "issue", allegation="重复扣费").status_code == 303
    assert (
        write(browser, at_work, "finding", 1, finding="partly", because="两笔").status_code == 303
    )
    assert write(
        browser, at_work, "interview", role="witness", name="王小明",
        held_at=clock.now.strftime("%Y-%m-%dT%H:%M"), gist="证实两笔", words="逐字记录",
    ).status_code == 303  # fmt: skip
    assert write(
        browser, at_work, "check", kind="system", what="流水", result="每月两笔"
    ).status_code == 303  # fmt: skip
    file = SimpleUploadedFile("记录.txt", "一二三".encode(), "text/plain")
    assert write(
        browser, at_work, "evidence", kind="paper", title="流水单", source="系统", file=file
    ).status_code == 303  # fmt: skip
    assert write(browser, at_work, "handing", 1, to="孙芳", why="核对").status_code == 303
    found = page(browser, at_work)
    for words in ("重复扣费", "部分属实", "证实两笔", "王**", "每月两笔", "流水单", "SHA-256"):
        assert words in found, words
    assert "赵强 交给 孙芳" in found
    for sealed in ("王小明", "逐字记录"):
        assert sealed not in found
    told = browser.post(f"/desk/case/{at_work}/interview/1/name/", {"reason": "核对"})
    assert "王小明" in told.content.decode()
    opened = browser.post(f"/desk/case/{at_work}/evidence/1/", {"reason": "核对金额"})
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert opened.content.decode() == "一二三"
    assert "赵强 打开：核对金额" in page(browser, at_work)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("issue", {"allegation": " "}, "请写明反映的问题"),
        (
            "interview",
            {"role": "witness", "name": "王", "gist": "x", "held_at": "soon"},
            "谈话时间",
        ),
        ("check", {"kind": "x", "what": "流水", "result": "有"}, "请选择一项"),
        ("link", {"other": "TS1", "kind": "related", "reason": "x"}, "没有这个编号"),
        ("evidence", {"kind": "paper", "title": "甲" * 500, "source": "乙"}, "最多 400 字"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_typed_text_stays(desk, at_work, kind, values, words):
    answer = write(desk(HEAD), at_work, kind, **values)
    assert answer.status_code == 422
    found = answer.content.decode()
    assert words in found
    for value in values.values():
        assert value.strip() in found
    assert queries.around(Actor(HEAD), at_work, LONG_AGO + timedelta(days=9999)).record.empty


def test_only_who_works_on_the_case_writes(desk, at_work):
    assert "desk:inquiry" not in page(desk("lin_xiao"), at_work)
    assert write(desk("lin_xiao"), at_work, "issue", allegation="x").status_code == 403
    assert write(desk("wu_yong"), at_work, "issue", allegation="x").status_code == 404
    assert desk(HEAD).get(f"/desk/case/{at_work}/inquiry/gossip/").status_code == 404
    assert desk(HEAD).get(f"/desk/case/{at_work}/evidence/9/").status_code == 200
    gone = desk(HEAD).post(f"/desk/case/{at_work}/evidence/9/", {"reason": "x"})
    assert gone.status_code in (404, 409)


def test_links_stand_on_both_pages_and_are_taken_back(desk, at_work, matter, clock):
    other = operations.register(
        "postal-bank", "register", matter, actor=Actor("lin_xiao"), now=clock.now, command_id="o"
    ).number
    assert "同一联系方式" in page(desk("zhong_cheng"), at_work)
    browser = desk(HEAD)
    answer = write(browser, at_work, "link", other=other, kind="repeated", reason="同一笔")
    assert answer.status_code == 303
    assert "重复反映" in page(desk("zhong_cheng"), other)
    browser.post(f"/desk/case/{at_work}/unlink/{other}/", {"reason": "看错"})
    assert "重复反映" not in page(desk("zhong_cheng"), other)


def test_a_change_by_somebody_else_is_told_and_what_was_typed_comes_back(desk, at_work, clock):
    browser = desk(HEAD)
    assert browser.get(f"/desk/case/{at_work}/pulse/?version=9999").status_code == 204
    told = browser.get(f"/desk/case/{at_work}/pulse/?version=1", headers={"HX-Request": "true"})
    assert (told.status_code, "刚刚有了新的变化" in told.content.decode()) == (286, True)
    assert desk("wu_yong").get(f"/desk/case/{at_work}/pulse/?version=1").status_code == 404
    answer = browser.post(
        f"/desk/case/{at_work}/act/start/",
        {"version": "1", "token": "a" * 32, "f-handler": "sun_fang"},
    )
    assert answer.status_code == 409
    assert "您填的内容都还在" in answer.content.decode()


def test_history_by_person_and_by_what_changed_dates(desk, at_work):
    browser = desk(HEAD)
    part = browser.get(
        f"/desk/case/{at_work}/?who=田雨", headers={"HX-Request": "true"}
    ).content.decode()
    assert part.lstrip().startswith("<section")
    assert part.count('class="entry"') == 1
    assert 'class="entry"' in page(browser, at_work, "?show=clock")
    assert 'class="entry"' not in page(browser, at_work, "?who=nobody").split("timeline")[1]


def test_what_happened_long_ago_comes_when_asked_for(desk, at_work, monkeypatch):
    monkeypatch.setattr(case, "_HAPPENINGS", 1)
    browser = desk(HEAD)
    newest = page(browser, at_work)
    assert newest.count('class="entry"') == 1
    assert "还有更早的 1 条没有印在这里" in newest
    (asked,) = re.findall(r'id="history-rest" href="(.*?)#history-earlier"', newest)
    whole = page(browser, at_work, html.unescape(asked))
    assert (whole.count('class="entry"'), "history-rest" in whole) == (2, False)
    assert whole.count('id="history-earlier" tabindex="-1" autofocus') == 1


def test_reading_is_kept_once_a_day_and_shown_to_whom_it_is_for(desk, at_work, clock):
    browser = desk(HEAD)
    page(browser, at_work)
    page(browser, at_work)
    assert 'id="readings"' not in page(browser, at_work)
    found = page(desk("zhong_cheng"), at_work)  # the regulation lets him read every case
    assert found.count("阅读了本件") == 2
    assert desk("lin_xiao").get("/desk/readings/").status_code == 403
    people.give_post(HEAD, Office.AUDITOR, None, by="root", now=LONG_AGO)
    everything = desk(HEAD).get("/desk/readings/").content.decode()
    assert everything.count(at_work) >= 2
    assert desk(HEAD).get("/desk/readings/?who=nobody&before=x").status_code == 200


def test_keeping_a_reading_is_one_short_statement_and_the_page_is_light(desk, at_work):
    browser = desk(HEAD)
    answer = browser.get(f"/desk/case/{at_work}/")
    assert len(gzip.compress(answer.content)) < 60_000
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/desk/case/{at_work}/")
    kept = [each["sql"] for each in asked if "inquiry_reading" in each["sql"]]
    assert len(kept) == 1
