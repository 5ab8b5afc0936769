"""Make the table of links, and the append-only log of who read which case."""

import django.db.models.expressions
from django.db import migrations, models

FORWARD = """
CREATE TABLE inquiry_reading (
    number text        COLLATE "C" NOT NULL,
    person text        NOT NULL CHECK (person <> ''),
    day    date        NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (number, person, day)
);
CREATE INDEX inquiry_reading_at ON inquiry_reading (at DESC);
CREATE INDEX inquiry_reading_person ON inquiry_reading (person, at DESC);
CREATE FUNCTION inquiry_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '查阅记录只能追加，不能修改或删除 / the reading log is append-only: % refused',
        TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER inquiry_reading_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON inquiry_reading
    FOR EACH STATEMENT EXECUTE FUNCTION inquiry_refuse_change();
ALTER TABLE inquiry_reading ENABLE ALWAYS TRIGGER inquiry_reading_is_append_only;
"""

BACK = """
DROP TABLE inquiry_reading;
DROP FUNCTION inquiry_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("pk", models.CompositePrimaryKey("one", "other", blank=True, editable=False, primary_key=True, serialize=False)),
                ("one", models.TextField(db_collation="C", verbose_name="编号")),
                ("other", models.TextField(db_collation="C", verbose_name="另一编号")),
                ("kind", models.TextField(verbose_name="种类")),
                ("reason", models.TextField(verbose_name="理由")),
                ("person", models.TextField(verbose_name="关联人")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("version", models.IntegerField(verbose_name="版次")),
                ("open", models.BooleanField(verbose_name="有效")),
            ],
            options={
                "verbose_name": "关联",
                "verbose_name_plural": "关联",
                "db_table": "inquiry_link",
                "indexes": [
                    models.Index(
                        django.db.models.expressions.F("other"),
                        condition=models.Q(("open", True)),
                        name="link_by_other",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            FORWARD,
            BACK,
            state_operations=[
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        ("pk", models.CompositePrimaryKey("number", "person", "day", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("number", models.TextField(db_collation="C", verbose_name="编号")),
                        ("person", models.TextField(verbose_name="查阅人")),
                        ("day", models.DateField(verbose_name="日期")),
                        ("at", models.DateTimeField(verbose_name="首次查阅")),
                    ],
                    options={
                        "verbose_name": "查阅记录",
                        "verbose_name_plural": "查阅记录",
                        "db_table": "inquiry_reading",
                        "managed": False,
                    },
                ),
            ],
        ),
    ]
