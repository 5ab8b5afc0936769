"""What is learnt from texts: better than guessing, honest about confidence, and holding no text."""

import io
import random

import numpy as np
import pytest
from sklearn.utils import murmurhash3_32

from shouwen.insight import learning

SAYS = {
    "water": ("水管漏水", "停水三天", "水费多收", "水压太小", "自来水发黄"),
    "noise": ("夜间施工噪音", "广场舞太吵", "楼上装修扰民", "酒吧音响吵人", "工地半夜打桩"),
    "road": ("路面塌陷", "路灯不亮", "井盖缺失", "红绿灯坏了", "人行道被占"),
}
PLACES = ("幸福小区", "银杏路", "长江街", "柳河乡", "东湖花园", "中山路", "学府巷", "北门口")


def told(count=240, seed=7):
    chance = random.Random(seed)
    texts, labels = [], []
    for n in range(count):
        label = sorted(SAYS)[n % 3]
        matter = chance.choice(SAYS[label])
        texts.append(f"{chance.choice(PLACES)}{matter}，已经{chance.randint(2, 30)}天，请处理")
        labels.append(label)
    return texts, labels


@pytest.fixture(scope="module")
def learned():
    texts, labels = told()
    return learning.learn(texts, labels, list(range(len(texts))))


def test_it_names_what_it_has_not_seen_and_the_words_that_spoke(learned):
    assert learned.accuracy > 0.95 > learned.baseline + 0.5
    said = learning.guess(learned, "我们楼上每天装修扰民，吵得睡不着")
    assert said.label == "noise"
    assert said.share > 0.6
    assert any("扰民" in word or "装修" in word for word in said.words)
    assert all(word in "我们楼上每天装修扰民，吵得睡不着" for word in said.words)


def test_confidence_is_no_greater_than_it_is_right():
    texts, labels = told()
    chance = random.Random(3)
    # A quarter filed at random: nobody can be surer than three quarters and a little.
    mixed = [chance.choice(sorted(SAYS)) if chance.random() < 0.25 else each for each in labels]
    doubtful = learning.learn(texts, mixed, list(range(len(texts))))
    given = learning.guesses(doubtful, told(seed=11)[0])
    assert given.max(axis=1).mean() < 0.92
    assert doubtful.error < 0.12


def test_near_duplicates_are_not_learnt_from_and_tried_on():
    # Every text stands ten times and its label is chance: only by heart could it be named.
    chance = random.Random(5)
    texts, labels, groups = [], [], []
    for n in range(40):
        text, label = "".join(chance.sample("甲乙丙丁戊己庚辛壬癸子丑寅卯", 8)), chance.choice("xy")
        texts += [text] * 10
        labels += [label] * 10
        groups += [n] * 10
    assert learning.learn(texts, labels, groups).accuracy < 0.8


def test_what_was_learnt_is_packed_without_a_word_of_any_case(learned):
    packed = learning.packed(learned)
    assert "银杏路".encode() not in packed
    again = learning.unpacked(packed)
    assert again.labels == learned.labels
    assert again.cases == learned.cases
    text = "停水三天了"
    assert learning.guess(again, text).label == learning.guess(learned, text).label
    assert abs(learning.guess(again, text).share - learning.guess(learned, text).share) < 0.01


def test_bytes_that_would_run_something_are_refused():
    bad = np.array([print], dtype=object)
    out = io.BytesIO()
    np.savez(out, labels=bad, weights=bad, bias=bad, rarity=bad, figures=bad)
    with pytest.raises(ValueError, match="allow_pickle"):
        learning.unpacked(out.getvalue())


def test_words_are_looked_up_where_the_pieces_were_put():
    counts = learning._counts(["停水"])
    pieces = ["停", "水", "停水"]
    places = {abs(int(murmurhash3_32(each, seed=0))) % learning.FEATURES for each in pieces}
    assert set(counts.indices) == places


def test_one_label_or_too_few_cases_teach_nothing():
    with pytest.raises(ValueError, match="one label"):
        learning.learn(["停水"] * 9, ["water"] * 9, list(range(9)))
    with pytest.raises(ValueError, match="too few"):
        learning.learn(["停水"] * 9 + ["吵"], ["water"] * 9 + ["noise"], list(range(10)))
