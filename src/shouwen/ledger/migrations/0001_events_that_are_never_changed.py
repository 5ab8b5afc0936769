"""Make the append-only table, its trigger and its commit-safe order."""

from django.db import migrations, models

FORWARD = r"""
CREATE TABLE ledger_event (
    -- Transaction, then position: the order in which followers may read (see ledger_horizon).
    tx          bigint      NOT NULL,
    position    bigint      GENERATED ALWAYS AS IDENTITY,
    version     integer     NOT NULL CHECK (version > 0),
    shape       smallint    NOT NULL CHECK (shape > 0),
    step        smallint    NOT NULL CHECK (step > 0),
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- "C": the same order, and so the same anchor, whatever the database's language.
    stream      text        COLLATE "C" NOT NULL CHECK (stream <> ''),
    type        text        COLLATE "C" NOT NULL
                            CHECK (type ~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$'),
    actor       text        NOT NULL,
    command_id  text        COLLATE "C" NOT NULL CHECK (command_id <> ''),
    previous    bytea       NOT NULL CHECK (octet_length(previous) = 32),
    digest      bytea       NOT NULL CHECK (octet_length(digest) = 32),
    body        jsonb       NOT NULL,
    PRIMARY KEY (tx, position),
    UNIQUE (stream, version)
);
CREATE UNIQUE INDEX ledger_event_command ON ledger_event (command_id) WHERE step = 1;

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '账册只能追加，不能修改或删除 / the ledger is append-only: % on % refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER ledger_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- Also for sessions that set session_replication_role = replica, which skips ordinary triggers.
ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_is_append_only;

-- Transaction numbers start again when a dump is restored into another server. `behind` is added
-- to the server's own numbers, so that events go on in order after the move.
CREATE TABLE ledger_era (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    behind   bigint  NOT NULL
);
INSERT INTO ledger_era (behind) VALUES (0);

-- The latest transaction in the ledger if this server cannot have numbered it, else NULL. What we
-- see was written by ourselves or by a transaction that ended before our snapshot's xmax.
CREATE FUNCTION ledger_moved() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT latest.tx
    FROM ledger_era,
         (SELECT tx FROM ledger_event ORDER BY tx DESC, position DESC LIMIT 1) AS latest
    WHERE latest.tx > behind + greatest(
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1,
        coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0))
$$;

CREATE FUNCTION ledger_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    latest bigint;
    own bigint := pg_current_xact_id()::text::bigint;
BEGIN
    latest := ledger_moved();
    IF latest IS NOT NULL THEN
        UPDATE ledger_era SET behind = greatest(
            behind, latest + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_settles_after_a_move
    BEFORE INSERT ON ledger_event FOR EACH STATEMENT EXECUTE FUNCTION ledger_number();

CREATE FUNCTION ledger_tx() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT pg_current_xact_id()::text::bigint + behind FROM ledger_era
$$;
ALTER TABLE ledger_event ALTER COLUMN tx SET DEFAULT ledger_tx();

-- Every event with a smaller tx is committed and visible; no event with a smaller tx can still
-- appear. A follower that stays below it skips nothing, however slow a transaction is. STABLE, so
-- that it answers for the snapshot of the very query that reads: a newer one would skip.
CREATE FUNCTION ledger_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint + behind,
        ledger_moved() + 1)
    FROM ledger_era
$$;
"""

BACK = """
DROP TABLE ledger_event;
DROP FUNCTION ledger_horizon();
DROP FUNCTION ledger_moved();
DROP FUNCTION ledger_tx();
DROP TABLE ledger_era;
DROP FUNCTION ledger_number();
DROP FUNCTION ledger_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            FORWARD,
            BACK,
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "tx", "position",
                                blank=True, editable=False, primary_key=True, serialize=False,
                            ),
                        ),
                        ("tx", models.BigIntegerField(verbose_name="事务")),
                        ("position", models.BigIntegerField(verbose_name="序号")),
                        ("stream", models.TextField(verbose_name="账页")),
                        ("version", models.IntegerField(verbose_name="版次")),
                        ("type", models.TextField(verbose_name="事件")),
                        ("shape", models.SmallIntegerField(verbose_name="格式版本")),
                        ("body", models.JSONField(verbose_name="内容")),
                        ("happened_at", models.DateTimeField(verbose_name="发生时间")),
                        ("recorded_at", models.DateTimeField(verbose_name="入账时间")),
                        ("actor", models.TextField(verbose_name="经手人")),
                        ("command_id", models.TextField(verbose_name="指令编号")),
                        ("step", models.SmallIntegerField(verbose_name="指令内序号")),
                        ("previous", models.BinaryField(verbose_name="上一条摘要")),
                        ("digest", models.BinaryField(verbose_name="摘要")),
                    ],
                    options={
                        "verbose_name": "账册记录",
                        "verbose_name_plural": "账册记录",
                        "db_table": "ledger_event",
                        "managed": False,
                    },
                ),
            ],
        ),
    ]
