from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "letopis.school.journal"
    label = "journal"

    def ready(self) -> None:
        from letopis.school.journal import ledger  # noqa: F401  registers the official tables
