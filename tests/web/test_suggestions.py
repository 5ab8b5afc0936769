"""A class is suggested from closed cases, taken or not by whoever registers, and that is kept."""

import random
from datetime import timedelta

import pytest

from shouwen import insight
from shouwen.casework import operations
from shouwen.casework.operations import ImportRow
from shouwen.insight.models import Answered, Taught
from shouwen.vocabulary import Actor

REGISTER = "/desk/register/postal-bank/register/"
SAYS = {
    "service_attitude": ("柜员态度冷淡", "大堂经理训斥老人", "客服语气生硬", "保安推搡客户"),
    "service_channel": ("自助机吞卡", "手机银行登录不上", "取款机缺钞", "网银转账超时"),
}
PLACES = ("人民路", "银杏路", "解放路", "中山路", "东湖", "北门", "学府巷", "柳河")


def closed(clock, count):
    chance = random.Random(2)
    rows = []
    for n in range(count):
        category = sorted(SAYS)[n % 2]
        subject = f"{chance.choice(PLACES)}网点{chance.choice(SAYS[category])}{n % 7}次"
        ended = clock.now - timedelta(days=30 + n % 200)
        form = {"channel": "phone", "subject": subject, "category": category}
        rows.append(ImportRow(f"h{n}", ended - timedelta(days=3), ended, form, unit="renmin"))
    done = operations.import_rows("postal-bank", rows, actor=Actor("lin_xiao"), now=clock.now)
    assert all(each.number for each in done), done[0]


@pytest.fixture
def taught(bank, clock):
    closed(clock, 160)
    return {each.fact: each for each in insight.learn_all(now=clock.now)}


def beside(browser, **typed):
    form = {f"f-{name}": value for name, value in typed.items()} | {"intent": "beside"}
    return browser.post(REGISTER, form, headers={"HX-Request": "true"}).content.decode()


def test_a_suggestion_says_how_sure_it_is_and_why(desk, taught):
    lesson = taught["category"]
    assert lesson.accuracy > 0.9
    assert lesson.cases == 160
    text = beside(desk("lin_xiao"), subject="大堂经理态度冷淡，训斥老人")
    assert "服务态度" in text
    assert "采用" in text
    assert "学自 160 件" in text
    assert "训斥" in text


def test_it_is_never_filed_by_itself_and_what_was_chosen_is_kept(desk, taught, matter):
    browser = desk("lin_xiao")
    text = beside(browser, subject="大堂经理态度冷淡，训斥老人", category="work_error")
    mark = text.split('name="suggested-category" value="')[1].split('"')[0]
    form = {f"f-{name}": value for name, value in matter.items()}
    browser.post(REGISTER, form | {"suggested-category": mark, "token": "s"})
    kept = Answered.objects.get(fact="category")
    assert (kept.suggested, kept.chosen) == ("service_attitude", "work_error")
    assert [(each.made, each.taken) for each in insight.measured()] == [(1, 0)]


def test_taking_it_without_script_fills_it_in(desk, taught):
    form = {"f-subject": "自助机吞卡", "intent": "take category service_channel"}
    text = desk("lin_xiao").post(REGISTER, form).content.decode()
    assert '<option value="service_channel" selected>' in text


def test_too_few_cases_teach_nothing_and_it_says_so(desk, bank, clock):
    closed(clock, 20)
    lessons = insight.learn_all(now=clock.now)
    assert all(each.accuracy is None and "不足" in each.reason for each in lessons)
    assert Taught.objects.filter(weights__isnull=False).count() == 0
    text = beside(desk("lin_xiao"), subject="大堂经理态度冷淡，训斥老人")
    assert "暂无建议：已结的 20 件还不足以学习" in text
    assert "采用" not in text


def test_learning_again_is_a_new_version(taught, clock):
    insight.learn_all(now=clock.now)
    assert Taught.objects.get(fact="category").version == 2
