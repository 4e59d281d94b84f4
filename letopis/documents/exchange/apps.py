from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "letopis.documents.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Hear of tasks whose worker has died."""
        from letopis.documents.exchange.jobs import end_lost
        from letopis.school.common.beats import task_lost

        task_lost.connect(end_lost, dispatch_uid="exchange.end_lost")
