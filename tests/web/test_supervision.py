"""Supervision: the map, the slip in two clicks, reasons, disputes, call-backs, a sample, scores."""

import re
from datetime import timedelta

import pytest

from shouwen import ledger
from shouwen.casework import operations, queries
from shouwen.casework.errors import HandlerCalls
from shouwen.vocabulary import Actor

HX = {"HX-Request": "true"}
LATER = timedelta(days=12)


@pytest.fixture
def act(clock):
    """Carry out an act; it must succeed."""

    def act(number, name, who, form=None, **more):
        task = more.pop("task", None)
        done = operations.act(
            number, name, {**(form or {}), **more}, actor=Actor(who), now=clock.now,
            command_id=f"{number}-{name}-{clock.now.isoformat()}", task=task,
        )  # fmt: skip
        assert hasattr(done, "version"), done
        return done

    return act


@pytest.fixture
def sent(number, act):
    """A complaint dispatched to the outlet."""
    act(number, "dispatch", "tian_yu")
    return number


@pytest.fixture
def answered(sent, act, clock):
    """A complaint answered by the outlet and waiting to be called back."""
    clock.now += timedelta(minutes=5)
    act(sent, "start", "zhao_qiang", handler="sun_fang", inquiring_units=["renmin"])
    clock.now += timedelta(minutes=5)
    act(sent, "report_inquiry", "sun_fang", inquiry_finding="属实", task="renmin")
    clock.now += timedelta(minutes=5)
    act(sent, "conclude", "zhao_qiang", liability="bank", finding="属实", treatment="扣分",
        rectification="加强核对", unit_apology=True)  # fmt: skip
    clock.now += timedelta(minutes=5)
    act(sent, "reply_customer", "sun_fang", reply="已退还。")
    clock.now += timedelta(minutes=5)
    act(sent, "return_result", "sun_fang", satisfaction="basically", handler_phone="98011",
        handled_at=clock.now)  # fmt: skip
    clock.now += timedelta(minutes=5)
    return sent


def late(number, clock):
    clock.now += LATER
    operations.sweep(now=clock.now)
    return number


def test_the_map_counts_what_is_late_and_leads_to_it(desk, sent, clock):
    assert "没有超期的投诉" in desk("zhong_cheng").get("/supervision/").content.decode()
    late(sent, clock)
    browser = desk("zhong_cheng")
    text = browser.get("/supervision/").content.decode()
    assert "东江分行" in text
    place = re.search(r'href="(\?[^"]*unit=east[^"]*)"', text)[1].replace("&amp;", "&")
    below = browser.get(f"/supervision/{place}").content.decode()
    assert "临江市分行" in below
    cell = re.search(r'heat__cell--5"><a href="([^"]+)">1</a>', below)[1].replace("&amp;", "&")
    listed = browser.get(cell).content.decode()
    assert sent in listed
    assert "承办单位及下属：临江市分行" in listed
    # Another branch sees nothing of it.
    assert "没有超期的投诉" in desk("yin_hong").get("/supervision/").content.decode()


def test_the_slip_is_out_in_two_clicks(desk, sent, clock):
    late(sent, clock)
    browser = desk("tian_yu")
    assert f"/supervision/urge/{sent}/" in browser.get("/desk/?view=late").content.decode()
    form = browser.get(f"/supervision/urge/{sent}/", headers=HX).content.decode()
    words = re.search(r'id="f-urging_text"[^>]*?(?:value="([^"]+)"|>([^<]+)<)', form)
    said = words[1] or words[2]
    assert "超期" in said
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1]
              for name in ("token", "version")}  # fmt: skip
    answer = browser.post(
        f"/desk/case/{sent}/act/urge/", {**hidden, "f-urging_text": said}, follow=True
    )
    assert "已办理：催办" in answer.content.decode()
    assert "催办单" in answer.content.decode()
    row = queries.work_list(Actor("tian_yu"), view="all", now=clock.now).rows[0]
    assert "已催办" in row.flags
    # Whoever may not urge is told why, with the article or the role.
    refused = desk("sun_fang").get(f"/supervision/urge/{sent}/", headers=HX).content.decode()
    assert "现在还不能催办" in refused


def test_who_owes_a_reason_and_who_gave_one(desk, sent, act, clock):
    late(sent, clock)
    browser = desk("zhong_cheng")
    assert sent in browser.get("/supervision/lateness/").content.decode()
    act(sent, "report_reason", "zhao_qiang", delay_reason="人手不足")
    assert sent not in browser.get("/supervision/lateness/").content.decode()
    assert sent in browser.get("/supervision/lateness/?show=given").content.decode()


