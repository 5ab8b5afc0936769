"""Get Django ready in a process that is not a web server."""

import os


def django() -> None:
    """Set up Django once; the database must have been brought up before (``DATABASE_URL``)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.project.settings")
    import django as framework
    from django.apps import apps

    if not apps.ready:
        framework.setup()
