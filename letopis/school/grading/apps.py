from django.apps import AppConfig


class GradingConfig(AppConfig):
    name = "letopis.school.grading"
    label = "grading"

    def ready(self) -> None:
        from letopis.school.grading import ledger, operations  # noqa: F401  official tables; what their screens may send
