from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "shouwen.insight"
    label = "insight"
    verbose_name = "建议"
    default_auto_field = "django.db.models.BigAutoField"
