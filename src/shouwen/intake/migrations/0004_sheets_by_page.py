import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0003_telephone_exchanges_and_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField(verbose_name='名称')),
                ('regulation', models.TextField(verbose_name='办法')),
                ('choices', models.JSONField(verbose_name='选择')),
                ('by', models.TextField(verbose_name='保存人')),
                ('at', models.DateTimeField(verbose_name='保存时间')),
            ],
            options={
                'verbose_name': '存下的对照',
                'verbose_name_plural': '存下的对照',
                'db_table': 'intake_saved_mapping',
                'constraints': [models.UniqueConstraint(fields=('regulation', 'title'), name='saved_mapping_once')],
            },
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.TextField(db_collation='C', primary_key=True, serialize=False, verbose_name='导入')),
                ('by', models.TextField(verbose_name='导入人')),
                ('name', models.TextField(verbose_name='文件名')),
                ('file', models.TextField(verbose_name='保密库引用')),
                ('size', models.BigIntegerField(verbose_name='字节数')),
                ('regulation', models.TextField(verbose_name='办法')),
                ('state', models.TextField(verbose_name='状态')),
                ('choices', models.JSONField(default=dict, verbose_name='选择')),
                ('created_at', models.DateTimeField(verbose_name='上传时间')),
                ('changed_at', models.DateTimeField(verbose_name='变动时间')),
                ('began_at', models.DateTimeField(null=True, verbose_name='开始')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束')),
                ('done', models.IntegerField(default=0, verbose_name='已看行数')),
                ('share', models.IntegerField(default=0, verbose_name='进度')),
                ('counts', models.JSONField(default=dict, verbose_name='合计')),
                ('problem', models.TextField(default='', verbose_name='问题')),
                ('english', models.TextField(default='', verbose_name='问题（英文）')),
            ],
            options={
                'verbose_name': '表格导入',
                'verbose_name_plural': '表格导入',
                'db_table': 'intake_sheet_import',
                'indexes': [
                    models.Index(models.OrderBy(models.F('created_at'), descending=True), models.F('id'), name='sheet_import_by_time'),
                    models.Index(models.F('changed_at'), condition=models.Q(('state__in', ['trying', 'running', 'undoing'])), name='sheet_import_waiting'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trial', models.BooleanField(verbose_name='试算')),
                ('row', models.IntegerField(verbose_name='行')),
                ('outcome', models.TextField(verbose_name='结果')),
                ('number', models.TextField(verbose_name='编号')),
                ('closed', models.BooleanField(verbose_name='办结件')),
                ('reasons', models.JSONField(default=list, verbose_name='理由')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='intake.sheetimport', verbose_name='导入')),
            ],
            options={
                'verbose_name': '导入行',
                'verbose_name_plural': '导入行',
                'db_table': 'intake_sheet_row',
                'indexes': [models.Index(fields=['sheet', 'trial', 'outcome', 'row'], name='sheet_row_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'trial', 'row'), name='sheet_row_once')],
            },
        ),
    ]
