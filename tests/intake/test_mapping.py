"""Mappings: every fault at once, with its line; headers found as people write them."""

import re

import pytest

from shouwen import intake
from shouwen.intake.errors import MappingUnfit, NoSuchMapping
from shouwen.intake.mapping import Mapping, bind, check, read_mapping
from shouwen.intake.mapping.model import Column, Dates, History, Skip
from shouwen.intake.sheets import open_book, text_of
from shouwen.packs import shelf
from shouwen.project.environment import SOURCE_TREE
from tests.intake.conftest import sheet

GOOD = """\
mapping: branch
title: 登记表
key: 编号
columns:
  subject: [事由, 主题]
  content: 内容
  telephone: {from: 电话, optional: true}
defaults: {channel: phone, category: service_attitude}
act: {name: register, role: agent}
historical:
  opened: 收到时间
  closed: 办结时间
"""


def opened(tmp_path, text: str):
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(str(path))


def faults(tmp_path, text: str, as_="open") -> dict[str, tuple[int, str]]:
    with pytest.raises(MappingUnfit) as unfit:
        check(opened(tmp_path, text), shelf.procedure("postal-bank"), as_)
    return {each.path: (each.line, each.problem) for each in unfit.value.findings}


def test_a_sound_mapping_has_no_findings(tmp_path):
    assert check(opened(tmp_path, GOOD), shelf.procedure("postal-bank"), "each").notes == ()


def test_all_faults_are_told_at_once_with_their_lines(tmp_path):
    text = GOOD.replace("subject:", "subjekt:").replace("key: 编号", "key: 电话")
    text = text.replace("service_attitude", "rudeness").replace("role: agent", "role: auditress")
    found = faults(tmp_path, text + "values: {category: {差: bad}}\n")
    assert found["key"][0] == 3
    assert "不能作行键" in found["key"][1]
    assert found["columns.subjekt"] == (5, "postal-bank 没有“subjekt”这一要素")
    assert found["defaults.category"][0] == 8
    assert "须为工作失误" in found["defaults.category"][1]
    assert found["act.role"] == (9, "没有“auditress”这一岗位")
    assert found["values.category.差"][0] == 13
    assert "必填“事由”" in found["act.name"][1]


def test_unreadable_mappings_name_the_line(tmp_path):
    for text, line, what in (
        (GOOD + "colums: {}\n", 13, "不认识“colums”"),
        (GOOD.replace("content: 内容", "content: {from: 内容, join: [a]}"), 6, "取自哪一列"),
        (GOOD + "dates: {zone: Mars/Base}\n", 13, "没有“Mars/Base”这个时区"),
        (GOOD + "skip_when: [{column: a}]\n", 13, "略过"),
        (GOOD + "key: 编号\n", 13, "key"),
    ):
        with pytest.raises(MappingUnfit) as unfit:
            opened(tmp_path, text)
        assert [each.line for each in unfit.value.findings] == [line]
        assert what in str(unfit.value.findings[0])


def test_closed_rows_need_their_times_and_open_rows_their_act(tmp_path):
    without = GOOD[: GOOD.index("act:")]
    assert "没有写由哪个动作受理" in faults(tmp_path, without)["as"][1]
    assert "没有写办结件" in faults(tmp_path, without, "historical")["as"][1]
    wrong = GOOD.replace("register", "reply").replace("opened:", "stage: received\n  opened:")
    found = faults(tmp_path, wrong, "each")
    assert "不是受理动作" in found["act.name"][1]
    assert "不是终结阶段" in found["historical.stage"][1]


def test_what_the_act_does_not_take_is_said(tmp_path):
    found = faults(tmp_path, GOOD.replace("defaults: {", "defaults: {reply: 好, "))
    assert "不收“给客户的答复”" in found["defaults.reply"][1]


@pytest.mark.parametrize("name", sorted(intake.shipped()))
def test_shipped_mappings_fit_their_regulations(name):
    found = read_mapping(name)
    assert found.mapping.mapping == name
    assert found.mapping.english
    for regulation in found.mapping.regulations:
        kinds = ["open"] if found.mapping.act else []
        kinds += ["historical"] if found.mapping.historical else []
        for as_ in {found.mapping.as_, *kinds}:
            assert check(found, shelf.procedure(regulation), as_).notes == ()


