"""The commercial bank's three lines: what its slip shows, and who may read what is kept close."""

import pytest

from shouwen.documents import stories
from shouwen.engine import may_read
from shouwen.packs import shelf
from shouwen.packs.stories import own_stories
from shouwen.scenarios import Step, Story, play
from shouwen.vocabulary import Actor, moment

PACK = "bank-three-lines"
LETTER = {
    "channel": "report_letter", "presence": "offsite", "aspect": "attitude",
    "subject": "索要好处", "content": "客户经理索要好处",
}  # fmt: skip


@pytest.fixture(scope="module")
def procedure():
    return shelf.procedure(PACK)


def played(procedure, *steps):
    story = Story(title="x", steps=[Step(**step) for step in steps])
    result = play(procedure, story, shelf.directory(PACK))
    assert result.holds, [step.broken for step in result.steps]
    return result


def readers(procedure, *steps):
    now = moment("2024-11-04 12:00")
    case, directory = played(procedure, *steps).trail[-1][2], shelf.directory(PACK).on(now)
    everybody = set(directory.people) - {"customer"}
    return {who for who in everybody if may_read(procedure, case, Actor(who), directory, now)}


def taken_in(**form):
    return {
        "at": "2024-11-04 09:00", "act": "register_outlet", "by": "xue_bei",
        "form": {**LETTER, **form},
    }  # fmt: skip


def test_the_slip_gives_the_time_of_acceptance_to_the_minute_with_its_weekday(procedure):
    directory = shelf.directory(PACK)
    answered = next(
        story
        for file in own_stories(PACK)
        for story in file.stories
        if story.title.startswith("网点现场投诉")
    )
    paper = stories.paper_of_story(
        procedure, play(procedure, answered, directory), directory, "F-01"
    )
    text = paper.sheet(1).text
    assert "2024年11月4日10时00分　星期一" in text
    assert "☑有效投诉" in text
    assert "画面与客户所述一致" in text
    blank = stories.blank_form(procedure, directory, "F-01").sheet(1).text
    assert "年　　月　　日　　时　　分　星期" in blank


def test_before_the_referral_only_who_has_a_discipline_matter_in_hand_reads_it(procedure):
    # Who took it in, the outlet's officer and head who must refer it, and the discipline office;
    # the first-level unit's head stands above its outlets' officers.
    assert readers(procedure, taken_in(discipline=True)) == {
        "xue_bei", "lv_ming", "fan_tian", "qiu_shan", "tie_gang",
    }  # fmt: skip


def test_after_the_referral_the_discipline_office_alone(procedure):
    referred = {
        "at": "2024-11-04 10:00", "act": "refer_discipline", "by": "lv_ming",
        "form": {"pass_reason": "属纪检监察内容"},
    }  # fmt: skip
    assert readers(procedure, taken_in(discipline=True), referred) == {"xue_bei", "tie_gang"}


def test_a_serious_accident_is_kept_from_those_not_charged_with_it(procedure):
    allowed = readers(procedure, taken_in(serious=True))
    assert {"lv_ming", "qiu_shan", "pan_yue", "ruan_qing", "gu_heng", "tie_gang"} <= allowed
    assert not {"lei_ting", "xia_lian", "mei_lan", "an_ran", "ke_fan"} & allowed


def test_the_person_complained_about_never_reads_it(procedure):
    assert "lv_ming" not in readers(procedure, taken_in(accused_person="lv_ming"))
