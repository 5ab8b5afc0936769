"""The work list: facets, columns, saved views, bulk acts, sheet and print, what has changed."""

import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from shouwen.casework import operations, queries
from shouwen.vocabulary import Actor
from shouwen.web.models import SavedView

HX = {"HX-Request": "true"}


@pytest.fixture
def several(bank, clock, matter):
    """Five complaints: three by telephone about one outlet, two by letter about another."""

    def register(n):
        more = {"channel": "letter", "accused_unit": "dongmen"} if n > 2 else {}
        given = operations.register(
            "postal-bank", "register", {**matter, "subject": f"第 {n} 件收费", **more},
            actor=Actor("lin_xiao"), now=clock.now, command_id=f"several-{n}",
        )  # fmt: skip
        return given.number

    return [register(n) for n in range(5)]


def numbers(text):
    return sorted(set(re.findall(r"TS\d{13}", text)))


def options(text, facet):
    """Return what a facet offers: words and count, by value."""
    start = text.index(f'id="facet-{facet}"')
    inside = text[start : text.index("</select>", start)]
    return dict(re.findall(r'value="(\w+)"[^>]*>([^<]+)<', inside))


def test_facets_respect_each_other(desk, several):
    browser = desk("tian_yu")
    text = browser.get("/desk/?view=all").content.decode()
    assert options(text, "channel") == {"phone": "电话（3）", "letter": "信件（2）"}
    text = browser.get("/desk/?view=all&channel=letter").content.decode()
    # Its own filter leaves a facet's other values; the others count what is left.
    assert options(text, "channel") == {"phone": "电话（3）", "letter": "信件（2）"}
    assert "facet-unit" not in text  # one unit is no choice
    both = browser.get("/desk/?view=all").content.decode()
    assert options(both, "unit") == {"renmin": "人民路网点（3）", "dongmen": "东门网点（2）"}
    assert len(numbers(text)) == 2


def test_a_unit_a_level_and_a_date_narrow_the_list(desk, several):
    browser = desk("tian_yu")
    assert len(numbers(browser.get("/desk/?view=all&unit=renmin").content.decode())) == 3
    assert len(numbers(browser.get("/desk/?view=all&level=1").content.decode())) == 0
    assert len(numbers(browser.get("/desk/?view=all&due=late").content.decode())) == 0
    later = numbers(browser.get("/desk/?view=all&due=later").content.decode())
    week = numbers(browser.get("/desk/?view=all&due=week").content.decode())
    assert len(later) + len(week) == 5
    assert browser.get("/desk/?view=all&due=nonsense").status_code == 200


def test_columns_are_chosen_and_remembered(desk, several):
    browser = desk("tian_yu")
    page = browser.get("/desk/?view=all&cols=time,regulation,nonsense").content.decode()
    heads = re.findall(r'<th scope="col" class="(col-\w+)"', page)
    assert heads == ["col-pick", "col-title", "col-time", "col-regulation"]
    answer = browser.post("/desk/layout/", {"cols": "opened,who", "back": "view=all&cols=time"})
    assert answer.headers["Location"] == "/desk/?view=all"
    heads = re.findall(r'class="(col-\w+)"', browser.get("/desk/?view=all").content.decode())
    assert heads[:4] == ["col-pick", "col-title", "col-opened", "col-who"]
    chooser = browser.get("/desk/columns/?view=all").content.decode()
    assert "cols=who,opened" in chooser  # one step up
    assert "cols=opened,who,status" in chooser  # one more
    browser.post("/desk/layout/", {"density": "dense", "back": ""})
    assert "card--dense" in browser.get("/desk/?view=all").content.decode()


def test_a_view_is_kept_shared_renamed_and_dropped(desk, several):
    mine = desk("zhao_qiang")
    answer = mine.post(
        "/desk/views/",
        {
            "title": " 来信 的 ",
            "query": "view=all&channel=letter&cols=time&after=xyz",
            "shared": "1",
        },
    )
    row = SavedView.objects.get()
    assert row.title == "来信 的"
    assert row.query == "view=all&cols=time&channel=letter"
    assert answer.headers["Location"] == f"/desk/?{row.query}&saved={row.id}"
    # 孙芳 works at the same outlet; 田雨 elsewhere.
    assert "来信 的" in desk("sun_fang").get("/desk/").content.decode()
    assert "来信 的" in desk("sun_fang").get("/desk/palette/?q=来信").content.decode()
    assert "来信 的" not in desk("tian_yu").get("/desk/").content.decode()
    assert (
        desk("sun_fang").post("/desk/views/", {"intent": "drop", "view": row.id}).status_code == 404
    )
    mine.post("/desk/views/", {"intent": "rename", "view": row.id, "title": "信"})
    assert SavedView.objects.get().title == "信"
    mine.post("/desk/views/", {"intent": "drop", "view": row.id})
    assert not SavedView.objects.exists()
    refused = mine.post("/desk/views/", {"title": " ", "query": "view=all"})
    assert refused.status_code == 422
    assert "请给这个视图起个名字" in refused.content.decode()


def chosen(several):
    return "&".join(f"number={number}" for number in several)


