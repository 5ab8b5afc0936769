from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "shouwen.ledger"
    label = "ledger"
    verbose_name = "账册"
    default_auto_field = "django.db.models.BigAutoField"
