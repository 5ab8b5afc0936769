"""The register of requirements: whole, answered, and plain about what does not stand."""

import json
from collections import Counter

import pytest
from click.testing import CliRunner

from shouwen.cli.rules import rules as command
from shouwen.packs import answers, shelf
from shouwen.packs.answers import Place, RequirementRow, Shown, rows
from shouwen.project import testing

ASKED = {"F": 41, "V": 22, "KB": 14, "C": 80}


@pytest.fixture(scope="module")
def told():
    """What the command says of everything; the tests that are witnesses are looked for only."""
    return CliRunner().invoke(command, ["coverage", "--all", "--no-tests", "--json"])


@pytest.fixture(scope="module")
def table(told):
    found = [json.loads(line) for line in told.stdout.splitlines()]
    return {row["id"]: row for row in found}


def test_everything_that_was_asked_for_is_in_the_register(table):
    prefixes = Counter(code.partition("-")[0] for code in table)
    assert {prefix: prefixes[prefix] for prefix in ASKED} == ASKED
    assert sum(prefixes.values()) - sum(ASKED.values()) == 417
    assert "KB-04b" in table


def test_every_requirement_is_answered_and_shown(told, table):
    unmet = {code: row["faults"] for code, row in table.items() if row["faults"]}
    assert unmet == {}
    assert told.exit_code == 0, told.stderr


def test_what_is_executed_is_shown_by_a_story_or_a_printed_register(table):
    for code, row in table.items():
        if row["status"] == "executed":
            assert row["where"], code
            assert any(
                each["kind"] == "story" or "test_every_register" in each["name"]
                for each in row["witness"]
            ), code


def test_what_is_not_encoded_says_why(table):
    for code, row in table.items():
        if row["status"] == "not_encoded":
            assert len(row["why"]) > 8, code
            assert row["witness"] == []


@pytest.mark.parametrize(
    ("code", "where", "story"),
    [
        ("OU-22", "bank-outlet: ", "letters.yaml"),
        ("PS-25", "postal-bank: recusal", ""),
        ("RE-28", "retail-brand: ledgers.loss_deduction", "money.yaml"),
        ("F-02", "postal-bank: documents.", ""),
        ("V-20", "power-hotline: terms.breach", "power.yaml"),
    ],
)
def test_a_row_names_the_rule_and_the_story(table, code, where, story):
    row = table[code]
    assert row["status"] == "executed"
    assert any(each.startswith(where) for each in row["where"])
    assert any(story in each["name"] and each["holds"] for each in row["witness"])


def test_a_row_says_all_a_reader_needs(table):
    wanted = {"id", "title", "status", "where", "by", "witness", "why", "faults"}
    assert all(set(row) == wanted for row in table.values())


# -- what does not stand is told

PACK = """
pack:
  id: {id}
  title: 小办法
  version: "2024.1"
  effective: 2024-01-01
  issuer: 某单位
  first_stage: open
  register: {{prefix: ZZ, last: {last}}}
articles:
  a1: {{no: 第一条, gist: 收下就办}}
calendars:
  office: {{days: cn-mainland, hours: ["09:00-17:00"]}}
roles:
  clerk: {{title: 经办人}}
facts:
  what: {{type: text, title: 事由, cite: [a1], covers: [ZZ-01]}}
  why: {{type: text, title: 为什么, cite: [a1], covers: [{never}]}}
stages:
  open: {{title: 在办, owner: clerk}}
  done: {{title: 办结, kind: end}}
acts:
  take: {{title: 收下, by: [clerk], in: [open], starts_case: true, form: [what], also: [why], cite: [a1]}}
  end:
    {{title: 办结, by: [clerk], in: [open], must: [{{that: known(what), else: 没有事由}}],
     do: [{{goto: done}}], cite: [a1]}}
clocks:
  within:
    {{title: 时限, calendar: office, start: [act take], stop: [enter done], limit: 1 working_day,
     points: [{{at: due, do: [{{notify: clerk}}]}}], cite: [a1]}}
"""  # noqa: E501
STORY = """
regulation: {id}
stories:
  - title: 收下就办
    covers: [ZZ-01, ZZ-02]
    steps:
      - {{at: "2024-06-03 09:00", act: take, role: clerk, form: {{what: 事}}, stage: {stage}}}
"""


@pytest.fixture
def own(tmp_path):
    """Put a small regulation with a register of its own on the shelf, alone."""

    def put(*, stage="open", last=2, never="ZZ-02", register="", more=""):
        folder = tmp_path / "tiny"
        (folder / "stories").mkdir(parents=True)
        text = PACK.format(id="tiny", last=last, never=never)
        (folder / "2024.1.yaml").write_text(text, encoding="utf-8")
        (folder / "stories" / "one.yaml").write_text(
            STORY.format(id="tiny", stage=stage), encoding="utf-8"
        )
        (tmp_path / "requirements").mkdir()
        (tmp_path / "requirements" / "own.yaml").write_text(
            register or f"series: {{ZZ: {{title: 小, english: Small, last: {last}}}}}\n{more}",
            encoding="utf-8",
        )
        shelf.add_folder(tmp_path)
        asked = answers.read_asked()
        return asked, {row.id: row for row in rows(asked, {}, {}, ["tiny"])}

    yield put
    shelf.remove_folder(tmp_path)


