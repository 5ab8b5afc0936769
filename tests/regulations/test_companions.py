"""A companion is written into whatever regulation governs the case, and knows only meanings."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import open_pack
from shouwen.regulations.composition import Part, join
from shouwen.regulations.composition.renaming import Renaming
from shouwen.regulations.composition.sheet import Sheet
from shouwen.regulations.reading import read_source
from shouwen.scenarios import Step, Story, play, read_organisation

FOLDER = Path(__file__).parents[1] / "broken_packs"
BROKEN = sorted(path for path in (FOLDER / "companions").glob("*.yaml") if path.stem[0] != "_")
SOUND = (FOLDER / "companions" / "_sound.yaml").read_text(encoding="utf-8")
GOVERNING = (
    (FOLDER / "_sound.yaml")
    .read_text(encoding="utf-8")
    .replace("    title: 登记\n", "    title: 登记\n    means: accepted\n")
    .replace("    title: 答复\n    by", "    title: 答复\n    means: [replied, closed]\n    by")
)


def opened(companion=SOUND, governing=GOVERNING):
    joint = join(governing, [Part("companion", "town@2024.1", companion)])
    return open_pack(joint, "tiny/2024.1.yaml", shelf.day_sets())


def faults(companion, governing=GOVERNING):
    return [each for each in opened(companion, governing).findings if each.severity != "note"]


def test_the_companion_the_others_are_made_from_is_sound():
    assert faults(SOUND) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_companion_is_found_with_its_line(path):
    text = path.read_text(encoding="utf-8")
    found = faults(text)
    wanted = text.splitlines()[0].removeprefix("# says: ").strip()
    told = [each for each in found if wanted in str(each)]
    assert told, [str(each) for each in found]
    assert all(each.line > 1 and each.file == "town/2024.1.yaml" for each in told)
    assert [str(each) for each in found if not (each.remedy and each.english)] == []
    assert opened(text).procedure is None


def test_a_name_that_is_taken_is_told():
    governing = GOVERNING.replace("  note: {type: text", "  tw_seal: {type: text")
    governing = governing.replace("form: [note]", "form: [tw_seal]")
    assert "“tw_seal”已为管辖办法所用" in str(faults(SOUND, governing)[0])


def test_a_fault_of_either_text_is_told_in_its_file():
    broken = GOVERNING.replace("stop: [act answer]", "stop: [act anser]", 1)
    assert faults(SOUND, broken)[0].file == "tiny/2024.1.yaml"
    assert faults("companion: [")[0].file == "town/2024.1.yaml"


def test_its_names_get_a_prefix_and_its_articles_its_short_name():
    procedure = opened().procedure
    pack = procedure.pack
    assert procedure.key == "tiny@2024.1+town@2024.1"
    assert procedure.articles(("a2", "tw_t1")) == "第二条、镇规第一条"
    assert {"tw_stamp", "tw_prolong", "tw_visited"} <= set(pack.acts)
    assert pack.tables["tw_days"].inputs == ["tw_sealed"]
    assert pack.clocks["tw_reply_within"].limit_from == "tw_days.days"
    assert pack.clocks["tw_reply_within"].start == ["means accepted", "leave closed"]
    assert pack.clocks["tw_reply_within"].stop == ["means replied", "enter closed"]
    assert pack.acts["tw_stamp"].not_by == ["accused", "did tw_prolong"]
    assert pack.acts["tw_prolong"].by[0].of == "nearest(superior(target))"
    assert pack.facts["tw_seal"].type == "enum:tw_seal"
    assert pack.documents["tw_slip"].shown == ("tw_seal", "tw_sealed", "target")
    assert pack.documents["tw_slip"].layout[2].note == "印章：{tw_seal}"
    assert pack.documents["tw_slip"].signatures[0].act == "tw_stamp"
    # Posts are the organisation's: a role keeps its name, and the governing regulation's title.
    assert pack.roles["head"].title == "店长"
    assert pack.roles["town_officer"].title == "镇里专员"


@pytest.mark.parametrize(
    ("written", "renamed"),
    [
        ("sealed", "tw_sealed"),
        ("answer == 'answer'", "reply == 'answer'"),
        ("pending('visit') > 0 && late('reply_within')",
         "pending('tw_visit') > 0 && late('tw_reply_within')"),
        ("due('reply_within') < now", "due('tw_reply_within') < now"),
        ("times('stamp') < 3", "times('tw_stamp') < 3"),
        ("days.days + more", "tw_days.days + tw_more"),
        ("['a'].exists(seal, seal == 'a') && known(seal)",
         "['a'].exists(seal, seal == 'a') && known(tw_seal)"),
        ("seal ? answer : note", "tw_seal ? reply : tw_note"),
        ("first_receiver == person", "first_receiver == accused"),
        ("this is (no expression", "this is (no expression"),
    ],
)  # fmt: skip
def test_an_expression_is_renamed_name_by_name(written, renamed):
    sheet = Sheet(read_source(SOUND, "town/2024.1.yaml"))
    bound = {"place": "target", "person": "accused", "answer": "reply"}
    names = Renaming(sheet, "tw", bound, ["closed"], {})
    entry = names.entry("derived", {"is": written}, ("derived", "sealed"))
    assert entry == {"is": renamed}
    assert sheet.findings == []


def test_two_companions_run_beside_one_regulation():
    second = SOUND.replace("id: town", "id: county").replace("prefix: tw", "prefix: co")
    second = second.replace("short: 镇规", "short: 县规")
    parts = [Part("companion", "town@2024.1", SOUND), Part("companion", "county@2024.1", second)]
    found = open_pack(join(GOVERNING, parts), "tiny/2024.1.yaml", shelf.day_sets())
    assert found.procedure.key == "tiny@2024.1+county@2024.1+town@2024.1"
    assert len(found.pack.acts["answer"].must) == 3


def test_it_runs_beside_an_overlay():
    overlay = (FOLDER / "overlays" / "_sound.yaml").read_text(encoding="utf-8")
    overlay = overlay.replace("    title: 答复\n", "    title: 答复\n    means: replied\n")
    parts = [Part("base", "tiny@2024.1", GOVERNING), Part("companion", "town@2024.1", SOUND)]
    found = open_pack(join(overlay, parts), "tiny-east/2024.2.yaml", shelf.day_sets())
    assert found.procedure.key == "tiny-east@2024.2+town@2024.1"
    assert [must.otherwise for must in found.pack.acts["answer"].must][-1] == "须先盖章"


def test_both_regulations_time_and_refuse_each_with_its_own_article():
    organisation = read_organisation((FOLDER / "_directory.yaml").read_text("utf-8"), "")
    form = {"channel": "phone", "content": "x", "target": "east_shop"}
    steps = [
        Step(at="2024-09-24 09:00", act="register", by="chen", form=form,
             due={"answer_within": "2024-09-27 18:00", "tw_reply_within": "2024-09-30"}),
        Step(at="2024-09-24 10:00", act="begin", by="su", form={"units": ["east_shop"]}),
        Step(at="2024-09-24 11:00", act="report", by="lu", form={"finding": "属实"}),
        Step(at="2024-09-24 12:00", act="answer", by="lu", form={"reply": "好"},
             because=["镇规第二条"], says="须先盖章"),
        Step(at="2024-09-24 13:00", act="tw_stamp", by="su", form={"tw_seal": "round"},
             issued=["tw_slip"], notified=["town_officer"]),
        Step(at="2024-09-24 14:00", act="answer", by="lu", form={"reply": "好"}, issued=["letter"],
             stopped=["answer_within", "tw_reply_within"], stage="closed"),
    ]  # fmt: skip
    played = play(opened().procedure, Story(title="", steps=steps), organisation)
    assert [step.broken for step in played.steps if step.broken] == []
    assert "依据镇规第一条" in played.steps[0].explanations["tw_reply_within"]
    assert "依据第二条" in played.steps[0].explanations["answer_within"]
    assert played.case.pack == "tiny@2024.1+town@2024.1"
