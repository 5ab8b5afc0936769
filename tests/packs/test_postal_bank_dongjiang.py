"""The example of a branch's implementing rules, and how it differs from its base."""

import pytest
from click.testing import CliRunner

from shouwen.cli.rules import findings_of, rules
from shouwen.packs import shelf

PACK = "postal-bank-dongjiang"


@pytest.fixture(scope="module")
def found():
    return findings_of(PACK, with_stories=True)


def test_where_it_comes_out_otherwise_than_its_base_is_noted(found):
    notes = [each for each in found if each.code == "N03"]
    assert "postal-bank/stories/limits.yaml" in {each.file for each in notes}
    assert all("与 postal-bank@2015.1 不同" in each.problem for each in notes)
    # Only limits and reports differ: who may do what is the base's, so nothing becomes refused.
    assert not [each for each in notes if "应准许" in each.problem]


def test_every_article_of_its_own_is_marked_as_an_example():
    articles = shelf.procedure(PACK).pack.articles
    own = {name: each for name, each in articles.items() if each.under is not None}
    assert len(own) == 6
    assert all(each.assumed and each.under == "a26" for each in own.values())


def test_it_has_the_organisation_of_its_base():
    assert shelf.directory(PACK) == shelf.directory("postal-bank")


def test_the_differences_can_be_listed():
    done = CliRunner().invoke(rules, ["diff", "postal-bank", PACK])
    assert "≠ tables.limits" in done.output
    assert "＋ rules.major_to_branch" in done.output
    assert "△ postal-bank/stories/limits.yaml" in done.output
    same = CliRunner().invoke(rules, ["diff", PACK, PACK, "--json"])
    assert "0 处条目不同，0 个故事" in same.output
    assert CliRunner().invoke(rules, ["diff", PACK, "nowhere"]).exit_code != 0
