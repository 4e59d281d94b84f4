from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "letopis.documents.backup"
    label = "backup"

    def ready(self) -> None:
        """Hear of tasks whose worker has died."""
        from letopis.documents.backup.jobs import end_lost
        from letopis.kernel.beats import task_lost

        task_lost.connect(end_lost, dispatch_uid="backup.end_lost")
