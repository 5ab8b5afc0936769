"""Shared terms: trees, the sheets they come from, and what one list counts as in another."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.regulations import open_pack
from shouwen.regulations.composition import Part, digest_of, join, split
from shouwen.regulations.shared import (
    CrosswalkUnfit,
    SheetUnfit,
    open_crosswalk,
    open_taxonomy,
    taxonomy_from,
    taxonomy_text,
)

BROKEN = sorted((Path(__file__).parents[1] / "broken_packs" / "taxonomies").glob("*.yaml"))
SOUND = Path(__file__).parents[1] / "broken_packs" / "_sound.yaml"

TREE = """\
taxonomy: {id: cause, version: "1", title: 原因}
entries:
  service: {title: 服务, english: Service}
  attitude: {title: 态度, parent: service, english: Attitude}
  service_other: {title: 其他, parent: service, english: Other}
  goods: 商品
  goods_other: {title: 其他, parent: goods}
"""


@pytest.fixture
def tree():
    return taxonomy_from(TREE, "cause/1.yaml")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_taxonomy_is_found_with_its_line(path):
    text = path.read_text(encoding="utf-8")
    opened = open_taxonomy(text, path.name)
    wanted = text.splitlines()[0].removeprefix("# says: ")
    told = [each for each in opened.findings if wanted in str(each)]
    assert told, [str(each) for each in opened.findings]
    assert opened.taxonomy is None
    assert (
        all(each.line > 1 and each.remedy and each.english for each in told) or "entries" in wanted
    )


def test_a_tree_knows_what_lies_where(tree):
    assert tree.children(None) == ("service", "goods")
    assert tree.children("service") == ("attitude", "service_other")
    assert tree.line("attitude") == ("service", "attitude")
    assert tree.within("attitude", "service")
    assert tree.within("service", "service")
    assert not tree.within("goods_other", "service")
    assert [entry for entry in tree.entries if tree.is_leaf(entry)] == [
        "attitude", "service_other", "goods_other",
    ]  # fmt: skip


def test_terms_of_the_same_title_are_told_apart_by_what_stands_above(tree):
    assert tree.labels(["attitude", "service_other", "goods_other"]) == {
        "attitude": "态度",
        "service_other": "服务：其他",
        "goods_other": "商品：其他",
    }
    assert tree.labels(["attitude", "service_other"]) == {
        "attitude": "态度",
        "service_other": "其他",
    }
    assert tree.labels(["service_other", "goods_other"], english=True) == {
        "service_other": "Service: Other",
        "goods_other": "商品: 其他",
    }


def pack_with(terms):
    text = SOUND.read_text(encoding="utf-8")
    text = text.replace(
        "  channel: {phone: 电话, letter: 来信}\n",
        f"  channel: {{phone: 电话, letter: 来信}}\n  cause: {terms}\n",
    )
    text = text.replace("also: [amount, accused]", "also: [amount, accused, cause]")
    return text.replace(
        "  note: {type: text", '  cause: {type: "enum:cause", title: 原因}\n  note: {type: text'
    )


def opened(terms, tree=TREE):
    joint = join(pack_with(terms), [Part("taxonomy", "cause@1", tree)])
    return open_pack(joint, "tiny/2024.1.yaml", {})


@pytest.mark.parametrize(
    ("terms", "members"),
    [
        ("{shared: cause@1}", ["服务", "态度", "服务：其他", "商品", "商品：其他"]),
        ("{shared: cause@1, levels: 1}", ["服务", "商品"]),
        ("{shared: cause@1, leaves: true}", ["态度", "服务：其他", "商品：其他"]),
        ("{shared: cause@1, under: service}", ["态度", "其他"]),
    ],
)
def test_a_regulation_takes_all_of_a_taxonomy_or_a_part(terms, members):
    assert list(opened(terms).pack.terms["cause"].values()) == members


def test_its_english_comes_along_and_the_regulations_own_wins():
    pack = opened("{shared: cause@1}").pack
    assert pack.english["态度"] == "Attitude"
    assert pack.english["服务：其他"] == "Service: Other"
    text = pack_with("{shared: cause@1}") + "\nenglish: {态度: Manner}\n"
    joint = join(text, [Part("taxonomy", "cause@1", TREE)])
    assert open_pack(joint, "", {}).pack.english["态度"] == "Manner"


def test_a_fault_of_the_taxonomy_is_told_in_its_own_file():
    found = opened("{shared: cause@1}", TREE.replace("parent: goods", "parent: good")).findings
    assert [(each.file, each.line) for each in found if each.code == "V01"] == [
        ("taxonomies/cause/1.yaml", 7)
    ]


def test_the_digest_covers_the_taxonomy():
    text = pack_with("{shared: cause@1}")
    one = join(text, [Part("taxonomy", "cause@1", TREE)])
    other = join(text, [Part("taxonomy", "cause@1", TREE.replace("态度", "语气"))])
    assert digest_of(one) != digest_of(other)
    assert open_pack(one, "", {}).procedure is None  # the calendars are missing here
    assert digest_of(text) == digest_of(join(text, []))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_a_joint_text_gives_its_parts_back(texts):
    rest = [Part("taxonomy", f"a{n}@1", text) for n, text in enumerate(texts[1:])]
    main, *others = split(join(texts[0], rest))
    if texts[0].startswith("%joint 1\n"):
        return
    assert main.text == texts[0]
    assert others == sorted(rest, key=lambda part: part.key)


def test_a_text_that_only_looks_joint_is_read_as_it_is():
    assert split("%joint 1\n%part main - 999\nshort")[0].text.startswith("%joint")


# -- sheets


def made(rows, **others):
    numbered = list(enumerate(rows, 2))
    text = taxonomy_text(numbered, id_="cause", title="原因", **others)
    return taxonomy_from(text, "cause/1.yaml")


ROWS = [
    ("城建", "安全", "事故"),
    ("城建", "安全", "隐患"),
    ("城建", "市政"),
    ("交通", "公交", "其他"),
]


def test_a_sheet_of_three_levels_becomes_a_tree():
    found = made(ROWS)
    assert [(name, each.title, each.parent) for name, each in found.entries.items()] == [
        ("c01", "城建", None),
        ("c01_01", "安全", "c01"),
        ("c01_01_01", "事故", "c01_01"),
        ("c01_01_02", "隐患", "c01_01"),
        ("c01_02", "市政", "c01"),
        ("c02", "交通", None),
        ("c02_01", "公交", "c02"),
        ("c02_01_01", "其他", "c02_01"),
    ]


def test_merged_cells_stand_for_what_is_above_them():
    merged = [
        ("城建", "安全", "事故"),
        ("", "", "隐患"),
        ("", "市政", ""),
        ("交通", "公交", "其他"),
    ]
    assert made(merged) == made(ROWS)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("城建", "", "事故")], "第 2 行缺第 2 级"),
        ([("", "安全", "事故")], "第 2 行缺第 1 级"),
        ([("a", "b", "c", "d")], "第 2 行有 4 级"),
        ([("", "", "")], "没有任何类别"),
        ([], "没有任何类别"),
    ],
)
def test_a_sheet_that_is_no_tree_is_refused(rows, told):
    with pytest.raises(SheetUnfit, match=told):
        made(rows)


def test_a_later_edition_keeps_the_ids_of_what_was_there():
    first = made(ROWS)
    later = made(
        [("城建", "安全", "新设"), ("水利", "水库"), *ROWS[1:]], version="2", earlier=first
    )
    titles = {
        "/".join(later.entries[each].title for each in later.line(name)): name
        for name in later.entries
    }
    assert titles["城建/安全/隐患"] == "c01_01_02"
    assert titles["城建/安全/新设"] == "c01_01_03"  # 01 was 事故, and stays what it was
    assert titles["水利"] == "c03"
    assert titles["交通"] == "c02"


# -- crosswalks

WALK = """\
crosswalk: {id: walk, title: 对照, from: mine@1, to: cause@1}
entries:
  rude: attitude
  broken: {why: 不是服务也不是商品}
  late: [attitude, service_other]
