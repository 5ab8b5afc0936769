"""Forms of cases in the record: particulars masked or opened with a reason, prints recorded."""

from datetime import datetime

import pytest

from shouwen import ledger, vault
from shouwen.casework.errors import CaseNotFound, ReasonNeeded
from shouwen.documents import cases, printing, registers
from shouwen.documents.errors import FormLacks, NoSuchForm
from shouwen.vocabulary import OFFICE_ZONE, Actor

NOW = datetime(2024, 9, 27, 12, 0, tzinfo=OFFICE_ZONE)
FORM = {
    "channel": "phone", "name": "王大力", "content": "少找了一百二十元", "target": "stall",
    "amount": "120",
}  # fmt: skip
CHEN = Actor("chen")


@pytest.fixture
def case(hand):
    given = hand(None, "register", FORM, "chen", "2024-09-26T10:00")
    hand(given.number, "find", {"item": "小票", "worth": "12.30"}, "chen", "2024-09-26T10:10")
    hand(given.number, "inquire", {}, "su", "2024-09-26T11:00")
    return given


@pytest.fixture
def slip(case):
    found = cases.case_of(CHEN, case.number, NOW)
    return found, cases.paper_of_case(found, "F-01", NOW)


def printed(found, paper, n=1, copy=None, reason="归档", way="pdf"):
    return printing.print_paper(
        found, paper, way, copy=copy, reason=reason, by="chen", command_id=f"print-{n}", now=NOW
    )


def test_particulars_are_masked_until_somebody_prints(slip, words_of):
    found, paper = slip
    preview = printing.preview(paper, "pdf")
    pages = ["".join(page.split()) for page in words_of(preview.content)]
    assert preview.masked
    assert all("王**" in page and "遮盖件" in page for page in pages)
    assert not any("王大力" in page or "少找了" in page for page in pages)
    assert vault.readings(found.matter.number) == []


def test_a_print_opens_them_and_is_recorded(slip, words_of):
    found, paper = slip
    original = printed(found, paper, reason="送摊主签收")
    pages = ["".join(page.split()) for page in words_of(original.content)]
    assert all("王大力" in page and "少找了一百二十元" in page for page in pages)
    assert not any("遮盖件" in page or "补印" in page for page in pages)
    notes = vault.readings(found.matter.number)
    assert {(note.by, note.reason) for note in notes} == {("chen", "送摊主签收")}
    assert len(notes) == 2
    (kept,) = ledger.read(f"printing/{found.matter.number}/slip/1")
    assert kept.body == {
        "digest": paper.digest, "way": "pdf", "copies": [1, 2, 3], "reason": "送摊主签收"
    }  # fmt: skip


def test_a_second_print_is_marked_copy_by_copy(slip, words_of):
    found, paper = slip
    printed(found, paper, 1, copy=2)
    again = printed(found, paper, 2)
    marked = ["补印" in page for page in words_of(again.content)]
    assert marked == [False, True, False]
    assert again.reprint
    assert not printed(found, paper, 1, copy=2).reprint  # the same print, sent twice


def test_nobody_prints_particulars_without_a_reason(slip):
    found, paper = slip
    with pytest.raises(ReasonNeeded):
        printed(found, paper, reason=" ")
    assert ledger.read(f"printing/{found.matter.number}/slip/1") == []


def test_what_was_forgotten_stays_forgotten(slip, words_of):
    found, paper = slip
    for ref in paper.particulars:
        vault.forget(ref, by="root", article="第九条", now=NOW)
    found = cases.case_of(CHEN, found.matter.number, NOW)
    paper = cases.paper_of_case(found, "F-01", NOW)
    page = words_of(printed(found, paper).content)[0]
    assert "王大力" not in page


def test_a_later_change_does_not_touch_what_was_issued(slip, case, hand):
    _, paper = slip
    hand(case.number, "find", {"item": "秤", "worth": "9"}, "chen", "2024-09-26T15:00")
    later = cases.paper_of_case(cases.case_of(CHEN, case.number, NOW), "F-01", NOW)
    assert later.digest == paper.digest
    assert later.sheet(1) == paper.sheet(1)
    assert "秤" not in later.sheet(1).text


