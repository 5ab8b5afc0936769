"""The manufacturer's numbers, copies and limits, and what an organisation may switch."""

from collections import Counter
from datetime import datetime

import pytest

from shouwen.engine.numbering import number_from
from shouwen.packs import shelf
from shouwen.regulations import open_pack
from shouwen.scenarios import Step, Story, play
from shouwen.vocabulary import OFFICE_ZONE

ENROLLED_ON_A_MONDAY = [
    Step(
        at="2024-07-01 08:40", act="take_in", by="bi_cheng",
        form={
            "channel": "phone", "market": "overseas",
            "customer": "x", "subject": "x", "content": "x",
        },
    ),
    Step(
        at="2024-07-01 08:50", act="file", by="bi_cheng",
        form={
            "order_no": "D1", "item_no": "L7", "product": "x", "shipped_on": "2024-06-20",
            "shipped_quantity": 1000, "defective_quantity": 200, "abnormality": "performance",
            "demand": "discount", "demand_reason": "x", "business_opinion": "x", "no_sample": "x",
        },
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def pack():
    return shelf.procedure("manufacturer").pack


def numbers_of(pattern: str, months: list[tuple[int, int]]) -> list[str]:
    """Return the numbers drawn when so many cases come in each of these months of 2024."""
    series: Counter[str] = Counter()

    def draw(prefix: str) -> int:
        series[prefix] += 1
        return series[prefix]

    return [
        number_from(pattern, datetime(2024, month, 1 + n % 28, 9, tzinfo=OFFICE_ZONE), draw)
        for month, cases in months
        for n in range(cases)
    ]


def test_the_third_case_of_july_is_240703_and_august_begins_anew(pack):
    drawn = numbers_of(pack.pack.number, [(7, 3), (8, 1)])
    assert drawn == ["240701", "240702", "240703", "240801"]


def test_the_hundredth_case_of_a_month_goes_on_with_three_digits(pack):
    drawn = numbers_of(pack.pack.number, [(7, 100)])
    assert drawn[-2:] == ["240799", "2407100"]
    assert len(set(drawn)) == 100


def test_the_customer_sees_the_letter_and_nothing_internal(pack):
    assert [name for name, each in pack.documents.items() if each.public] == ["customer_letter"]
    assert "customer" not in pack.documents["handling_form"].copies


@pytest.mark.parametrize(
    ("document", "to"),
    [
        ("handling_form", ["质量管理部", "制造部", "业务部", "会计部", "总经理室"]),
        ("penalty_notice", ["总经理室", "会计部", "受奖罚部门"]),
        ("allowance_certificate", ["业务部", "会计部"]),
        ("return_slip", ["业务部", "成品仓储", "会计部", "业务部"]),
    ],
)
def test_copies_go_where_the_rule_sends_them(pack, document, to):
    assert [copy.to for copy in pack.documents[document].copies.values()] == to


def test_the_stages_fit_into_the_whole(pack):
    whole = {row.when["market"]: row.then["days"] for row in pack.tables["limits"].rows}
    for row in pack.tables["stage_limits"].rows:
        one_day_to_conclude = 1
        assert sum(row.then.values()) + one_day_to_conclude <= whole[row.when["market"]]


@pytest.mark.parametrize(
    ("instead", "due_on"),
    [("calendar: civil", "2024-07-21"), ("calendar: office\n    roll: next", "2024-07-22")],
    ids=["calendar days", "rolled over rest days"],
)
def test_twenty_days_from_the_first_of_july(instead, due_on):
    text = shelf.edition("manufacturer").text
    written = "  close_within:\n    title: 结案期限\n    calendar: civil"
    assert text.count(written) == 1, "the switch is one line"
    switched = written.replace("calendar: civil", instead)
    opened = open_pack(text.replace(written, switched), "switched.yaml", shelf.day_sets())
    enrolled = Step(at="2024-07-01 09:00", act="enrol", by="shi_guan", due={"close_within": due_on})
    story = Story(title="accepted on a Monday", steps=[*ENROLLED_ON_A_MONDAY, enrolled])
    played = play(opened.procedure, story, shelf.directory("manufacturer"))
    assert played.holds, [step.broken for step in played.steps]
