"""Improvements: the list, one of them from report to check, and one raised by hand."""

import re

import pytest
from django.urls import reverse

from shouwen.consequences import models
from shouwen.vocabulary import moment


def text(answer):
    words = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1])
    return re.sub(r"\s+", " ", words)


@pytest.fixture
def raised(house, counter):
    number = counter.register()
    counter.act(number, "order", todo="更换包装")
    return f"{number}-1"


def test_from_report_to_check_in_two_browsers(raised, counter, desk, clock):
    unit, keeper = desk("lu"), desk("su")
    url = reverse("improving:item", args=[raised])
    assert "更换包装" in text(unit.get(reverse("improving:list")))
    assert "没有这样的整改" in text(desk("pan").get(reverse("improving:list")))
    assert desk("pan").get(url).status_code == 404
    assert unit.post(url, {"way": "report", "text": " "}).status_code == 422
    assert unit.post(url, {"way": "report", "text": "已换木箱"}).status_code == 303
    assert unit.post(url, {"way": "effective"}).status_code == 422
    counter.register("2024-05-01 09:30")
    clock.now = moment("2024-07-02 09:00")  # logins have expired by then
    unit, keeper = desk("lu"), desk("su")
    told = text(keeper.get(url))
    assert "同单位同类投诉 1 件" in told
    assert "待查效，逾期" in told
    assert keeper.post(url, {"way": "again", "note": "仍有"}).status_code == 422
    keeper.post(url, {"way": "again", "note": "仍有", "due_on": "2024-08-01"})
    assert "第 2 轮" in text(keeper.get(url))
    unit.post(url, {"way": "report", "text": "再换"})
    keeper.post(url, {"way": "effective", "note": "好了"})
    row = models.Improvement.objects.get()
    assert (row.state, row.rounds) == ("effective", 2)
    assert "Effective" in text(desk("su", "en").get(url))


def test_keepers_move_it_on(raised, desk):
    keeper = desk("su")
    url = reverse("improving:item", args=[raised])
    keeper.post(url, {"way": "order", "number": "整改1号"})
    keeper.post(url, {"way": "owner", "owner": "lu"})
    keeper.post(url, {"way": "postpone", "due_on": "2024-05-01", "reason": "缺货"})
    keeper.post(url, {"way": "postpone", "due_on": "", "reason": "缺货"})
    row = models.Improvement.objects.get()
    assert (row.order_number, row.owner, str(row.due_on)) == ("整改1号", "lu", "2024-05-01")
    assert desk("lu").post(url, {"way": "withdraw", "reason": "不想"}).status_code == 422
    keeper.post(url, {"way": "withdraw", "reason": "误下达"})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_one_is_raised_by_hand_by_those_who_may(house, desk):
    url = reverse("improving:raise")
    assert desk("lu").get(url).status_code == 403
    keeper = desk("su")
    form = {"what": "统一致歉用语", "unit": "west_shop", "due_on": "2024-05-01", "check_after": "1"}
    assert keeper.post(url, {**form, "due_on": ""}).status_code == 422
    answer = keeper.post(url, form)
    row = models.Improvement.objects.get()
    assert answer.headers["Location"] == reverse("improving:item", args=[row.id])
    assert (row.what, row.unit, row.source) == ("统一致歉用语", "west_shop", "")