def test_a_rule_that_did_something_is_shown_and_one_that_did_not_is_told(own):
    _, found = own()
    assert found["ZZ-01"].faults == ()
    assert [each.title for each in found["ZZ-01"].witnesses] == ["收下就办"]
    # The story says that it covers ZZ-02, but nothing that covers it did anything in it.
    assert found["ZZ-02"].faults == (("没有故事或测试能说明它", "no story and no test shows it"),)


def test_a_requirement_nobody_answers_is_told(own):
    _, found = own(last=3)
    assert found["ZZ-03"].status == "missing"
    assert found["ZZ-03"].faults == (("没有着落", "nothing answers it"),)


def test_a_story_that_does_not_hold_shows_nothing(own):
    _, found = own(stage="done")
    assert found["ZZ-01"].faults


def test_an_answer_that_rests_on_what_is_missing_does_not_stand(own):
    more = "answers: {ZZ-03: {rules: [ZZ-01, ZZ-04]}}\n"
    _, found = own(last=4, more=more)
    assert ("所依据的 ZZ-04 没有着落", "ZZ-04, which it rests on, is missing") in (
        found["ZZ-03"].faults
    )


def test_faults_of_the_register_are_told_with_their_lines(own):
    more = (
        "features: {f: {title: 甲, english: A, where: 乙, covers: [ZZ-09],\n"
        "  tests: [tests/x/test_y.py::test_z]}}\n"
        "answers:\n  ZZ-01: {features: [g]}\n"
    )
    asked, _ = own(more=more)
    told = [str(each) for each in asked.findings]
    assert any("own.yaml:2: Q02" in each and "ZZ-09" in each for each in told)
    assert any("own.yaml:5: Q01" in each and "“g”" in each for each in told)


def test_an_answer_must_say_by_what_or_why_not(own):
    asked, _ = own(register="answers: {ZZ-01: {title: 空}}\n")
    assert "没有写清由什么回答" in str(asked.findings[0])


def test_a_test_that_is_not_there_or_fails_shows_nothing():
    node = "tests/x/test_y.py::test_z"
    row = RequirementRow("ZZ-01", "supported", (), (Shown("test", node, "甲", None),))
    assert answers.with_tests(row, {node: True}).faults == ()
    assert answers.with_tests(row, {node: False}).faults
    assert answers.with_tests(row, {}).faults


@pytest.mark.slow
def test_tests_are_run_by_their_names():
    good = "tests/knowledge/test_cards.py::test_a_danger_is_said_where_the_step_is"
    kind = "tests/knowledge/test_cards.py::test_every_text_of_a_card_has_english"
    one = f"{kind}[KB-04b]"
    absent = "tests/knowledge/test_cards.py::test_nobody_wrote"
    nowhere = "tests/nowhere/test_x.py::test_y"
    assert testing.there([good, one, absent, nowhere]) == {
        good: True, one: True, absent: False, nowhere: False,
    }  # fmt: skip
    assert testing.run([good, kind, one, absent]) == {
        good: True, kind: True, one: True, absent: False,
    }  # fmt: skip


def test_the_command_ends_with_1_and_names_what_is_missing(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "own.yaml").write_text(
        "series: {ZZ: {title: 小, english: Small, last: 1}}\n", encoding="utf-8"
    )
    shelf.add_folder(tmp_path)
    try:
        done = CliRunner().invoke(command, ["coverage", "--all", "--no-tests"])
    finally:
        shelf.remove_folder(tmp_path)
    assert done.exit_code == 1
    assert "  ZZ-01  没有着落 / nothing answers it\n" in done.output
    assert CliRunner().invoke(command, ["coverage"]).exit_code == 2


def test_a_card_answers_what_it_covers(own):
    place = Place("knowledge: own.yaml:3", "一张卡片")
    own(last=3)
    told = rows(answers.read_asked(), {"AA-01": place}, {"ZZ-03": ("AA-01",)}, ["tiny"])
    found = {row.id: row for row in told}
    assert found["ZZ-03"].status == "supported"
    assert found["ZZ-03"].places == (place,)


def test_answers_that_rest_on_each_other_are_none(own):
    more = "answers: {ZZ-03: {rules: [ZZ-04]}, ZZ-04: {rules: [ZZ-03]}}\n"
    _, found = own(last=4, more=more)
    assert found["ZZ-03"].faults
    assert found["ZZ-04"].faults
