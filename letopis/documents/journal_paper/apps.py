from django.apps import AppConfig


class JournalPaperConfig(AppConfig):
    name = "letopis.documents.journal_paper"
    label = "journal_paper"
