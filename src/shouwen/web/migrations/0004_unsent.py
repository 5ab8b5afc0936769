import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0003_saved_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='PortalDraft',
            fields=[
                ('id', models.TextField(primary_key=True, serialize=False, verbose_name='草稿')),
                ('browser', models.TextField(verbose_name='浏览器摘要')),
                ('sealed', models.BinaryField(verbose_name='内容（加密）')),
                ('updated_at', models.DateTimeField(verbose_name='保存时间')),
                ('until', models.DateTimeField(verbose_name='保留至')),
            ],
            options={
                'verbose_name': '门户草稿',
                'verbose_name_plural': '门户草稿',
                'db_table': 'web_portal_draft',
                'indexes': [
                    models.Index(fields=['browser', '-updated_at'], name='portal_draft_by_browser'),
                    models.Index(fields=['until'], name='portal_draft_by_end'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PortalFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.BinaryField(verbose_name='说明（加密）')),
                ('content', models.BinaryField(verbose_name='内容（加密）')),
                ('small', models.BinaryField(verbose_name='缩略图（加密）')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='web.portaldraft', verbose_name='草稿')),
            ],
            options={
                'verbose_name': '门户草稿附件',
                'verbose_name_plural': '门户草稿附件',
                'db_table': 'web_portal_file',
            },
        ),
    ]
