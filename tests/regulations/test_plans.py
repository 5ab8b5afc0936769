"""A plan answers for every name of the old edition, or says with its line what it lacks."""

from pathlib import Path

import pytest

from shouwen.packs import shelf
from shouwen.regulations import procedure_from
from shouwen.regulations.migration import draft_of, head_of, open_plan

TESTS = Path(__file__).parents[1]
BROKEN = sorted(
    path for path in (TESTS / "broken_packs" / "plans").glob("*.yaml") if path.stem[0] != "_"
)
SOUND = (TESTS / "broken_packs" / "plans" / "_sound.yaml").read_text(encoding="utf-8")
TEXT = (TESTS / "engine" / "going_over.yaml").read_text(encoding="utf-8")
CLOCK = """
  {name}:
    title: {title}
    calendar: office
    start: [act register]
    stop: [act answer]
    limit: 2 working_days
    points: [{{at: due, do: [{{notify: clerk}}]}}]
    cite: [a2]
"""


def edition(version, text):
    text = text.replace('version: "2024.1"', f'version: "{version}"')
    return procedure_from(text, f"tiny/{version}.yaml", shelf.day_sets())


@pytest.fixture(scope="module")
def old():
    gone = CLOCK.format(name="gone_within", title="旧时限")
    return edition("2024.1", TEXT.replace("\nrules:\n", gone + "\nrules:\n"))


@pytest.fixture(scope="module")
def new():
    text = TEXT
    for before, after in (
        ("inquiring", "checking"),
        ("inquire", "check"),
        ("target", "shop"),
        ("  begin:", "  assign:"),
        ("  amount: {type: money, title: 金额, default: 0}\n", ""),
        ("    also: [amount]\n", ""),
        ("also: [amount, channel]", "also: [channel]"),
        ("rests_on: [amount]", "rests_on: [channel]"),
        ("channel: {phone: 电话", "channel: {call: 电话"),
        ("  talk: {title: 谈话", "  meeting: {title: 会谈"),
        ("enter: talk", "enter: meeting"),
        ("entries('talk')", "entries('meeting')"),
        ("limit: 5 working_days", "limit: 4 working_days"),
        ("\nrules:\n", CLOCK.format(name="visit_within", title="走访时限") + "\nrules:\n"),
    ):
        assert before in text, before
        text = text.replace(before, after)
    return edition("2025.1", text)


def test_the_plan_the_others_are_made_from_is_sound(old, new):
    opened = open_plan(SOUND, "plan.yaml", old, new)
    assert [str(each) for each in opened.findings] == []
    assert opened.plan.cite == ("a2",)
    assert opened.plan.stages["inquiring"] == "checking"
    assert opened.plan.clocks["answer_within"].do == "recompute"


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_plan_is_found_with_its_line(path, old, new):
    text = path.read_text(encoding="utf-8")
    opened = open_plan(text, path.name, old, new)
    wanted = text.splitlines()[0].removeprefix("# says: ").strip()
    told = [each for each in opened.findings if wanted in str(each)]
    assert told, [str(each) for each in opened.findings]
    assert opened.plan is None
    assert all(each.file == path.name and each.remedy and each.english for each in told)


def test_a_draft_lists_what_must_be_decided_and_cannot_be_used_unread(old, new):
    text = draft_of(old, new)
    for line in (
        "  inquiring:  #",
        "  amount:  #",
        "  inquire:  #",
        "  talk:  #",
        "  sum:  #",
        "  answer_within:  # keep | recompute | restart",
        "  gone_within:  # drop |",
        "  # - visit_within",
    ):
        assert line in text, line
    assert open_plan(text, "draft.yaml", old, new).plan is None


def test_a_head_is_read_alone():
    assert head_of(SOUND) == ("tiny@2024.1", "tiny@2025.1")
    assert head_of("migration: {from: 1}") is None
    assert head_of("nothing: here") is None
    assert head_of("migration: [") is None
