from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "shouwen.intake"
    label = "intake"
    verbose_name = "受理渠道"
    default_auto_field = "django.db.models.BigAutoField"
