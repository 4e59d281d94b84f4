from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "letopis.documents.school_import"
    label = "exchange"

    def ready(self) -> None:
        """Hear of tasks whose worker has died."""
        from letopis.documents.school_import.jobs import end_lost
        from letopis.kernel.beats import task_lost

        task_lost.connect(end_lost, dispatch_uid="school_import.end_lost")
