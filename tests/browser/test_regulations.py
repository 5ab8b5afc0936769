"""Regulations in a real browser: a story is stepped through, the drawing scrolls on a phone."""

from .conftest import PHONE

STORY = "/regulations/postal-bank/stories/0/"


def test_a_story_is_stepped_through_with_keys_and_slider(staff):
    desk = staff("zheng.kai").open(STORY)
    here = desk.page.locator("[aria-current=step] b")
    first = here.inner_text()
    desk.page.keyboard.press("ArrowRight")
    desk.page.wait_for_url("**?step=2")
    assert here.inner_text() != first
    desk.page.keyboard.press("ArrowLeft")
    desk.page.wait_for_url("**?step=1")
    assert here.inner_text() == first
    slider = desk.page.locator("input[type=range]")
    slider.evaluate("e => { e.value = 8; e.dispatchEvent(new Event('change', {bubbles: true})); }")
    desk.page.wait_for_url("**?step=8")
    assert "被拒绝" in desk.text()
    assert "第十八条" in desk.text()


def test_the_drawing_scrolls_inside_its_card(staff):
    desk = staff("zheng.kai")
    desk.page.set_viewport_size(PHONE)
    for room in ("", "drawing/", "tables/", "coverage/", "findings/", "stories/", "stories/0/"):
        desk.open(f"/regulations/postal-bank/{room}")
        assert desk.wide() == PHONE["width"], room
    desk.open("/regulations/postal-bank/drawing/")
    assert desk.page.evaluate(
        "(e => e.scrollWidth > e.clientWidth)(document.querySelector('.drawn'))"
    )
