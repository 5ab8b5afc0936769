"""Whatever is called a regulation, proofreading answers with a place and words, and soon."""

import pytest
from click.testing import CliRunner

from shouwen.cli.rules import rules
from shouwen.packs import shelf


@pytest.mark.parametrize(
    ("written", "line", "says"),
    [
        (b"", 1, "文件是空的"),
        ("pack: {id: x}\nabout: 办法\n".encode("gbk"), 2, "UTF-8"),
        ("pack: 1\n".encode("utf-16"), 1, "UTF-8"),
        (b"\x80\x00" * 999, 1, "UTF-8"),
        (b"pack:\n  a: b\n  c: d\x07e\n", 3, "YAML"),
        (b"pack:\n\tid: x\n", 2, "制表符"),
        (b"pack: {id: x\n", 2, "括号"),
        (b"a: &a [1]\nb: [*a, *a]\n", 1, "锚点"),
        (b"---\na: 1\n---\nb: 2\n", 3, "几份文档"),
        (b"a: " + b"[" * 900 + b"]" * 900, 1, "嵌套"),
        (b"pack:\n" + b"  a: b\n" * 400_000, 1, "MB"),
        (b"\n".join(b"k%d: 1" % n for n in range(20_000)), 1, "缺少"),
    ],
)
def test_garbage_is_told_where_it_is(tmp_path, written, line, says):
    place = tmp_path / "draft.yaml"
    place.write_bytes(written)
    found = CliRunner().invoke(rules, ["check", str(place)])
    assert found.exit_code == 1, found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    lines = found.output.splitlines()
    assert len(lines) < 400
    assert any(f"draft.yaml:{line}: " in each and says in each for each in lines), lines[:5]


def test_a_text_in_another_encoding_spoils_nothing_else_on_the_shelf(tmp_path):
    folder = tmp_path / "old-bank"
    folder.mkdir()
    (folder / "2020.1.yaml").write_bytes("pack:\n  title: 办法\n".encode("gbk"))
    shelf.add_folder(tmp_path)
    try:
        assert "old-bank" in shelf.regulation_ids()
        opened = shelf.opened("old-bank")
        assert opened.procedure is None
        assert [each.code for each in opened.errors] == ["Y05"]
        assert shelf.opened("bank-outlet").procedure is not None
    finally:
        shelf.remove_folder(tmp_path)
