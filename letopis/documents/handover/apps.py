from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "letopis.documents.handover"
    label = "handover"

    def ready(self) -> None:
        from letopis.documents.handover import ledger  # noqa: F401  registers the official tables
