"""Days and hours as values: what they accept, what they refuse, how layers combine."""

from datetime import date

import pytest

from shouwen.calendars import BadHours, BrokenDays, DaySet, HoursSpec

NATION = {
    "id": "nation",
    "version": "1",
    "years": {
        2025: {"festivals": {"spring": {"off": "2024-12-30..2025-01-02", "work": ["01-04"]}}},
        2026: {"festivals": {"spring": {"off": ["01-01", "01-02"]}}},
    },
}


def layer(id, version="1", **festivals):
    return DaySet.from_mapping(
        {
            "id": id,
            "version": version,
            "over": "nation",
            "years": {2026: {"festivals": festivals}},
        }
    )


def test_a_mapping_becomes_days():
    nation = DaySet.from_mapping(NATION)
    assert (nation.known_from, nation.known_until) == (date(2025, 1, 1), date(2026, 12, 31))
    assert not nation.worked(date(2024, 12, 30))
    assert nation.worked(date(2025, 1, 4))
    assert nation.off[date(2026, 1, 2)] == "spring"
    assert nation.known(date(2026, 12, 31))
    assert not nation.known(date(2027, 1, 1))


def test_layers_add_and_override_and_know_no_more_than_the_least():
    nation = DaySet.from_mapping(NATION)
    region = layer("region", fair={"off": "05-04", "work": "01-01"})
    town = DaySet.from_mapping(
        {"id": "town", "version": "3", "over": "nation", "known_until": "2026-06-30",
         "years": {2026: {"hours": {"05-04": "09:00-11:00"}}}}
    )  # fmt: skip
    both = DaySet.layered(nation, region, town)
    assert both.id == "nation+region+town"
    assert both.version == "1+1+3"
    assert both.worked(date(2026, 1, 1))
    assert not both.worked(date(2026, 1, 2))
    assert both.worked(date(2026, 5, 4))  # half a day is worked after all
    assert both.known_until == date(2026, 6, 30)
    assert DaySet.layered(nation).off == nation.off


def test_a_layer_may_name_other_weekends():
    nation = DaySet.from_mapping(NATION)
    shop = DaySet.from_mapping(
        {"id": "shop", "version": "1", "over": "nation", "weekend": ["sun"],
         "years": {2026: {"festivals": {}}}}
    )  # fmt: skip
    both = DaySet.layered(nation, shop)
    assert both.worked(date(2026, 3, 7))
    assert not both.worked(date(2026, 3, 8))
    assert DaySet.layered(nation, layer("plain")).weekend == {5, 6}


def test_layers_that_contradict_each_other_are_refused():
    nation = DaySet.from_mapping(NATION)
    with pytest.raises(BrokenDays, match="2026-05-04"):
        DaySet.layered(nation, layer("one", a={"off": "05-04"}), layer("two", b={"work": "05-04"}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": ""}, "version"),
        ({"years": {}}, "years"),
        ({"years": {2024: {}, 2026: {}}}, "2025"),
        ({"years": {2026: []}}, "条目"),
        ({"years": {2026: {"holidays": {}}}}, "holidays"),
        ({"years": {2026: {"festivals": {"a": {"off": "01-01", "work": "01-01"}}}}}, "一天只能"),
        ({"years": {2026: {"festivals": {"a": {"work": "03-02"}}}}}, "不是周末"),
        ({"years": {2026: {"festivals": {"a": {"off": "2025-11-30"}}}}}, "2026"),
        ({"years": {2026: {"festivals": {"a": {"off": "2027-01-01"}}}}}, "2026"),
        ({"known_until": "soon"}, "soon"),
        ({"regions": 1}, "regions"),
    ],
)
def test_broken_days_are_refused_with_words(change, words):
    with pytest.raises(BrokenDays) as caught:
        DaySet.from_mapping({**NATION, **change})
    assert words in str(caught.value)
    assert caught.value.problems


@pytest.mark.parametrize(
    "text",
    ["9-5", "09:00", "12:00-09:00", "22:00-06:00", "09:00-24:01", "09:00-12:60",
     "09:00-12:00,11:00-13:00", "14:00-18:00,09:00-12:00", "", "09:00-09:00"],
)  # fmt: skip
def test_bad_hours_are_refused(text):
    with pytest.raises(BadHours):
        HoursSpec.of(text)


@pytest.mark.parametrize(
    "text",
    ["09:00-12:00,14:00-18:00", "9:00-12:00, 14:00-18:00", "09：00—12：00；14：00～18：00",
     ["09:00-12:00", "14:00-18:00"], "09:00-12:00、14:00至18:00"],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text):
    assert HoursSpec.of(text).week[0] == ((32400, 43200), (50400, 64800))


def test_hours_differ_by_weekday():
    hours = HoursSpec.of({"mon-thu": "09:00-17:00", "fri": "09:00-12:00", "2026-12-31": []})
    assert hours.week[3] == ((32400, 61200),)
    assert hours.week[4] == ((32400, 43200),)
    assert hours.week[5] == ()
    assert hours.makeup == ((32400, 61200),)
    assert hours.own[date(2026, 12, 31)] == ()
    assert HoursSpec.of({"mon": "09:00-10:00", "makeup": "10:00-11:00"}).makeup == ((36000, 39600),)
    for wrong in ({"sun": []}, {"monday": "09:00-10:00"}, {"mon-xx": "09:00-10:00"}):
        with pytest.raises(BadHours):
            HoursSpec.of(wrong)
