from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "letopis.documents.exchange"
    label = "exchange"