def test_an_act_is_done_to_several_and_each_is_told(desk, several, clock):
    post = desk("tian_yu")
    offers = post.get(f"/desk/bulk/?{chosen(several)}").content.decode()
    assert "选中的都可以" in offers
    assert "只有其中 3 件可以" in offers[offers.index('value="dispatch"') :][:400]
    form = post.get(f"/desk/bulk/?{chosen(several)}&act=dispatch").content.decode()
    left = form[form.index("选中的有几件不能一起办") :]
    assert several[4] in left  # a letter goes another way, and that is said
    # One is dispatched by somebody else meanwhile: it is refused, and the others are not.
    operations.act(
        several[0], "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id="faster"
    )
    given = {"act": "dispatch", "number": several[:3], "token": "abc123"}
    told = post.post("/desk/bulk/", given).content.decode()
    assert "办成 2 件，未办 1 件" in told
    refused = told[told.index("outcomes__row--not") :]
    assert several[0] in refused[:900]
    rows = queries.work_list(
        Actor("tian_yu"), view="all", filters={"channel": "phone"}, now=clock.now
    ).rows
    assert len({row.stage for row in rows}) == 1
    # Sent twice it is carried out once.
    again = post.post("/desk/bulk/", given).content.decode()
    assert "办成 2 件，未办 1 件" in again


def test_what_cannot_be_done_stays_on_the_form_with_what_was_typed(desk, several, clock):
    for n, number in enumerate(several[:3]):
        operations.act(
            number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id=f"d{n}"
        )
    head = desk("zhao_qiang")
    form = head.get(f"/desk/bulk/?{chosen(several[:3])}&act=start").content.decode()
    assert 'name="f-handler"' in form
    given = {"act": "start", "number": several[:3], "token": "t1",
             "f-handler": "wu_yong", "f-inquiring_units": ["renmin"]}  # fmt: skip
    answer = head.post("/desk/bulk/", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "办成 0 件，未办 3 件" in text
    assert "第十一条" in text
    assert re.search(r'<option value="wu_yong" selected', text)
    done = head.post("/desk/bulk/", {**given, "f-handler": "sun_fang", "token": "t2"})
    assert "办成 3 件，未办 0 件" in done.content.decode()


def test_cases_one_may_not_know_of_are_not_among_them(desk, several, clock):
    text = desk("wu_yong").get(f"/desk/bulk/?{chosen(several)}").content.decode()
    assert "没有选中投诉" in text
    assert numbers(text[text.index("<main") :]) == []


def test_the_sheet_is_what_is_shown(desk, several, clock):
    answer = desk("tian_yu").get("/desk/sheet/?view=all&channel=letter&cols=status,channel,opened")
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(answer.streaming_content))
    ).get_sheet_by_index(0).to_python()  # fmt: skip
    said = " ".join(str(cell) for row in rows[:3] for cell in row)
    assert "渠道：信件" in said
    assert "2025-04-25 10:00" in said
    assert rows[4][:5] == ["编号", "事由", "状态", "渠道", "登记时间"]
    assert [row[0] for row in rows[5:]] == several[3:]
    assert rows[5][3] == "信件"


def test_changes_are_told_and_nothing_moves(desk, several, clock):
    browser = desk("tian_yu")
    page = browser.get("/desk/?view=all").content.decode()
    ask = re.search(r'id="list-moved"[^>]*hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "有变化" not in browser.get(ask, headers=HX).content.decode()
    clock.now += timedelta(minutes=2)
    operations.act(
        several[0], "supplement", {"supplement": "又来电"},
        actor=Actor("lin_xiao"), now=clock.now, command_id="more",
    )  # fmt: skip
    told = browser.get(ask, headers=HX).content.decode()
    assert "1 件有变化，刷新" in told
    assert browser.get("/desk/changes/?since=nonsense").status_code == 204


def test_a_glance_opens_nothing_private(desk, several):
    text = desk("tian_yu").get(f"/desk/case/{several[0]}/preview/", headers=HX).content.decode()
    assert "第 0 件收费" in text
    assert "共多扣十八元" not in text
    assert desk("wu_yong").get(f"/desk/case/{several[0]}/preview/").status_code == 404


def test_the_palette_knows_the_acts_of_the_case_below_it(desk, several):
    browser = desk("tian_yu")
    over = {**HX, "HX-Current-URL": f"http://testserver/desk/case/{several[0]}/"}
    text = browser.get("/desk/palette/", headers=over).content.decode()
    assert f"/desk/case/{several[0]}/act/dispatch/" in text
    assert f'name="case" value="{several[0]}"' in text
    found = browser.get("/desk/palette/?q=孙芳", headers=HX).content.decode()
    assert "view=all&amp;handler=sun_fang" in found
    assert "view=late" in browser.get("/desk/palette/?q=超期", headers=HX).content.decode()


def test_orders_and_new_views(desk, several, clock):
    browser = desk("tian_yu")
    for order in ("opened", "changed", "nonsense"):
        page = browser.get(f"/desk/?view=all&order={order}")
        assert len(numbers(page.content.decode())) == 5
    for view in ("approval", "call_back", "supervision"):
        assert browser.get(f"/desk/?view={view}").status_code == 200
