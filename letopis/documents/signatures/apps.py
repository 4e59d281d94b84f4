from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "letopis.documents.signatures"
    label = "signatures"

    def ready(self) -> None:
        from letopis.documents.signatures import ledger  # noqa: F401  registers the official tables
