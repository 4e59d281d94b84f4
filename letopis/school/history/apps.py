from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "letopis.school.history"
    label = "history"

    def ready(self) -> None:
        from letopis.school.history import own_ledger  # noqa: F401  registers the official tables
