from django.apps import AppConfig


class FamilyConfig(AppConfig):
    name = "letopis.web.family"
    label = "web_family"
