"""The shared terms on the shelf are sound, and the command makes new ones from sheets."""

import json

import pytest
from click.testing import CliRunner

from shouwen.cli.taxonomy import taxonomy
from shouwen.packs import crosswalks, shelf, taxonomy_shelf
from shouwen.regulations.shared import taxonomy_from

CSV = "一级,二级,三级,备注\n城建,安全,事故,a\n城建,安全,隐患,b\n交通,公交,其他,c\n"


def run(*words):
    done = CliRunner().invoke(taxonomy, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_what_is_shipped_is_sound():
    assert list(crosswalks.findings()) == []


@pytest.mark.parametrize("key", [each.key for each in taxonomy_shelf.editions()])
def test_every_term_has_english(key):
    found = taxonomy_shelf.taxonomy(key)
    assert found.key == key
    assert found.taxonomy.english
    assert [name for name, each in found.entries.items() if not each.english] == []


def test_the_terms_of_a_regulation_count_as_shared_ones():
    walk = crosswalks.crosswalk("postal-bank-channel")
    channels = shelf.procedure("postal-bank", version="2015.1").pack.terms["channel"]
    assert set(walk.targets) == set(channels)
    assert walk.counts_as("book") == ("premises",)
    assert walk.counts_as("letter") == ()


def test_a_sheet_becomes_a_file_that_can_be_read_again(tmp_path):
    sheet, made = tmp_path / "classes.csv", tmp_path / "own" / "1.yaml"
    sheet.write_text(CSV, encoding="gb18030")
    done = run("import", sheet, "--id", "own", "--levels", "一级,2,三级", "-o", made)
    assert done.exit_code == 0, done.output
    found = taxonomy_from(made.read_text("utf-8"), "own/1.yaml")
    assert [each.title for each in found.entries.values()] == [
        "城建", "安全", "事故", "隐患", "交通", "公交", "其他",
    ]  # fmt: skip
    assert run("check", made).exit_code == 0
    sheet.write_text(CSV.replace("城建,安全,事故,a\n", "水利,水库,漏水,d\n"), encoding="utf-8")
    later = run("import", sheet, "--id", "own", "--version", "2", "--levels", "1,2,3",
                "--earlier", made)  # fmt: skip
    assert 'c01_01_02: {title: "隐患"' in later.output
    assert 'c03: {title: "水利"' in later.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--id", "Own", "--levels", "1,2,3"], 1),
        (["--id", "own", "--levels", "1,9"], 2),
        (["--id", "own", "--levels", "一级,五级"], 2),
        (["--id", "own", "--sheet", "nowhere"], 2),
    ],
)
def test_a_sheet_that_cannot_be_used_is_told(tmp_path, words, code):
    sheet = tmp_path / "classes.csv"
    sheet.write_text(CSV, encoding="utf-8")
    assert run("import", sheet, *words).exit_code == code


def test_a_folder_of_ones_own_may_hold_taxonomies_and_crosswalks(tmp_path):
    (tmp_path / "taxonomies" / "own").mkdir(parents=True)
    (tmp_path / "crosswalks").mkdir()
    (tmp_path / "taxonomies" / "own" / "1.yaml").write_text(
        'taxonomy: {id: own, version: "1", title: 自己的}\nentries: {rude: 粗鲁, dirty: 脏}\n',
        encoding="utf-8",
    )
    walk = tmp_path / "crosswalks" / "own-reason.yaml"
    walk.write_text(
        "crosswalk: {id: own-reason, title: 对照, from: own@1, to: finance-reason@1}\n"
        "entries: {rude: service}\n",
        encoding="utf-8",
    )
    shelf.add_folder(tmp_path)
    try:
        assert [each.code for each in crosswalks.findings()] == ["V07"]
        walk.write_text(walk.read_text("utf-8").replace("service", "service, dirty: facility"))
        assert crosswalks.crosswalk("own-reason").counts_as("dirty") == ("facility",)
        listed = [json.loads(line) for line in run("list", "--json").output.splitlines()]
        assert {"taxonomy": "own@1", "title": "自己的", "entries": 2} in listed
        assert {"crosswalk": "own-reason", "from": "own@1", "to": "finance-reason@1"} in listed
    finally:
        shelf.remove_folder(tmp_path)
    with pytest.raises(taxonomy_shelf.NoSuchTaxonomy):
        taxonomy_shelf.taxonomy("own@1")
