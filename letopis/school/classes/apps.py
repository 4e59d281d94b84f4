from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "letopis.school.classes"
    label = "classes"

    def ready(self) -> None:
        from letopis.school.classes import ledger  # noqa: F401  registers the official tables
