"""Make units with their history, people, posts, deputies, and the log of their changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
-- One row: the number of the organisation's last change. Changes wait for each other here.
CREATE SEQUENCE people_version_number;
CREATE TABLE people_version (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number   bigint  NOT NULL
);
INSERT INTO people_version (number) VALUES (nextval('people_version_number'));

CREATE TABLE people_change (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    by      text        NOT NULL,
    what    text        NOT NULL,
    subject text        NOT NULL,
    details jsonb       NOT NULL
);
CREATE INDEX people_change_subject ON people_change (subject, id);

CREATE FUNCTION people_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '变更记录只能追加，不能修改或删除 / the log of changes is append-only: % refused',
        TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER people_change_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON people_change
    FOR EACH STATEMENT EXECUTE FUNCTION people_refuse_change();
ALTER TABLE people_change ENABLE ALWAYS TRIGGER people_change_is_append_only;
"""

BACK = """
DROP TABLE people_change, people_version;
DROP SEQUENCE people_version_number;
DROP FUNCTION people_refuse_change();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='序号')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.TextField(verbose_name='经办人')),
                ('what', models.TextField(verbose_name='事项')),
                ('subject', models.TextField(verbose_name='对象')),
                ('details', models.JSONField(verbose_name='内容')),
            ],
            options={
                'verbose_name': '变更记录',
                'verbose_name_plural': '变更记录',
                'db_table': 'people_change',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name='编号')),
                ('name', models.CharField(max_length=100, verbose_name='姓名')),
                ('extension', models.CharField(blank=True, max_length=40, verbose_name='分机')),
                ('joined_at', models.DateTimeField(verbose_name='到岗时间')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='离岗时间')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL, verbose_name='登录账号')),
            ],
            options={
                'verbose_name': '人员',
                'verbose_name_plural': '人员',
                'db_table': 'people_person',
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name='编号')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('kind', models.CharField(max_length=80, verbose_name='类别')),
                ('attributes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None, verbose_name='特征')),
                ('opened_at', models.DateTimeField(verbose_name='设立时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('position_from', models.BigIntegerField(db_index=True, verbose_name='序位起')),
                ('position_until', models.BigIntegerField(verbose_name='序位止')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.unit', verbose_name='上级')),
            ],
            options={
                'verbose_name': '机构',
                'verbose_name_plural': '机构',
                'db_table': 'people_unit',
                'ordering': ('position_from',),
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=80, verbose_name='角色')),
                ('since', models.DateTimeField(verbose_name='自')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='至')),
                ('granted_by', models.CharField(max_length=80, verbose_name='授予人')),
                ('ended_by', models.CharField(blank=True, max_length=80, verbose_name='终止人')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='备注')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.person', verbose_name='人员')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.unit', verbose_name='机构')),
            ],
            options={
                'verbose_name': '任职',
                'verbose_name_plural': '任职',
                'db_table': 'people_post',
            },
        ),
        migrations.CreateModel(
            name='UnitState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('kind', models.CharField(max_length=80, verbose_name='类别')),
                ('attributes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None, verbose_name='特征')),
                ('since', models.DateTimeField(verbose_name='自')),
                ('until', models.DateTimeField(null=True, verbose_name='至')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='上级')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='states', to='people.unit', verbose_name='机构')),
            ],
            options={
                'verbose_name': '机构沿革',
                'verbose_name_plural': '机构沿革',
                'db_table': 'people_unit_state',
            },
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='自')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='至')),
                ('granted_by', models.CharField(max_length=80, verbose_name='授予人')),
                ('ended_by', models.CharField(blank=True, max_length=80, verbose_name='终止人')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='备注')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_for', to='people.person', verbose_name='代理人')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='people.person', verbose_name='被代理人')),
            ],
            options={
                'verbose_name': '代理',
                'verbose_name_plural': '代理',
                'db_table': 'people_deputy',
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='people_deputy_span'), models.CheckConstraint(condition=models.Q(('principal', models.F('deputy')), _negated=True), name='people_deputy_other'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('principal', 'deputy'), name='people_deputy_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('position_from__lt', models.F('position_until'))), name='people_unit_range'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['role', 'unit'], name='people_post_role'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='people_post_span'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person', 'role', 'unit'), name='people_post_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='unitstate',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('unit',), name='people_unit_one_present'),
        ),
    ]
