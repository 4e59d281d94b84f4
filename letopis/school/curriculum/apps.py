from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "letopis.school.curriculum"
    label = "curriculum"

    def ready(self) -> None:
        from letopis.school.curriculum import ledger  # noqa: F401  registers the official tables
