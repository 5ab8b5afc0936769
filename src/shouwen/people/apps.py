from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shouwen.people"
    label = "people"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"
