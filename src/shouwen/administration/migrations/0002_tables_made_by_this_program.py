from datetime import UTC, datetime

from django.db import migrations


def note_new(apps, schema_editor):
    """An installation without a past has tables made by this program; others are told to rebuild."""
    from shouwen.administration.upkeep import TABLES

    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ledger_event)")
        if cursor.fetchone()[0]:
            return
    apps.get_model("administration", "ChoreMark").objects.get_or_create(
        chore="rebuild", defaults={"at": datetime.now(UTC), "told": {"tables": TABLES}}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("administration", "0001_administration"),
        ("ledger", "0001_events_that_are_never_changed"),
    ]
    operations = [migrations.RunPython(note_new, migrations.RunPython.noop)]
