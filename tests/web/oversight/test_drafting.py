"""A new edition: drafted with help, proposed by one person, published by another, taken over."""

import re
from datetime import timedelta

import pytest

from shouwen import ledger
from shouwen.casework import operations, published, publishing, queries
from shouwen.casework.errors import EditionUnfit, NotInOffice, ProposedByYou
from shouwen.packs import shelf
from shouwen.vocabulary import Actor

BASE = "postal-bank"
DRAFTER, APPROVER, CLERK = Actor("shen_lv"), Actor("fang_ping"), Actor("lin_xiao")


@pytest.fixture(autouse=True)
def nothing_published(settings, tmp_path):
    yield
    settings.DATA_FOLDER = tmp_path
    published.take_away()


@pytest.fixture
def draft(bank, clock):
    return publishing.begin(BASE, actor=DRAFTER, now=clock.now)


def newer(text, day, *changes):
    text = re.sub(r'version: "?[\d.]+"?', 'version: "2025.1"', text, count=1)
    text = re.sub(r"effective: [\d-]+", f"effective: {day:%Y-%m-%d}", text, count=1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def written(draft, clock, *changes):
    found = publishing.draft_of(draft)
    text = newer(found.text, clock.now, *changes)
    return publishing.write(
        draft, {"text": text}, revision=found.revision, actor=DRAFTER, now=clock.now
    )


def test_an_edition_published_by_two_holds_for_what_comes_in_from_its_day(
    bank, clock, matter, draft, django_capture_on_commit_callbacks
):
    before = operations.register(
        BASE, "register", matter, actor=CLERK, now=clock.now, command_id="before"
    )
    revision = written(draft, clock)
    publishing.propose(draft, revision=revision, actor=DRAFTER, now=clock.now)
    with pytest.raises(ProposedByYou):
        publishing.publish(draft, actor=DRAFTER, now=clock.now)
    with django_capture_on_commit_callbacks(execute=True):
        key = publishing.publish(draft, actor=APPROVER, now=clock.now)
    assert key == f"{BASE}@2025.1"
    after = operations.register(
        BASE, "register", matter, actor=CLERK, now=clock.now, command_id="after"
    )
    editions = [
        queries.case_view(CLERK, each.number, clock.now).edition for each in (before, after)
    ]
    assert editions[0] != editions[1] == key
    events = [each.type for each in ledger.read(f"publication/{draft}")]
    assert events == [publishing.PROPOSED, publishing.PUBLISHED]
    # Another process finds it in the record.
    published.take_away()
    assert shelf.edition(BASE).version != "2025.1"
    queries.worked_by(clock.now)
    assert shelf.edition(BASE).version == "2025.1"
    assert shelf.directory(BASE).units
    operations.rebuild()
    assert publishing.plan_of(key) == (f"{BASE}@2015.1", "")


def test_only_who_looks_after_regulations_drafts(bank, clock):
    with pytest.raises(NotInOffice):
        publishing.begin(BASE, actor=CLERK, now=clock.now)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (('version: "2025.1"', 'version: "2014.9"'), "不新于"),
        ((f"id: {BASE}", "id: another-bank"), "编号应为"),
        (("first_stage: ", "first_stage: nowhere_"), "错误"),
    ],
)
def test_what_is_unfit_is_not_proposed(bank, clock, draft, wrong, said):
    revision = written(draft, clock)
    text = publishing.draft_of(draft).text
    assert wrong[0] in text
    revision = publishing.write(
        draft, {"text": text.replace(*wrong, 1)}, revision=revision, actor=DRAFTER, now=clock.now
    )
    with pytest.raises(EditionUnfit, match=said):
        publishing.propose(draft, revision=revision, actor=DRAFTER, now=clock.now)
    assert publishing.draft_of(draft).open


def test_an_edition_does_not_hold_from_a_day_gone_by(bank, clock, draft):
    clock.now -= timedelta(days=2)
    revision = written(draft, clock)
    clock.now += timedelta(days=2)
    with pytest.raises(EditionUnfit, match="施行日"):
        publishing.propose(draft, revision=revision, actor=DRAFTER, now=clock.now)


