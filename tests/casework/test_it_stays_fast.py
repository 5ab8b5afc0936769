"""Plans and counts of statements: what must not grow with the number of cases."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen import people
from shouwen.casework import conditions, paging, queries, reaching, resembling, sweeping
from shouwen.casework.models import Case
from shouwen.vocabulary import Actor

from .window import AN, FU, MONDAY, WU, act, register

#: Makes many rows from the rows of one real case: spread over units, stages and years.
MANY = """
INSERT INTO casework_case ({names})
SELECT {values} FROM casework_case AS c, generate_series(1, {count}) AS n
WHERE c.number = %(number)s
"""


def multiply(model, source, count, **changed):
    names = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = [changed.get(name, f'c."{name}"') for name in names]
    sql = MANY.format(
        names=", ".join(f'"{name}"' for name in names), values=", ".join(values), count=count
    ).replace("casework_case", model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"number": source})


@pytest.fixture
def crowd(office):
    """Twenty thousand cases, half of them closed, a few of them at the first window."""
    number = register().number
    register(now=MONDAY.replace(hour=11))
    place = "'/office/far/' || (n %% 500) || '/'"
    multiply(
        Case, number, 20_000,
        number="'X' || lpad(n::text, 8, '0')", ended="n %% 2 = 0",
        ended_at="CASE WHEN n %% 2 = 0 THEN c.opened_at + n * interval '1 minute' END",
        next_due_at="c.next_due_at + (n %% 9000) * interval '1 hour'",
        next_soon_at="c.next_soon_at + (n %% 9000) * interval '1 hour'",
        opened_at="c.opened_at + n * interval '1 minute'",
        unit="'far' || n %% 500", unit_path=place, receiving_path=place,
        parties="ARRAY['=somebody' || n]", stage="(ARRAY['received', 'other'])[1 + n %% 2]",
    )  # fmt: skip
    for table, more in (
        ("casework_clock", {"next_fire_at": "c.next_fire_at + n * interval '10 hours'"}),
        ("casework_desk", {"keys": "ARRAY['window:clerk@far' || n]"}),
        ("casework_search", {"body": "'甲乙丙丁' || md5(n::text)"}),
    ):
        model = next(m for m in _models() if m._meta.db_table == table)
        multiply(model, number, 20_000, number="'X' || lpad(n::text, 8, '0')", **more)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casework_case, casework_clock, casework_desk, casework_search")
    yield number
    with connection.cursor() as cursor:
        for table in ("case", "clock", "desk", "search"):
            cursor.execute(f"DELETE FROM casework_{table} WHERE number LIKE 'X%%'")


def _models():
    from shouwen.casework import models

    return [models.Clock, models.Desk, models.SearchText]


def plan_of(statement: str, params) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", params)
        return json.dumps(cursor.fetchone()[0])


def statements(run) -> list[tuple[str, dict]]:
    """Return what a query sends to the database, as it sends it."""
    sent = []

    def note(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    return sent


def plan_for(run, table="casework_case") -> str:
    return plan_of(*[each for each in statements(run) if table in each[0]][-1])


def test_plans_use_their_indexes(crowd):
    now = MONDAY + timedelta(days=1)

    def listed(actor, **more):
        return lambda: queries.work_list(actor, now=now, **more)

    staged = plan_for(listed(WU, view="all", filters={"stage": "received"}))
    assert "case_by_due" in staged or "case_by_stage" in staged
    for run in (
        listed(AN, view="mine"), listed(AN, view="unit"), listed(FU, view="unit"),
        listed(WU, view="late"), listed(WU, view="soon"), listed(WU, view="closed"),
        listed(AN, view="closed"), listed(FU, view="late"),
    ):  # fmt: skip
        plan = plan_for(run)
        assert "Seq Scan" not in plan, plan
    assert "desk_by_key" in plan_for(listed(AN, view="mine"))
    assert "case_by_end" in plan_for(listed(WU, view="closed"))
    searched = listed(WU, view="all", filters={"text": "排队"})
    assert "search_by_grams" in plan_for(searched, "casework_search")
    swept = plan_for(lambda: sweeping._claim(now + timedelta(days=2), set(), 20), "casework_clock")
    assert "clock_by_fire" in swept
    assert "Seq Scan" not in swept


def same_rows_whichever_way_they_are_read(monkeypatch):
    """Gathered, walked, or as the planner likes: pages and facets say the same."""
    now = MONDAY + timedelta(days=200)
    asked = [
        (actor, view, filters)
        for actor in (AN, WU)
        for view in queries.VIEWS
        for filters in ({}, {"stage": "received"})
    ]

    def read():
        found = []
        for actor, view, filters in asked:
            cursor, numbers = None, []
            for _page in range(2):
                page = queries.work_list(
                    actor, view=view, filters=filters, cursor=cursor, limit=2, now=now
                )
                numbers.append([row.number for row in page.rows])
                cursor = page.next_cursor
                if cursor is None:
                    break
            facets = queries.list_facets(actor, view=view, filters=filters, now=now)
            # What is seen of a view too long to count follows from how it is read.
            long = any(each.more for values in facets.values() for each in values)
            found.append((numbers, None if long else facets))
        return found, [queries.badges(actor, now) for actor in (AN, FU, WU)]

    gathered = read()
    assert any(numbers[0] for numbers, _facets in gathered[0])
    monkeypatch.setattr(reaching, "FEW", -1)
    walked = read()
    monkeypatch.setattr(paging, "head", lambda kind, order: reaching.head(kind, order, 1))
    planned = read()
    for one, other in ((gathered, walked), (walked, planned)):
        assert one[1] == other[1]
        for question, left, right in zip(asked, one[0], other[0], strict=True):
            assert left[0] == right[0], question
            if left[1] is not None and right[1] is not None:
                assert _counts(left[1]) == _counts(right[1]), question


def _counts(facets):
    return {name: {each.value: each.count for each in values} for name, values in facets.items()}


def what_is_visible_is_gathered_from_indexes():
    now = MONDAY + timedelta(days=1)
    scope = conditions.scope_at(AN, people.directory(now), now)
    for ended in (False, None, True):
        plan = plan_for(lambda: reaching.reach_of(scope, ended=ended))  # noqa: B023
        assert "Seq Scan" not in plan, plan
        assert ("open_case_by_party" in plan) == (ended is False), plan
    assert reaching.reach_of(scope, ended=False).numbers


def what_is_everywhere_is_not_looked_for_in_all_texts(monkeypatch):
    monkeypatch.setattr(resembling, "_NEWEST", 500)
    now = MONDAY + timedelta(days=1)

    def asked_of_the_index(text):
        sent = statements(lambda: queries.resembling(AN, resembling.Told(text), now))
        return [each for each in sent if "casework_grams" in each[0]]

    assert asked_of_the_index("甲乙丙丁") == []
    ((sql, params),) = asked_of_the_index("甲乙丙丁，戊己庚辛")
    assert sorted(params) == ["lowest", "p0"]
    assert "search_by_grams" in plan_of(sql, params)
    # A number that is named is looked for, however often its digits stand elsewhere.
    ((_sql, params),) = asked_of_the_index("甲乙丙丁 JD20240425118")
    assert sorted(params) == ["lowest", "p0"]


def test_who_sees_little_and_who_sees_much_read_the_same_lists(crowd, monkeypatch):
    # One crowd for both: twenty thousand rows are not made twice.
    what_is_visible_is_gathered_from_indexes()
    what_is_everywhere_is_not_looked_for_in_all_texts(monkeypatch)
    same_rows_whichever_way_they_are_read(monkeypatch)


def test_a_page_costs_the_same_however_long_the_list(crowd):
    for n in range(12):
        register(telephone=f"1381234560{n % 10}", now=MONDAY + timedelta(hours=n))
    now = MONDAY + timedelta(days=1)
    for actor in (AN, WU):
        for view in queries.VIEWS:
            counts = []
            for limit in (1, 50):
                with CaptureQueriesContext(
                    connection,
                ) as sent:
                    queries.work_list(actor, view=view, limit=limit, now=now)
                counts.append(len(sent))
            assert counts[0] == counts[1] <= 5
    with CaptureQueriesContext(connection) as sent:
        queries.badges(WU, now)
    assert len(sent) <= 4
    texts = {badge.view: badge.text for badge in queries.badges(WU, now + timedelta(days=400))}
    assert (texts["late"], texts["mine"]) == ("99+", "0")
    first = queries.work_list(WU, view="all", limit=30, now=now)
    second = queries.work_list(WU, view="all", limit=30, cursor=first.next_cursor, now=now)
    rows = (*first.rows, *second.rows)
    assert len({row.number for row in rows}) == 60
    dues = [row.due_at for row in rows if row.due_at]
    assert dues == sorted(dues)
    assert queries.work_list(Actor("nobody"), view="all", now=now).rows == ()


def test_a_case_page_costs_the_same_whatever_happened(office):
    number = register().number
    queries.case_view(AN, number, MONDAY)

    def cost():
        with CaptureQueriesContext(connection) as sent:
            queries.case_view(AN, number, MONDAY)
        return len(sent)

    before = cost()
    act(number, "ask", form={"windows": ["w2", "e1"]})
    for n in range(5):
        act(number, "amend", form={"amount": str(n), "telephone": f"1390000000{n}"})
    assert cost() == before <= 4


def test_a_registration_is_few_statements(office):
    register()
    with CaptureQueriesContext(connection) as sent:
        register()
    words = [each["sql"].split()[0] for each in sent.captured_queries]
    # Savepoint, organisation's version, edition known, serial, the one statement, savepoint.
    assert len(words) <= 7
    with CaptureQueriesContext(connection) as sent:
        act("CK20240001", "amend", form={"amount": "1"})
    assert len(sent) <= 6
