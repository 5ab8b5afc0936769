import time
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.regulations.reading import TextFault, read_source

TEXT = """\
pack:
  id: 示例        # a comment
  on: yes
articles:
  a1: {no: 第一条, gist: "十二: 三"}
acts:
  register:
    must:
      - that: amount > 5
        else: 太少
      - {that: "true", else: 总是}
    cite: [a1, a2]
"""


def test_data_and_lines():
    source = read_source(TEXT, "x.yaml")
    assert source.data["pack"] == {"id": "示例", "on": "yes"}
    assert source.data["articles"]["a1"]["gist"] == "十二: 三"
    assert source.data["acts"]["register"]["must"][1] == {"that": "true", "else": "总是"}
    for path, line in [
        ((), 1),
        (("pack",), 1),
        (("pack", "on"), 3),
        (("articles", "a1", "gist"), 5),
        (("acts", "register", "must"), 8),
        (("acts", "register", "must", 0), 9),
        (("acts", "register", "must", 0, "else"), 10),
        (("acts", "register", "must", 1), 11),
        (("acts", "register", "cite", 1), 12),
    ]:
        assert source.line(path) == line, path


def test_paths_that_lead_nowhere_end_at_the_nearest_place():
    source = read_source(TEXT, "x.yaml")
    assert source.line(("acts", "register", "must", 0, "cite")) == 9
    assert source.line(("nothing",)) == 1
    # pydantic names the alternatives of a union between the keys
    assert source.place(("acts", "register", "must", "list[Must]", 1, "Must", "that")) == (
        "acts", "register", "must", 1, "that",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-12", -12),
        ("0", 0),
        ("1.50", Decimal("1.50")),
        ("-0.5", Decimal("-0.5")),
        ("True", "True"),
        ("yes", "yes"),
        ("on", "on"),
        ("~", "~"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1e5", "1e5"),
        ("1_000", "1_000"),
        (".5", ".5"),
        ("5.", "5."),
        (".inf", ".inf"),
        ("2026-09-28", "2026-09-28"),
        ("2026-09-28T17:20+08:00", "2026-09-28T17:20+08:00"),
        ("110101199003078888000", "110101199003078888000"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
    ],
)
def test_only_plain_words_have_types(written, value):
    found = read_source(f"key: {written}\n", "x.yaml").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text():
    assert read_source("on: 1\ntrue: 2\n12: 3\nnull: 4\n", "x").data == {
        "on": 1, "true": 2, "12": 3, "null": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "code", "chinese", "english"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "Y02", "“a”写了两次（上一次在第 1 行）", "first on line 1"),
        ("x:\n  - {k: 1,\n     k: 2}\n", 3, "Y02", "“k”写了两次", "twice"),
        ("a: 1\nb: &x 5\n", 2, "Y03", "不能使用锚点（&x）", "anchor"),
        ("a: &x [1]\nb: 1\n", 1, "Y03", "不能使用锚点", "anchor"),
        ("&x a: 1\n", 1, "Y03", "不能使用锚点", "anchor"),
        ("a: 1\nb: !foo 5\n", 2, "Y03", "不能使用标签（!foo）", "tag"),
        ("a: !!python/object/apply:os.system [x]\n", 1, "Y03", "不能使用标签", "tag"),
        ("a:\n  <<: {x: 1}\n", 2, "Y03", "不能用 << 合并", "merge key"),
        ("a: 1\n\tb: 2\n", 2, "Y01", "不用制表符", "tab character"),
        ("a:\n\tb: 2\n", 2, "Y01", "不用制表符", "cannot start any token"),
        ("a: b: c\n", 1, "Y01", "不能出现冒号", "mapping values"),
        ("a: [1,\nb: 2\n", 3, "Y01", "没有正确结束", "',' or ']'"),
        ("a: 'x\n", 2, "Y01", "引号没有结束", "end of stream"),
        ("a:\n  - 1\n - 2\n", 3, "Y01", "缩进", "expected"),
        ("a: 1\n b: 2\n", 2, "Y01", "冒号", "mapping values"),
        ("? [a]\n: 1\n", 1, "Y04", "名称不能是列表", "single word"),
        ("a: 1\n'': 2\n", 2, "Y04", "名称是空的", "empty"),
        ("a: 1\n---\nb: 1\n", 2, "Y04", "几份文档", "more than one document"),
        ("", 1, "Y04", "文件是空的", "empty"),
        ("# nothing\n", 1, "Y04", "文件是空的", "empty"),
        ("a: \x07\n", 1, "Y01", "不是合法的 YAML", "not valid YAML"),
        ("a: \ud800\n", 1, "Y05", "不是 UTF-8", "not UTF-8"),
        ("[" * 60, 1, "Y05", "嵌套超过 40 层", "nested too deeply"),
        ("a: " + "{b: " * 60, 1, "Y05", "嵌套超过 40 层", "nested too deeply"),
    ],
)
def test_what_is_refused_is_told_with_its_line(text, line, code, chinese, english):
    with pytest.raises(TextFault) as refused:
        read_source(text, "pack.yaml")
    finding = refused.value.findings[0]
    assert (finding.file, finding.line, finding.code) == ("pack.yaml", line, code)
    assert chinese in f"{finding.problem}；{finding.remedy}"
    assert english in finding.english
    assert str(finding).startswith(f"pack.yaml:{line}: {code}")
    assert str(refused.value).startswith(f"pack.yaml:{line}: ")


def test_all_mistakes_are_told_at_once():
    with pytest.raises(TextFault) as refused:
        read_source("a: &x 1\na: *x\nb: !t 2\n<<: {c: 1}\nd: [1\n", "x.yaml")
    assert [f.line for f in refused.value.findings] == [1, 2, 2, 3, 4, 6]
    assert refused.value.findings[1].path == "a"
    assert "另有 5 处" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "x" * 2_000_001,
        "[" * 1_000_000,
        "{a: " * 400_000,
        "- " * 500_000,
        "a: &a [x]\n" + "".join(f"b{i}: [*a, *a, *a]\n" for i in range(100_000)),
        "- a\n" * 400_000,
        "a: 1\n" * 300_000,
        "? " * 500_000,
    ],
    ids=["long", "brackets", "braces", "dashes", "laughs", "items", "doubles", "questions"],
)
def test_hostile_texts_end_quickly(text):
    began = time.process_time()  # our own work, whatever else this machine does
    with pytest.raises(TextFault) as refused:
        read_source(text, "x.yaml")
    assert time.process_time() - began < 5
    assert len(refused.value.findings) <= 50


_CHARACTERS = st.characters(
    min_codepoint=32, max_codepoint=0x9FFF, exclude_characters="\x7f\x85\u2028\u2029"
)
_KEYS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
_WORDS = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-(10**12), 10**12),
    st.text(_CHARACTERS, max_size=8),
)
_DATA = st.recursive(
    _WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(_KEYS, inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(_KEYS, _DATA, min_size=1, max_size=4),
    st.booleans(),
)
def test_whatever_is_written_is_read_back_with_lines_in_order(data, flow):
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_flow_style=flow)
    # Copies of one object are dumped as an anchor; these data hold none worth the name.
    source = read_source(text, "x.yaml")
    assert source.data == data
    assert source.lines[()] == 1
    in_order = [source.lines[(key,)] for key in data]
    assert in_order == sorted(in_order)
    for path, line in source.lines.items():
        if path and isinstance(path[-1], str):
            assert path[-1] in text.splitlines()[line - 1]
