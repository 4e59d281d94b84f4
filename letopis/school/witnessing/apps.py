from django.apps import AppConfig


class WitnessingConfig(AppConfig):
    name = "letopis.school.witnessing"
    label = "witnessing"

    def ready(self) -> None:
        from letopis.school.witnessing import ledger  # noqa: F401  registers the official tables