"""
MINE = taxonomy_from(
    """\
taxonomy: {id: mine, version: "1", title: 本行的}
entries:
  rude: 态度恶劣
  very_rude: {title: 辱骂, parent: rude}
  broken: 坏了
  late: 太迟
""",
    "mine",
)


def test_what_a_term_counts_as(tree):
    walk = open_crosswalk(WALK, "walk.yaml", MINE, tree)
    assert walk.counts_as("rude") == ("attitude",)
    assert walk.counts_as("very_rude") == ("attitude",)  # as what stands above it
    assert walk.counts_as("broken") == ()
    assert walk.counts_as("late") == ("attitude", "service_other")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("  rude: attitude\n", "", "“态度恶劣”（rude）没有对应"),
        ("rude: attitude", "rude: atitude", "没有“atitude”"),
        ("broken:", "brokn:", "没有“brokn”"),
        ("{why: 不是服务也不是商品}", "{}", "没有对应的词，也没有说明"),
        ("rude: attitude", "rude: {to: attitude, way: x}", "是否想写 why"),
    ],
)
def test_gaps_of_a_crosswalk_are_told(tree, before, after, told):
    with pytest.raises(CrosswalkUnfit) as unfit:
        open_crosswalk(WALK.replace(before, after), "walk.yaml", MINE, tree)
    assert told in "\n".join(str(each) for each in unfit.value.findings)
    assert all(each.line >= 1 and each.english for each in unfit.value.findings)
