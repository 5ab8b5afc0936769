from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "shouwen.administration"
    label = "administration"
    verbose_name = "系统管理"
    default_auto_field = "django.db.models.BigAutoField"
