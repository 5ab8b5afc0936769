"""Make the tables of sealed items, their fingerprints and the append-only reading log."""

from django.db import migrations, models

FORWARD = """
CREATE TABLE vault_item (
    ref             text        COLLATE "C" PRIMARY KEY,
    kind            text        NOT NULL,
    ciphertext      bytea,
    key_id          text        NOT NULL,
    masked          text        NOT NULL,
    media_type      text        NOT NULL,
    size            bigint,
    sha256          bytea,
    created_at      timestamptz NOT NULL,
    forget_after    date,
    forgotten_at    timestamptz,
    forgotten_by    text        NOT NULL,
    forgotten_under text        NOT NULL,
    CHECK ((ciphertext IS NULL) = (forgotten_at IS NOT NULL))
);
-- Sealed bytes do not compress; trying would only cost time.
ALTER TABLE vault_item ALTER COLUMN ciphertext SET STORAGE EXTERNAL;
CREATE INDEX vault_item_due ON vault_item (forget_after, ref)
    WHERE forget_after IS NOT NULL AND forgotten_at IS NULL;

CREATE TABLE vault_index (
    ref         text  COLLATE "C" PRIMARY KEY,
    kind        text  NOT NULL,
    fingerprint bytea NOT NULL
);
CREATE INDEX vault_index_value ON vault_index (fingerprint, kind);

CREATE TABLE vault_reading (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref    text        COLLATE "C" NOT NULL,
    "case" text        COLLATE "C" NOT NULL,
    by     text        NOT NULL CHECK (by <> ''),
    reason text        NOT NULL CHECK (reason <> ''),
    at     timestamptz NOT NULL
);
CREATE INDEX vault_reading_case ON vault_reading ("case", id);
CREATE INDEX vault_reading_ref ON vault_reading (ref, id);

CREATE FUNCTION vault_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '查看记录只能追加，不能修改或删除 / the reading log is append-only: % refused',
        TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER vault_reading_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_reading
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();
ALTER TABLE vault_reading ENABLE ALWAYS TRIGGER vault_reading_is_append_only;
"""

BACK = """
DROP TABLE vault_reading, vault_index, vault_item;
DROP FUNCTION vault_refuse_change();
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
                    name="Reading",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                        ("ref", models.TextField(verbose_name="引用")),
                        ("case", models.TextField(verbose_name="案件")),
                        ("by", models.TextField(verbose_name="查看人")),
                        ("reason", models.TextField(verbose_name="理由")),
                        ("at", models.DateTimeField(verbose_name="查看时间")),
                    ],
                    options={
                        "verbose_name": "查看记录",
                        "verbose_name_plural": "查看记录",
                        "db_table": "vault_reading",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("ref", models.TextField(primary_key=True, serialize=False, verbose_name="引用")),
                        ("kind", models.TextField(verbose_name="种类")),
                        ("ciphertext", models.BinaryField(null=True, verbose_name="密文")),
                        ("key_id", models.TextField(verbose_name="密钥")),
                        ("masked", models.TextField(verbose_name="掩码")),
                        ("media_type", models.TextField(blank=True, default="", verbose_name="文件类型")),
                        ("size", models.BigIntegerField(null=True, verbose_name="字节数")),
                        ("sha256", models.BinaryField(null=True, verbose_name="文件摘要")),
                        ("created_at", models.DateTimeField(verbose_name="存入时间")),
                        ("forget_after", models.DateField(null=True, verbose_name="保存至")),
                        ("forgotten_at", models.DateTimeField(null=True, verbose_name="销毁时间")),
                        ("forgotten_by", models.TextField(blank=True, default="", verbose_name="销毁人")),
                        ("forgotten_under", models.TextField(blank=True, default="", verbose_name="销毁依据")),
                    ],
                    options={
                        "verbose_name": "保密内容",
                        "verbose_name_plural": "保密内容",
                        "db_table": "vault_item",
                        "indexes": [
                            models.Index(
                                fields=["forget_after", "ref"],
                                name="vault_item_due",
                                condition=models.Q(forget_after__isnull=False, forgotten_at__isnull=True),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fingerprint",
                    fields=[
                        ("ref", models.TextField(primary_key=True, serialize=False, verbose_name="引用")),
                        ("kind", models.TextField(verbose_name="种类")),
                        ("fingerprint", models.BinaryField(verbose_name="指纹")),
                    ],
                    options={
                        "verbose_name": "检索指纹",
                        "verbose_name_plural": "检索指纹",
                        "db_table": "vault_index",
                        "indexes": [
                            models.Index(fields=["fingerprint", "kind"], name="vault_index_value"),
                        ],
                    },
                ),
            ],
        ),
    ]
