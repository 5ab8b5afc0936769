from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0001_failed_logins'),
    ]

    operations = [
        migrations.CreateModel(
            name='PortalTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField(verbose_name='种类')),
                ('address', models.TextField(verbose_name='来源摘要')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '门户尝试',
                'verbose_name_plural': '门户尝试',
                'db_table': 'web_portal_try',
                'indexes': [models.Index(fields=['kind', 'address', 'at'], name='portal_try_by_address')],
            },
        ),
    ]
