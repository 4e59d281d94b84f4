from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "letopis.web.office"
    label = "web_office"
