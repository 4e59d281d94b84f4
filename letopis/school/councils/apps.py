from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "letopis.school.councils"
    label = "councils"

    def ready(self) -> None:
        from letopis.school.councils import ledger  # noqa: F401  registers the official tables
