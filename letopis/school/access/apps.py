from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "letopis.school.access"
    label = "access"

    def ready(self) -> None:
        from letopis.school.access import ledger  # noqa: F401  registers the official tables
