from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "letopis.school.attendance"
    label = "attendance"

    def ready(self) -> None:
        from letopis.school.attendance import (
            excuses,  # noqa: F401  what is confirmed, for who writes absences
            ledger,  # noqa: F401  registers the official tables
        )
