from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "letopis.documents.keeping"
    label = "keeping"

    def ready(self) -> None:
        from letopis.documents.keeping import ledger  # noqa: F401  registers the official tables
