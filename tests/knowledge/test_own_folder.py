"""An organisation's own folder adds cards and takes the place of shipped ones."""

import pytest
from click.testing import CliRunner

from shouwen.cli.knowledge import knowledge
from shouwen.cli.wording import wording
from shouwen.knowledge import card, cards, check
from shouwen.knowledge import wording as words
from shouwen.packs import shelf

OWN = """
knowledge: {id: own, title: 本单位, owner: 客服, review: 2027-01-01}
cards:
  KB-01: {title: 我们的说法, question: 什么时候？, answer: 请看公告。, sources: [本单位规定]}
  ZZ-01: {title: 新的一张, question: 什么？, answer: 这样。, sources: [本单位规定], words: [班车]}
"""
OWN_WORDS = """
wording: {id: own, title: 本单位用语}
rules:
  sorry:
    {avoid: [不好意思], use: [对不起], kind: phrase, where: [reply], why: 用语, sources: [规定]}
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    (folder / "words.yaml").write_text(OWN_WORDS, encoding="utf-8")
    shelf.add_folder(tmp_path)
    yield folder
    shelf.remove_folder(tmp_path)


def run(command, *given, text=None):
    done = CliRunner().invoke(command, given, input=text)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_a_card_of_ones_own_is_added_or_takes_the_place_of_a_shipped_one(own):
    assert card("ZZ-01").card.answer == "这样。"
    assert card("KB-01").card.title == "我们的说法"
    assert card("KB-01").file == "knowledge/own.yaml"
    assert card("KB-02").card.title == "卡表退费"


def test_what_changes_on_disk_is_seen_at_once(own):
    (own / "own.yaml").write_text(OWN.replace("这样。", "那样。"), encoding="utf-8")
    assert card("ZZ-01").card.answer == "那样。"
    (own / "own.yaml").unlink()
    assert "ZZ-01" not in cards()
    assert card("KB-01").card.title == "小区临时用电转正式"


def test_a_wording_rule_of_ones_own_takes_the_place_of_the_shipped_one(own):
    rules = {name: kept.rule for name, kept in words().items()}
    found = check("抱歉，不好意思", rules, kinds=["reply"])
    assert [each.found for each in found] == ["不好意思"]


def test_two_files_of_one_folder_may_not_use_a_code_twice(own):
    (own / "again.yaml").write_text(OWN, encoding="utf-8")
    done = run(knowledge, "check")
    assert done.exit_code == 1
    assert "编号 ZZ-01 在 knowledge/again.yaml 中已经用过" in done.output
    assert "knowledge/own.yaml:5: B10" in done.output


def test_the_commands_list_show_and_check():
    assert "KB-04b" in run(knowledge, "list", "开关").output
    shown = run(knowledge, "show", "KB-03", "--way", "1", "--english").output
    assert "Have several days passed" in shown
    assert run(knowledge, "check").exit_code == 0
    done = run(wording, "check", "-", "--as", "reply", text="很抱歉\n您必须来")
    assert done.exit_code == 1
    assert "-:1:2: “抱歉” → 对不起" in done.output
    assert "-:2:1: “您必须”" in done.output
    assert run(wording, "check", "-", text="对不起").exit_code == 0
    assert run(wording, "check", "/nowhere").exit_code == 2
    assert run(wording, "check", "-", "--regulation", "nowhere", text="x").exit_code == 2