def test_what_is_not_issued_is_a_draft_or_refused(case):
    found = cases.case_of(CHEN, case.number, NOW)
    with pytest.raises(FormLacks, match="第二条"):
        cases.paper_of_case(found, "L-05", NOW)
    with pytest.raises(NoSuchForm):
        cases.paper_of_case(found, "F-40", NOW)
    assert [row.issued for row in cases.forms_of_case(found)] == [1, 0, 1]


def test_a_stranger_gets_no_form(case):
    with pytest.raises(CaseNotFound):
        cases.case_of(Actor("nobody"), case.number, NOW)


def test_the_complainant_gets_the_letter_with_his_own_name(case, hand, words_of):
    answer = {"finding": "确实少找", "reply": "已退还", "sorry": True}
    hand(case.number, "answer", answer, "su", "2024-09-27T11:00")
    found = cases.case_of(CHEN, case.number, NOW)
    position = cases.forms_of_case(found)[1].position
    letter = cases.letter_to_complainant(case.number, case.code, position, NOW)
    page = "".join(
        words_of(printing.made(letter, "pdf", printing.copies_of(letter)).content)[0].split()
    )
    assert "王大力：" in page
    assert "已退还" in page
    assert {note.reason for note in vault.readings(case.number)} == {"投诉人凭查询码下载答复"}
    slip = next(row.position for row in cases.forms_of_case(found) if row.name == "slip")
    for wrong in ((case.code, slip), (case.code, 1), ("WRONG123", position)):
        with pytest.raises(CaseNotFound):
            cases.letter_to_complainant(case.number, *wrong, NOW)


# -- registers


@pytest.fixture
def five(hand):
    numbers = []
    for n in range(5):
        form = {**FORM, "amount": str(n), "channel": "letter" if n % 2 else "phone"}
        numbers.append(hand(None, "register", form, "chen", f"2024-09-2{n}T10:00").number)
    return numbers


def test_a_page_of_a_register_is_followed_by_the_next(five, market):
    seen, cursor = [], None
    while True:
        table = registers.register_page(
            CHEN, "stall", "F-04", period="2024-09", cursor=cursor, limit=2, now=NOW
        )
        seen.append([line.case for line in table.lines])
        cursor = table.more
        if cursor is None:
            break
    assert seen == [[five[4], five[3]], [five[2], five[1]], [five[0]]]


def test_a_register_masks_particulars_and_never_opens_them(five, market):
    table = registers.register_whole(CHEN, "stall", "F-04", period="2024-09", now=NOW)
    assert len(table.lines) == 5
    assert [line.case for line in table.lines] == five
    assert not any("少找了" in words for line in table.lines for words in line.words)
    assert all(vault.readings(number) == [] for number in five)


def test_statistics_count_what_one_may_see(five, market):
    table = registers.register_page(CHEN, "stall", "F-07", period="2024-09", now=NOW)
    assert [line.words[:4] for line in table.lines] == [
        ("电话", "3", "0", "6.00"), ("来信", "2", "0", "4.00"),
    ]  # fmt: skip
    assert table.total.words == ("合计", "5", "0", "10.00", "无数据")
    nobody = registers.register_page(Actor("nobody"), "stall", "F-07", period="2024-09", now=NOW)
    assert nobody.total.words[1] == "0"


def test_a_register_asks_as_often_for_many_as_for_few(five, market, django_assert_max_num_queries):
    registers.register_whole(CHEN, "stall", "F-04", period="2024-09", now=NOW)
    with django_assert_max_num_queries(8):
        registers.register_whole(CHEN, "stall", "F-04", period="2024-09", now=NOW)


def test_a_period_begins_and_ends_at_midnight_here(hand, market):
    hand(None, "register", FORM, "chen", "2024-08-31T23:59")
    first = hand(None, "register", FORM, "chen", "2024-09-01T00:00").number
    table = registers.register_whole(CHEN, "stall", "F-04", period="2024-09", now=NOW)
    assert [line.case for line in table.lines] == [first]


def test_the_registers_of_the_regulations_in_use(market):
    assert [(row.form, row.statistics) for row in registers.register_list(NOW)] == [
        ("F-04", False), ("F-07", True),
    ]  # fmt: skip
