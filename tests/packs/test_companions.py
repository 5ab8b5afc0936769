"""The companions on the shelf: complete, in two languages, held by their stories."""

import pytest

from shouwen.packs import shelf
from shouwen.packs.findings import findings_of
from shouwen.packs.stories import joint_ids
from shouwen.regulations.proofreading import without_english
from shouwen.scenarios import Step, Story, play

JOINT = [(id_, joint) for id_ in shelf.companion_ids() for joint in joint_ids(id_)]


@pytest.mark.parametrize("id_", shelf.companion_ids())
def test_nothing_is_found_and_every_story_holds(id_):
    faults = [each for each in findings_of(id_, with_stories=True) if each.severity != "note"]
    assert not faults, "\n".join(str(each) for each in faults)


@pytest.mark.parametrize(("id_", "joint"), JOINT)
def test_every_chinese_text_has_english(id_, joint):
    pack = shelf.procedure(joint).pack
    assert list(without_english(pack)) == []
    assert shelf.companion(id_).title in pack.english


def test_a_companion_takes_no_matter_in_by_itself():
    assert not set(shelf.companion_ids()) & set(shelf.regulation_ids())
    with pytest.raises(shelf.NotOnShelf):
        shelf.procedure("cbirc-complaints")


def test_editions_of_both_are_chosen_as_asked():
    named = shelf.edition("postal-bank+cbirc-complaints@2020.3", version="2015.1")
    assert named.key == "postal-bank@2015.1+cbirc-complaints@2020.3"
    assert shelf.by_digest(named.digest) == named
    assert shelf.edition("postal-bank+pbc-transfers+cbirc-complaints").companions == (
        "cbirc-complaints@2020.3",
        "pbc-transfers@2020.5",
    )
    with pytest.raises(shelf.NotOnShelf):
        shelf.edition("postal-bank+cbirc-complaints@1999.1")


@pytest.mark.parametrize(
    ("served", "asked", "outcome"),
    [
        ("2024-11-05 00:00", "2024-12-05 23:59", "accepted"),
        ("2024-11-05 23:59", "2024-12-05 00:01", "accepted"),
        ("2024-11-05 23:59", "2024-12-06 00:00", "refused"),
    ],
)
def test_a_review_is_asked_for_within_thirty_days_of_the_day_one_was_told(served, asked, outcome):
    form = {"channel": "phone", "subject": "收费", "category": "work_error",
            "accused_unit": "renmin", "accused_level": "outlet"}  # fmt: skip
    steps = [
        Step(at="2024-11-04 09:00", act="register", by="lin_xiao", form=form),
        Step(at="2024-11-06 09:00", act="cb_serve", by="zhao_qiang",
             form={"cb_served_way": "sent", "cb_served_at": served}),
        Step(at=asked, act="cb_ask_review", by="customer", form={"cb_review_request": "x"},
             expect=outcome),
    ]  # fmt: skip
    joint = "postal-bank+cbirc-complaints"
    played = play(shelf.procedure(joint), Story(title="", steps=steps), shelf.directory(joint))
    assert [step.broken for step in played.steps if step.broken] == []
