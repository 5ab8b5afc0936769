"""The portal as a screen reader has it: Chromium's accessibility tree, page by page."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE

MATTER = {"subject": "取号机缺纸", "content": "等了二十分钟。", "accused_unit": "yinxing"}
PLACES = ["/", "/submit/postal-bank/submit/", "/track/", "/track/lost/", "/help/", "/receipt/",
          "/case/", "/case/add/", "/case/do/supplement/", "/case/do/withdraw/"]  # fmt: skip
#: Chinese texts on an English page that no voice is told to say in Chinese.
UNMARKED = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    const marked = parentElement.closest("[lang]:not(html)");
    if (!marked && /\\p{Script=Han}/u.test(data)) found.push(data);
  }
  return found;
}"""
CONTROLS = {"button", "link", "textbox", "checkbox", "radio", "combobox", "searchbox"}


def tree(mine):
    """Return role, name and properties of every node a screen reader stops at."""
    session = mine.page.context.new_cdp_session(mine.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", ""),
            {each["name"]: each["value"].get("value") for each in node.get("properties", ())},
        )
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]


def faults(mine):
    """Return what somebody who hears the page would miss."""
    found, seen = [], tree(mine)
    roles = [role for role, *_ in seen]
    found += [
        f"{roles.count(landmark)} of {landmark}"
        for landmark in ("main", "banner", "contentinfo")
        if roles.count(landmark) != 1
    ]
    found += [f"a {role} without a name" for role, name, _ in seen
              if role in CONTROLS | {"navigation", "region"} and not name.strip()]  # fmt: skip
    levels = [told["level"] for role, _, told in seen if role == "heading"]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} headings of the first level")
    found += [
        f"a heading of level {after} after {before}"
        for before, after in zip([0, *levels], levels, strict=False)
        if after > before + 1
    ]
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_has_landmarks_names_and_headings_in_order(window, submit, language):
    mine = window(PHONE)
    submit(mine, **MATTER)
    mine.page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": mine.server}]
    )
    titles = {}
    for place in PLACES:
        mine.open(place)
        assert faults(mine) == [], place
        assert language == "zh-hans" or mine.page.evaluate(UNMARKED) == [], place
        if place != "/case/add/":  # the same, where a regulation has no act for it
            titles.setdefault(mine.page.title(), []).append(place)
    assert all(len(places) == 1 for places in titles.values()), titles


def test_what_is_wrong_is_heard_first_and_leads_to_its_field(window):
    mine = window(PHONE).open("/submit/")
    mine.fill(subject="取号机缺纸")
    mine.page.click("text=下一步：核对")
    mine.page.wait_for_selector("#wrong")
    expect(mine.page.locator("#wrong")).to_be_focused()
    assert mine.page.title().startswith("还差一点")
    said = tree(mine)
    assert any(role == "alert" for role, *_ in said)
    invalid = [name for role, name, told in said if told.get("invalid") == "true"]
    assert any("详细经过" in name for name in invalid)


def test_files_are_added_without_leaving_the_page_and_it_is_said(window):
    mine = window(PHONE).open("/submit/")
    mine.fill(content="写到一半。")
    chosen = {"name": "说明.txt", "mimeType": "text/plain", "buffer": "天花板漏水".encode()}
    mine.page.set_input_files("#files", [chosen])
    mine.page.get_by_text("已添加 1 个文件。").wait_for()
    assert mine.page.input_value("#f-content") == "写到一半。"
    assert any(role == "status" for role, *_ in tree(mine))
    mine.page.get_by_role("button", name="移除 说明.txt").click()
    mine.page.get_by_text("已移除。").wait_for()
    assert mine.page.input_value("#f-content") == "写到一半。"


def test_a_form_stays_where_it_is_while_nobody_can_be_reached(window):
    mine = window(PHONE).open("/submit/")
    mine.fill(**{**MATTER, "content": "地铁里写的。"})
    mine.page.context.set_offline(True)
    mine.page.click("text=下一步：核对")
    mine.page.get_by_role("alert").filter(has_text="现在连不上我们").wait_for()
    assert mine.page.input_value("#f-content") == "地铁里写的。"
    mine.page.context.set_offline(False)
    mine.trouble.clear()  # the browser has complained of the network, rightly
    mine.page.click("text=下一步：核对")
    mine.page.get_by_role("button", name="确认提交").wait_for()
    assert "地铁里写的。" in mine.text()


def test_letters_grow_where_one_is_and_nothing_typed_is_lost(window):
    mine = window({"width": 320, "height": 700}).open("/submit/")
    mine.fill(content="写到一半。")
    # The letters grow at once; what is sent beside it makes the next page remember them.
    with mine.page.expect_response(lambda answer: "/appearance/" in answer.url):
        mine.page.get_by_role("button", name="特大字").click()
    mine.page.wait_for_selector("body.portal--largest")
    assert mine.page.input_value("#f-content") == "写到一半。"
    for place in ("/", "/submit/", "/track/", "/help/"):
        mine.open(place)
        assert mine.page.locator("body.portal--largest").count() == 1
        assert mine.wide() == 320, place
    mine.page.context.add_cookies([{"name": "django_language", "value": "en", "url": mine.server}])
    assert mine.open("/help/").wide() == 320
