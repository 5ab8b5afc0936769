from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "shouwen.vault"
    label = "vault"
    verbose_name = "保密柜"
    default_auto_field = "django.db.models.BigAutoField"
