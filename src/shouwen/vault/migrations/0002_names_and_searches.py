"""Find names by keyed pairs of letters, and keep who searched for whom."""

from django.db import migrations, models

FORWARD = """
CREATE TABLE vault_name (
    ref    text     COLLATE "C" PRIMARY KEY,
    tokens bigint[] NOT NULL
);
CREATE INDEX vault_name_tokens ON vault_name USING gin (tokens) WITH (fastupdate = off);

CREATE TABLE vault_search (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    by     text        NOT NULL CHECK (by <> ''),
    kind   text        NOT NULL,
    masked text        NOT NULL,
    found  int         NOT NULL,
    reason text        NOT NULL CHECK (reason <> ''),
    at     timestamptz NOT NULL
);
CREATE INDEX vault_search_at ON vault_search (at DESC, id DESC);
CREATE INDEX vault_reading_at ON vault_reading (at DESC, id DESC);
CREATE TRIGGER vault_search_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_search
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();
ALTER TABLE vault_search ENABLE ALWAYS TRIGGER vault_search_is_append_only;
"""

BACK = """
DROP TABLE vault_search, vault_name;
DROP INDEX vault_reading_at;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_sealed_items_and_their_readings")]

    operations = [
        migrations.RunSQL(
            FORWARD,
            BACK,
            state_operations=[
                migrations.CreateModel(
                    name="PersonSearch",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                        ("by", models.TextField(verbose_name="查找人")),
                        ("kind", models.TextField(verbose_name="种类")),
                        ("masked", models.TextField(verbose_name="掩码")),
                        ("found", models.IntegerField(verbose_name="结果数")),
                        ("reason", models.TextField(verbose_name="理由")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                    ],
                    options={
                        "verbose_name": "按人查找记录",
                        "verbose_name_plural": "按人查找记录",
                        "db_table": "vault_search",
                        "managed": False,
                    },
                ),
            ],
        ),
    ]
