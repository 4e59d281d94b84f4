from django.apps import AppConfig


class PeriodsConfig(AppConfig):
    name = "letopis.school.periods"
    label = "periods"

    def ready(self) -> None:
        from letopis.school.periods import ledger  # noqa: F401  registers the official tables
