from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "letopis.school.curriculum"
    label = "curriculum"

    def ready(self) -> None:
        from letopis.school.curriculum import held, ledger  # noqa: F401  register facts of roles, official tables
