from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "letopis.school.history"
    label = "history"
