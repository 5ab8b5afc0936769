"""The map, the scores and the facets read indexes, and no more rows than they say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.casework import figures, list_facets, queries
from shouwen.vocabulary import Actor

from .test_it_stays_fast import crowd, plan_for  # noqa: F401
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
    what_has_changed_is_counted_from_an_index()
    facets_count_no_more_than_the_head_of_a_view(monkeypatch)
    the_map_stops_where_it_says(monkeypatch)
    figures_are_counted_from_indexes_alone()


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
