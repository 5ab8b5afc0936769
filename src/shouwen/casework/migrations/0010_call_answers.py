from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_open_cases_by_party")]

    operations = [
        migrations.AddField(
            model_name="callattempt",
            name=name,
            field=models.TextField(default="", verbose_name=title),
        )
        for name, title in (("process", "办理过程"), ("result", "处理结果"), ("script", "提纲"))
    ]
