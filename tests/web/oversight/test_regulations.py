"""Regulations are read, drawn and replayed by whoever works under them."""

import html
import re

import pytest

from shouwen.casework import operations, rulebooks
from shouwen.packs import shelf
from shouwen.vocabulary import Actor

from ..conftest import LONG_AGO

PART = {"HX-Request": "true"}
ROOMS = ["", "drawing/", "tables/", "coverage/", "findings/", "stories/", "stories/0/"]


@pytest.fixture
def officer(desk):
    return desk("zhong_cheng")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("id_", shelf.regulation_ids())
def test_every_room_of_every_regulation_is_shown(desk, id_, room, language):
    answer = desk("zhong_cheng", language).get(f"/regulations/{id_}/{room}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert " style=" not in text
    assert "<c-" not in text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert text.count('aria-current="page"') >= 2  # the side bar and the room


def test_the_shelf_lists_every_regulation(officer):
    text = officer.get("/regulations/").content.decode()
    for row in rulebooks.regulations():
        assert row.title in text
        assert f"/regulations/{row.id}/" in text


def test_the_shelf_says_where_each_is_worked_by(officer):
    operations.adopt_in("postal-bank-dongjiang", "east", actor=Actor("root"), now=LONG_AGO)
    text = officer.get("/regulations/").content.decode()
    cards = {card.partition("/")[0]: card for card in text.split('href="/regulations/')[1:]}
    assert "全机构采用" in cards["postal-bank"]
    assert '<span class="tag tag--good">东江分行</span>' in cards["postal-bank-dongjiang"]
    assert "tag--good" not in cards["hospital"]


def test_an_unknown_regulation_is_not_there(officer):
    for room in ROOMS:
        assert officer.get(f"/regulations/none/{room}").status_code == 404


def test_strangers_do_not_read_along(stranger):
    for address in ("/regulations/", "/regulations/days/", "/regulations/postal-bank/stories/0/"):
        assert stranger.get(address).status_code == 302


def test_every_article_stands_beside_its_rules(officer):
    text = officer.get("/regulations/postal-bank/").content.decode()
    view = rulebooks.regulation("postal-bank")
    for article in view.articles:
        row = text[text.index(f'id="{article.id}" aria') :].split("</article>")[0]
        assert article.no in row
        for address in re.findall(r'hx-get="(.*?)"', row):
            asked = officer.get(f"/regulations/postal-bank/{html.unescape(address)}", headers=PART)
            row += asked.content.decode()
        for rule in article.rules:
            assert f'title="{rule.where}"' in row
    folded = re.search(r'href="(\?article=\w+)#', text)
    assert folded, "no article has so many rules that they come when asked for"
    assert text.count("<li>") < officer.get(
        f"/regulations/postal-bank/{folded[1]}"
    ).content.decode().count("<li>")
    for wrong in ("", "?article=a10", "?article=none&kind=acts", "?article=a10&kind=none"):
        assert officer.get(f"/regulations/postal-bank/{wrong}", headers=PART).status_code == 404


def test_what_is_assumed_says_so(officer):
    text = officer.get("/regulations/postal-bank/").content.decode()
    assert text.count("推定，待确认") == sum(
        article.assumed for article in rulebooks.regulation("postal-bank").articles
    )


def test_requirements_are_filtered(officer):
    def rows(query):
        text = officer.get(f"/regulations/postal-bank/coverage/?{query}").content.decode()
        return re.findall(r'<tr id="(PS-\d+)"', text)

    everything = rows("")
    assert len(everything) == 57
    left_out = rows("status=not_encoded")
    assert left_out
    assert "PS-01" in left_out
    assert rows("q=PS-43") == ["PS-43"]
    assert "PS-43" in rows("q=withdraw")
    assert rows("q=nothing-like-it") == []


def test_stories_are_listed_and_found(officer):
    view = rulebooks.regulation("postal-bank")
    text = officer.get("/regulations/postal-bank/stories/").content.decode()
    assert len(re.findall(r"/regulations/postal-bank/stories/\d+/", text)) == len(view.stories)
    found = officer.get("/regulations/postal-bank/stories/?q=胁迫").content.decode()
    assert 0 < len(re.findall(r"/stories/\d+/", found)) < len(view.stories)


def refused_step():
    for row in rulebooks.regulation("postal-bank").stories:
        for step in rulebooks.story("postal-bank", row.index).steps:
            if not step.accepted:
                return row.index, step
    raise AssertionError("no story tells of a refusal")


def test_a_refusal_is_shown_with_its_article(officer):
    index, step = refused_step()
    address = f"/regulations/postal-bank/stories/{index}/?step={step.number}"
    text = officer.get(address).content.decode()
    assert "被拒绝" in text
    assert step.why in text
    assert "〔第" in step.why


def test_a_story_is_walked_by_plain_links(officer):
    here = "/regulations/postal-bank/stories/0/"
    last = len(rulebooks.story("postal-bank", 0).steps)
    first = officer.get(here).content.decode()
    assert f'href="{here}?step=2"' in first
    assert 'rel="prev"' not in first
    assert f"1 / {last}" in first
    end = officer.get(f"{here}?step={last}").content.decode()
    assert 'rel="next"' not in end
    assert f'href="{here}?step={last - 1}"' in end
    beyond = officer.get(f"{here}?step=9999").content.decode()
    assert f"{last} / {last}" in beyond
    assert f"1 / {last}" in officer.get(f"{here}?step=x").content.decode()
    assert officer.get("/regulations/postal-bank/stories/9999/").status_code == 404


def test_htmx_gets_the_step_alone(officer):
    whole = officer.get("/regulations/postal-bank/stories/0/?step=2").content.decode()
    part = officer.get(
        "/regulations/postal-bank/stories/0/?step=2", headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert part.strip() in whole


def test_due_dates_are_explained(officer):
    text = officer.get("/regulations/postal-bank/stories/0/").content.decode()
    step = rulebooks.story("postal-bank", 0).steps[0]
    assert step.due
    for title, at in step.due:
        assert title in text
        assert at in text
    for because in step.explanations:
        assert because in text


@pytest.mark.parametrize(
    ("query", "date", "words"),
    [
        ("start=2026-09-28T17:20&amount=3&unit=working_day", "2026-10-08 18:00", "国庆节"),
        ("start=2025-04-25T10:00&amount=1&unit=working_hour&ends=instant", "2025-04-25 11:00", ""),
        ("start=2025-04-25T10:00&amount=15&unit=day&roll=next", "2025-05-12 18:00", ""),
    ],
)
def test_a_limit_is_counted_and_explained(officer, query, date, words):
    text = officer.get(f"/regulations/days/?{query}").content.decode()
    assert date in text
    assert words in text
    assert 'class="square square--due"' in text


@pytest.mark.parametrize(
    "query",
    ["start=soon", "amount=-1", "amount=many", "amount=99999", "unit=moon", "hours=25:00-26:00",
     "ends=never", "start=1890-01-01T10:00"],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_in_words(officer, query):
    for language in ("zh-hans", "en"):
        officer.cookies["django_language"] = language
        answer = officer.get(f"/regulations/days/?{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("room", ROOMS)
def test_a_companion_is_read_beside_its_regulation(desk, room, language):
    answer = desk("zhong_cheng", language).get(f"/regulations/postal-bank+cbirc-complaints/{room}")
    assert answer.status_code == 200
    if language == "zh-hans":
        assert "银行业保险业消费投诉处理管理办法" in answer.content.decode()


def test_an_overlay_names_its_base(officer):
    text = officer.get("/regulations/postal-bank-dongjiang/").content.decode()
    assert 'href="/regulations/postal-bank/"' in text


def test_every_section_of_rules_has_its_place_beside_the_articles():
    from shouwen.packs.side_by_side import _SECTIONS
    from shouwen.web.oversight.reading import SIGNS

    assert set(SIGNS) == {*_SECTIONS, "recusal"}
