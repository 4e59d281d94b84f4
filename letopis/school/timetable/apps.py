from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "letopis.school.timetable"
    label = "timetable"

    def ready(self) -> None:
        from letopis.school.timetable import ledger  # noqa: F401  registers the official tables
