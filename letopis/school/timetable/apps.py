from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "letopis.school.timetable"
    label = "timetable"

    def ready(self) -> None:
        from letopis.school.timetable import held, ledger  # noqa: F401  register facts of roles, official tables
