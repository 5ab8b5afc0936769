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
    cell = re.search(r'heat__cell--1"[^>]*><a href="([^"]+)">1</a>', below)[1].replace("&amp;", "&")
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
    over = HX | {"HX-Current-URL": "http://testserver/desk/?view=late"}
    answer = browser.post(
        f"/desk/case/{sent}/act/urge/", {**hidden, "f-urging_text": said}, headers=over
    )
    assert answer.headers["HX-Redirect"] == "/desk/?view=late"  # on to the next in the list
    told = browser.get(f"/desk/case/{sent}/").content.decode()
    assert "已办理：催办" in told
    assert "催办单" in told
    row = queries.work_list(Actor("tian_yu"), view="all", now=clock.now).rows[0]
    assert "已催办" in row.flags
    # The slip is as near on the case itself, at a glance, and as an act of its form.
    for place in (f"/desk/case/{sent}/", f"/desk/case/{sent}/preview/"):
        ways = rf'href="/(supervision/urge/{sent}|desk/case/{sent}/act/urge)/"'
        assert re.search(ways, browser.get(place).content.decode()), place
    clock.now += timedelta(hours=1)
    form = browser.get(f"/desk/case/{sent}/act/urge/", headers=HX).content.decode()
    assert "请抓紧办理并回复进展" in form
    # Whoever may not urge is told why, with the article or the role.
    refused = desk("sun_fang").get(f"/supervision/urge/{sent}/", headers=HX).content.decode()
    assert "现在还不能催办" in refused


def test_who_owes_a_reason_and_who_gave_one(desk, sent, act, clock):
    late(sent, clock)
    browser = desk("zhong_cheng")
    assert sent in browser.get("/supervision/lateness/").content.decode()
    act(sent, "report_reason", "zhao_qiang", delay_reason="人手不足")
    assert sent not in browser.get("/supervision/lateness/?show=owed").content.decode()
    text = browser.get("/supervision/lateness/").content.decode()
    assert "<q>人手不足</q>" in text
    # An auditor looks on; whoever received the report judges it, and says why.
    assert "act/accept_reason" not in text
    judge = desk("tian_yu")
    assert (
        f"/desk/case/{sent}/act/reject_reason/"
        in judge.get("/supervision/lateness/?show=given").content.decode()
    )
    clock.now += timedelta(minutes=1)
    act(sent, "reject_reason", "tian_yu", reason_ruling="没有写明哪一步误了")
    text = browser.get("/supervision/lateness/?show=rejected").content.decode()
    assert "没有写明哪一步误了" in text
    assert "田雨" in text
    assert "第十一条" in text
    # It lies with the unit again, which gives another; that one is accepted.
    mine = queries.work_list(Actor("zhao_qiang"), view="mine", now=clock.now)
    assert sent in [row.number for row in mine.rows]
    clock.now += timedelta(minutes=1)
    act(sent, "report_reason", "zhao_qiang", delay_reason="机房检修，录像调不出来")
    assert "此前退回过 1 次" in browser.get("/supervision/lateness/").content.decode()
    clock.now += timedelta(minutes=1)
    # In a drawer over the list, to the list one goes back: the next one waits there.
    over = {**HX, "HX-Current-URL": "http://testserver/supervision/lateness/?show=given"}
    done = judge.post(
        f"/desk/case/{sent}/act/accept_reason/", {"f-reason_ruling": "检修通知可查"}, headers=over
    )
    assert done.headers["HX-Redirect"] == "/supervision/lateness/?show=given"
    text = browser.get("/supervision/lateness/?show=accepted").content.decode()
    assert "检修通知可查" in text
    assert queries.lateness_counts(Actor("zhong_cheng"), clock.now) == {
        "owed": "0", "rejected": "0", "given": "0", "accepted": "1",
    }  # fmt: skip
    assert ledger.verify().sound
    # What each regulation provides stands below, also where it provides nothing.
    assert "储蓄银行客户投诉处理办法" in text.split("各办法怎样规定")[1]


