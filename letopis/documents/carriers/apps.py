from django.apps import AppConfig


class CarriersConfig(AppConfig):
    name = "letopis.documents.carriers"
    label = "carriers"

    def ready(self) -> None:
        """Register the official tables; hear of tasks whose worker has died."""
        from letopis.documents.carriers import ledger  # noqa: F401  register official tables
        from letopis.documents.carriers.jobs import end_lost
        from letopis.kernel.beats import task_lost

        task_lost.connect(end_lost, dispatch_uid="carriers.end_lost")
