from django.apps import AppConfig


class YearsConfig(AppConfig):
    name = "letopis.school.years"
    label = "years"

    def ready(self) -> None:
        from letopis.school.years import ledger  # noqa: F401  registers the official tables
