from django.apps import AppConfig


class LoginsConfig(AppConfig):
    name = "shouwen.logins"
    label = "logins"
    verbose_name = "登录"
    default_auto_field = "django.db.models.BigAutoField"
