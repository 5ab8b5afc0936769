from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "shouwen.connections"
    label = "connections"
    verbose_name = "系统对接"
    default_auto_field = "django.db.models.BigAutoField"
