from django.apps import AppConfig


class GradingConfig(AppConfig):
    name = "letopis.school.grading"
    label = "grading"

    def ready(self) -> None:
        from letopis.school.grading import ledger  # noqa: F401  registers the official tables
