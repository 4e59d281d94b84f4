from django.apps import AppConfig


class TutoringConfig(AppConfig):
    name = "letopis.school.tutoring"
    label = "tutoring"

    def ready(self) -> None:
        from letopis.school.tutoring import ledger  # noqa: F401  register official tables
