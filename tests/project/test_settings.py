import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgres_and_knows_chinese_letters():
    with connection.cursor() as cursor:
        cursor.execute("create extension if not exists pg_trgm")
        cursor.execute("select show_trgm('投诉') <> '{}', lower('É')")
        assert cursor.fetchone() == (True, "é")


@pytest.mark.django_db
def test_statements_are_prepared_on_the_server():
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("select %s::int + 1", [1])
        cursor.execute("select count(*) from pg_prepared_statements where statement like '%+ 1'")
        assert cursor.fetchone()[0] >= 1
