from django.apps import AppConfig


class ConsequencesConfig(AppConfig):
    name = "shouwen.consequences"
    label = "consequences"
    verbose_name = "后果"
    default_auto_field = "django.db.models.BigAutoField"
