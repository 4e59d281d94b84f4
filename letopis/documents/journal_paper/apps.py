from django.apps import AppConfig


class JournalPaperConfig(AppConfig):
    name = "letopis.documents.journal_paper"
    label = "journal_paper"

    def ready(self) -> None:
        """Hear of tasks whose worker has died."""
        from letopis.documents.journal_paper.jobs import end_lost
        from letopis.kernel.beats import task_lost

        task_lost.connect(end_lost, dispatch_uid="journal_paper.end_lost")
