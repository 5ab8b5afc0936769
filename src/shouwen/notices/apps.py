from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shouwen.notices"
    verbose_name = "消息"
