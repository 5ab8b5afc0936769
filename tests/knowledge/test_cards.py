"""What is shipped: every card whole, every way through it ends, two languages throughout."""

import re
from datetime import date

import pytest

from shouwen import knowledge
from shouwen.knowledge import suggesting, views
from shouwen.knowledge.shelf import Kept, card, cards, wording

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TODAY = date(2026, 11, 26)
ANSWERS = [f"KB-{number:02}" for number in range(1, 14)] + ["KB-04b"]
SCRIPTS = [f"PH-{number:02}" for number in range(1, 7)]


def ways(kept: Kept) -> list[str]:
    """Every way through a card that ends with an answer or leads to another card."""
    found = []

    def follow(step: str, line: str) -> None:
        for number, way in enumerate(kept.card.steps[step].ways):
            here = f"{line}.{number}".strip(".")
            if way.go is None:
                found.append(here)
            else:
                follow(way.go, here)

    if kept.card.first:
        follow(kept.card.first, "")
    return found


def test_nothing_is_found():
    assert list(knowledge.findings()) == []


def test_the_answers_of_the_hotline_are_there():
    hotline = [code for code, kept in cards().items() if kept.card.regulations == ["power-hotline"]]
    assert sorted(hotline) == sorted(ANSWERS)
    for code in hotline:
        sources = views.view(card(code), "zh", TODAY).sources
        assert all(source.regulation == "power-hotline" for source in sources)


@pytest.mark.parametrize("code", list(cards()))
def test_a_card_leads_from_its_question_to_an_answer(code):
    kept = card(code)
    shown = views.view(kept, "zh", TODAY)
    assert all((shown.question, shown.answer, shown.owner, shown.sources, shown.review))
    for way in ways(kept):
        walk = views.view(kept, "zh", TODAY, way).walk
        leads = [fork.card for fork in walk.forks if fork.way == way and fork.card]
        assert walk.outcome or leads, f"{code} {way} leads nowhere"
    # What it is about brings it up beside the form.
    regulation = next(iter(kept.card.regulations), "postal-bank")
    typed = "".join(kept.card.words)
    beside = suggesting.suggest(regulation, kept.card.when, typed, limit=99)
    assert code in [each.code for each in beside]


@pytest.mark.parametrize("code", SCRIPTS)
def test_a_rule_for_angry_callers_is_a_script_everybody_can_find(code):
    kept = card(code)
    assert kept.card.kind == "script"
    assert kept.card.covers == [code]
    typed = "".join(kept.card.words)
    beside = suggesting.suggest("postal-bank", {}, typed, limit=99)
    assert code in [each.code for each in beside]


@pytest.mark.parametrize("code", list(cards()))
def test_every_text_of_a_card_has_english(code):
    kept = card(code)
    texts = {*kept.card.texts(), kept.deck.knowledge.title, kept.deck.knowledge.about}
    lacking = [text for text in texts if text and CHINESE.search(text)]
    assert [text for text in lacking if text not in kept.deck.english] == []


@pytest.mark.parametrize("code", list(cards()))
def test_no_english_is_left_over(code):
    deck = card(code).deck
    head = deck.knowledge
    used = {text for each in deck.cards.values() for text in each.texts()}
    assert deck.english.keys() - used - {head.title, head.about, head.owner} == set()


@pytest.mark.parametrize("name", list(wording()))
def test_every_reason_of_the_wording_table_has_english(name):
    kept = wording()[name]
    assert [text for text in kept.rule.texts() if text not in kept.wordlist.english] == []


def test_the_refusal_offers_alternatives():
    refusal = card("RF-01").card
    assert refusal.kind == "refusal"
    assert len(refusal.alternatives) >= 3
    assert {"PS-35", "PS-36"} <= set(refusal.covers)


def test_explaining_to_patients_is_one_version_without_guarantee():
    told = card("EX-01").card
    assert "一个" in told.answer
    assert any("保证治愈" in each for each in told.warnings)
    assert "HD-04" in told.covers


def test_the_property_agreement_is_at_hand():
    assert card("PA-01").card.kind == "document"
    assert "PR-12" in card("PA-01").card.covers
    beside = suggesting.suggest("property-manager", {"cause": ["management_fee"]}, "物业费太高")
    assert "PA-01" in [each.code for each in beside]


@pytest.mark.parametrize(
    ("fact", "option", "code"),
    [
        ("complainant_type", "professional", "CT-01"),
        ("complainant_type", "problem", "CT-02"),
        ("complainant_type", "potential", "CT-03"),
        ("mind", "respect", "MD-01"),
        ("mind", "venting", "MD-02"),
        ("mind", "compensation", "MD-03"),
        ("mind", "solution", "MD-04"),
    ],
)
def test_type_and_mind_bring_up_their_advice_for_staff(fact, option, code):
    assert card(code).card.internal
    beside = suggesting.suggest("property-manager", {fact: [option]})
    assert [each.code for each in beside] == [code]
    assert suggesting.suggest("postal-bank", {fact: [option]}) == ()


def test_a_danger_is_said_where_the_step_is():
    walk = views.view(card("KB-04b"), "en", TODAY).walk
    assert "sockets" in walk.warn


def test_a_card_past_its_review_is_told_as_a_note():
    late = [each for each in knowledge.findings(date(2030, 1, 1)) if each.code == "B09"]
    assert len(late) == len(cards())
    assert {each.severity for each in late} == {"note"}
    assert views.row(card("KB-01"), "zh", date(2030, 1, 1)).due_for_review


def test_a_search_wants_every_word_and_ranks_titles_first():
    assert suggesting.search("漏电保护器")[0].code == "KB-09"
    assert suggesting.search("开关 电量")[0].code in {"KB-04", "KB-04b"}
    assert suggesting.search("开关 天王星") == ()
    assert "KB-04b" in [each.code for each in suggesting.search("kb-04b")]
    assert "KB-02" in [each.code for each in suggesting.search("refund")]