def test_a_mapping_nobody_knows(tmp_path):
    with pytest.raises(NoSuchMapping, match="branch-register"):
        read_mapping("nowhere")


# -- headers


def bound(tmp_path, rows, text=GOOD, as_="open", name=None):
    mapping = opened(tmp_path, text)
    book = open_book(sheet(tmp_path / "a.csv", rows), hints=mapping.mapping.headers)
    return bind(book, mapping, as_, name)


def test_headers_are_found_below_a_title_and_however_written(tmp_path):
    rows = [["投诉登记表", "", ""], [], [" 编 号*", "事由：", "内容 ", "備註"], ["1", "a", "b", ""]]
    found = bound(tmp_path, rows)
    assert found.row == 3
    assert found.unused == ("備註",)
    assert [list(map(text_of, line.cells)) for line in found.lines()] == [["1", "a", "b", ""]]


def test_a_header_of_two_rows_is_read_as_one(tmp_path):
    # Merged cells saved as text: each name stands once, its other cells are empty.
    rows = [
        ["投诉登记表", "", "", ""],
        ["编号", "来件", "", "备注"],
        ["", "事由", "内容", ""],
        ["1", "a", "b", "c"],
    ]
    found = bound(tmp_path, rows)
    assert (found.row, found.titles) == (3, ("编号", "事由", "内容", "备注"))
    assert [line.number for line in found.lines()] == [4]


def test_a_row_under_the_header_is_no_second_header(tmp_path):
    found = bound(tmp_path, [["编号", "事由", "内容"], ["1", "", ""], ["2", "a", "b"]])
    assert [line.number for line in found.lines()] == [2, 3]


def test_a_header_repeated_in_the_middle_is_no_row(tmp_path):
    header = ["编号", "事由", "内容"]
    rows = [header, ["1", "a", "b"], header, ["2", "c", "d"], ["", " ", ""]]
    assert [line.number for line in bound(tmp_path, rows).lines()] == [2, 4]


def test_missing_columns_are_told_before_anything_is_written(tmp_path):
    with pytest.raises(MappingUnfit) as unfit:
        bound(tmp_path, [["编号", "投诉内容"], ["1", "a"]])
    found = {each.path: each for each in unfit.value.findings}
    assert found.keys() == {"columns.subject", "columns.content"}
    assert found["columns.content"].line == 6
    assert "是否就是“投诉内容”" in found["columns.content"].remedy


def test_two_columns_of_one_name_are_not_chosen_between(tmp_path):
    with pytest.raises(MappingUnfit, match="两列都叫“内容”"):
        bound(tmp_path, [["编号", "事由", "内容", "内容"], ["1", "a", "b", "c"]])


def test_another_layout_is_recognised_as_such(tmp_path):
    with pytest.raises(MappingUnfit, match=r"没有找到表头.*姓名、年龄"):
        bound(tmp_path, [["姓名", "年龄"], ["王", "3"]])
    shipped = ["编号 2", "投诉日期", "渠道", "类别", "事 由", "投诉内容"]
    other = GOOD.replace("编号", "号").replace("事由, 主题", "题").replace("内容", "文")
    with pytest.raises(MappingUnfit, match="列名相合的有 branch-register"):
        bound(tmp_path, [shipped, list("123456")], other)


# -- the reference


def examples() -> list[str]:
    text = (SOURCE_TREE / "docs" / "reference" / "import-mapping.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("text", examples(), ids=lambda text: text.split()[1])
def test_the_examples_of_the_reference_hold(tmp_path, text):
    found = opened(tmp_path, text)
    assert check(found, shelf.procedure("postal-bank"), found.mapping.as_).notes == ()


def test_the_reference_names_every_key():
    text = (SOURCE_TREE / "docs" / "reference" / "import-mapping.md").read_text(encoding="utf-8")
    for model in (Mapping, History, Column, Dates, Skip):
        for name, field in model.model_fields.items():
            assert re.search(rf"\b{field.alias or name}\b", text), name
