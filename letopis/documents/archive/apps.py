from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "letopis.documents.archive"
    label = "archive"