def test_a_dispute_waits_for_who_may_settle_it(desk, sent, act, clock):
    act(sent, "decline", "zhao_qiang", decline_reason="不归本网点")
    text = desk("gong_ping").get("/supervision/disputes/").content.decode()
    assert sent in text
    assert f"/desk/case/{sent}/act/settle_dispute/" in text
    seen = desk("zhong_cheng").get("/supervision/disputes/").content.decode()
    assert sent in seen
    assert "act/settle_dispute" not in seen
    clock.now += timedelta(minutes=1)
    act(sent, "settle_dispute", "gong_ping", ruling="stands", ruling_reason="属该网点")
    assert sent not in desk("gong_ping").get("/supervision/disputes/").content.decode()
    row = queries.work_list(Actor("zhong_cheng"), view="all", now=clock.now).rows[0]
    assert "曾退派" in row.flags


def test_a_call_back_is_somebody_elses_and_every_attempt_is_kept(desk, answered, clock):
    mine = desk("lin_xiao")
    assert answered in mine.get("/supervision/call-backs/").content.decode()
    assert answered not in desk("sun_fang").get("/supervision/call-backs/").content.decode()
    with pytest.raises(HandlerCalls):
        operations.note_attempt(
            answered, "reached", actor=Actor("sun_fang"), now=clock.now, command_id="own"
        )
    page = f"/supervision/call-backs/{answered}/"
    assert "回访提纲" in mine.get(page).content.decode()
    assert "不能由您回访" in desk("sun_fang").get(page).content.decode()
    wrong = mine.post(page, {"outcome": "", "note": "开会中"})
    assert wrong.status_code == 422
    assert "请选择拨打结果" in wrong.content.decode()
    assert 'value="开会中"' in wrong.content.decode()
    tried = {"outcome": "no_answer", "next": "2025-04-25T15:30", "token": "try1"}
    mine.post(page, tried)
    mine.post(page, tried)  # sent twice
    queue = mine.get("/supervision/call-backs/").content.decode()
    assert "已拨 1 次" in queue
    assert "04-25 15:30" in queue
    assert ledger.verify().sound
    before = queries.attempts_of([answered], clock.now)
    assert operations.rebuild_attempts() == 1
    assert queries.attempts_of([answered], clock.now) == before
    # Reached: on to the regulation's act; a bad answer leads to taking the matter up again.
    clock.now += timedelta(minutes=1)
    reached = mine.post(page, {"outcome": "reached", "token": "try2"})
    assert reached.headers["Location"] == f"/desk/case/{answered}/act/call_back/"
    said = mine.post(reached.headers["Location"], {"f-satisfaction": "dissatisfied"})
    assert said.headers["Location"] == f"/desk/case/{answered}/act/complain_again/"
    assert answered not in mine.get("/supervision/call-backs/").content.decode()


def test_a_sample_is_the_same_for_everybody(desk, answered, act, clock):
    act(answered, "call_back", "lin_xiao", satisfaction="satisfied")
    clock.now += timedelta(minutes=1)
    act(answered, "archive", "tian_yu", satisfaction="satisfied")
    page = "/supervision/sample/?month=2025-04&share=10&seed=四月"
    assert "抽到 1 件" in desk("zhong_cheng").get(page).content.decode()
    assert "抽到 1 件" in desk("tian_yu").get(page).content.decode()
    assert "抽到 1 件" not in desk("zhong_cheng").get("/supervision/sample/").content.decode()
    text = desk("zhong_cheng").get("/supervision/scores/?month=2025-04").content.decode()
    assert "1/1" in text
    assert "scores__cell--few" in text
    assert "100.0%" in text
    empty = desk("zhong_cheng").get("/supervision/scores/?month=2025-03").content.decode()
    assert "这个月没有办结的投诉" in empty


def test_notices_come_a_page_at_a_time_and_all_are_read_at_once(desk, sent, clock):
    from shouwen.casework.models import Notice

    told = Notice.objects.filter(number=sent).order_by("id").last()
    Notice.objects.bulk_create(
        Notice(number=sent, version=1000 + n, to="=zhao_qiang", kind="notify", text=f"第 {n} 条",
               article=told.article, at=clock.now - timedelta(minutes=n % 3))
        for n in range(120)
    )  # fmt: skip
    browser, seen, page = desk("zhao_qiang"), [], "/desk/notices/"
    while page:
        text = browser.get(page).content.decode()
        seen += re.findall(r"第 (\d+) 条", text)
        link = re.search(r'href="([^"]+)" rel="next"', text)
        page = link and "/desk/notices/" + link[1].replace("&amp;", "&")
    assert sorted(map(int, seen)) == list(range(120))
    assert browser.get("/desk/notices/?after=nonsense~x").status_code == 200
    browser.post("/desk/notices/", {"all": "1"})
    assert "没有未读通知" in browser.get("/desk/notices/").content.decode()
    Notice.objects.filter(version__gte=1000).delete()
