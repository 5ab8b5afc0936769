"""The check of wording: where, what instead, and what is left alone."""

import time

import pytest

from shouwen.knowledge import views
from shouwen.knowledge.checking import MOST_REMARKS, check
from shouwen.knowledge.wordlist import TEXT_KINDS, WordingRule

POWER = "power-hotline"


def found(text, kind, regulation=POWER):
    return [each.found for each in views.remarks(text, [kind], regulation, "zh")]


@pytest.mark.parametrize(
    ("text", "kind", "words", "use"),
    [
        ("很抱歉给您带来不便", "reply", "抱歉", "对不起"),
        ("您好，这里是热线", "speech", "您好", "请问您需要什么帮助？"),
        ("您说，我听着", "speech", "您说", "您请讲"),
        ("漏保跳闸", "registration", "漏保", "漏电保护器"),
        ("用招商卡购电", "registration", "招商", "招商银行"),
        ("农业的卡插不进去", "registration", "农业", "农业银行"),
        ("到工商网点交费", "reply", "工商", "工商银行"),
        ("可以用一卡通购电", "reply", "一卡通", "银行交易卡"),
        ("好，好，我记下了", "speech", "好，好", "我知道"),
        ("对对对", "speech", "对对对", "我理解"),
        ("您必须到网点来", "reply", "您必须", "请您"),
        ("您放心，肯定没问题", "reply", "肯定没问题", "我们会在几月几日以前答复您"),
        ("这是您自己弄错", "reply", "您自己弄错", "我来帮您看看是哪里出了问题"),
        ("这不归我们管", "reply", "不归我们管", "这件事由某某负责，我替您转过去"),
        ("请自己测一下插座", "reply", "自己测一下插座", "请断开所有电器，我们派人检查"),
    ],
)  # fmt: skip
def test_what_to_avoid_and_what_to_say_instead(text, kind, words, use):
    (remark,) = views.remarks(text, [kind], POWER, "zh")
    assert remark.found == words
    assert use in remark.use
    assert remark.why
    assert remark.sources


@pytest.mark.parametrize("words", ["望查看", "电工已查", "请先联系", "强烈要求"])
def test_filler_is_left_out_of_work_orders_only(words):
    (remark,) = views.remarks(f"三号楼停电，{words}", ["work_order"], POWER, "zh")
    assert (remark.found, remark.use, remark.kind) == (words, (), "filler")
    assert "重要" in remark.unless
    assert found(f"三号楼停电，{words}", "reply") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("农业银行和工商银行都可以购电", "reply"),
        ("农业用电的卡", "registration"),
        ("工商局来检查", "registration"),
        ("招商引资项目用电", "registration"),
        ("农业丰收。卡插不进去", "registration"),  # another sentence
        ("您说的我记下了", "speech"),
        ("听您说", "speech"),
        ("今天您好吗", "speech"),  # not how it opens
        ("好不好", "speech"),
        ("好好学习", "speech"),
        ("不能保证治好", "reply"),
        ("不要自行检测插座", "reply"),
        ("抱歉", "registration"),  # the caller's words
    ],
)
def test_what_only_looks_alike_is_left_alone(text, kind):
    assert found(text, kind) == []


def test_an_abbreviation_of_one_trade_is_none_elsewhere():
    assert found("旅游一卡通", "reply", "tourism-office") == []
    assert found("旅游一卡通", "reply", None) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("您必须来", "V-08"),
        ("保证没问题", "V-08"),
        ("保证治愈", "V-19"),
        ("是您自己的错", "V-06"),
        ("您应该道歉", "V-06"),
        ("不关我们的事", "V-04"),
        ("自行检测插座", "V-20"),
    ],
)
def test_a_forbidden_tone_names_the_behaviour_it_would_be(text, code):
    (remark,) = views.remarks(text, ["reply"], POWER, "zh")
    assert remark.behaviour == code
    assert remark.assumed, "the source gives no phrases"


def test_a_remark_says_line_and_column():
    (remark,) = views.remarks("您好：\n  很抱歉。", ["reply"], POWER, "zh")
    assert (remark.line, remark.column, remark.start, remark.end) == (2, 4, 7, 9)


def test_reasons_are_given_in_english_too():
    (remark,) = views.remarks("抱歉", ["reply"], POWER, "en")
    assert remark.why == "Apologise with 对不起"
    assert "hotline" in remark.sources[0].text


def rule(**given):
    return WordingRule.model_validate(
        {"kind": "phrase", "where": ["reply"], "why": "w", "sources": ["s"], **given}
    )


def test_of_overlapping_places_the_longest_wins():
    rules = {"short": rule(avoid=["工作"]), "long": rule(avoid=["工作人员"])}
    (remark,) = check("工作人员", rules, kinds=["reply"])
    assert (remark.rule, remark.found) == ("long", "工作人员")


def test_a_text_full_of_them_is_checked_in_a_blink():
    rules = {"a": rule(avoid=["好"], kind="echo"), "b": rule(avoid=["抱歉"], near=["卡"])}
    for text in ("好，" * 100_000, "抱歉卡" * 100_000, "抱歉" * 100_000):
        began = time.process_time()  # our own work, whatever else this machine does
        assert len(check(text, rules, kinds=TEXT_KINDS)) <= MOST_REMARKS
        assert time.process_time() - began < 2
