"""Local implementing rules lie over a base: what they say, where they say it, what they may not."""

from pathlib import Path

import pytest

from shouwen.engine import Accepted, Command, decide
from shouwen.packs import shelf
from shouwen.regulations import open_pack
from shouwen.regulations.comparing import compare
from shouwen.regulations.composition import Part, join
from shouwen.scenarios import read_organisation
from shouwen.vocabulary import Actor, moment

FOLDER = Path(__file__).parents[1] / "broken_packs"
BROKEN = sorted(path for path in (FOLDER / "overlays").glob("*.yaml") if path.stem[0] != "_")
BASE = (FOLDER / "_sound.yaml").read_text(encoding="utf-8")
SOUND = (FOLDER / "overlays" / "_sound.yaml").read_text(encoding="utf-8")
SECOND = """\
overlay:
  id: tiny-gate
  title: 东店门市细则
  short: 门市细则
  version: "2024.3"
  base: tiny-east@2024.2
  permitted_by: [e1]
  effective: 2024-07-01
  issuer: 东店门市
articles:
  g1: {no: 第一条, gist: 来信也告诉店长, under: e1}
rules:
  letter_told:
    on: [act register]
    when: channel == 'letter'
    do: [{notify: {role: head, of: target}}]
    cite: [g1]
"""


def opened(text, base=BASE):
    joint = join(text, [Part("base", "tiny@2024.1", base)])
    return open_pack(joint, "tiny-east/2024.2.yaml", shelf.day_sets())


def faults(text, base=BASE):
    return [each for each in opened(text, base).findings if each.severity != "note"]


def test_the_overlay_the_others_are_made_from_is_sound():
    assert faults(SOUND) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_overlay_is_found_with_its_line(path):
    text = path.read_text(encoding="utf-8")
    found = faults(text)
    wanted = text.splitlines()[0].removeprefix("# says: ").strip()
    told = [each for each in found if wanted in str(each)]
    assert told, [str(each) for each in found]
    assert all(each.line > 1 for each in told)
    assert [str(each) for each in found if not (each.remedy and each.english)] == []
    assert opened(text).procedure is None or all(each.severity == "warning" for each in found)


def line_of(text, words):
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_finding_names_the_file_it_was_written_in():
    overlay = SOUND.replace("on: [act register]", "on: [act regster]")
    (found,) = faults(overlay)
    assert (found.file, found.line) == (
        "tiny-east/2024.2.yaml",
        line_of(overlay, "on: [act regster]"),
    )
    base = BASE.replace("stop: [act answer]", "stop: [act anser]", 1)
    found = faults(SOUND, base)[0]
    assert (found.file, found.line) == ("tiny/2024.1.yaml", line_of(base, "stop: [act anser]"))


def test_a_text_that_cannot_be_read_is_named():
    assert faults("overlay: [")[0].file == "tiny-east/2024.2.yaml"
    assert faults(SOUND, "pack: [")[0].file == "tiny/2024.1.yaml"


def test_what_it_says_is_there_and_the_rest_is_the_bases():
    base = open_pack(BASE, "", shelf.day_sets())
    pack = opened(SOUND).pack
    assert {(each.kind, each.where) for each in compare(base.pack, pack)} == {
        ("added", "articles.e1"),
        ("changed", "acts.answer"),
        ("added", "rules.head_told"),
    }
    assert (pack.pack.id, pack.pack.version, pack.pack.issuer) == ("tiny-east", "2024.2", "东店")
    assert pack.pack.first_stage == "received"
    assert opened(SOUND).procedure.base == "tiny@2024.1"


def test_its_articles_are_quoted_under_its_own_name():
    found = opened(SOUND + "\nenglish: {东店细则: East shop rules, 第一条: Article 1}\n")
    assert found.procedure.articles(("a1", "e1")) == "第一条、东店细则第一条"
    assert found.pack.say("东店细则第一条", "en") == "East shop rules, Article 1"


def test_the_digest_covers_both_texts():
    one = opened(SOUND).procedure.digest
    assert opened(SOUND, BASE.replace("小店投诉办法", "小店的投诉办法")).procedure.digest != one
    assert opened(SOUND.replace("两日内", "二日内")).procedure.digest != one


def test_where_it_asks_for_less_is_noted():
    less = SOUND.replace(
        '      - {that: "!large || known(promised_at)", else: 大额的须先约定时间, cite: [a2], '
        "covers: [TY-02]}\n",
        "",
    ).replace('      - {that: "now', '      - {covers: [TY-02], that: "now')
    notes = [each for each in opened(less).findings if each.code == "N02"]
    assert [(each.path, each.problem) for each in notes] == [
        ("acts.answer", "不再要求“大额的须先约定时间”")
    ]


def test_it_decides():
    procedure = opened(SOUND).procedure
    organisation = read_organisation((FOLDER / "_directory.yaml").read_text("utf-8"), "")
    clerk = next(post for post in organisation.posts if post.role == "clerk")
    unit = next(iter(organisation.units))
    form = {"channel": "phone", "content": "x", "target": unit, "amount": 1000.01}
    command = Command("register", Actor(clerk.person), form)
    answer = decide(procedure, None, command, organisation, moment("2024-09-24 09:00"))
    assert isinstance(answer, Accepted)
    assert "head_told" in answer.rules
    assert answer.case.pack == "tiny-east@2024.2"
    assert answer.case.digest == procedure.digest


def test_texts_may_lie_over_one_another_up_to_four():
    parts = [Part("base", "tiny@2024.1", BASE), Part("base", "tiny-east@2024.2", SOUND)]
    found = open_pack(join(SECOND, parts), "tiny-gate/2024.2.yaml", shelf.day_sets())
    assert [str(each) for each in found.findings if each.severity == "error"] == []
    assert found.pack.pack.id == "tiny-gate"
    assert found.procedure.articles(("a1", "e1", "g1")) == "第一条、东店细则第一条、门市细则第一条"
    assert set(found.pack.rules) == {"all_reported", "head_told", "letter_told"}
    circle = SOUND.replace("base: tiny@2024.1", "base: tiny-east@2024.2")
    joint = join(circle, [Part("base", "tiny-east@2024.2", circle)])
    assert [each.code for each in open_pack(joint, "x", shelf.day_sets()).findings] == ["O01"]
