"""Every page, in both languages, as a browser without script gets it."""

import re

import pytest

from shouwen import vault
from shouwen.casework import operations
from shouwen.vocabulary import Actor

CASE = "/desk/case/{number}/"
PAGES = [
    ("/login/", None),
    ("/desk/", "zhao_qiang"),
    ("/desk/?view=all", "zhao_qiang"),
    ("/desk/?view=closed", "zhao_qiang"),
    ("/desk/?view=all&q=重复&category=work_error", "zhao_qiang"),
    ("/desk/palette/?q=短信", "zhao_qiang"),
    ("/desk/register/postal-bank/register/", "lin_xiao"),
    (CASE, "zhao_qiang"),
    (CASE + "?show=clock", "zhao_qiang"),
    (CASE + "?show=notice", "zhao_qiang"),
    (CASE + "act/start/", "zhao_qiang"),
    (CASE + "act/archive/", "zhao_qiang"),
    (CASE + "reveal/content/", "zhao_qiang"),
    (CASE + "forms/", "zhao_qiang"),
    ("/desk/books/", "zhao_qiang"),
    ("/desk/knowledge/", "zhao_qiang"),
    ("/desk/knowledge/?q=退费", "zhao_qiang"),
    ("/desk/knowledge/?q=不会有的词", "zhao_qiang"),
    ("/desk/knowledge/KB-04/", "zhao_qiang"),
    ("/desk/knowledge/KB-03/?way=1.1", "zhao_qiang"),
    ("/desk/knowledge/MD-02/", "zhao_qiang"),
    ("/desk/knowledge/wording/", "zhao_qiang"),
    ("/desk/duties/", "zhao_qiang"),
    ("/desk/notices/", "zhao_qiang"),
    ("/desk/notices/?show=all", "zhao_qiang"),
    ("/no/such/page", "zhao_qiang"),
]


@pytest.fixture
def dispatched(number, clock):
    """The complaint has been passed on to the outlet: a slip was issued, people were told."""
    done = operations.act(
        number, "dispatch", {}, actor=Actor("tian_yu"), now=clock.now, command_id="dispatch"
    )
    assert done.stage
    operations.open_duties(now=clock.now)
    return number


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("page", "person"), PAGES)
def test_a_page_is_whole(desk, stranger, dispatched, page, person, language):
    browser = desk(person) if person else stranger
    browser.cookies["django_language"] = language
    answer = browser.get(page.format(number=dispatched))
    text = answer.content.decode()
    assert answer.status_code == (404 if "no/such" in page else 200)
    assert "<c-" not in text, "a component was not drawn"
    assert "{{" not in text
    assert "{%" not in text
    assert 'lang="zh-Hans"' in text if language == "zh-hans" else '<html lang="en"' in text
    assert text.count("<h1") == 1
    assert answer.headers["Content-Language"] == language


def test_particulars_are_masked_everywhere(desk, dispatched):
    browser = desk("zhao_qiang")
    for page, person in PAGES:
        if person == "zhao_qiang":
            text = browser.get(page.format(number=dispatched)).content.decode()
            assert "陈俊" not in text
            assert "13812345627" not in text


def test_the_complaint_is_open_to_whoever_works_on_it_and_the_reading_is_logged(desk, dispatched):
    text = desk("zhao_qiang").get(CASE.format(number=dispatched)).content.decode()
    assert "共多扣十八元" in text
    (reading,) = vault.readings(dispatched)
    assert (reading.by, reading.reason) == ("zhao_qiang", "办理本件，阅读投诉内容")


def test_whoever_only_looks_on_states_a_reason_first(desk, dispatched):
    text = desk("zhong_cheng").get(CASE.format(number=dispatched)).content.decode()
    assert "共多扣十八元" not in text
    assert "查看内容" in text
    assert vault.readings(dispatched) == []


def test_an_issued_document_is_a_page_for_paper(desk, dispatched):
    browser = desk("zhao_qiang")
    page = browser.get(CASE.format(number=dispatched)).content.decode()
    (slip,) = re.findall(rf'href="(/desk/case/{dispatched}/document/\d+/)"', page)
    text = browser.get(slip).content.decode()
    assert "投诉转办单" in text
    assert dispatched in text
    assert browser.get(f"/desk/case/{dispatched}/document/99999/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_cannot_be_done_says_why_with_its_article(desk, dispatched, language):
    browser, address = desk("zhao_qiang", language), CASE.format(number=dispatched)
    assert 'href="?why=1#why-not"' in browser.get(address).content.decode()
    text = browser.get(f"{address}?why=1").content.decode()
    greyed = text[text.index('class="card greyed') :]
    part = browser.get(f"{address}?why=1", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in greyed
    assert ("第十一条" in greyed) == (language == "zh-hans")
    assert ("Art. 11" in greyed) == (language == "en")
    assert greyed.count("greyed__one") > 10
    assert ("还缺条件" in greyed) == (language == "zh-hans")


def test_a_case_found_by_its_whole_number_opens_at_once(desk, dispatched):
    answer = desk("zhao_qiang").get(f"/desk/?view=all&q={dispatched}")
    assert answer.headers["Location"] == f"/desk/case/{dispatched}/"


def test_nothing_stays_in_the_cache_and_nothing_inline_runs(desk, dispatched):
    answer = desk("zhao_qiang").get(CASE.format(number=dispatched))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert not re.search(r'\sstyle="', text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_the_list_is_paged_by_keys(desk, bank, clock):
    for n in range(30):
        operations.register(
            "postal-bank", "register",
            {"channel": "phone", "subject": f"第 {n:02} 件", "category": "work_error",
             "accused_unit": "renmin", "accused_level": "outlet", "region": "local",
             "accepting_level": "first_branch"},
            actor=Actor("lin_xiao"), now=clock.now, command_id=f"many-{n}",
        )  # fmt: skip
    browser = desk("zhao_qiang")
    seen, page = [], "/desk/?view=unit"
    for _ in range(3):
        text = browser.get(page).content.decode()
        seen += re.findall(r"第 \d\d 件", text)
        onward = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', text)
        if onward is None:
            break
        page = "/desk/" + onward[1].replace("&amp;", "&")
    assert sorted(seen) == sorted({*seen})
    assert len(seen) == 30
    assert browser.get("/desk/?after=nonsense", follow=True).status_code == 200
