"""The catalogue of prohibited behaviour: one code each, and packs' own words counted by it."""

from shouwen.packs import crosswalks, taxonomy_shelf
from shouwen.packs.taxonomy_shelf import crosswalk_files

CATALOGUE = "prohibited-behaviour@1"


def walks():
    found = [crosswalks.crosswalk(place.stem) for place in crosswalk_files()]
    return [each for each in found if each.target == CATALOGUE]


def test_every_behaviour_has_a_code_of_its_own():
    codes = [each.code for each in taxonomy_shelf.taxonomy(CATALOGUE).entries.values()]
    assert codes == [f"V-{number:02}" for number in range(1, 23)]


def test_what_several_regulations_forbid_counts_as_one_behaviour():
    rough = {each.source for each in walks() for term in each.targets
             if "retort" in each.counts_as(term)}  # fmt: skip
    assert {"bank-outlet@2014.1/violation", "telecom@2012.1/quality"} <= rough


def test_a_ban_of_several_behaviours_counts_as_each_of_them():
    ban = crosswalks.crosswalk("food-drug-hotline-ban")
    assert ban.counts_as("cold") == ("slight", "shirk")
    assert ban.counts_as("abuse") == ("leak", "abuse")


def test_what_is_only_bad_manners_counts_as_none():
    assert crosswalks.crosswalk("telecom-quality").counts_as("echo") == ()
    assert crosswalks.crosswalk("power-hotline-breach").counts_as("wordy") == ()
