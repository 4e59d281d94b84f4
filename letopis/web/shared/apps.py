from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "letopis.web.shared"
    label = "web_shared"
