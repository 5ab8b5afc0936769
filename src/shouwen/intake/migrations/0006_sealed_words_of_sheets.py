import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    # What stood in clear goes: reasons of rows may quote a cell. A trial can be made again.

    dependencies = [
        ("intake", "0005_exchanges_sign_what_they_send"),
    ]

    operations = [
        migrations.RemoveField(model_name="sheetrow", name="reasons"),
        migrations.AddField(
            model_name="sheetrow",
            name="words",
            field=models.TextField(
                db_collation="C", default="", verbose_name="理由（保密库引用）"
            ),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="more",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                size=None,
                verbose_name="其余部分的引用",
            ),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="seen",
            field=models.TextField(default="", verbose_name="看到的表（保密库引用）"),
        ),
        migrations.AddField(
            model_name="sheetimport",
            name="first",
            field=models.TextField(default="", verbose_name="前几行（保密库引用）"),
        ),
    ]
