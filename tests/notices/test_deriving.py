"""Every shipped regulation tells its complainants; nothing is known of any by name."""

from collections import Counter

import pytest

from shouwen.casework.matter import Matter, Told
from shouwen.notices.deriving import occurrences
from shouwen.notices.occasions import OCCASIONS, VALUES
from shouwen.notices.texts import faults_of, filled, shipped, used
from shouwen.packs import shelf
from shouwen.packs.migrations import EDITIONS
from shouwen.packs.stories import own_stories
from shouwen.scenarios import play
from shouwen.vocabulary.identity import COMPLAINANT

SERVED = [id_ for id_ in shelf.regulation_ids() if shelf.procedure(id_).pack.pack.complainant]


def told_of(regulation):
    """Return what complainants are told in all stories of a regulation, step by step."""
    directory, counted = shelf.directory(regulation), Counter()
    for file in own_stories(regulation):
        procedure = shelf.procedure(file.regulation or regulation)
        for story in file.stories:
            if any(step.duty or step.migrate for step in story.steps):
                continue
            matter = Matter("T1")
            for _, step, case in play(procedure, story, directory, EDITIONS).trail:
                before = len(matter.told)
                matter.told += [
                    Told(before + n, "p", event.at, event, procedure.digest)
                    for n, event in enumerate(step.events, start=1)
                ]
                if case is not None:
                    matter.case = case
                versions = range(before + 1, len(matter.told) + 1)
                found = occurrences(matter, versions, procedure, "zh")
                assert len(found) <= 2
                counted.update(one.occasion for one in found)
                assert all(one.due for one in found if one.occasion in ("late", "date_changed"))
                _from_outside(matter, versions, procedure)
    return counted


def _from_outside(matter, versions, procedure):
    """The same steps done by the complainant tell him what he could not know."""
    own = Matter("T1", case=matter.case)
    own.told = [
        Told(each.version, COMPLAINANT, each.recorded_at, each.event, each.digest)
        for each in matter.told
    ]
    found = {one.occasion for one in occurrences(own, versions, procedure, "zh")}
    assert found <= {"received", "late"}


@pytest.mark.parametrize("regulation", SERVED)
def test_complainants_of_every_regulation_get_a_receipt_and_hear_of_the_answer(db, regulation):
    counted = told_of(regulation)
    assert counted["received"]
    assert counted["replied"] or counted["closed"]
    assert counted["satisfaction"]
    public = [clock for clock in shelf.procedure(regulation).pack.clocks.values() if clock.public]
    if public:
        assert counted["received"] + counted["promised"] + counted["late"] > 0


def test_there_are_sixteen_with_complainants_of_their_own():
    assert len(SERVED) >= 15


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_the_shipped_texts_are_right(occasion, language):
    text = shipped(occasion, language)
    assert not faults_of(occasion, "", language, text.subject, text.body)
    values = dict.fromkeys(VALUES, "某值")
    for words in (text.subject, text.body):
        assert not set("{}[]") & set(filled(words, values))
        assert not set("{}[]") & set(filled(words, {"number": "T1"}))
    assert "number" in used(text.body, values)


def test_a_part_goes_with_its_empty_value_and_the_rest_stays():
    text = "编号 {number}。[将于 {due}答复。][见 {link}]"
    assert filled(text, {"number": "T1", "due": "", "link": "x"}) == "编号 T1。见 x"
    assert filled(text, {"number": "T1"}) == "编号 T1。"
    assert used(text, {"link": "x"}) == {"number": "", "due": "", "link": "x"}


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        ("", "编号 {number}", "subject"),
        ("标题", " ", "body"),
        ("标题", "{amount}", "body"),
        ("标题", "{number", "body"),
        ("标题", "[没有占位符]", "body"),
        ("标题", "[[{number}]]", "body"),
        ("标\n题", "{number}", "subject"),
        ("标题", "{number}" + "字" * 500, "body"),
        ("{due}", "{number}", "subject"),
    ],
)
def test_a_wrong_text_is_found_fault_with_where_it_is_wrong(subject, body, field):
    faults = faults_of("discreet", "", "zh", subject, body)
    assert field in {each[0] for each in faults}
    assert all(chinese and english for _, chinese, english in faults)
