"""One complaint from the portal to its closing, by everybody the regulation wants in it."""

MATTER = {
    "subject": "网点提前关门",
    "content": "四月二十四日下午四点半到银杏路支行，门已锁，告示写的是五点。",
    "accused_unit": "yinxing",
    "complainant_name": "乔先生",
    "telephone": "13900000002",
}


def test_from_the_portal_to_its_closing(window, staff, submit, clock):
    complainant = window()
    number, code = submit(complainant, **MATTER)
    assert "2025 年 4 月 29 日" in complainant.text()

    # The complaint post may not send it on before somebody has classed it: refused, with article.
    clock.on()
    post = staff("zheng.kai").open(f"/desk/case/{number}/")
    why = post.page.locator("details.greyed", has=post.page.locator("#why-not"))
    why.locator("> summary").click()
    why.get_by_text("请先审核归类").first.wait_for(state="attached")
    post.open(f"/desk/case/{number}/act/dispatch/")
    post.fill(accused_level="outlet", region="local", accepting_level="head_office").hand_in()
    refusal = post.page.locator(".banner--bad")
    refusal.get_by_text("请先审核归类").wait_for()
    assert "第十条" in refusal.inner_text()

    clock.on()
    agent = staff("lin.xiaoyu")
    agent.act(
        number, "审核补正登记", category="internal_management", accused_level="outlet",
        region="local", accepting_level="head_office",
    ).done("已办理：审核补正登记")  # fmt: skip

    clock.on()
    post.act(number, "转（督）办").done("已进入“核查处理中”")

    clock.on()
    head = staff("zhou.min")
    head.act(
        number, "签收并指定经办人", handler="zhang.wei", inquiring_units="yinxing"
    ).done("已办理")  # fmt: skip

    clock.on()
    handler = staff("zhang.wei")
    handler.act(number, "提交核查情况", inquiry_finding="值班人员提前落锁。").done("拟定处理意见")

    clock.on()
    head.act(
        number, "形成处理意见", liability="bank", finding="属实。", treatment="扣减当月考核。",
        rectification="营业终了双人核对时间。", unit_apology="true",
    ).done("答复中")  # fmt: skip

    # The slip may not go back before the customer has an answer.
    clock.on()
    handler.open(f"/desk/case/{number}/act/return_result/")
    handler.fill(satisfaction="satisfied", handler_phone="98011")
    handler.fill(handled_at=f"{clock.now:%Y-%m-%dT%H:%M}").hand_in()
    handler.page.locator(".banner--bad").get_by_text("先答复客户").wait_for()
    assert handler.page.input_value("#f-handler_phone") == "98011"

    handler.act(number, "答复客户", reply="已处理值班人员，向您致歉。").done("答复客户函")
    clock.on()
    handler.act(
        number, "回复转（督）办单", satisfaction="basically", handler_phone="98011",
        handled_at=f"{clock.now:%Y-%m-%dT%H:%M}",
    ).done("已办理")  # fmt: skip

    clock.on()
    staff("wei.chunyan").act(number, "二级分行回报").done("已办理")
    clock.on()
    staff("xu.man").act(number, "一级分行回报").done("待回访归档")

    # The complainant reads the answer and rates it, in another browser, with number and code.
    clock.on()
    elsewhere = window().open(f"/track/#{number}.{code}")
    assert elsewhere.page.input_value("#number") == number
    assert elsewhere.page.url.endswith("/track/")
    elsewhere.page.click("form[data-track] button")
    elsewhere.page.wait_for_url("**/case/")
    assert "已处理值班人员，向您致歉。" in elsewhere.text()
    elsewhere.page.get_by_role("link", name="评价处理结果").click()
    elsewhere.fill(satisfaction="satisfied")
    elsewhere.page.click("main button:has-text('提交')")
    elsewhere.page.wait_for_url("**/case/done/")

    clock.on()
    agent.act(number, "回访", satisfaction="satisfied").done("已办理：回访")
    clock.on()
    post.act(number, "办结归档").done("已办结归档")
    assert "按时完成" in post.open(f"/desk/case/{number}/").text()

    elsewhere.open("/case/")
    assert "本件已经办结" in elsewhere.text()
    assert elsewhere.page.locator(".steps__step--ended").inner_text().endswith("办结")


def test_a_withdrawal_is_checked_before_it_counts(window, staff, submit, clock):
    complainant = window()
    number, _ = submit(complainant, **MATTER)
    clock.on()
    staff("lin.xiaoyu").act(
        number, "审核补正登记", category="internal_management", accused_level="outlet",
        region="local", accepting_level="head_office",
    ).done("已办理")  # fmt: skip

    complainant.open("/case/").page.get_by_role("link", name="撤回投诉").click()
    complainant.fill(withdraw_reason="后来弄清楚了")
    complainant.page.click("text=下一步：确认撤回")
    complainant.page.get_by_role("link", name="请确认是否出于自愿").wait_for()
    assert complainant.page.input_value("#f-withdraw_reason") == "后来弄清楚了"
    complainant.page.check("#freely")
    complainant.page.click("text=下一步：确认撤回")
    complainant.page.get_by_role("button", name="确认撤回", exact=True).click()
    complainant.page.wait_for_url("**/case/done/")
    assert "期限不停" in complainant.text()

    # It may not be filed before somebody has asked; then it is, for the reason given.
    clock.on()
    post = staff("zheng.kai")
    post.act(
        number, "核实撤诉", withdrawal_outcome="voluntary",
        withdrawal_check="电话核实，本人确认看错了告示。",
    ).done("撤诉归档")  # fmt: skip
    assert "撤诉记录" in post.open(f"/desk/case/{number}/").text()
    complainant.open("/case/")
    assert "您已撤回投诉" in complainant.text()
    assert complainant.page.get_by_role("link", name="撤回投诉").count() == 0


def test_pressed_to_withdraw_the_matter_goes_on(window, staff, submit, clock):
    complainant = window()
    number, _ = submit(complainant, **MATTER)
    clock.on()
    staff("lin.xiaoyu").act(
        number, "审核补正登记", category="internal_management", accused_level="outlet",
        region="local", accepting_level="head_office",
    ).done("已办理")  # fmt: skip
    complainant.open("/case/do/withdraw/").fill(withdraw_reason="不想追究了")
    complainant.page.check("#freely")
    complainant.page.click("text=下一步：确认撤回")
    complainant.page.get_by_role("button", name="确认撤回", exact=True).click()
    complainant.page.wait_for_url("**/case/done/")
    clock.on()
    staff("zheng.kai").act(
        number, "核实撤诉", withdrawal_outcome="pressured", withdrawal_check="网点有人上门劝说。",
    ).done("已办理")  # fmt: skip
    complainant.open("/case/")
    assert "正在安排承办单位" in complainant.text()
    assert complainant.page.get_by_role("link", name="撤回投诉").count() == 1
