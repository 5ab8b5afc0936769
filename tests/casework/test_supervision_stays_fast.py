"""The map, the scores and the facets read indexes, and no more rows than they say."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.casework import figures, list_facets, queries
from shouwen.casework.figures import Share
from shouwen.casework.sample_results import SampleResult, StratumResult
from shouwen.vocabulary import Actor, Directory, Unit

from .test_it_stays_fast import crowd, plan_for, plan_of, statements  # noqa: F401
from .window import AN, FU, MONDAY, WU

LATE = MONDAY + timedelta(days=400)


def figures_are_counted_from_indexes_alone():
    with connection.cursor() as cursor:
        # What VACUUM would note, and no transaction can run: every page is visible to everybody.
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser may write down what VACUUM notes")
        cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = %s",
                       ["casework_case"])  # fmt: skip
    mapped = plan_for(lambda: queries.late_map(WU, "window", "", LATE))
    assert "Index Only Scan" in mapped
    assert "case_late_map" in mapped
    scored = plan_for(lambda: queries.scores(WU, "window", "", MONDAY, LATE, LATE))
    assert "Index Only Scan" in scored
    assert "case_by_end" in scored
    # Few are overdue by then, as where people work: with all of them overdue any plan reads all.
    month = MONDAY - timedelta(days=30), MONDAY + timedelta(hours=1)
    sent = statements(lambda: queries.scores(WU, "window", "", *month, LATE))
    overdue = next(each for each in sent if "casework_case" in each[0])
    assert "Seq Scan" not in plan_of(*overdue)


def new_views_use_their_indexes():
    for actor in (AN, FU, WU):
        for view in ("approval", "call_back", "supervision"):
            plan = plan_for(lambda: queries.work_list(actor, view=view, now=LATE))  # noqa: B023
            assert "Seq Scan" not in plan, (view, plan)
    for filters in ({"delay": "owed"}, {"waiting": "dispute"}):
        plan = plan_for(
            lambda: queries.work_list(WU, view="all", filters=filters, now=LATE)  # noqa: B023
        )
        assert "Seq Scan" not in plan, plan
    for order in ("opened", "changed"):
        plan = plan_for(lambda: queries.work_list(WU, view="all", order=order, now=LATE))  # noqa: B023
        assert "Seq Scan" not in plan, plan
        assert f"case_by_{ {'opened': 'opening', 'changed': 'change'}[order] }" in plan


def lists_behind_figures_use_their_indexes():
    assert "Seq Scan" not in plan_for(lambda: queries.lateness_counts(WU, LATE))
    late = {"counted": "late", "regulation": "window"}
    closed = {"counted": "in_time", "regulation": "window", "month": "2025-05"}
    for view, filters in (("late", late), ("closed", closed)):
        plan = plan_for(
            lambda: queries.work_list(WU, view=view, filters=filters, now=LATE)  # noqa: B023
        )
        assert "Seq Scan" not in plan, plan


def facets_count_no_more_than_the_head_of_a_view(monkeypatch):
    monkeypatch.setattr(list_facets, "WINDOW", 500)
    with CaptureQueriesContext(connection) as sent:
        found = queries.list_facets(WU, view="all", filters={}, now=LATE)
    assert len(sent) <= 3
    assert any(each.more for each in found["stage"])
    assert all(each.text.endswith("+") for each in found["stage"])
    assert "Seq Scan" not in plan_for(
        lambda: queries.list_facets(WU, view="all", filters={}, now=LATE)
    )
    assert queries.list_facets(Actor("nobody"), view="all", filters={}, now=LATE)["stage"] == ()


def the_map_stops_where_it_says(monkeypatch):
    whole = queries.late_map(WU, "window", "", LATE)
    assert whole.total > 1000
    assert not whole.cut
    assert whole.total == sum(sum(row.cells) for row in whole.rows)
    monkeypatch.setattr(figures, "MOST_LATE", 100)
    cut = queries.late_map(WU, "window", "", LATE)
    assert cut.cut
    assert cut.total == 101


def what_has_changed_is_counted_from_an_index():
    plan = plan_for(
        lambda: queries.changed(
            WU, view="all", filters={}, shown=["CK20240001"], since=LATE, now=LATE
        )
    )
    assert "case_by_change" in plan
    assert "Seq Scan" not in plan


def test_lists_and_figures_read_their_indexes(crowd, monkeypatch):  # noqa: F811
    # One crowd for all of it: twenty thousand rows are not made twice.
    new_views_use_their_indexes()
    lists_behind_figures_use_their_indexes()
    what_has_changed_is_counted_from_an_index()
    facets_count_no_more_than_the_head_of_a_view(monkeypatch)
    the_map_stops_where_it_says(monkeypatch)
    figures_are_counted_from_indexes_alone()


def test_many_units_are_offered_by_those_next_below():
    units = [Unit("bank", "总行", "head"), Unit("east", "东分行", "branch", "bank"),
             Unit("west", "西分行", "branch", "bank")]  # fmt: skip
    units += [Unit(f"e{n}", f"东{n}", "outlet", "east") for n in range(30)]
    units += [Unit(f"w{n}", f"西{n}", "outlet", "west") for n in range(30)]
    directory = Directory.of(units)
    counts = Counter({f"{side}{n}": n for side in "ew" for n in range(30)}) + Counter(gone=3)
    climbed = list_facets._climbed(counts, None, directory)
    assert climbed == {"east": 435, "west": 435, "gone": 3}
    below = list_facets._climbed(counts, "east", directory)
    assert below == {f"e{n}": n for n in range(1, 30)} | {"east": 435, "bank": 870}
    assert list_facets._climbed(counts, "e7", directory) == {"e7": 7, "east": 435}


def test_wilson_bounds_are_those_of_the_tables():
    # Wilson (1927); the values are those R's prop.test gives without correction.
    low, high = figures.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert figures.wilson(0, 0) is None
    low, high = figures.wilson(0, 10)
    assert low == 0.0
    assert round(high, 4) == 0.2775
    assert round(figures.wilson(10, 10)[1], 9) == 1.0
    assert figures.Share(1, 2).few
    assert figures.Share(0, 0).rate is None


def test_strata_speak_for_themselves_and_are_weighed_by_their_size():
    def stratum(name, size, good, rated):
        return StratumResult(
            name, size, rated, Share(rated, rated), Share(good, rated), Share(good, rated)
        )

    big, small = stratum("大", 900, 80, 90), stratum("小", 2, 0, 2)
    whole = Share(80, 92)
    sample = SampleResult((), 0, whole, whole, whole, whole, whole, (big, small))
    # 900/902 of 80/90 and 2/902 of nothing; the plain share of the sample is 80/92.
    assert round(sample.estimate, 6) == round(900 / 902 * 80 / 90, 6)
    assert sample.estimate > whole.rate
    assert (big.whole, small.whole) == (False, True)
    low, high = big.outcome.interval
    assert low < 80 / 90 < high
    silent = SampleResult(
        (), 0, whole, whole, whole, whole, whole, (big, stratum("无人评价", 5, 0, 0))
    )
    assert silent.estimate is None
