"""Statements, accounts, months, sanctions: what each sees, and what forms do."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shouwen.consequences import models

ROOMS = ("money:accounts", "money:month", "money:sanctions")


def text(answer):
    words = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1])
    return re.sub(r"\s+", " ", words)


def sheet(*lines):
    body = "\n".join(["工号,绩效奖金", *lines]).encode()
    return SimpleUploadedFile("三月.csv", body)


def close(browser, **form):
    return browser.post(reverse("money:month"), {"month": "2024-03", **form}, follow=True)


def test_everybody_sees_his_own_statement_and_no_room_of_keepers(charged, desk):
    browser = desk("lu")
    told = text(browser.get("/money/?month=2024-03"))
    assert "我的对账单" in told
    assert "4,000.00" in told
    assert "绩效奖金还没有录入" in told
    for name in ROOMS:
        assert browser.get(reverse(name)).status_code == 403, name
    assert browser.get(reverse("money:account", args=["person:su"])).status_code == 403
    assert "分户账" not in told


def test_keepers_see_the_accounts_below_them_and_others_look_like_none(charged, desk):
    told = text(desk("su").get(reverse("money:accounts")))
    assert "陆二" in told
    assert "潘四" not in told
    hidden = desk("su").get(reverse("money:account", args=["person:pan"]))
    absent = desk("su").get(reverse("money:account", args=["person:nobody"]))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert text(hidden).replace("person:pan", "") == text(absent).replace("person:nobody", "")


def test_a_month_from_the_sheet_to_the_statement(charged, desk):
    keeper = desk("jiang")
    url = reverse("money:figures")
    told = text(keeper.post(url, {"month": "2024-03", "sheet": sheet("lu,5000", "su,五", "pan,0")}))
    assert "录入 2 行，未变 0 行，拒收 1 行" in told
    assert "“五”不是金额" in told
    told = text(close(keeper))
    assert "已结 2 户，另有 1 户缺基数" in text(keeper.get("/money/months/")) or "月结未完" in told
    keeper.post(url, {"month": "2024-03", "sheet": sheet("su,1000")})
    told = text(close(keeper))
    assert "已月结，数字不再变" in told
    assert "3,000.00" in told  # 2,500 of 陆, 500 of 苏
    assert "扣收清单" in told
    assert "陆二 东店 – 4,000.00 – 2,500.00 – 1,500.00" in told
    answer = keeper.get(reverse("money:sheet"), {"month": "2024-03"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编号,姓名（单位）,所在单位,期初")
    assert lines[1] == "lu,陆二,东店,0.00,4000.00,0.00,0.00,2500.00,0.00,0.00,1500.00,0.00"
    assert [line.partition(",")[0] for line in lines[1:]] == ["lu", "pan", "su"]
    assert desk("su").get(reverse("money:sheet"), {"month": "2024-03"}).status_code == 403
    assert desk("lu").get(reverse("money:sheet"), {"month": "2024-03"}).status_code == 403
    assert keeper.get(reverse("money:sheet")).status_code == 404
    own = text(desk("lu").get("/money/?month=2024-03"))
    assert "2,500.00" in own
    assert "至多扣绩效奖金的 50%：5,000.00 × 50% = 2,500.00 元" in own
    english = text(desk("lu", "en").get("/money/?month=2024-03"))
    assert "My statement" in english
    assert "at most 50% of the performance bonus in a month" in english


def test_figures_and_close_are_refused_to_keepers_of_one_shop(charged, desk):
    keeper = desk("su")
    keeper.post(reverse("money:figures"), {"month": "2024-03", "sheet": sheet("lu,5000")})
    assert not models.Basis.objects.exists()
    assert close(keeper).status_code == 403
    assert not models.Closing.objects.exists()


def test_what_is_no_sheet_is_said(charged, desk):
    keeper = desk("jiang")
    bad = SimpleUploadedFile("x.csv", "姓名,电话\n陆二,1\n".encode())
    answer = keeper.post(reverse("money:figures"), {"month": "2024-03", "sheet": bad}, follow=True)
    assert "没有找到表头" in answer.content.decode()
    answer = keeper.post(reverse("money:figures"), {"month": "2024-03"}, follow=True)
    assert "请选择月份和表格文件" in answer.content.decode()


def test_a_correction_takes_two_browsers(charged, desk):
    keeper, boss = desk("jiang"), desk("shen")
    url = reverse("money:correct", args=["person:lu"])
    form = {"charge": f"{charged}/loss/lu", "month": "2024-03", "cause": "corrected"}
    assert keeper.get(url, {"charge": form["charge"], "month": "2024-03"}).status_code == 200
    wrong = keeper.post(url, {**form, "to": "三千", "reason": "录错"})
    assert (wrong.status_code, "三千" in wrong.content.decode()) == (422, True)
    blank = keeper.post(url, {**form, "to": "3000", "reason": ""})
    assert (blank.status_code, "须写明理由" in text(blank)) == (422, True)
    assert keeper.post(url, {**form, "to": "3000", "reason": "录错"}).status_code == 303
    decide = reverse("money:decide", args=["person:lu"])
    told = boss.get(reverse("money:accounts")).content.decode()
    request = re.search(r'name="request" value="([^"]+)"', told)[1]
    answer = {"request": request, "decision": "approve", "month": "2024-03"}
    assert keeper.post(decide, answer).status_code == 403
    assert desk("lu").post(decide, answer).status_code == 403
    assert "待您批准的更正" in told
    assert boss.post(decide, answer).status_code == 303
    assert models.Charge.objects.get(key=form["charge"]).due == 3000
    assert "3,000.00" in text(desk("lu").get("/money/?month=2024-03"))


def test_nobody_corrects_a_charge_that_is_not_on_the_account(charged, desk):
    url = reverse("money:correct", args=["person:lu"])
    assert desk("jiang").get(url, {"charge": f"{charged}/loss/su"}).status_code == 404


def test_sanctions_are_published(house, counter, desk):
    number = counter.register()
    counter.act(number, "punish", punished="lu", sanction="demerit")
    keeper = desk("jiang")
    url = reverse("money:sanctions")
    assert "记过" in text(keeper.get(url))
    charge = models.Charge.objects.get(sanction="demerit").key
    answer = keeper.post(url, {"notice": "人事1号"}, follow=True)
    assert "请勾选处分" in answer.content.decode()
    keeper.post(url, {"charge": [charge], "notice": "人事〔2024〕1号"})
    assert "人事〔2024〕1号" in text(keeper.get(url, {"view": "published"}))
    assert "没有处分" in text(keeper.get(url))


def test_the_register_of_the_money_of_cases(house, counter, desk):
    number = counter.register()
    counter.act(number, "pay", paid="800")
    told = text(desk("su").get(reverse("money:register")))
    assert number in told
    assert "800.00" in told
    assert "没有款项" in text(desk("pan").get(reverse("money:register")))


@pytest.mark.parametrize("name", ["money:mine", "money:register", *ROOMS, "improving:list"])
def test_strangers_are_asked_to_log_in(house, clock, client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/")


def test_nonsense_in_the_address_is_no_trouble(charged, desk):
    keeper = desk("jiang")
    for address in (
        "/money/?month=2024-13", "/money/accounts/?view=x&after=%00",
        "/money/months/?month=x", "/money/sanctions/?after=abc", "/money/accounts/x/",
        "/improvements/?after=nonsense", "/improvements/x/",
    ):  # fmt: skip
        assert keeper.get(address).status_code in (200, 404, 409), address


def test_the_case_page_says_what_it_charges(charged, counter, desk):
    counter.act(charged, "order", todo="更换包装")
    told = text(desk("su").get(f"/desk/case/{charged}/"))
    assert "陆二 · 4,000.00 元" in told
    assert "“损失罚扣”记账" in told
    assert "更换包装" in told
    english = text(desk("su", "en").get(f"/desk/case/{charged}/"))
    assert "Charged: 损失罚扣" in english


@pytest.mark.parametrize(
    "page",
    [
        "/money/accounts/?view=all", "/money/months/?month=2024-03", "/money/sanctions/?view=all",
        "/money/register/", "/improvements/?view=all",
    ],
)  # fmt: skip
def test_questions_do_not_grow_with_what_a_page_shows(charged, counter, desk, page):
    keeper = desk("jiang")

    def asked():
        keeper.get(page)  # what is kept in memory is there now
        with CaptureQueriesContext(connection) as told:
            assert keeper.get(page).status_code == 200
        return len(told)

    def more(*persons):
        number = counter.register()
        counter.share(number, "900", dict.fromkeys(persons, 1))
        counter.act(number, "punish", punished=persons[0], sanction="demerit")
        counter.act(number, "pay", paid="800")
        counter.act(number, "order", todo="更换包装")

    more("lu")
    few = asked()
    for _ in range(3):
        more("chen", "he", "shen", "jiang", "pan")
    assert asked() == few