def test_a_proposal_given_back_can_be_written_on_again(desk, clock, draft):
    publishing.propose(draft, revision=written(draft, clock), actor=DRAFTER, now=clock.now)
    approver = desk("fang_ping")
    page = f"/regulations/drafts/{draft}/"
    sent = approver.post(page, {"intent": "decline", "reason": "第十二条的时限请再核"})
    assert sent.status_code == 303
    shown = desk("shen_lv").get(page).content.decode()
    assert "第十二条的时限请再核" in shown
    assert publishing.draft_of(draft).open


def test_the_pages_draft_propose_and_publish(desk, clock, bank, django_capture_on_commit_callbacks):
    drafter, approver = desk("shen_lv"), desk("fang_ping")
    sent = drafter.post(f"/regulations/{BASE}/draft/")
    page = sent.headers["Location"]
    text = newer(publishing.draft_of(page.split("/")[-2]).text, clock.now)
    kept = drafter.post(
        page, {"intent": "save", "text": text, "revision": 1}, headers={"HX-Request": "true"}
    )
    assert "文本可用" in kept.content.decode()
    assert 'name="revision" value="2"' in kept.content.decode()
    old_window = drafter.post(page, {"intent": "save", "text": "typed here", "revision": 1})
    assert old_window.status_code == 409
    assert "typed here" in old_window.content.decode()
    sent = drafter.post(page, {"intent": "propose", "text": text, "note": "修订", "revision": 2})
    assert sent.status_code == 303, sent.content.decode()
    shown = approver.get(page + "comparison/").content.decode()
    assert "批准并发布" in shown
    assert "2025.1" in shown
    assert "批准并发布" not in drafter.get(page + "comparison/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert drafter.post(page, {"intent": "publish"}).status_code == 403
        sent = approver.post(page, {"intent": "publish"})
    assert sent.status_code == 303
    listed = desk("lin_xiao").get(f"/regulations/{BASE}/editions/").content.decode()
    assert f"{BASE}@2025.1" in listed
    assert "起草新版" not in listed


def test_open_cases_go_over_by_the_plan_that_was_published(
    desk, clock, number, draft, django_capture_on_commit_callbacks
):
    revision = written(draft, clock)
    drafter = desk("shen_lv")
    page = f"/regulations/drafts/{draft}/"
    drafter.post(page, {"intent": "plan", "revision": revision})
    found = publishing.draft_of(draft)
    assert f"{BASE}@2025.1" in found.plan
    # Whoever drafts fills in what the program leaves open.
    plan = re.sub(r"cite: .*", "cite: [a03]", found.plan)
    plan = plan.replace("title:  # 一句话", "title: 未结件改按新版办理")
    plan = plan.replace(":  # keep | recompute | restart", ": keep")
    revision = publishing.write(
        draft, {"plan": plan}, revision=found.revision, actor=DRAFTER, now=clock.now
    )
    shown = drafter.get(page + "comparison/").content.decode()
    assert "迁移方案有错误" not in shown
    assert "对未结件的影响" in shown
    assert re.search(r"可改按新版</dt><dd>1<", shown)
    publishing.propose(draft, revision=revision, actor=DRAFTER, now=clock.now)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(draft, actor=APPROVER, now=clock.now)
    shown = desk("fang_ping").get(f"/regulations/{BASE}/editions/").content.decode()
    assert "改按新版" in shown
    desk("fang_ping").post(f"/regulations/{BASE}/editions/take-over/")
    assert queries.case_view(CLERK, number, clock.now).edition == f"{BASE}@2025.1"


def test_help_beside_the_text(desk, bank):
    drafter = desk("shen_lv")
    assert "到哪件事为止" in drafter.get("/regulations/drafts/help/clocks/").content.decode()
    assert drafter.get("/regulations/drafts/help/nonsense/").status_code == 404
    assert desk("lin_xiao").get("/regulations/drafts/").status_code == 403
