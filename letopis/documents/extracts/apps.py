from django.apps import AppConfig


class ExtractsConfig(AppConfig):
    name = "letopis.documents.extracts"
    label = "extracts"
