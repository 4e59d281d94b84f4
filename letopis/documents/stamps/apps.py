from django.apps import AppConfig


class StampsConfig(AppConfig):
    name = "letopis.documents.stamps"
    label = "stamps"

    def ready(self) -> None:
        """`letopis verify` looks at them, too."""
        from letopis.documents.stamps.checking import check_stamps
        from letopis.school.history.verification import register_check

        register_check(check_stamps)
