"""Finding cases: by words in every form, within what may be seen; facets; by somebody in them."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from shouwen import vault
from shouwen.casework import operations, queries, searching
from shouwen.casework.search_words import Sought, excerpt, indexed, marked, sought
from shouwen.inquiry.models import Link
from shouwen.inquiry.queries import around
from shouwen.vault import ReasonNeeded
from shouwen.vocabulary import Actor

from .test_it_stays_fast import crowd, plan_for, statements  # noqa: F401 - a fixture
from .window import AN, MONDAY, WU, register, reply


def numbers(actor, text, **more):
    return [hit.row.number for hit in queries.search_cases(actor, text, now=MONDAY, **more).hits]


@pytest.mark.parametrize(
    ("typed", "words", "without"),
    [
        ("年费 退还", ("年费", "退还"), ()),
        ("“重复 扣收” 年费", ("重复 扣收", "年费"), ()),
        ('"a b" -自助', ("a b",), ("自助",)),
        ("ＡＢＣ　１２", ("abc", "12"), ()),
        ("138-0000-5627", ("13800005627",), ()),
        ("1,200.50", ("120050",), ()),
        ("轉帳手續費", ("转帐手续费",), ()),
        ("费", (), ()),
        ("费 年费", ("年费", "费"), ()),
        ("-年费", (), ("年费",)),
        ('"没有写完', ("没有写完",), ()),
    ],
)
def test_what_is_asked_for(typed, words, without):
    found = sought(typed, shortest=2)
    assert (found.words, found.without if found or not words else ()) == (
        words, without if words else found.without,
    )  # fmt: skip
    assert bool(found) == bool(words)


def test_either_form_of_a_number_finds_the_other():
    for written in ("电话 138-0000-5627。", "电话 13800005627。"):
        body = indexed([written])
        for typed in ("138-0000-5627", "13800005627", "1380000"):
            assert all(word in body for word in sought(typed).words), (written, typed)


def test_hits_are_marked_in_what_was_written():
    assert marked("柜台ATM吞卡", ("atm",)) == (("柜台", False), ("ATM", True), ("吞卡", False))
    assert marked("年年费", ("年费", "年")) == (("年", True), ("年费", True))
    assert marked("", ("a",)) == ()
    body = "ts1\n事由\n" + "很" * 60 + "年费" + "长" * 100
    piece = excerpt(body, ("年费",))
    assert piece.startswith("…很")
    assert "年费" in piece
    assert piece.endswith("…")
    assert excerpt(body, ("ts1",)) == ""
    assert (
        excerpt("1\n2\n处理如下:退还年费,共1,200元(含税)。", ("年费",))
        == "处理如下：退还年费，共1,200元（含税）。"
    )
    assert Sought(("a",)).pairs == ()


def test_words_together_phrases_and_what_is_left_out(office):
    fee = register(subject="信用卡年费重复收取").number
    both = register(subject="年费与手续费都不退").number
    assert numbers(AN, "年费") == [both, fee]
    assert numbers(AN, "手续费 年费") == [both]
    assert numbers(AN, "“费重复”") == [fee]
    assert numbers(AN, "年费 -手续费") == [fee]
    assert numbers(AN, "年費") == [both, fee]
    assert numbers(AN, fee.lower()) == [fee]
    assert queries.search_cases(AN, "年", now=MONDAY).too_short


def test_documents_are_found_by_what_they_say_unless_it_is_private(office):
    number = register().number
    assert numbers(AN, "答复书") == []
    reply(number, AN)
    for text in ("答复书", "函2024-001", "函2024001", "答复书 排队时间"):
        assert numbers(AN, text) == [number], text
    assert numbers(AN, "已增开一个窗口") == []  # private: not even in a letter
    assert numbers(AN, "等了两个小时") == []  # the content is sealed
    assert numbers(AN, "陈军") == []
    assert numbers(AN, "13812345627") == []


def test_nothing_is_told_of_what_may_not_be_seen(office):
    register(subject="年费一")
    register(subject="年费二")
    stranger = Actor("nobody")
    found = queries.search_cases(stranger, "年费", now=MONDAY)
    assert (found.hits, found.facets, found.count) == ((), (), "0")
    assert queries.quick_search(stranger, "年费", MONDAY) == ()
    seen = queries.search_cases(WU, "年费", now=MONDAY)
    assert seen.count == "2"


def test_facets_respect_each_other(office):
    one = register(subject="年费一", channel="visit").number
    register(subject="年费二", channel="phone")
    register(subject="年费三", channel="phone")
    reply(one, AN)
    found = queries.search_cases(WU, "年费", now=MONDAY)
    counts = {f.name: {v.value: v.text for v in f.values} for f in found.facets}
    assert counts["channel"] == {"visit": "1", "phone": "2"}
    narrowed = queries.search_cases(WU, "年费", filters={"channel": "visit"}, now=MONDAY)
    assert [hit.row.number for hit in narrowed.hits] == [one]
    counts = {f.name: {v.value: v.text for v in f.values} for f in narrowed.facets}
    assert counts["channel"] == {"visit": "1", "phone": "2"}  # its own choice aside
    assert sum(int(n) for n in counts.get("stage", {"": "1"}).values()) == 1
    late = queries.search_cases(
        WU, "年费", filters={"state": "late"}, now=MONDAY + timedelta(days=30)
    )
    assert len(late.hits) == 3 - sum(hit.row.ended for hit in found.hits)
    nothing = queries.search_cases(WU, "年费", filters={"year": "x"}, now=MONDAY)
    assert nothing.hits == ()
    assert {f.name for f in nothing.facets} >= {"year"}


def test_pages_follow_each_other_without_gap_or_repetition(office):
    made = [register(subject=f"年费{n}").number for n in range(7)]
    seen, cursor = [], None
    while True:
        page = queries.search_cases(WU, "年费", cursor=cursor, limit=3, now=MONDAY)
        seen += [hit.row.number for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_number_typed_whole_is_found_at_once_and_others_on_the_next_page(office, monkeypatch):
    monkeypatch.setattr(searching, "_WINDOW", 2)
    first = register(subject="年费").number
    named = register(subject=f"再次投诉，前次为{first}").number
    for n in range(4):
        register(subject=f"手续费{n}")
    page = queries.search_cases(WU, first, now=MONDAY)
    assert [hit.row.number for hit in page.hits] == [first]
    assert page.next_cursor
    rest = queries.search_cases(WU, first, cursor=page.next_cursor, now=MONDAY)
    assert [hit.row.number for hit in rest.hits] == [named]
    assert [row.number for row in queries.quick_search(WU, first, MONDAY)] == [first]


def test_somebody_is_found_by_number_or_name_and_the_search_is_kept(office):
    number = register(citizen_name="欧阳慧敏", telephone="138-1234-5000").number
    register(citizen_name="慧能敏")

    def found(text, actor=AN):
        answer = operations.search_person(text, reason="查重", actor=actor, now=MONDAY)
        return [hit.row.number for hit in answer.hits]

    for text in ("13812345000", "+86 138 1234 5000", "慧敏", "欧阳慧敏", "欧阳 慧敏"):
        assert found(text) == [number], text
    assert found("慧") == found("1381234500") == []
    assert found("慧敏", Actor("nobody")) == []
    with pytest.raises(ReasonNeeded):
        operations.search_person("慧敏", reason=" ", actor=AN, now=MONDAY)
    kept = vault.searches()
    assert len(kept) == 8
    assert {note.masked for note in kept} == {"138****5000", "慧**", "欧**", "***", "*******500"}
    assert all("慧敏" not in note.masked for note in kept)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_search")
    connection.needs_rollback = False


def test_a_forgotten_name_is_found_no_more(office):
    register(citizen_name="欧阳慧敏")
    ref = vault.find_name("慧敏")[0]
    vault.forget(ref, by="root", article="x", now=MONDAY)
    assert vault.find_name("慧敏") == []


def test_cases_with_the_same_number_are_told_of_each_other(office):
    one = register(telephone="13812345000").number
    two = register(telephone="+86 13812345000").number
    register(telephone="13912345000")
    assert [row.number for row in queries.same_contact(AN, one, MONDAY)] == [two]
    assert queries.same_contact(Actor("nobody"), one, MONDAY) == ()


def test_searches_use_their_indexes(crowd):  # noqa: F811
    rare = lambda: queries.search_cases(WU, "排队", now=MONDAY)  # noqa: E731
    plans = [
        json.dumps(plan) for plan in map(plan_of_statement, statements(rare)) if plan is not None
    ]
    assert any("search_by_grams" in plan for plan in plans)
    assert not any('"Seq Scan"' in plan for plan in plans), plans


def test_names_and_links_are_found_through_their_indexes(office):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_name (ref, tokens) SELECT 'x' || n, ARRAY[n, n * 7]::bigint[]"
            " FROM generate_series(1, 20000) AS n"
        )
        cursor.execute(
            "INSERT INTO inquiry_link (one, other, kind, reason, person, at, version, open)"
            " SELECT 'A' || n, 'B' || n, 'related', 'x', 'x', now(), 1, true"
            " FROM generate_series(1, 20000) AS n"
        )
        cursor.execute("ANALYZE vault_name, inquiry_link")
    named = plan_for(lambda: vault.find_name("陈军"), "vault_name")
    assert "vault_name_tokens" in named
    number = register().number
    linked = plan_for(lambda: around(AN, number, MONDAY), "inquiry_link")
    assert "link_by_other" in linked
    assert "Seq Scan" not in named + linked
    Link.objects.all().delete()


def plan_of_statement(sent):
    statement, params = sent
    if "casework_search" not in statement:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", params)
        return cursor.fetchone()[0]