def test_a_reason_sent_back_after_closing_is_work_again(desk, sent, act, clock):
    late(sent, clock)
    act(sent, "report_reason", "zhao_qiang", delay_reason="人手不足")
    steps = (
        ("start", "zhao_qiang", {"handler": "sun_fang", "inquiring_units": ["renmin"]}),
        ("report_inquiry", "sun_fang", {"inquiry_finding": "属实", "task": "renmin"}),
        ("explain_delay", "sun_fang", {"delay_explanation": "已向客户说明"}),
        ("conclude", "zhao_qiang", {"liability": "bank", "finding": "属实", "treatment": "扣分",
                                    "rectification": "加强核对", "unit_apology": True}),
        ("reply_customer", "sun_fang", {"reply": "已退还。"}),
        ("return_result", "sun_fang", {"satisfaction": "basically", "handler_phone": "98011",
                                       "handled_at": clock.now}),
        ("call_back", "lin_xiao", {"satisfaction": "satisfied"}),
        ("archive", "tian_yu", {"satisfaction": "satisfied"}),
    )  # fmt: skip
    for name, who, form in steps:
        clock.now += timedelta(minutes=5)
        act(sent, name, who, **form)
    head = Actor("zhao_qiang")
    assert sent not in [row.number for row in queries.work_list(head, now=clock.now).rows]
    clock.now += timedelta(minutes=5)
    act(sent, "reject_reason", "tian_yu", reason_ruling="没有写明哪一步误了")
    (row,) = [each for each in queries.work_list(head, now=clock.now).rows if each.ended]
    assert (row.number, row.left_open) == (sent, ("向受理部门报告逾期原因",))
    assert next(b for b in queries.badges(head, clock.now) if b.view == "mine").count >= 1
    assert "还须办：向受理部门报告逾期原因" in desk("zhao_qiang").get("/desk/").content.decode()
    # Closed work comes before what is due later, and pages go through all of it once.
    seen, cursor = [], None
    for _page in range(9):
        page = queries.work_list(head, now=clock.now, limit=1, cursor=cursor)
        seen += [each.number for each in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sent in seen
    assert len(seen) == len(set(seen))
    clock.now += timedelta(minutes=5)
    act(sent, "report_reason", "zhao_qiang", delay_reason="机房检修，录像调不出来")
    assert sent not in [row.number for row in queries.work_list(head, now=clock.now).rows]


def test_leaving_late_cases_open_makes_no_share_look_better(desk, sent, clock):
    late(sent, clock)
    (score,), _cut = queries.scores(
        Actor("zhong_cheng"), "postal-bank", "east", clock.now - timedelta(days=30),
        clock.now + timedelta(days=1), clock.now,
    )  # fmt: skip
    assert (score.closed, score.in_time.whole, score.due.part, score.due.whole) == (0, 0, 0, 1)
    browser = desk("zhong_cheng")
    text = browser.get(f"/supervision/scores/?month={clock.now:%Y-%m}").content.decode()
    href = re.search(r'href="(/desk/[^"]+counted=due[^"]*)"', text)[1].replace("&amp;", "&")
    assert browser.get(href).content.decode().count("data-row") == 1


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
    half = mine.post(page, {"outcome": "reached", "result": "good"})
    assert half.status_code == 422
    assert "分开各记一项" in half.content.decode()
    wrong = mine.post(page, {"outcome": "", "note": "开会中"})
    assert wrong.status_code == 422
    assert "请选择拨打结果" in wrong.content.decode()
    assert 'value="开会中"' in wrong.content.decode()
    gone = mine.post(page, {"outcome": "no_answer", "when": "at", "next": "2025-04-24T15:30"})
    assert gone.status_code == 422
    tried = {"outcome": "no_answer", "when": "2025-04-26T15", "token": "try1"}
    mine.post(page, tried)
    mine.post(page, tried)  # sent twice
    queue = mine.get("/supervision/call-backs/").content.decode()
    assert "已拨 1 次" in queue
    assert "04-26 15:00" in queue
    assert ledger.verify().sound
    before = queries.attempts_of([answered], clock.now)
    assert operations.rebuild_attempts() == 1
    assert queries.attempts_of([answered], clock.now) == before
    # Reached: on to the regulation's act; a bad answer leads to taking the matter up again.
    clock.now += timedelta(minutes=1)
    spoken = {"outcome": "reached", "process": "good", "result": "bad", "token": "try2"}
    reached = mine.post(page, spoken)
    assert reached.headers["Location"] == (
        f"/desk/case/{answered}/act/call_back/?call=reached&answer=bad"
    )
    form = mine.get(reached.headers["Location"]).content.decode()
    assert re.search(r'value="dissatisfied"[^>]*(checked|selected)', form)
    last = queries.attempts_of([answered], clock.now)[answered][0]
    assert (last.answered.process, last.answered.result) == ("good", "bad")
    assert last.answered.script == "bank@2026.1"
    said = mine.post(f"/desk/case/{answered}/act/call_back/", {"f-satisfaction": "dissatisfied"})
    assert said.headers["Location"] == f"/desk/case/{answered}/act/complain_again/"
    assert answered not in mine.get("/supervision/call-backs/").content.decode()


def test_a_plan_of_sampling_is_kept_and_drawn_again(desk, answered, act, clock):
    act(answered, "call_back", "lin_xiao", satisfaction="satisfied")
    clock.now += timedelta(minutes=1)
    act(answered, "archive", "tian_yu", satisfaction="satisfied")
    clock.now += timedelta(minutes=1)
    chief, place = desk("zhong_cheng"), "/supervision/samples/"
    asked = {"regulation": "postal-bank", "first": "2025-04", "last": "2025-04", "share": "10",
             "strata": "unit", "seed": "四月会议纪要", "token": "plan1"}  # fmt: skip
    assert chief.post(place, {**asked, "seed": ""}).status_code == 422
    empty = chief.post(place, {**asked, "first": "2025-03", "last": "2025-03"})
    assert "没有留存方案" in empty.content.decode()
    kept = chief.post(place, asked).headers["Location"]
    assert chief.post(place, asked).headers["Location"] == kept  # sent twice, kept once
    other = chief.post(place, {**asked, "token": "plan2"}).headers["Location"]
    assert other != kept  # another try is another plan, for all to see
    text = desk("tian_yu").get(place).content.decode()
    assert text.count("四月会议纪要") == 2
    page = desk("tian_yu").get(kept).content.decode()
    assert "结果相同" in page
    assert answered in page
    assert chief.get("/supervision/samples/nothing/").status_code == 404
    # The closed case is called; a bad answer leads to the article that takes it up again.
    caller = desk("lin_xiao")
    call = f"/supervision/call-backs/{answered}/"
    assert "第十八条" in caller.get(call).content.decode()
    said = caller.post(call, {"outcome": "reached", "process": "good", "result": "bad"})
    assert said.headers["Location"] == f"/desk/case/{answered}/act/complain_again/"
    assert "按第十八条可以" in caller.get(said.headers["Location"]).content.decode()
    page = chief.get(kept).content.decode()
    assert "1/1" in page
    assert "0/1" in page
    text = chief.get("/supervision/scores/?month=2025-04").content.decode()
    assert "scores__cell--few" in text
    assert "100.0%" in text
    # Every figure leads to its list, and the list holds exactly what was counted.
    links = re.findall(r'href="(/desk/[^"]+counted=[^"]+)" aria-label="[^"]*?(\d+) 件"', text)
    assert {re.search(r"counted=(\w+)", href)[1] for href, _n in links} >= {
        "closed", "timed", "in_time", "good", "rated", "blamed"
    }  # fmt: skip
    for href, count in links:
        listed = chief.get(href.replace("&amp;", "&")).content.decode()
        assert listed.count("data-row") == int(count), href
    empty = desk("zhong_cheng").get("/supervision/scores/?month=2025-03").content.decode()
    assert "这个月没有办结的投诉" in empty
    # Taken up again, it has left the population; what was drawn stays drawn, and that is said.
    act(answered, "complain_again", "lin_xiao", again_reason="没有当面说明")
    assert "以当时留存的为准" in chief.get(kept).content.decode()


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
