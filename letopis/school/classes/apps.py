from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "letopis.school.classes"
    label = "classes"

    def ready(self) -> None:
        from letopis.school.classes import held, ledger  # noqa: F401  register facts of roles, official tables
